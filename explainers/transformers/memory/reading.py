"""A shipped model reads a text up to a question: its answer, and which slots of which layer it looked at for it."""

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explainers.shipped import shipped
from explainers.shipped_networks import load
from explainers.transformers.memory.kinds import KEYS, KINDS, LAYERS, RECORDED, WEIGHTS
from explainers.transformers.memory.recurrent import Kept, Recurrent
from explainers.transformers.memory.text import asked, ids_of

Array = NDArray[np.float64]


@cache
def shipped_model(kind: str) -> Recurrent:
    """Return a trained model, ready to use. Not to be changed."""
    model = Recurrent(KINDS[kind])
    load(model, WEIGHTS, kind)
    return model


@cache
def recorded(file: str = RECORDED) -> dict[str, Any]:
    """Return what was measured of the models when they were trained, by their kinds; or what another file keeps."""
    found: dict[str, Any] = json.loads(shipped(file))
    return found


@dataclass(frozen=True, eq=False)
class Segment:
    """A segment as it was read: of each layer, what it had kept before, its attention, and what it keeps then."""

    start: int  # its first token in the text
    before: list[Kept]
    scores: Tensor  # (layers, 1, S, keys), read from the states behind each layer
    then: list[Kept]
    looks: list[Tensor]  # (1, head, S, slots)


@dataclass(frozen=True, eq=False)
class Hop:
    """What one token looked at in one layer: compressed slots first, then memory, then its own segment."""

    token: int
    looks: Array  # (slots,) attention, the mean of all heads
    places: NDArray[np.int64]  # (slots, 2) the first and the last token that each slot holds
    compressed: int  # how many of the slots are compressed
    memory: int  # and how many are memory
    says: str  # the key that is read from its state behind the layer

    @property
    def best(self) -> int:
        """The last token in the slot that it looked at most."""
        return int(self.places[self.looks.argmax(), 1])

    def slots(self, part: str) -> slice:
        """Return which of the slots are "compressed", "memory" or of its own "segment"."""
        ends = {"compressed": (0, self.compressed), "memory": (self.compressed, self.compressed + self.memory)}
        return slice(*ends.get(part, (self.compressed + self.memory, None)))


@dataclass(frozen=True, eq=False)
class Answer:
    """What a model says to a question at the end of a text."""

    chances: Array  # (keys,)
    hops: list[Hop]  # from the top layer down: of the question, of the token it looked at most there, and so on

    @property
    def way(self) -> list[int]:
        """The question, and the tokens that were looked at most, from one to the next: where it comes out."""
        return [*(hop.token for hop in self.hops), self.hops[-1].best]


@lru_cache(maxsize=1024)  # some 50 MB
def read(kind: str, text: str, segment: int) -> Segment:
    """Read a text up to the end of a segment, counted from 0."""
    size = KINDS[kind].segment
    return _read(kind, text[segment * size : (segment + 1) * size], segment * size, _before(kind, text, segment))


@lru_cache(maxsize=2048)
def ask(kind: str, text: str, at: int) -> Answer:
    """Ask a model at a place of a text. What it has read before that, and its answer, are kept for the next time."""
    size, memory = KINDS[kind].segment, KINDS[kind].memory
    start = at // size * size if memory else max(at + 1 - size, 0)  # a window ends with the question
    before = _before(kind, text, at // size if memory else 0)
    last, hops = _read(kind, asked(text, at)[start:], start, before), list[Hop]()
    for layer in reversed(range(LAYERS)):
        token = hops[-1].best if hops else at
        hops.append(_hop(last if token >= start else read(kind, text, token // size), layer, token))
    return Answer(last.scores[-1, 0, -1].softmax(-1).double().numpy(), hops)


def _before(kind: str, text: str, segment: int) -> list[Kept]:
    return read(kind, text, segment - 1).then if segment else shipped_model(kind).nothing(1)


def _read(kind: str, part: str, start: int, before: list[Kept]) -> Segment:
    with torch.no_grad():
        return Segment(start, before, *shipped_model(kind).segment(torch.tensor([ids_of(part)]), before))


def _hop(segment: Segment, layer: int, token: int) -> Hop:
    """Return what a token of a segment looked at in a layer; what came after it, it did not see."""
    row, kept = token - segment.start, segment.before[layer]
    own = np.arange(segment.start, token + 1)[:, None].repeat(2, 1)
    places = np.concatenate([kept.places[0].numpy(), own])
    looks = segment.looks[layer][0, :, row, : len(places)].mean(0).double().numpy()
    says = KEYS[int(segment.scores[layer, 0, row].argmax())]
    return Hop(token, looks, places, kept.compressed.shape[1], kept.memory.shape[1], says)
