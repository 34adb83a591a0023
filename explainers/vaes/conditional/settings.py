"""What the learner can set."""

from dataclasses import dataclass
from typing import Annotated

from explainers.controls import Drawing, Number, Select, Slider, Sliders
from explainers.data.images import SIDE
from explainers.vaes.conditional.networks import LATENT

STROKES = 150  # points of a drawing, at most
SOURCES = {"test": "A test picture", "drawn": "Draw one"}
OWN = "own"  # the label that a picture has; and a mask that the learner paints
TOLD = {OWN: "what it is", **{str(i): f"a {i}" for i in range(10)}}
SHOWN = {"left": "from the left", "right": "from the right", "top": "from the top", "bottom": "from the bottom",
         OWN: "all but what I paint over"}  # fmt: skip
IMAGE_HELP = "A test picture by its number: 0 to 199 are zeros, 200 to 399 ones, and so on."
DRAWN_HELP = "Strokes as 0.2,0.8 0.7,0.8; 0.7,0.8 0.4,0.2 in the unit square."
TOLD_HELP = "y, the label that the encoder is told; of a drawing, what it is is what the classifier says."
U_HELP = "Added to dimension {i} of z, by falling KL, in standard deviations of the prior."
SPREAD_HELP = "τ, the standard deviation of the styles that are drawn: z = τ ε. In training it was 1."
TURN_HELP = "θ turns every z on a circle, cos θ ε + sin θ ε′: at every angle it is a fair draw from N(0, 1)."


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    source: Annotated[str, Select("x is", SOURCES, help="The picture whose style is read, or that is filled in.")] = (
        "test"
    )
    image: Annotated[int, Number("Picture", 0, 1999, symbol="x", help=IMAGE_HELP)] = 1524
    drawn: Annotated[str, Drawing("Draw x", 10 * STROKES, points=STROKES, lines=True, help=DRAWN_HELP)] = ""
    label: Annotated[str, Select("Told that x is", TOLD, symbol="y", help=TOLD_HELP)] = OWN
    u: Annotated[tuple[float, ...], Sliders("Move style", -3.0, 3.0, 0.2, count=LATENT, symbol="u", help=U_HELP)] = (
        0.0,
    ) * LATENT
    spread: Annotated[float, Slider("Spread of styles", 0.0, 2.0, 0.1, symbol="τ", help=SPREAD_HELP)] = 1.0
    side: Annotated[str, Select("Visible", SHOWN, help="Which pixels the models may see; the rest is filled in.")] = (
        "left"
    )
    lines: Annotated[
        int, Slider("Rows or columns visible", 1, SIDE - 1, 1, help="How many of the 28, from that side, are visible.")
    ] = SIDE // 2
    painted: Annotated[
        str, Drawing("Paint over", 10 * STROKES, points=STROKES, lines=True, role="guess",
                     help="Where the brush has been, pixels are hidden. The pad is the frame of the picture.")
    ] = ""  # fmt: skip
    theta: Annotated[int, Slider("Turn the draws", 0, 360, 10, symbol="θ", unit="°", help=TURN_HELP)] = 0
    seed: Annotated[int, Number("Seed", 0, 9999, help="Of every ε that is drawn.")] = 0
