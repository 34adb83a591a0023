"""Can you order a seven in your own handwriting? A VAE that is told the label, so that z keeps the style."""

from explainers.data.images import IMAGES
from explainers.explainer import Explainer, View
from explainers.probe import fit_probe
from explainers.shipped import shipped
from explainers.vaes.conditional.equations import equations
from explainers.vaes.conditional.figure_fill import plot_fill
from explainers.vaes.conditional.figure_grid import plot_grid
from explainers.vaes.conditional.figure_knows import plot_knows
from explainers.vaes.conditional.figure_own import plot_own
from explainers.vaes.conditional.fill import fill_terms, filled
from explainers.vaes.conditional.networks import ConditionalVAE, FillIn
from explainers.vaes.conditional.result import Result, challenge, generated, ordered, simulate, tables
from explainers.vaes.conditional.settings import Params
from explainers.vaes.conditional.shipped_models import RECORDED, WEIGHTS
from explainers.vaes.latent_walk.shipped_models import WEIGHTS as OTHER_WEIGHTS


def files(params: Params, view: str) -> dict[str, bytes]:
    """Return the shipped files that a view reads: pictures and weights."""
    names = (IMAGES["digits"].sheets["test"], WEIGHTS, RECORDED, OTHER_WEIGHTS["digits"])
    return {name: shipped(name) for name in names}


EXPLAINER: Explainer[Params, Result] = Explainer(
    path="vaes/conditional",
    params=Params,
    simulate=simulate,
    views=(
        View("grid", "Style by label", plot_grid, ("source", "image", "u_1", "u_2", "spread"),
             (ordered, ConditionalVAE), more=("label", "u", "seed")),
        View("own", "One style, ten labels", plot_own, ("source", "image", "label", "u_1", "u_2"),
             (ordered, ConditionalVAE), more=("u",)),
        View("fill", "Fill in the rest", plot_fill, ("source", "image", "side", "lines", "theta"),
             (filled, fill_terms, FillIn), more=("seed",)),
        View("knows", "What z still knows", plot_knows, ("source", "image", "spread"), (fit_probe, generated),
             more=("label", "seed")),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    files=files,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
