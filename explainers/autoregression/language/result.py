"""What the page shows, from what is set: distributions, a text that is written, bits, and what was copied."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from explainers.autoregression.language.curves import MEASURED, STRENGTHS, curve, packed
from explainers.autoregression.language.networks import RECORDED, following, log_probabilities, network
from explainers.autoregression.language.ngrams import MOST, Counts, encoded, grams
from explainers.autoregression.language.settings import LONGEST, OWN, Params
from explainers.autoregression.language.writing import copied, tempered, write
from explainers.controls import check, is_private
from explainers.data.texts.texts import TEXTS, plain, text
from explainers.problems import BadInput
from explainers.shipped import shipped

Array = NDArray[np.float64]
HELD_OUT = 10  # of a visitor's own text, one part in so many, at its end
AT_LEAST = 200  # letters that such a text has
LONG = 20  # letters of a stretch that counts as copied
STRENGTH = {"laplace": "delta", "interpolated": "weight", "kneser_ney": "discount"}  # the field of each smoothing


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
    return Result(params).drawn()


def parts_of(params: Params) -> tuple[str, str]:
    """Return the text that is learnt from, whole, and the one that is held out. Raises BadInput."""
    if params.corpus != OWN:
        return text(params.corpus, "train"), text(params.corpus, "test")
    whole = plain(params.own)
    if len(whole) < AT_LEAST:
        raise BadInput("own", f"A text to learn from has at least {AT_LEAST} letters, and this has {len(whole)}.")
    cut = len(whole) - len(whole) // HELD_OUT
    return whole[:cut], whole[cut:]


@dataclass(frozen=True)
class Result:
    """Everything that a view shows of these settings; each part is computed when it is first looked at."""

    params: Params

    @cached_property
    def parts(self) -> tuple[str, str]:
        """What is learnt from, and what is held out."""
        train, test = parts_of(self.params)
        return train[: self.params.size], test

    @cached_property
    def counts(self) -> Counts:
        """All grams of what is learnt from."""
        if self.params.corpus == OWN:
            return Counts(self.parts[0])
        return shared_counts(self.params.corpus, len(self.parts[0]))

    @property
    def strength(self) -> float:
        """δ, λ or d, whichever the smoothing has."""
        return float(getattr(self.params, STRENGTH[self.params.smoothing]))

    @property
    def is_counted(self) -> bool:
        """Whether the model is one that counts."""
        return self.params.model == "counted"

    @property
    def window(self) -> int:
        """How many letters before the next one the model looks at."""
        return self.params.order - 1 if self.is_counted else {"bigram": 1, "perceptron": 8}.get(self.params.model, 64)

    def following(self, before: str) -> Array:
        """Return the probability of each of LETTERS after a text, shape (96,)."""
        if self.is_counted:
            return self.counts.following(before, self.params.order, self.params.smoothing, self.strength)
        found = following(network(self.params.model), torch.from_numpy(encoded(before)))
        return found.double().numpy()

    @property
    def prompt(self) -> str:
        """What the model goes on from, in LETTERS."""
        spaces = self.params.prompt[len(self.params.prompt.rstrip()) :]
        return plain(self.params.prompt) + (" " if spaces and plain(self.params.prompt) else "")

    def drawn(self) -> str:
        """Return LONGEST letters that the model writes after the prompt."""
        return write(self.following, self.prompt, LONGEST, self.params.temperature, self.params.seed)

    @cached_property
    def continuation(self) -> str:
        """The letters that are written, the first `written` of them."""
        whole = self.drawn() if is_private(self.params) else shared_writing(replace(self.params, written=0))
        return whole[: self.params.written]

    @cached_property
    def next_letter(self) -> Array:
        """The probability of each letter after what is written, at this temperature, shape (96,)."""
        return tempered(self.following(self.prompt + self.continuation), self.params.temperature)

    @cached_property
    def surprise(self) -> Array:
        """The bits of each letter of the text that is read, after those before it."""
        typed = plain(self.params.typed)
        if not typed:
            raise BadInput("typed", "There is nothing to read yet.")
        if self.is_counted:
            p = self.params
            keys = grams(encoded(typed), MOST)
            return -np.log2(self.counts.probabilities(keys, p.order, p.smoothing, self.strength))
        codes = torch.from_numpy(encoded("\n" + typed))
        return -log_probabilities(network(self.params.model), codes).double().numpy() / np.log(2)

    @cached_property
    def curves(self) -> tuple[list[float], list[float]]:
        """Bits per letter by order, 1 to MOST: of what was learnt from, and of what was held out."""
        p, (train, test) = self.params, self.parts
        if p.corpus != OWN and self.strength == STRENGTHS[p.smoothing] and len(train) in self.sizes:
            found = recorded()["curves"][p.corpus]
            at = found["sizes"].index(len(train))
            return found[p.smoothing]["train"][at], found[p.smoothing]["test"][at]
        known, held_out = (curve(self.counts, part[:MEASURED], p.smoothing, self.strength) for part in (train, test))
        return known, held_out

    @property
    def held_out_bits(self) -> float:
        """Bits per letter of what was held out, at this order."""
        return self.curves[1][self.params.order - 1]

    @property
    def sizes(self) -> list[int]:
        """The sizes of a text for which curves are recorded; none of a visitor's own."""
        return [] if self.params.corpus == OWN else list(recorded()["curves"][self.params.corpus]["sizes"])

    @cached_property
    def stretches(self) -> NDArray[np.int64]:
        """For each letter that is written, how long the stretch around it is that stands in what was learnt from."""
        return copied(self.continuation, self.parts[0], self.prompt)

    @cached_property
    def packed(self) -> Mapping[str, float]:
        """Bits per letter of what was held out, packed by programs that have read the whole rest just before."""
        if self.params.corpus == OWN:
            return packed(*parts_of(self.params))
        found: Mapping[str, float] = recorded()["packed"][self.params.corpus]
        return found


def simulate(params: Params) -> Result:
    """Return what is shown. Raises BadInput for what cannot be learnt from, gone on from, or read."""
    check(params)
    if params.model != "counted" and params.corpus != "novel":
        raise BadInput("model", f"The networks have learnt from {TEXTS['novel'].title}: choose that text, or count.")
    result = Result(params)
    parts_of(params)
    if params.typed != Params.typed and not plain(params.typed):
        raise BadInput("typed", "There is no letter in this that the course knows: it reads those of ASCII.")
    return result
