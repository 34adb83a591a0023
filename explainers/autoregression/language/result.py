"""What the page shows, from what is set: distributions, a text that is written, bits, and what was copied."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from typing import Any

import numpy as np

from explainers.autoregression.language.networks import RECORDED, SEES, following, network, surprise
from explainers.autoregression.language.ngrams import Array, Counts, Ints, at_each
from explainers.autoregression.language.settings import LONGEST, OWN, Params
from explainers.autoregression.language.writing import copied, packed, tempered, write
from explainers.controls import check, is_private
from explainers.data.texts.texts import TEXTS, plain, text
from explainers.problems import BadInput
from explainers.shipped import shipped

HELD_OUT = 10  # of a visitor's own text, one part in so many, at its end
AT_LEAST = 200  # letters that such a text has
MEASURED = 90_000  # letters of either part on which models are measured
LONG = 20  # letters of a stretch that counts as copied


@cache
def recorded() -> Mapping[str, Any]:
    """Return what the networks reached, and the curves of the models that count."""
    found: dict[str, Any] = json.loads(shipped(RECORDED))
    return found


@lru_cache(maxsize=6)
def shared_counts(name: str, size: int) -> Counts:
    """Return the counts of the beginning of a text that comes with the course."""
    return Counts(text(name, "train")[:size])


@lru_cache(maxsize=64)
def shared_writing(params: Params) -> str:
    """Return what a model of such a text writes; what visitors typed themselves is not kept here."""
    return simulate(params).drawn()


def parts_of(params: Params) -> tuple[str, str]:
    """Return the text that is learnt from, whole, and the one that is held out. Raises BadInput."""
    if params.corpus != OWN:
        return text(params.corpus, "train"), text(params.corpus, "test")
    whole = plain(params.own)
    if len(whole) < AT_LEAST:
        raise BadInput("corpus", f"A text to learn from has at least {AT_LEAST} letters, and yours has {len(whole)}.")
    cut = len(whole) - len(whole) // HELD_OUT
    return whole[:cut], whole[cut:]


@dataclass(frozen=True)
class Result:
    """Everything that a view shows of these settings; each part is computed when it is first looked at."""

    params: Params
    train: str  # what is learnt from
    test: str  # what is held out

    @cached_property
    def counts(self) -> Counts:
        """All grams of what is learnt from."""
        if self.params.corpus == OWN:
            return Counts(self.train)
        return shared_counts(self.params.corpus, len(self.train))

    @property
    def is_counted(self) -> bool:
        """Whether the model is one that counts."""
        return self.params.model == "counted"

    @property
    def window(self) -> int:
        """How many letters before the next one the model looks at."""
        return self.params.order - 1 if self.is_counted else SEES[self.params.model]

    def following(self, before: str) -> Array:
        """Return the probability of each of LETTERS after a text, shape (96,)."""
        p = self.params
        if self.is_counted:
            return self.counts.following(before, p.order, p.smoothing)
        return following(network(p.model), before)

    @property
    def prompt(self) -> str:
        """What the model goes on from, in LETTERS; a pilcrow ends a line."""
        lines = self.params.prompt.split("¶")
        return "\n".join(plain(line) + " " * (line[-1:].isspace() and bool(plain(line))) for line in lines)

    def drawn(self) -> str:
        """Return the letters that the model writes after the prompt."""
        p = self.params
        return write(self.following, self.prompt, p.written, p.temperature, p.seed)

    @cached_property
    def continuation(self) -> str:
        """The letters that are written."""
        p = self.params
        if is_private(p):
            return self.drawn()
        kept = replace(p, written=LONGEST if p.written > LONGEST // 2 else LONGEST // 2)
        return shared_writing(kept)[: p.written]

    @cached_property
    def next_letter(self) -> Array:
        """The probability of each letter after what is written, at this temperature, shape (96,)."""
        return tempered(self.following(self.prompt + self.continuation), self.params.temperature)

    @cached_property
    def surprise(self) -> Array:
        """The bits of each letter of the text that is read, after those before it."""
        p, typed = self.params, plain(self.params.typed)
        if self.is_counted:
            return -np.log2(self.counts.probabilities(at_each(typed), p.order, p.smoothing))
        return surprise(network(p.model), typed)

    @cached_property
    def curves(self) -> tuple[list[float], list[float]]:
        """Bits per letter by order, 1 to MOST: of what was learnt from, and of what was held out."""
        if len(self.train) in self.sizes:
            return self.row("train"), self.row("test")
        looks = [cache(at_each(part[:MEASURED])) for part in (self.train, self.test)]
        return self.counts.curve(looks[0], self.params.smoothing), self.counts.curve(looks[1], self.params.smoothing)

    @property
    def held_out_bits(self) -> float:
        """Bits per letter of what was held out, at this order."""
        return self.curves[1][self.params.order - 1]

    @property
    def sizes(self) -> list[int]:
        """The sizes of a text for which curves are recorded; none of a visitor's own."""
        return [] if self.params.corpus == OWN else list(recorded()["counts"][self.params.corpus]["sizes"])

    def row(self, measure: str) -> list[float]:
        """Return what is recorded, by order, of this text, size and smoothing; nothing where nothing is."""
        p, size = self.params, len(self.train)
        if size not in self.sizes:
            return []
        return list(recorded()["counts"][p.corpus][p.smoothing][measure][self.sizes.index(size)])

    @cached_property
    def stretches(self) -> Ints:
        """For each letter that is written, how long the stretch around it is that stands in what was learnt from."""
        return copied(self.counts, self.continuation, self.prompt)

    @property
    def copied_share(self) -> float:
        """Which share of the letters that are written is copied, in stretches of LONG letters or more."""
        return float(np.mean(self.stretches >= LONG)) if len(self.stretches) else 0.0

    @cached_property
    def packed(self) -> Mapping[str, float]:
        """Bits per letter of what was held out, packed by programs that have read the whole rest just before."""
        if self.params.corpus == OWN:
            return packed(self.train, self.test)
        found: Mapping[str, float] = recorded()["counts"][self.params.corpus]["packed"]
        return found


def simulate(params: Params) -> Result:
    """Return what is shown. Raises BadInput for what cannot be learnt from, gone on from, or read."""
    check(params)
    if params.model != "counted" and params.corpus != "novel":
        raise BadInput("model", f"The networks have learnt from {TEXTS['novel'].title}: choose that text, or count.")
    train, test = parts_of(params)
    for name in ("prompt", "typed"):
        given = getattr(params, name)
        if given.strip() and not plain(given):
            raise BadInput(name, "There is no letter in this that the course knows: it reads those of ASCII.")
    if not params.typed.strip():
        raise BadInput("typed", "There is nothing to read yet: type a sentence.")
    return Result(params, train[: params.size], test)
