"""What the learner can set."""

from dataclasses import dataclass
from typing import Annotated

from explainers.controls import Choice, Drawing, Number, Slider, Stops
from explainers.gans.pix2pix.networks import PATCHES
from explainers.gans.pix2pix.pairs import DATA, SIDE, TEST

LAMBDAS = (0.0, 1.0, 10.0, 100.0)
POINTS = 300  # of a drawing, at most
BOOT = (
    "0.45,0.88 0.85,0.88 0.88,0.30 0.90,0.12 0.70,0.12 0.68,0.18 0.40,0.12 0.08,0.14 0.10,0.26 0.35,0.40 0.48,0.55 "
    "0.45,0.88"
)
DRAWN_HELP = "Strokes as 0.2,0.8 0.7,0.8; 0.7,0.8 0.4,0.2 in the unit square: the frame of the picture."
LAM_HELP = "λ, what the mean absolute difference from the real picture counts beside the discriminator's verdict."
CUT_HELP = "In the mixed picture, columns up to this one are those of x, the others of x̃."
PATCH_HELP = "Which of the discriminator's patches is framed, row by row from the upper left."


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    data: Annotated[str, Choice("Pairs", DATA, help="Which pairs of a drawing y and a picture x were learnt.")] = (
        "clothes"
    )
    drawn: Annotated[
        str, Drawing("Draw y", 10 * POINTS, points=POINTS, lines=True, follows=True, in_sight=True, symbol="y",
                     help=DRAWN_HELP)
    ] = BOOT  # fmt: skip
    lam: Annotated[float, Stops("Weight of L1", LAMBDAS, symbol="λ", help=LAM_HELP)] = 10.0
    image: Annotated[int, Number("Test pair", 0, TEST - 1, help="A pair that no model has seen, by its number.")] = 0
    cut: Annotated[int, Slider("Real up to column", 0, SIDE, 1, help=CUT_HELP)] = SIDE // 2
    patch: Annotated[int, Slider("Patch", 1, PATCHES**2, 1, help=PATCH_HELP)] = 1
    seed: Annotated[int, Number("Seed", 0, 9999, help="Of the other test pairs that are shown.")] = 0
