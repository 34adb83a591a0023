"""What does size buy? Class-conditional GANs of several sizes, the truncation trick, and training that breaks down."""

from explainers.explainer import Explainer, View
from explainers.gans.big.equations import equations
from explainers.gans.big.figure_breakdown import plot_breakdown
from explainers.gans.big.figure_order import plot_order
from explainers.gans.big.figure_size import plot_size
from explainers.gans.big.models import BREAKDOWN, MODELS, RECORDED, of_letter, weights_of
from explainers.gans.big.networks import ConditionalNorm, Discriminator, Generator
from explainers.gans.big.result import Result, challenge, simulate, tables
from explainers.gans.big.settings import Params
from explainers.gans.big.truncation import truncated
from explainers.gans.pictures.measures import precision_and_recall
from explainers.shipped import shipped

SAID = {
    "order": "Measured on 300 pictures and 300 real faces of the letter, in features of a classifier that was trained "
    "for this course: not the FID of other papers.",
    "size": "One run each, with one seed, on one core: differences of a few tenths may be chance.",
    "breakdown": "Width 8, batch 64, and thirty times the learning rate of the other views. Both runs start from the "
    "same weights and see the same pictures.",
}


def sentences(result: Result, view: str) -> list[str]:
    """Return what is said about a view beside its picture."""
    return [SAID[view]]


def files(params: Params, view: str) -> dict[str, bytes]:
    """Return the shipped files that a view reads: weights, and what was measured."""
    names = [RECORDED, BREAKDOWN, *map(weights_of, MODELS)]
    return {name: shipped(name) for name in names}


EXPLAINER: Explainer[Params, Result] = Explainer(
    path="gans/big",
    params=Params,
    simulate=simulate,
    views=(
        View("order", "Order a letter", plot_order, ("letter", "tau", "model"),
             (truncated, ConditionalNorm, Generator, of_letter, precision_and_recall), more=("seed",)),
        View("size", "What size buys", plot_size, ("model", "against"), (Generator, Discriminator), more=("seed",)),
        View("breakdown", "When training breaks down", plot_breakdown, ("seen",), (Discriminator,), more=()),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    sentences=sentences,
    files=files,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
