"""What lies between a sneaker and a boot? Pictures squeezed through two numbers, and the plane those numbers span."""

from explainers.data.images import IMAGES
from explainers.figure_style import Style
from explainers.lens import Lens
from explainers.shipped import shipped
from explainers.vaes.latent_walk.alarm import STRANGE
from explainers.vaes.latent_walk.equations import equations
from explainers.vaes.latent_walk.figure_alarm import plot_alarm
from explainers.vaes.latent_walk.figure_compare import NAMES, plot_compare
from explainers.vaes.latent_walk.figure_dims import plot_dims
from explainers.vaes.latent_walk.figure_image import plot_image
from explainers.vaes.latent_walk.figure_map import plot_map
from explainers.vaes.latent_walk.figure_train import plot_train
from explainers.vaes.latent_walk.figure_walk import plot_walk
from explainers.vaes.latent_walk.learning import advance, train
from explainers.vaes.latent_walk.model import Result, challenge, simulate, tables
from explainers.vaes.latent_walk.plane import lens
from explainers.vaes.latent_walk.settings import LIVE, MAX_STEPS, SEEN, SIZES, TEST, Params, branch, settings_at
from explainers.vaes.latent_walk.shipped_models import RECORDED, WEIGHTS
from explainers.vaes.latent_walk.training import Trained, reached

__all__ = [  # noqa: RUF022, for the first picture is that of the page
    "LIVE",
    "MAX_STEPS",
    "SEEN",
    "SIZES",
    "TEST",
    "Params",
    "Result",
    "Trained",
    "advance",
    "branch",
    "carried",
    "challenge",
    "equations",
    "lenses",
    "plot_walk",
    "plot_map",
    "plot_image",
    "plot_dims",
    "plot_compare",
    "plot_train",
    "plot_alarm",
    "reached",
    "settings_at",
    "simulate",
    "tables",
    "train",
]


def carried(params: Params, view: str) -> dict[str, bytes]:
    """Return the shipped files that a view reads for these settings: pictures and weights."""
    sheets = IMAGES[params.data].sheets
    names = [sheets["test"], WEIGHTS[params.data], RECORDED]
    if view == "train":
        names.append(sheets["train"])
    if view == "alarm":
        names.append(IMAGES[STRANGE[params.data]].sheets["test"])
    return {name: shipped(name) for name in names}


def lenses(view: str, result: Result, style: Style) -> list[Lens]:
    """Return what the browser is to show under the pointer in a view: decodings, wherever there is a plane of them."""
    p = result.params
    if view == "compare":
        return [lens(p.data, kind, style, "" if i == 0 else str(2 * i + 1)) for i, kind in enumerate(NAMES)]
    kinds = {"map": p.kind, "image": p.kind} | ({"walk": "vae"} if p.size == 2 else {})
    return [lens(p.data, kinds[view], style)] if view in kinds else []
