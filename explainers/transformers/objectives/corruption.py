"""Three ways to make a task of a text: go on (GPT), fill in spans (T5), restore what was damaged (BART)."""

from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from explainers.transformers.objectives.spelling import END_ID, FIRST_SENTINEL, MASK_ID, SENTINELS, Ids

Bools = NDArray[np.bool_]
OBJECTIVES = ("causal", "span", "denoise")
NOISES = ("infilling", "masking", "deletion", "permutation", "rotation", "bart")
T5_RATE, T5_SPAN = 0.15, 3.0  # Raffel et al. 2020, section 3.3.4
BART_RATE, BART_SPAN = 0.3, 3.0  # Lewis et al. 2020, section 5.1


@dataclass(frozen=True)
class Pair:
    """What goes in, the end mark last, or nothing; and what must come out, the end mark last."""

    given: Ids
    wanted: Ids


def causal_pair(text: Ids) -> Pair:
    """Return nothing to read, and all of the text to write: every piece is foretold from those before (GPT)."""
    return Pair((), (*text, END_ID))


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


def recovered(pair: Pair) -> Ids:
    """Return the text of which T5's pair was made: each span back in the place of its sentinel."""
    spans: dict[int, list[int]] = {}
    for piece in pair.wanted[:-1]:
        if FIRST_SENTINEL <= piece < FIRST_SENTINEL + SENTINELS:
            spans[piece] = []
        else:
            spans[list(spans)[-1]].append(piece)
    return tuple(chain.from_iterable(spans.get(piece, [piece]) for piece in pair.given[:-1]))


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
    lengths = lengths[:room] if len(lengths) > room else lengths
    places = dict(zip(np.sort(rng.choice(room, len(lengths), replace=False)).tolist(), lengths, strict=True))
    given, at = list[int](), 0
    for place in range(room):
        if place in places:
            given.append(MASK_ID)
            at += places[place]
        given.extend(text[at : at + 1] if place < room - 1 else text[at:])
        at += 1
    return tuple(given)


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


def denoise_pair(passage: tuple[Ids, ...], given: Ids) -> Pair:
    """Return what is left of a passage, and all of it as it was (BART)."""
    return Pair((*given, END_ID), (*chain.from_iterable(passage), END_ID))


def pair_for(objective: str, passage: tuple[Ids, ...], rng: np.random.Generator) -> Pair:
    """Return what a model learns from a passage, corrupted as in the paper of its objective."""
    text = tuple(chain.from_iterable(passage))
    if objective == "causal":
        return causal_pair(text)
    if objective == "span":
        return span_pair(text, span_mask(len(text), T5_RATE, T5_SPAN, rng))
    return denoise_pair(passage, damaged(passage, "bart", BART_RATE, BART_SPAN, rng))
