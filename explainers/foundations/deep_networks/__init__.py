"""What does each layer do? A network in training, and the plane as each of its hidden layers bends it."""

from explainers.explainer import Explainer, View
from explainers.foundations.deep_networks.depth import FILE, plot_depth, sizes_of, trained
from explainers.foundations.deep_networks.figure_layers import plot_layers
from explainers.foundations.deep_networks.figure_network import pictures, plot_network
from explainers.foundations.deep_networks.model import Result, challenge, equations, planes_of, simulate, tables
from explainers.foundations.deep_networks.network import RUNS, Run, forward, losses
from explainers.foundations.deep_networks.settings import MAX_STEPS, TIMELINE, Params
from explainers.shipped import shipped

SAID = {
    "layers": ["A layer of more than two units is seen along its two principal components; “95% of 4-D” is the share "
               "of its variance they hold. “One cut” is the best straight line, or plane, at that layer."],
    "depth": ["2,000 steps of Adam at η = 0.01, tanh, nine seeds for each depth: trained once and recorded."],
}  # fmt: skip

EXPLAINER: Explainer[Params, Result] = Explainer(
    path="foundations/deep_networks",
    params=Params,
    simulate=simulate,
    views=(
        View("layers", "Layer by layer", plot_layers, ("data", "layers", "depth", "activation", "rate"),
             (forward, losses, planes_of, Run.make_step), trains=True, follows=("depth",)),
        View("network", "Every unit", plot_network, ("data", "layers", "activation", "rate", "penalty"),
             (forward, pictures), trains=True),
        View("depth", "Deep or wide", plot_depth, ("budget",), (sizes_of, trained), more=()),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    max_steps=MAX_STEPS,
    timeline=TIMELINE,
    reached=RUNS.reached,
    sentences=lambda result, view: SAID.get(view, []),
    summary=lambda result: {"Test loss": result.measured[:, 2].round(4).tolist(),
                            f"Test {result.scored}": f"{result.score:.1%}"},
    files=lambda params, view: {FILE: shipped(FILE)} if view == "depth" else {},
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
