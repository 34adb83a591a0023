"""One text, asked of the shipped models; and how far memories of any size would see."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from explainers.controls import check
from explainers.transformers.memory import costs
from explainers.transformers.memory.kinds import KEYS, KINDS, LONGEST, SEGMENT, STEP, Kind
from explainers.transformers.memory.reading import Answer, Array, ask, recorded
from explainers.transformers.memory.settings import Params
from explainers.transformers.memory.text import text_of

GOAL, LOOKED_AT = 1000, 64  # of the challenge: letters to see, and slots that each layer may look at
STOPS = np.arange(STEP, LONGEST + STEP, STEP)


def accuracy(kind: str, gap: int) -> Array:
    """Return how often a model was right over many texts, by distance, with another key `gap` letters before."""
    return np.array(recorded()[kind]["accuracy"][str(gap)])


@dataclass(frozen=True, eq=False)
class Result:
    """What the settings ask for; everything is computed when it is looked at, and once."""

    params: Params
    text: str
    place: int  # of the key

    @property
    def kind(self) -> Kind:
        """The model in hand."""
        return KINDS[self.params.kind]

    @property
    def at(self) -> int:
        """The place of the question."""
        return self.place + self.params.distance

    def said(self, kind: str) -> Answer:
        """Return what a model answers."""
        return ask(kind, self.text, self.at)

    @cached_property
    def answer(self) -> Answer:
        """What the model in hand answers."""
        return self.said(self.params.kind)

    @property
    def right(self) -> float:
        """The probability that the model in hand gives to the key."""
        return float(self.answer.chances[KEYS.index(self.text[self.place])])

    def here(self, kind: str) -> float:
        """Return how often a model was right over many texts, at the distance and with the earlier key that are set."""
        return float(accuracy(kind, self.params.gap)[(self.params.distance - 1) // STEP])

    @property
    def percent(self) -> float:
        """That of the model in hand, in percent: the prediction's."""
        return 100 * self.here(self.params.kind)

    @property
    def planned(self) -> Kind:
        """The memories that are set on the map: whole segments."""
        p = self.params
        memory, compressed = (slots // SEGMENT * SEGMENT for slots in (p.memory, p.compressed))
        return Kind("", memory=memory, compressed=compressed, rate=p.rate)

    @property
    def asked_at(self) -> int:
        """The place of a question at the beginning of a segment, farther in a text than anything can be seen."""
        return 2 * self.params.layers * self.planned.span

    @cached_property
    def sights(self) -> list[costs.Sight]:
        """What that question sees through each layer, from the top."""
        return costs.sights(self.planned, self.params.layers, self.asked_at)

    @property
    def reach(self) -> int:
        """How many tokens back the earliest is that it sees through all layers."""
        return self.asked_at - min(*self.sights[-1].compressed, *self.sights[-1].memory)

    @property
    def saved(self) -> tuple[float, float]:
        """FLOPs a token of attention over all that is to be seen, and with memories of which the most is compressed."""
        found = self.costs(self.params.far)
        return found["full"][0], found["compressive"][0]

    def costs(self, far: int) -> dict[str, tuple[float, float]]:
        """Return FLOPs a token, and bytes kept, of ways to see `far` tokens back."""
        layers, rate, segment = self.params.layers, self.params.rate, self.params.segment
        kinds = {how: costs.needed(how, far, layers, rate, segment) for how in ("xl", "compressive")}
        full = costs.flops_full(far, layers), costs.kept_full(far, layers)
        found = {how: (costs.flops(kind, layers), costs.kept_bytes(kind, layers)) for how, kind in kinds.items()}
        return {"window": (costs.flops_window(far, layers), 0.0), "full": full} | found


def simulate(params: Params) -> Result:
    """Lay out the text. Raises BadInput."""
    check(params)
    return Result(params, *text_of(params.key, params.noise, params.gap, params.seed))
