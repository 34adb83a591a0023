"""Capital letters of many typefaces, as small grey pictures: one picture of each letter from each face.

Cut by `explainers/data/glyphs/cut.py`, and kept as sheets: one PNG a letter, fifty faces in a row, in the order of
`faces.csv`. README.md says where they come from.
"""

import csv
import io
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from explainers.shipped import shipped

SIDE = 32  # pixels
IN_A_ROW = 50  # pictures on a sheet
LEVELS = 16  # of grey
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PARTS = ("train", "test")
CATEGORIES = ("sans-serif", "serif", "display", "monospace")
FACES = "data/glyphs/faces.csv"


@dataclass(frozen=True)
class Face:
    """One face of a family. All faces of a family belong to one part."""

    family: str
    category: str  # of CATEGORIES, as its publisher says
    weight: int  # 100 (thin) to 900 (black)
    italic: bool
    part: str  # of PARTS


@cache
def faces() -> tuple[Face, ...]:
    """Return all faces, in the order of the pictures: first those to train on."""
    rows = csv.DictReader(io.StringIO(shipped(FACES).decode()))
    return tuple(
        Face(row["family"], row["category"], int(row["weight"]), row["italic"] == "1", row["part"]) for row in rows
    )


def places(part: str) -> slice:
    """Return where the faces of a part stand among all."""
    parts = [face.part for face in faces()]
    first = parts.index(part)
    return slice(first, first + parts.count(part))


@cache
def glyphs(letter: str) -> NDArray[np.uint8]:
    """Return a capital in every face, shape (faces, SIDE, SIDE), from 0 (paper) to 255 (ink). Not to be changed.

    Raises ValueError for what is no capital letter from A to Z.
    """
    if len(letter) != 1 or letter not in LETTERS:
        raise ValueError(f"There is no picture of {letter!r}: the letters are A to Z.")
    with Image.open(io.BytesIO(shipped(sheet_of(letter)))) as sheet:
        found = np.asarray(sheet.convert("L"), dtype=np.uint8)
    rows = found.shape[0] // SIDE
    found = found.reshape(rows, SIDE, IN_A_ROW, SIDE).swapaxes(1, 2).reshape(-1, SIDE, SIDE)[: len(faces())]
    found.flags.writeable = False
    return found


def sheet_of(letter: str) -> str:
    """Return the file of a letter, by its path below `explainers/`."""
    return f"data/glyphs/{letter}.png"
