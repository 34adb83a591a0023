"""What did it read a thousand words ago? Models that keep what they have read, as it is and compressed."""

from explainers.explainer import Explainer, View
from explainers.shipped import shipped
from explainers.transformers.memory.costs import flops, needed
from explainers.transformers.memory.equations import challenge, equations, tables
from explainers.transformers.memory.figure_costs import plot_costs
from explainers.transformers.memory.figure_order import plot_order
from explainers.transformers.memory.figure_reach import plot_reach
from explainers.transformers.memory.figure_recall import plot_recall
from explainers.transformers.memory.figure_slots import plot_slots
from explainers.transformers.memory.kinds import RECORDED, TIMES, WEIGHTS, Kind
from explainers.transformers.memory.measure import accuracy, slopes
from explainers.transformers.memory.positions import terms
from explainers.transformers.memory.reading import ask
from explainers.transformers.memory.recurrent import Layer, Recurrent
from explainers.transformers.memory.result import Result, simulate
from explainers.transformers.memory.settings import Params


def files(params: Params, view: str) -> dict[str, bytes]:
    """Return the trained weights and what was measured of them, for a script."""
    return {name: shipped(name) for name in (WEIGHTS, RECORDED, TIMES)}


ASKED = ("distance", "kind", "gap", "key", "noise")
PLANNED = ("layers", "memory", "compressed", "rate")
EXPLAINER: Explainer[Params, Result] = Explainer(
    path="transformers/memory",
    params=Params,
    simulate=simulate,
    views=(
        View("recall", "Accuracy and distance", plot_recall, ASKED, (accuracy, Recurrent), more=("seed",)),
        View("slots", "Slots that answered", plot_slots, ASKED, (Layer, ask), more=("seed",)),
        View("reach", "Reach", plot_reach, PLANNED, (Kind, slopes), more=()),
        View("cost", "Cost", plot_costs, ("far", "layers", "rate", "segment"), (flops, needed), more=()),
        View("order", "Which came later?", plot_order, ("gap", "distance", "key"), (terms,), more=("seed",)),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    files=files,
)

__all__ = ["EXPLAINER", "Params", "Result"]
