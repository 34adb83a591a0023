"""Models that count: how often each letter has followed the last 0 to 7 letters, smoothed in three ways.

A gram of k letters is one whole number: its letters are the digits, to the base of the number of LETTERS. So grams are
counted, and found again, as sorted arrays.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from explainers.data.texts.texts import LETTERS

Ints = NDArray[np.int64]
Array = NDArray[np.float64]
BASE, MOST = len(LETTERS), 8  # letters that there are; of a gram, at most
CODE = {letter: code for code, letter in enumerate(LETTERS)}


def encoded(text: str) -> Ints:
    """Return the letters of a text as numbers. Raises KeyError for a letter that is none of LETTERS."""
    return np.array([CODE[letter] for letter in text], dtype=np.int64)


def grams(codes: Ints, k: int) -> Ints:
    """Return the gram of k letters that ends at each letter; before the text stand line feeds, of code 0."""
    padded = np.concatenate([np.zeros(k - 1, dtype=np.int64), codes])
    found = np.zeros(len(codes), dtype=np.int64)
    for i in range(k):
        found = found * BASE + padded[i : i + len(codes)]
    return found


def after(context: str) -> Ints:
    """Return the grams of MOST letters of a context with each of LETTERS after it, shape (BASE,)."""
    key = 0
    for letter in context[-(MOST - 1) :]:
        key = key * BASE + CODE[letter]
    return key * BASE + np.arange(BASE)


@dataclass(frozen=True, eq=False)
class Table:
    """Grams of one length with a count each, and what follows from it for their contexts, all letters but the last."""

    keys: Ints  # sorted
    counts: Ints

    @cached_property
    def contexts(self) -> tuple[Ints, Ints, Ints]:
        """The contexts, sorted; the sum of counts in each; and how many different letters have followed it."""
        found, first = np.unique(self.keys // BASE, return_index=True)
        return found, np.add.reduceat(self.counts, first), np.diff(np.append(first, len(self.keys)))

    def count(self, keys: Ints) -> Ints:
        """Return the count of each gram, 0 of one that has never been seen."""
        return _looked_up(self.keys, self.counts, keys)

    def context(self, keys: Ints) -> tuple[Ints, Ints]:
        """Return, of the context of each gram, the sum of its counts and how many letters have followed it."""
        known, totals, kinds = self.contexts
        return _looked_up(known, totals, keys // BASE), _looked_up(known, kinds, keys // BASE)


def _looked_up(known: Ints, values: Ints, wanted: Ints) -> Ints:
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[at] == wanted, values[at], 0)


class Counts:
    """All grams of a text, of one to MOST letters. Raises ValueError for an empty text."""

    def __init__(self, text: str) -> None:
        """Count them."""
        if not text:
            raise ValueError("There is nothing to count in an empty text.")
        self.text = text
        codes = encoded(text)
        self.seen = {k: Table(*np.unique(grams(codes, k), return_counts=True)) for k in range(1, MOST + 1)}
        # In how many contexts of one more letter each gram has been seen: the continuation count of Kneser and Ney.
        self.continued = {k: Table(*np.unique(self.seen[k + 1].keys % BASE**k, return_counts=True))
                          for k in range(1, MOST)}  # fmt: skip

    def probabilities(self, keys: Ints, order: int, smoothing: str, strength: float) -> Array:
        """Return p(last letter | the letters before it) of grams of MOST letters, shape (n,), for models of `order`.

        `strength` is δ for Laplace, λ for interpolation and the discount d for Kneser and Ney.
        """
        return self.by_order(keys, order, smoothing, strength)[-1]

    def by_order(self, keys: Ints, order: int, smoothing: str, strength: float) -> list[Array]:
        """Return the same from each step of the way: of lower orders, as the highest falls back on them.

        Of Kneser and Ney the lower ones count contexts, so they are no models to use by themselves.
        """
        chain = [np.full(len(keys), 1 / BASE)]
        for k in range(1, order + 1):
            chain.append(SMOOTHED[smoothing](*self.counted(keys, k, order, smoothing), chain[-1], strength))
        return chain[1:]

    def counted(self, keys: Ints, k: int, order: int, smoothing: str) -> tuple[Array, Ints, Ints]:
        """Return c, T and N of the last k letters of grams: how often, of how many, and of how many kinds."""
        table = self.continued[k] if smoothing == "kneser_ney" and k < order else self.seen[k]
        key = keys % BASE**k
        return table.count(key).astype(float), *table.context(key)

    def following(self, context: str, order: int, smoothing: str, strength: float) -> Array:
        """Return the probability of each of LETTERS after a context, shape (BASE,)."""
        return self.probabilities(after(context), order, smoothing, strength)


def laplace(count: Array, total: Ints, kinds: Ints, lower: Array, delta: float) -> Array:
    """Return (c + δ) / (T + δ V): as if every letter had followed δ times more often (Lidstone 1920)."""
    return (count + delta) / (total + delta * BASE)


def interpolated(count: Array, total: Ints, kinds: Ints, lower: Array, weight: float) -> Array:
    """Return λ c / T + (1 - λ) p of one letter less (Jelinek and Mercer 1980); where T = 0, that alone."""
    return np.where(total > 0, weight * count / np.maximum(total, 1) + (1 - weight) * lower, lower)


def kneser_ney(count: Array, total: Ints, kinds: Ints, lower: Array, discount: float) -> Array:
    """Return max(c - d, 0) / T + d N / T times p of one letter less (Kneser and Ney 1995; Chen and Goodman 1999)."""
    left, some = np.maximum(count - discount, 0), np.maximum(total, 1)
    return np.where(total > 0, (left + discount * kinds * lower) / some, lower)


SMOOTHED = {"laplace": laplace, "interpolated": interpolated, "kneser_ney": kneser_ney}


def bits(probabilities: Array) -> float:
    """Return the mean of -log₂ p: the cross-entropy in bits per letter."""
    return float(-np.log2(probabilities).mean())


@lru_cache(maxsize=8)
def counts_of(text: str) -> Counts:
    """Return the counts of a text, of which the last ones asked for are kept."""
    return Counts(text)
