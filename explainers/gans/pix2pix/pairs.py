"""Pairs of a drawing y, which is computed from its picture x: edges and clothes, skeletons and capital letters."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from explainers.data.glyphs.glyphs import LETTERS, glyphs, places
from explainers.data.images import SIDE as CLOTHES_SIDE
from explainers.data.images import pictures

SIDE = 32  # pixels
MARGIN = (SIDE - CLOTHES_SIDE) // 2  # empty pixels around clothes
DATA = {"clothes": "Clothes", "glyphs": "Letters"}
TEST = 500  # pairs to test with, of each set
LETTERS_TO_LEARN = 5000  # pictures of letters to learn from
LOW, HIGH = 0.9, 1.8  # thresholds of the gradient, per pixel, in grey values from 0 to 1
INK = 0.35  # share of the darkest grey from which a pixel counts as ink: thin letters are grey all over
Batch = NDArray[np.float32]  # (n, SIDE, SIDE), from 0 to 1


def edges(x: Batch) -> Batch:
    """Return the edges of pictures (Canny 1986): 1 on lines one pixel wide, 0 elsewhere.

    The gradient of the smoothed picture is kept where it is largest along its own direction and above LOW, on lines
    that somewhere exceed HIGH.
    """
    smooth = ndimage.gaussian_filter(x, (0, 0.8, 0.8), mode="constant")
    down, right = (ndimage.sobel(smooth, axis, mode="constant") for axis in (1, 2))
    size = np.hypot(down, right)
    direction = np.rint(np.arctan2(down, right) / (np.pi / 4)).astype(int) % 4
    wide = np.pad(size, [(0, 0), (1, 1), (1, 1)])
    largest = np.zeros(x.shape, bool)
    for way, (i, j) in enumerate([(0, 1), (1, 1), (1, 0), (1, -1)]):
        ahead, behind = (wide[:, 1 + s * i : 1 + s * i + SIDE, 1 + s * j : 1 + s * j + SIDE] for s in (1, -1))
        largest |= (direction == way) & (size > behind) & (size >= ahead)
    touching = np.zeros((3, 3, 3), int)
    touching[1] = 1  # neighbours within a picture, diagonal ones too
    lines, count = ndimage.label(largest & (size > LOW), touching)
    strong = np.zeros(count + 1, bool)
    strong[np.unique(lines[largest & (size > HIGH)])] = True
    return strong[lines].astype(np.float32)


def skeletons(x: Batch) -> Batch:
    """Return the skeletons of the ink in pictures, thinned from two sides in turn (Guo and Hall 1989, algorithm A1)."""
    ink = x > INK * x.max((1, 2), keepdims=True)
    while True:
        before = ink
        for side in (0, 4):
            ink = ink & ~_removable(ink, side)
        if np.array_equal(ink, before):
            return ink.astype(np.float32)


def _removable(ink: NDArray[np.bool_], side: int) -> NDArray[np.bool_]:
    """Return which pixels of the border can go without cutting or shortening a line; `side` turns the rule by 180°."""
    wide = np.pad(ink, [(0, 0), (1, 1), (1, 1)])
    around = [(0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0), (0, 0)]  # clockwise from above
    p = [wide[:, i : i + ink.shape[1], j : j + ink.shape[2]] for i, j in around]
    crossings = sum((~p[i] & (p[i + 1] | p[(i + 2) % 8])).astype(int) for i in (0, 2, 4, 6))
    one = sum((p[i - 1] | p[i]).astype(int) for i in (0, 2, 4, 6))
    other = sum((p[i] | p[i + 1]).astype(int) for i in (0, 2, 4, 6))
    few = np.minimum(one, other)
    turned = [p[(i + side) % 8] for i in range(8)]
    kept = (turned[4] | turned[5] | ~turned[7]) & turned[6]
    return (crossings == 1) & (few >= 2) & (few <= 3) & ~kept


def drawings(x: Batch, data: str) -> Batch:
    """Return the drawing that belongs to each picture."""
    return edges(x) if data == "clothes" else skeletons(x)


def clothes(part: str) -> Batch:
    """Return pictures of clothes in an empty margin."""
    found = pictures("fashion", part).reshape(-1, CLOTHES_SIDE, CLOTHES_SIDE)
    return np.pad(found, [(0, 0), (MARGIN, MARGIN), (MARGIN, MARGIN)])


def letter_of(place: int) -> str:
    """Return which capital the test pair at a place shows."""
    return LETTERS[place % len(LETTERS)]


def pictures_at(data: str, places_: NDArray[np.int64]) -> Batch:
    """Return test pictures by their places from 0 to TEST - 1: of every class, or letter, about as many."""
    if data == "clothes":
        return clothes("test")[places_ * (2000 // TEST)]
    first, count = places("test").start, places("test").stop - places("test").start
    found = [glyphs(letter_of(place))[first + place * 7 % count] for place in places_]
    return np.stack(found).astype(np.float32) / np.float32(255)


@cache
def pair_at(data: str, place: int) -> tuple[Batch, Batch]:
    """Return a drawing y and its picture x, both of shape (SIDE, SIDE). Not to be changed."""
    x = pictures_at(data, np.array([place]))
    return drawings(x, data)[0], x[0]


def training_pictures(data: str) -> Batch:
    """Return pictures to learn from; of letters, as many of each, from faces drawn by chance."""
    if data == "clothes":
        return clothes("train")
    rng, faces = np.random.default_rng(0), places("train")
    each = -(-LETTERS_TO_LEARN // len(LETTERS))
    chosen = [rng.choice(faces.stop - faces.start, each, replace=False) + faces.start for _ in LETTERS]
    found = np.concatenate([glyphs(letter)[some] for letter, some in zip(LETTERS, chosen, strict=True)])
    return found[rng.permutation(len(found))[:LETTERS_TO_LEARN]].astype(np.float32) / np.float32(255)
