"""What the learner can set."""

from dataclasses import dataclass
from typing import Annotated

from explainers.controls import Choice, Number, Select, Slider, Stops
from explainers.gans.big.models import MODELS, PICTURES, TAUS
from explainers.gans.big.networks import LETTERS

MEASURED = 16  # times along a run, after its start
NAMES = {name: f"{one.width} channels, batch {one.batch}" for name, one in MODELS.items()}
AXES = {"pictures": "pictures seen", "seconds": "seconds", "steps": "steps"}
LETTER_HELP = "y, the class that G is told: its batch normalisation has a gain and a bias for each."
TAU_HELP = "τ: every number of z lies between -τ and τ. At 3 hardly any of a normal number's draws lie outside."
MODEL_HELP = (
    "Width is the number of channels of G's last and D's first feature maps; deeper ones have 2 and 4 times it."
)
SEEN_HELP = "How many pictures both runs have seen, 64 at a step."


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    letter: Annotated[str, Select("Letter", {a: a for a in LETTERS}, symbol="y", help=LETTER_HELP)] = "E"
    tau: Annotated[float, Stops("Truncation", TAUS, symbol="τ", help=TAU_HELP)] = 1.0
    model: Annotated[str, Select("Model", NAMES, help=MODEL_HELP)] = "w32_b64"
    against: Annotated[
        str, Choice("Against", AXES, help="What the curves are drawn against; seconds are those of one core.")
    ] = "pictures"
    seen: Annotated[
        int, Slider("Pictures seen", 0, PICTURES, PICTURES // MEASURED, help=SEEN_HELP)
    ] = PICTURES  # fmt: skip
    seed: Annotated[int, Number("Seed", 0, 9999, symbol="z", help="Of the noise z.")] = 0
