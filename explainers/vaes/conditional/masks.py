"""Masks: which pixels of a picture are visible, 1, and which are hidden, 0."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter

from explainers.data.images import SIDE
from explainers.problems import BadInput
from explainers.vaes.own_pictures import read_strokes

Mask = NDArray[np.float32]  # (SIDE²,) of 0 and 1
BRUSH = 5.0  # pixels, the width of a stroke that hides
SIDES = ("left", "right", "top", "bottom")


def cut(side: str, lines: int) -> Mask:
    """Return a mask in which the first `lines` rows or columns from a side are visible."""
    mask = np.zeros((SIDE, SIDE), np.float32)
    mask[:, :lines] = 1
    turned = {"left": mask, "right": mask[:, ::-1], "top": mask.T, "bottom": mask.T[::-1]}[side]
    return np.ascontiguousarray(turned).ravel()


def painted(text: str, field: str) -> Mask:
    """Return a mask that hides what was painted over. Raises BadInput where nothing, or everything, is hidden."""
    if not text.strip():
        raise BadInput(field, "Nothing is painted over yet: paint over what is to be hidden.")
    image = Image.new("L", (SIDE, SIDE), 1)
    pen = ImageDraw.Draw(image)
    for stroke in read_strokes(text, field):
        places = [(SIDE * x, SIDE * (1 - y)) for x, y in stroke]
        pen.line(places, 0, round(BRUSH), joint="curve")
        for place in places:  # round ends
            pen.circle(place, BRUSH / 2, 0)
    mask = np.asarray(image, dtype=np.float32).ravel()
    if not mask.any():
        raise BadInput(field, "The mask hides every pixel, so there is nothing to go by: leave some of the picture.")
    return mask


def random_masks(n: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return masks to train on, shape (n, SIDE²): a third cut along an axis, half of these in the middle;
    a third cut along any line; a third blots.
    """
    rows, columns = (np.mgrid[:SIDE, :SIDE] + 0.5) / SIDE - 0.5
    made = np.empty((n, SIDE, SIDE), np.float32)
    for mask in made:
        kind, share = rng.integers(3), rng.uniform(0.1, 0.9)
        if kind == 0:
            lines = SIDE // 2 if rng.random() < 0.5 else int(rng.integers(1, SIDE))
            mask[:] = cut(str(rng.choice(SIDES)), lines).reshape(SIDE, SIDE)
        elif kind == 1:
            angle = rng.uniform(0, 2 * np.pi)
            along = np.cos(angle) * columns + np.sin(angle) * rows
            mask[:] = along > np.quantile(along, share)
        else:
            field = gaussian_filter(rng.standard_normal((SIDE, SIDE)), rng.uniform(1.5, 5), mode="wrap")
            mask[:] = field > np.quantile(field, share)
    return made.reshape(n, -1)
