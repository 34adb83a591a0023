"""What the learner can set."""

from dataclasses import dataclass
from typing import Annotated

from explainers.controls import Choice, Number, Select, Slider, Stops
from explainers.gans.progressive.models import STOPS

GROWTH = {"1": "4 to 8 pixels", "2": "8 to 16", "3": "16 to 32"}
WHEN = {"start": "at its start", "middle": "half way", "end": "at its end"}
RIVALS = {
    "full": "full size from the start",
    "no_deviation": "no minibatch deviation",
    "plain": "plain layers",
}
AXES = {"pictures": "Pictures seen", "time": "Computing time"}
DISTINCT = (1, 2, 4, 8, 16)  # pictures that differ, in a batch of the last of these
ALPHA_HELP = "α, the share of the new layers in both networks; training raises it from 0 to 1 while it fades them in."
WHEN_HELP = "How far training had come with this fade-in: the weights of that moment."
SEEN_HELP = "How many pictures the discriminator had been shown, generated and real ones each."
RIVAL_HELP = "What is trained beside the growing networks, with the same first weights, batches and z."
AXIS_HELP = "Compare both after the same number of pictures, or after the same seconds of one core."
DISTINCT_HELP = "How many different pictures are in a batch of 16; they are repeated until it is full."


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    to: Annotated[int, Select("Grow from", GROWTH, help="Which pair of layers is faded in.")] = 3
    when: Annotated[str, Choice("Weights of the fade-in", WHEN, help=WHEN_HELP)] = "start"
    alpha: Annotated[float, Slider("Share of the new layers", 0.0, 1.0, 0.05, symbol="α", help=ALPHA_HELP)] = 0.5
    rival: Annotated[str, Select("Against", RIVALS, help=RIVAL_HELP)] = "full"
    seen: Annotated[float, Stops("Pictures seen", tuple(n / 1000 for n in STOPS), unit="thousands", help=SEEN_HELP)] = (
        24.0
    )
    axis: Annotated[str, Choice("Compare by", AXES, help=AXIS_HELP)] = "pictures"
    distinct: Annotated[float, Stops("Different pictures", tuple(map(float, DISTINCT)), help=DISTINCT_HELP)] = 16.0
    seed: Annotated[int, Number("Seed", 0, 9999, help="Of every z, and of which real letters are in the batch.")] = 20
