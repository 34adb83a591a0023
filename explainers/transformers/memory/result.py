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
    def reach(self) -> int:
        """How many letters before its segment a question sees through all layers."""
        return self.params.layers * self.planned.span

    def costs(self, far: int) -> dict[str, tuple[float, int]]:
        """Return FLOPs a token, and bytes kept, of ways to see `far` tokens back."""
        layers, rate, segment = self.params.layers, self.params.rate, self.params.segment
        found = {"full": (costs.flops_full(far, layers), costs.kept_full(far, layers))}
        for how in ("xl", "compressive"):
            kind = costs.needed(how, far, layers, rate, segment)
            found[how] = costs.flops(kind, layers), costs.kept_bytes(kind, layers)
        return found


def simulate(params: Params) -> Result:
    """Lay out the text. Raises BadInput."""
    check(params)
    return Result(params, *text_of(params.key, params.noise, params.gap, params.seed))
