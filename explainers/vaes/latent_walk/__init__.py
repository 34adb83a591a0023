"""What lies between a sneaker and a boot? Pictures squeezed through two numbers, and the plane those numbers span."""

from explainers.figure_style import Style
from explainers.lens import Lens
from explainers.vaes.latent_walk.equations import equations
from explainers.vaes.latent_walk.figure_alarm import plot_alarm
from explainers.vaes.latent_walk.figure_compare import NAMES, plot_compare
from explainers.vaes.latent_walk.figure_dims import plot_dims
from explainers.vaes.latent_walk.figure_image import plot_image
from explainers.vaes.latent_walk.figure_map import plot_map
from explainers.vaes.latent_walk.figure_walk import plot_walk
from explainers.vaes.latent_walk.model import Result, challenge, simulate, tables
from explainers.vaes.latent_walk.plane import lens
from explainers.vaes.latent_walk.settings import MAX_STEPS, SIZES, TEST, Params

__all__ = [
    "MAX_STEPS",
    "SIZES",
    "TEST",
    "Params",
    "Result",
    "challenge",
    "equations",
    "lenses",
    "plot_alarm",
    "plot_compare",
    "plot_dims",
    "plot_image",
    "plot_map",
    "plot_walk",
    "simulate",
    "tables",
]


def lenses(view: str, result: Result, style: Style) -> list[Lens]:
    """Return what the browser is to show under the pointer in a view: decodings, wherever there is a plane of them."""
    p = result.params
    if view == "compare":
        return [lens(p.data, kind, style, "" if i == 0 else str(2 * i + 1)) for i, kind in enumerate(NAMES)]
    kinds = {"map": p.kind, "image": p.kind} | ({"walk": "vae"} if p.size == 2 else {})
    return [lens(p.data, kinds[view], style)] if view in kinds else []
