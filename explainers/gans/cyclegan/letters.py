"""Two domains of letters, from different families, and test families in which the true translation is known.

Domain A is upright, of any weight; domain B is italic, of the regular weight. So B says nothing of the weight.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from explainers.data.glyphs.glyphs import PARTS, Face, faces, glyphs

LETTERS = "ABCEGKMORSTX"
CATEGORY, REGULAR = "sans-serif", 400
SAME = 0.004  # mean squared difference of grey values below which two faces are of one typeface
Pictures = NDArray[np.float32]  # (…, 32, 32) grey values from 0 (paper) to 1 (ink)


def drawn(places: list[int]) -> Pictures:
    """Return every letter in some faces, by their places among all faces: (faces, letters, 32, 32)."""
    return np.stack([glyphs(letter)[places] for letter in LETTERS], axis=1).astype(np.float32) / np.float32(255)


@cache
def with_italics() -> dict[str, int]:
    """Return where the regular italic of a family, if it has one, stands among all faces: together, domain B."""
    return {face.family: place for place, face in enumerate(faces())
            if face.category == CATEGORY and face.italic and face.weight == REGULAR}  # fmt: skip


def upright(part: str) -> list[int]:
    """Return the upright faces of a part, by place."""
    return [place for place, face in enumerate(faces()) if face.part == part and face.category == CATEGORY
            and not face.italic]  # fmt: skip


def training_places() -> tuple[list[int], list[int]]:
    """Return the faces of A and of B to train on, by place: no typeface is in both.

    Many families for other scripts come with the Latin letters of another. So A has none with a face that is, but for
    a mean squared difference of SAME, one of a family with an italic.
    """
    everyone = [place for part in PARTS for place in upright(part)]
    known = [place for place in everyone if faces()[place].family in with_italics()]
    others = [place for place in upright("train") if faces()[place].family not in with_italics()]
    x, y = (drawn(places).reshape(len(places), -1) for places in (known, others))
    squares = ((x**2).sum(1)[:, None] + (y**2).sum(1) - 2 * x @ y.T) / x.shape[1]
    related = {faces()[others[i]].family for i in np.flatnonzero((squares < SAME).any(axis=0))}
    return ([place for place in others if faces()[place].family not in related],
            [place for place in with_italics().values() if faces()[place].part == "train"])  # fmt: skip


@cache
def held_out() -> tuple[tuple[int, Face], ...]:
    """Return the upright faces of the test families that have a regular italic, each with its place among all."""
    return tuple((place, faces()[place]) for place in upright("test") if faces()[place].family in with_italics())


@cache
def variable() -> dict[str, list[int]]:
    """Return, for the test families that have all nine weights, their places in `held_out`, by rising weight."""
    found: dict[str, list[int]] = {}
    for _, i, name in sorted((face.weight, i, face.family) for i, (_, face) in enumerate(held_out())):
        found.setdefault(name, []).append(i)
    return {name: places for name, places in sorted(found.items()) if len(places) == 9}


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
