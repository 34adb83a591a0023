"""Draw the outline; who paints the rest? A conditional GAN from drawings to pictures (Isola et al. 2017)."""

from explainers.data.glyphs.glyphs import FACES, sheet_of
from explainers.data.images import IMAGES
from explainers.explainer import Explainer, View
from explainers.gans.pix2pix.equations import equations
from explainers.gans.pix2pix.figure_draw import plot_draw
from explainers.gans.pix2pix.figure_loss import plot_loss
from explainers.gans.pix2pix.figure_skips import plot_skips
from explainers.gans.pix2pix.figure_verdict import plot_verdict
from explainers.gans.pix2pix.models import RECORD, WEIGHTS, l1, sharpness
from explainers.gans.pix2pix.networks import PatchGAN, UNet, receptive_field
from explainers.gans.pix2pix.pairs import edges, letter_of, skeletons
from explainers.gans.pix2pix.result import Result, challenge, made, simulate, tables
from explainers.gans.pix2pix.settings import Params
from explainers.shipped import shipped


def files(params: Params, view: str) -> dict[str, bytes]:
    """Return the shipped files that a view reads: pictures, weights, and what was reached."""
    names = [name.format(params.data) for name in (WEIGHTS, RECORD)]
    if params.data == "clothes":
        names.append(IMAGES["fashion"].sheets["test"])
    else:
        places = simulate(params).places
        names += [FACES, *{sheet_of(letter_of(place)): None for place in places}]
    return {name: shipped(name) for name in names}


EXPLAINER: Explainer[Params, Result] = Explainer(
    path="gans/pix2pix",
    params=Params,
    simulate=simulate,
    views=(
        View("draw", "Draw", plot_draw, ("data", "drawn", "lam"), (made, UNet), more=()),
        View("loss", "What the loss wants", plot_loss, ("data", "image", "lam"), (l1, sharpness, edges, skeletons),
             more=("seed",)),
        View("skips", "Skips", plot_skips, ("data", "image"), (UNet, made), more=()),
        View("verdict", "Verdict of the patches", plot_verdict, ("data", "image", "lam", "cut", "patch"),
             (PatchGAN, receptive_field), more=()),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    files=files,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
