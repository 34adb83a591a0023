"""What the learner can set."""

from dataclasses import dataclass
from typing import Annotated

from explainers.controls import Choice, Drawing, Number, Select, Slider, Stops

LETTERS = "AEKRST"  # that the models were trained on
FACES = 278  # unseen faces of each letter
SIGMAS = ("1", "0.4")  # of the VAEs that come with the course
GAMMAS = (0.001, 0.01, 0.1, 1.0)  # of the models that come with the course
UPDATES, STRIDE = 100, 10  # of z in the search for a picture; every so many are kept
STROKES = 150  # points of a drawing, at most
SOURCES = {"test": "A test picture", "drawn": "Draw one"}
LAST = len(LETTERS) * FACES - 1
IMAGE_HELP = f"A letter of an unseen face, by its number: {FACES} of A, then {FACES} of E, and so on through {LETTERS}."
DRAWN_HELP = "Strokes as 0.2,0.2 0.5,0.8 0.8,0.2; 0.3,0.45 0.7,0.45 in the unit square: a capital letter."
GAMMA_HELP = "γ weighs likeness against fooling D in the decoder's loss (Larsen et al. 2016, Algorithm 1)."
SIGMA_HELP = "σ of the VAE's likelihood N(x; x̃, σ²), where ink is 1 and paper −1: a smaller σ weighs pixels more."
THETA_HELP = "θ turns every z on a circle, cos θ ε + sin θ ε′: at every angle it is a fair draw from N(0, I)."
SEARCH_HELP = "A GAN has no encoder: so many gradient steps on z look for a picture like x, from the best of 64 draws."


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    source: Annotated[str, Select("x is", SOURCES, help="The picture that is encoded and decoded.")] = "test"
    image: Annotated[int, Number("Picture", 0, LAST, symbol="x", help=IMAGE_HELP)] = 580
    drawn: Annotated[str, Drawing("Draw x", 10 * STROKES, points=STROKES, lines=True, help=DRAWN_HELP)] = ""
    other: Annotated[int, Number("Walk to picture", 0, LAST, symbol="x′", help="Where the walk ends.")] = 1200
    gamma: Annotated[float, Stops("Weight of likeness", GAMMAS, symbol="γ", help=GAMMA_HELP)] = 0.01
    sigma: Annotated[str, Choice("Spread of pixels", {"1": "1", "0.4": "0.4"}, symbol="σ", help=SIGMA_HELP)] = "1"
    theta: Annotated[int, Slider("Turn the noise", 0, 360, 10, symbol="θ", unit="°", help=THETA_HELP)] = 0
    shift: Annotated[int, Slider("Shift x by", 0, 4, 1, unit="pixels", help="A copy of x, moved to the right.")] = 1
    blur: Annotated[float, Slider("Blur x by", 0.0, 2.0, 0.25, unit="pixels", help="A copy under a Gaussian.")] = 1.0
    way: Annotated[float, Slider("Way", 0.0, 1.0, 0.05, symbol="t", help="From z of x to z of x′, in a line.")] = 0.5
    search: Annotated[int, Slider("Search of the GAN", 0, UPDATES, STRIDE, unit="steps", help=SEARCH_HELP)] = UPDATES
    seed: Annotated[int, Number("Seed", 0, 9999, help="Of every z that is drawn.")] = 0
