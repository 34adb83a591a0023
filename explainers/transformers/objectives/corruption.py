"""Three ways to make a task of a text: go on (GPT), fill in spans (T5), restore what was damaged (BART)."""

from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from explainers.transformers.objectives.spelling import END_ID, FIRST_SENTINEL, MASK_ID, SENTINELS, Ids

Bools = NDArray[np.bool_]
OBJECTIVES = ("causal", "span", "denoise")
RATES = {"span": 0.15, "denoise": 0.3}  # the share taken out: Raffel et al. 2020, section 3.3.4; Lewis et al. 2020, 5.1
SPAN = 3.0  # the mean length of a span in both papers


@dataclass(frozen=True)
class Pair:
    """What goes in, the end mark last, or nothing; and what must come out, the end mark last."""

    given: Ids
    wanted: Ids


def parted(total: int, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return `count` lengths of at least 1 that sum to `total`, every way to do so equally likely."""
    cuts = np.sort(rng.choice(total - 1, count - 1, replace=False)) + 1 if count > 1 else np.array([], np.int64)
    return np.diff(np.concatenate([[0], cuts, [total]]))


def span_mask(length: int, rate: float, span: float, rng: np.random.Generator) -> Bools:
    """Return which of `length` ≥ 2 pieces T5 takes out, as its `random_spans_noise_mask`: text and spans in turn."""
    noise = min(max(round(length * rate), 1), length - 1)
    count = min(max(round(noise / span), 1), noise, length - noise, SENTINELS - 1)
    kept, taken = parted(length - noise, count, rng), parted(noise, count, rng)
    return np.repeat(np.tile([False, True], count), np.stack([kept, taken], 1).ravel())


def span_pair(text: Ids, mask: Bools) -> Pair:
    """Return the text with a sentinel in place of each span, and the spans, each behind its sentinel (T5)."""
    begins = mask & ~np.concatenate([[False], mask[:-1]])
    number = FIRST_SENTINEL + np.cumsum(begins) - 1
    given, wanted = list[int](), list[int]()
    for i, piece in enumerate(text):
        if begins[i]:
            given.append(int(number[i]))
            wanted.append(int(number[i]))
        (wanted if mask[i] else given).append(piece)
    return Pair((*given, END_ID), (*wanted, int(number[-1]) + 1, END_ID))


def poisson_spans(length: int, rate: float, span: float, rng: np.random.Generator) -> list[int]:
    """Return the lengths of BART's spans, Poisson, until they take `rate` of the text; the last is cut to fit."""
    left, lengths = round(length * rate), list[int]()
    while left > 0:
        lengths.append(min(int(rng.poisson(span)), left))
        left -= lengths[-1]
    return lengths


def infilled(text: Ids, rate: float, span: float, rng: np.random.Generator) -> Ids:
    """Return the text with one mask for each span, whatever its length; a span of length 0 adds a mask (BART)."""
    lengths = poisson_spans(len(text), rate, span, rng)
    room = len(text) - sum(lengths) + 1  # places between the pieces that stay
    places = np.sort(rng.choice(room, min(len(lengths), room), replace=False))
    given, at, taken = list[int](), 0, 0
    for place, length in zip(places, lengths, strict=False):
        given += [*text[at : place + taken], MASK_ID]
        taken += length
        at = place + taken
    return (*given, *text[at:])


def damaged(passage: tuple[Ids, ...], noise: str, rate: float, span: float, rng: np.random.Generator) -> Ids:
    """Return a passage, given by its sentences, with a kind of BART's noise, or with both that it was trained with."""
    text = tuple(chain.from_iterable(passage))
    if noise in ("permutation", "bart"):
        text = tuple(chain.from_iterable(passage[i] for i in rng.permutation(len(passage))))
    if noise in ("infilling", "bart"):
        return infilled(text, rate, span, rng)
    if noise == "rotation":
        start = int(rng.integers(len(text)))
        return text[start:] + text[:start]
    if noise in ("masking", "deletion"):
        hit = set(rng.choice(len(text), round(rate * len(text)), replace=False).tolist())
        hidden = (MASK_ID,) if noise == "masking" else ()
        return tuple(chain.from_iterable(hidden if i in hit else (piece,) for i, piece in enumerate(text)))
    return text


def pair_of(objective: str, passage: tuple[Ids, ...], rng: np.random.Generator, rate: float | None = None,
            span: float = SPAN, noise: str = "bart") -> Pair:  # fmt: skip
    """Return what a model learns from a passage, given by its sentences; as in the paper unless said."""
    text = tuple(chain.from_iterable(passage))
    if objective == "causal":  # nothing to read: every piece is foretold from those before it
        return Pair((), (*text, END_ID))
    rate = RATES[objective] if rate is None else rate
    if objective == "span":
        return span_pair(text, span_mask(len(text), rate, span, rng))
    return Pair((*damaged(passage, noise, rate, span, rng), END_ID), (*text, END_ID))
