"""Two domains of letters, from different families, and test families in which the true translation is known.

Domain A is upright, of any weight; domain B is italic, of the regular weight. So B says nothing of the weight.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from explainers.data.glyphs.glyphs import Face, faces, glyphs

LETTERS = "ABCEGKMORSTX"
CATEGORY, REGULAR = "sans-serif", 400
WEIGHTS_OF_ALL = 9  # from 100 to 900
Pictures = NDArray[np.float32]  # (…, 32, 32) grey values from 0 (paper) to 1 (ink)


def drawn(places: list[int]) -> Pictures:
    """Return every letter in some faces, by their places among all faces: (faces, letters, 32, 32)."""
    return np.stack([glyphs(letter)[places] for letter in LETTERS], axis=1).astype(np.float32) / np.float32(255)


@cache
def with_italics() -> dict[str, int]:
    """Return where the regular italic of a family, if it has one, stands among all faces: together, domain B."""
    return {face.family: place for place, face in enumerate(faces())
            if face.category == CATEGORY and face.italic and face.weight == REGULAR}  # fmt: skip


def training() -> tuple[Pictures, Pictures]:
    """Return the letters of A and of B to train on, each (faces, letters, 32, 32). No family is in both: no pair is."""
    a = [place for place, face in enumerate(faces()) if face.part == "train" and face.category == CATEGORY
         and not face.italic and face.family not in with_italics()]  # fmt: skip
    return drawn(a), drawn([place for place in with_italics().values() if faces()[place].part == "train"])


@cache
def held_out() -> tuple[tuple[int, Face], ...]:
    """Return the upright faces of the test families that have a regular italic, each with its place among all."""
    return tuple((place, face) for place, face in enumerate(faces())
                 if face.part == "test" and face.category == CATEGORY and not face.italic
                 and face.family in with_italics())  # fmt: skip


@cache
def variable() -> dict[str, list[int]]:
    """Return, for the test families that have all nine weights, their places in `held_out`, by rising weight."""
    found: dict[str, list[int]] = {}
    for _, i, name in sorted((face.weight, i, face.family) for i, (_, face) in enumerate(held_out())):
        found.setdefault(name, []).append(i)
    return {name: places for name, places in sorted(found.items()) if len(places) == WEIGHTS_OF_ALL}


@dataclass(frozen=True, eq=False)
class Pairs:
    """Upright faces, and the true translation of each."""

    a: Pictures  # (faces, letters, 32, 32)
    b: Pictures  # the regular italic of the same family, the same for all its weights


@cache
def pairs() -> Pairs:
    """Return the test pairs, in the order of `held_out`. Not to be changed."""
    known = held_out()
    return Pairs(drawn([place for place, _ in known]), drawn([with_italics()[face.family] for _, face in known]))
