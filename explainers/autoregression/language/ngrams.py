"""Models that count: how often each letter has followed the last 0 to 7 letters, smoothed in three ways.

A gram of k letters is one whole number: its letters are the digits, to the base of the number of LETTERS. So grams are
counted, and found again, as sorted arrays.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explainers.data.texts.texts import LETTERS

Ints = NDArray[np.int64]
Array = NDArray[np.float64]
Found = tuple[Ints, Ints, Ints]  # c, T and N: how often a letter has followed, of how often any has, and how many have
BASE, MOST = len(LETTERS), 8  # letters that there are; of a gram, at most
DELTA, WEIGHT, DISCOUNT = 0.1, 0.8, 0.75  # δ of Laplace, λ of interpolation, d of Kneser and Ney
CODES = np.full(256, -1)
CODES[[ord(letter) for letter in LETTERS]] = np.arange(BASE)


def encoded(text: str) -> Ints:
    """Return the letters of a text as numbers. Raises ValueError for a letter that is none of LETTERS."""
    codes = CODES[np.frombuffer(text.encode("ascii"), np.uint8)]
    if (codes < 0).any():
        raise ValueError("Some letter of this text is none of LETTERS.")
    return np.asarray(codes)


def grams(codes: Ints, k: int) -> Ints:
    """Return the gram of k letters that ends at each letter; before the text stand line feeds, of code 0."""
    padded = np.concatenate([np.zeros(k - 1, dtype=np.int64), codes])
    found = np.zeros(len(codes), dtype=np.int64)
    for i in range(k):
        found = found * BASE + padded[i : i + len(codes)]
    return found


@dataclass(frozen=True, eq=False)
class Table:
    """Grams of one length, each with a count; and what follows from it for their contexts, all letters but the last."""

    keys: Ints  # sorted
    counts: Ints

    @cached_property
    def contexts(self) -> tuple[Ints, Ints, Ints]:
        """The contexts, sorted; the sum of counts in each; and how many different letters have followed it."""
        found, first = np.unique(self.keys // BASE, return_index=True)
        return found, np.add.reduceat(self.counts, first), np.diff(np.append(first, len(self.keys)))

    def at(self, keys: Ints) -> Found:
        """Return c, T and N of each of some grams, shape (n,)."""
        known, totals, kinds = self.contexts
        c, (total, kind) = _looked_up(self.keys, keys, self.counts)[0], _looked_up(known, keys // BASE, totals, kinds)
        return c, total, kind

    def after(self, context: int) -> Found:
        """Return c, T and N of every letter after one context, shape (BASE,): grams of a context stand together."""
        first, end = np.searchsorted(self.keys, [context * BASE, (context + 1) * BASE])
        c = np.zeros(BASE, dtype=np.int64)
        c[self.keys[first:end] % BASE] = self.counts[first:end]
        return c, np.full(BASE, int(c.sum())), np.full(BASE, end - first)


def _looked_up(known: Ints, wanted: Ints, *values: Ints) -> list[Ints]:
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return [np.where(known[at] == wanted, value[at], 0) for value in values]


Look = Callable[[Table, int], Found]  # what a table of grams of k letters says of the places that are looked at


def at_each(text: str) -> Look:
    """Return a look at every letter of a text, each after those before it."""
    keys = grams(encoded(text), MOST)
    return lambda table, k: table.at(keys % BASE**k)


def after(context: str) -> Look:
    """Return a look at each of LETTERS after one context."""
    key = int(grams(encoded("\n" + context[1 - MOST :]), MOST - 1)[-1])
    return lambda table, k: table.after(key % BASE ** (k - 1))


class Counts:
    """All grams of a text, of one to MOST letters; those of one length are counted when they are first asked for."""

    def __init__(self, text: str) -> None:
        """Take a text. Raises ValueError for an empty one."""
        if not text:
            raise ValueError("There is nothing to count in an empty text.")
        self.codes, self.tables = encoded(text), dict[tuple[int, bool], Table]()

    def seen(self, k: int, contexts: bool = False) -> Table:
        """Return how often each gram of k letters has been seen; or in how many `contexts`, of one letter more.

        The latter is the continuation count of Kneser and Ney.
        """
        if (k, contexts) not in self.tables:
            keys = self.seen(k + 1).keys % BASE**k if contexts else grams(self.codes, k)
            self.tables[k, contexts] = Table(*np.unique(keys, return_counts=True))
        return self.tables[k, contexts]

    @cached_property
    def _sorted(self) -> tuple[Ints, Ints]:
        keys = grams(self.codes, MOST)
        places = np.argsort(keys, kind="stable")
        return keys[places], places

    def ends_of(self, gram: Ints) -> Ints:
        """Return the places in the text at which a gram of MOST letters ends."""
        (keys, places), key = self._sorted, grams(gram, MOST)[-1]
        return places[np.searchsorted(keys, key) : np.searchsorted(keys, key + 1)]

    def lower(self, look: Look, order: int, smoothing: str) -> Array:
        """Return the distribution on which a model of some order falls back: of order 1, all letters are alike."""
        if order == 1:
            return np.array(1 / BASE)
        table = self.seen(order - 1, contexts=smoothing == "kneser_ney")
        return SMOOTHED[smoothing](*look(table, order - 1), self.lower(look, order - 1, smoothing))

    def probabilities(self, look: Look, order: int, smoothing: str) -> Array:
        """Return p(letter | the order - 1 letters before it) wherever one looks, shape (n,)."""
        return SMOOTHED[smoothing](*look(self.seen(order), order), self.lower(look, order, smoothing))

    def following(self, before: str, order: int, smoothing: str) -> Array:
        """Return the probability of each of LETTERS after a text, shape (BASE,)."""
        return self.probabilities(after(before), order, smoothing)

    def curve(self, look: Look, smoothing: str) -> list[float]:
        """Return the bits per letter of models of order 1 to MOST."""
        return [bits(self.probabilities(look, order, smoothing)) for order in range(1, MOST + 1)]


def laplace(count: Ints, total: Ints, kinds: Ints, lower: Array) -> Array:
    """Return (c + δ) / (T + δ V): as if every letter had followed δ times more often (Lidstone 1920)."""
    return (count + DELTA) / (total + DELTA * BASE)


def interpolated(count: Ints, total: Ints, kinds: Ints, lower: Array) -> Array:
    """Return λ c / T + (1 - λ) p of one letter less (Jelinek and Mercer 1980); where T = 0, that alone."""
    return np.where(total > 0, WEIGHT * count / np.maximum(total, 1) + (1 - WEIGHT) * lower, lower)


def kneser_ney(count: Ints, total: Ints, kinds: Ints, lower: Array) -> Array:
    """Return max(c - d, 0) / T + d N / T times p of one letter less (Kneser and Ney 1995; Chen and Goodman 1999)."""
    left, some = np.maximum(count - DISCOUNT, 0), np.maximum(total, 1)
    return np.where(total > 0, (left + DISCOUNT * kinds * lower) / some, lower)


SMOOTHED = {"laplace": laplace, "interpolated": interpolated, "kneser_ney": kneser_ney}


def bits(probabilities: Array) -> float:
    """Return the mean of -log₂ p: the cross-entropy in bits per letter."""
    return float(-np.log2(probabilities).mean())
