"""Beam search: the likeliest text, as far as a few candidates that are kept at every step can find it."""

from collections.abc import Callable, Container
from dataclasses import dataclass

import numpy as np

from explainers.transformers.dot_product import Array

Step = Callable[[list[int], list[int]], Array]  # from parents and their tokens, to log-probabilities (B, vocabulary)


@dataclass(frozen=True)
class Beam:
    """A text, and how likely each of its tokens was, in nats."""

    ids: tuple[int, ...] = ()
    logp: tuple[float, ...] = ()

    @property
    def total(self) -> float:
        """The log-probability of the whole text."""
        return float(sum(self.logp))


def beam_search(first: Array, step: Step, width: int, length: int, ends: Container[int] = ()) -> Beam:
    """Return the likeliest text of `length` tokens, or fewer where one of `ends` comes, that `width` candidates find.

    `first` are the log-probabilities of the first token, (vocabulary,). At each step every candidate is continued by
    every token, and the `width` likeliest texts are kept; one that has ended competes as it is. With a width of one
    this is greedy decoding. `step(parents, tokens)` is told of which candidates of the last step the new ones are, by
    number.
    """
    running, ended, chances = [Beam()], list[Beam](), first[None]
    for at in range(length):
        candidates = [*((beam, 0) for beam in ended), *_continued(running, chances, width)]
        best = sorted(candidates, key=lambda one: -one[0].total)[:width]
        ended = [beam for beam, _ in best if beam.ids[-1] in ends]
        grown = [(beam, parent) for beam, parent in best if beam.ids[-1] not in ends]
        running = [beam for beam, _ in grown]
        if not running or at == length - 1:
            break
        chances = step([parent for _, parent in grown], [beam.ids[-1] for beam in running])
    return max([*ended, *running], key=lambda beam: beam.total)


def _continued(beams: list[Beam], chances: Array, width: int) -> list[tuple[Beam, int]]:
    """Return the `width` likeliest continuations of some beams by a token, and of which beam each is."""
    totals = np.array([beam.total for beam in beams])[:, None] + chances
    most = min(width, totals.size)
    places = np.argpartition(-totals, most - 1, axis=None)[:most]
    found = []
    for place in places.tolist():
        parent, token = divmod(place, chances.shape[1])
        beam = beams[parent]
        found.append((Beam((*beam.ids, token), (*beam.logp, float(chances[parent, token]))), parent))
    return found
