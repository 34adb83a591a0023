"""What does β buy, and at what price? Three models of the same pictures, side by side."""

from explainers.data.images import IMAGES
from explainers.explainer import Explainer, View
from explainers.figure_style import Style
from explainers.lens import Lens
from explainers.shipped import shipped
from explainers.vaes.elbo import kl
from explainers.vaes.latent_walk.codes import codes
from explainers.vaes.latent_walk.latent_plane import lens
from explainers.vaes.latent_walk.shipped_models import RECORDED, WEIGHTS
from explainers.vaes.model_comparison.equations import equations
from explainers.vaes.model_comparison.figure_compare import PLACES, plot_compare
from explainers.vaes.model_comparison.result import COMPARED, Params, Result, challenge, simulate, tables


def files(params: Params, view: str) -> dict[str, bytes]:
    """Return the shipped files that the picture reads for these settings: pictures and weights."""
    names = (IMAGES[params.data].sheets["test"], WEIGHTS[params.data], RECORDED)
    return {name: shipped(name) for name in names}


def lenses(view: str, result: Result, style: Style) -> list[Lens]:
    """Return what the browser is to show under the pointer: decodings, over each of the planes."""
    return [lens(result.params.data, kind, style, PLACES[kind].refs) for kind in COMPARED]


EXPLAINER: Explainer[Params, Result] = Explainer(
    path="vaes/model_comparison",
    params=Params,
    simulate=simulate,
    views=(View("compare", "Three models", plot_compare, ("data", "image", "z_1", "z_2"), (codes, kl),
                more=("draw", "seed")),),
    equations=equations,
    tables=tables,
    challenge=challenge,
    files=files,
    lenses=lenses,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
