"""What does each layer do? A network in training, and the plane as each of its hidden layers bends it."""

from collections.abc import Mapping

from explainers.explainer import Explainer, View
from explainers.foundations.deep_networks.depth import FILE, sizes_of, trained
from explainers.foundations.deep_networks.equations import equations
from explainers.foundations.deep_networks.figure_depth import plot_depth
from explainers.foundations.deep_networks.figure_layers import plot_bend, plot_layers
from explainers.foundations.deep_networks.figure_network import plot_network, wall
from explainers.foundations.deep_networks.model import Result, challenge, projected, reached, simulate, tables, turned
from explainers.foundations.deep_networks.network import forward, losses, make_step
from explainers.foundations.deep_networks.settings import MAX_STEPS, TIMELINE, Params
from explainers.shipped import shipped


def files(params: Params, view: str) -> Mapping[str, bytes]:
    """Return what a view reads from the disk."""
    return {FILE: shipped(FILE)} if view == "depth" else {}


EXPLAINER: Explainer[Params, Result] = Explainer(
    path="foundations/deep_networks",
    params=Params,
    simulate=simulate,
    views=(
        View("layers", "Layer by layer", plot_layers, ("data", "layers", "activation", "rate", "noise"),
             (forward, losses, make_step), trains=True),
        View("bend", "Through the network", plot_bend, ("layers", "depth", "steps"), (projected, turned)),
        View("network", "Every unit", plot_network, ("data", "layers", "activation", "rate", "penalty"),
             (forward, wall), trains=True),
        View("depth", "Deep or wide", plot_depth, ("budget",), (sizes_of, trained)),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    max_steps=MAX_STEPS,
    timeline=TIMELINE,
    reached=reached,
    files=files,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
