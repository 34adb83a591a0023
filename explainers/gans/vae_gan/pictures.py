"""The pictures of this page: letters of unseen faces, a drawing in their form, changed copies, and how far apart."""

from collections.abc import Callable
from functools import cache

import numpy as np
import torch
from scipy.ndimage import gaussian_filter
from torch import Tensor
from torch.nn import Identity

from explainers.data.glyphs.cut import BASELINE, CAP, MARGIN
from explainers.data.glyphs.glyphs import SIDE
from explainers.gans.pictures.letters import letter_pictures
from explainers.gans.vae_gan.settings import LETTERS
from explainers.problems import BadInput
from explainers.vaes.own_pictures import inked, read_strokes

Features = Callable[[Tensor], Tensor]  # of pictures (n, 1, h, w)
pixels: Features = Identity()  # the pictures as they are, for likeness in pixels
PEN = 3.0  # pixels, the width of a stroke: that of a regular face
FULLEST = 0.41  # share of ink that no letter of the data has


@cache
def unseen() -> tuple[Tensor, Tensor]:
    """Return the pictures of faces kept for testing, and the place of each one's letter among all 26."""
    x, y = letter_pictures(LETTERS, "test")
    return x, torch.tensor([ord(letter) - ord("A") for letter in LETTERS])[y]


def some_of(x: Tensor, n: int, seed: int) -> Tensor:
    """Return n of the pictures, each at most once."""
    return x[torch.randperm(len(x), generator=torch.Generator().manual_seed(seed))[:n]]


def drawn_letter(text: str, field: str) -> Tensor:
    """Return strokes as a letter, (1, 1, SIDE, SIDE) from -1 to 1: as high as a capital, on the baseline, centred.

    Raises BadInput where nothing is drawn, or hardly any paper is left.
    """
    strokes = read_strokes(text, field)
    points = np.array([point for stroke in strokes for point in stroke])
    low, (wide, high) = points.min(0), np.ptp(points, axis=0)
    scale = min((CAP - PEN) / max(high, 0.02), (SIDE - 2 * MARGIN - PEN) / max(wide, 0.02))
    left, bottom = (SIDE - scale * wide) / 2, BASELINE - PEN / 2
    placed = [[(left + (x - low[0]) * scale, bottom - (y - low[1]) * scale) for x, y in stroke] for stroke in strokes]
    ink = inked(placed, SIDE, PEN)
    if ink.mean() > FULLEST:
        raise BadInput(field, "Nearly all is ink, so there is no letter to encode: draw strokes, with paper between.")
    return torch.from_numpy(2 * ink - 1)[None, None]


def shifted(x: Tensor, right: int) -> Tensor:
    """Return pictures moved to the right by whole pixels; paper comes in from the left."""
    moved = x.roll(right, -1)
    moved[..., :right] = -1
    return moved


def blurred(x: Tensor, width: float) -> Tensor:
    """Return pictures under a Gaussian whose standard deviation is `width` pixels."""
    return torch.from_numpy(gaussian_filter(x.numpy(), (0, 0, width, width), mode="constant", cval=-1))


def apart(features: Features, x: Tensor, y: Tensor) -> Tensor:
    """Return the Euclidean distance of the features of x (1 or n pictures) and of each of y, shape (n,)."""
    return (features(x) - features(y)).flatten(1).norm(dim=1)


def unit(features: Features, x: Tensor) -> float:
    """Return the mean distance of two letters: each picture of x and the one half of x further on."""
    return float(apart(features, x, x.roll(len(x) // 2, 0)).mean())
