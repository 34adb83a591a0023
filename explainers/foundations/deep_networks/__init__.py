"""What does each layer do? A network in training, and the plane as each of its hidden layers bends it."""

from collections.abc import Mapping
from typing import Any

from explainers.explainer import Explainer, View
from explainers.foundations.deep_networks.depth import FILE, sizes_of, trained
from explainers.foundations.deep_networks.equations import equations
from explainers.foundations.deep_networks.figure_depth import plot_depth
from explainers.foundations.deep_networks.figure_layers import plot_bend, plot_layers
from explainers.foundations.deep_networks.figure_network import pictures, plot_network
from explainers.foundations.deep_networks.model import Result, challenge, planes_of, projected, simulate, tables
from explainers.foundations.deep_networks.network import RUNS, Run, forward, losses
from explainers.foundations.deep_networks.settings import MAX_STEPS, TIMELINE, Params
from explainers.shipped import shipped

LAYERS = ("A layer of more than two units is seen along its two principal components; “95% of 4-D” is the share of its "
          "variance they hold. “One cut” is the best straight line, or plane, at that layer.")  # fmt: skip
SAID = {
    "layers": [LAYERS],
    "bend": [LAYERS],
    "depth": ["2,000 steps of Adam at η = 0.01, tanh, nine seeds for each depth: trained once and recorded."],
}


def summary(result: Result) -> Mapping[str, Any]:
    """Return what the drawer of runs says of a run, by column."""
    return {"Test loss": result.measured[:, 2].round(4).tolist(), f"Test {result.scored}": f"{result.score:.1%}"}


def files(params: Params, view: str) -> Mapping[str, bytes]:
    """Return what a view reads from the disk."""
    return {FILE: shipped(FILE)} if view == "depth" else {}


EXPLAINER: Explainer[Params, Result] = Explainer(
    path="foundations/deep_networks",
    params=Params,
    simulate=simulate,
    views=(
        View("layers", "Layer by layer", plot_layers, ("data", "layers", "activation", "rate", "noise"),
             (forward, losses, Run.make_step), trains=True),
        View("bend", "Through the network", plot_bend, ("layers", "depth", "steps"), (planes_of, projected)),
        View("network", "Every unit", plot_network, ("data", "layers", "activation", "rate", "penalty"),
             (forward, pictures), trains=True),
        View("depth", "Deep or wide", plot_depth, ("budget",), (sizes_of, trained)),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    max_steps=MAX_STEPS,
    timeline=TIMELINE,
    reached=RUNS.reached,
    sentences=lambda result, view: SAID.get(view, []),
    summary=summary,
    files=files,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
