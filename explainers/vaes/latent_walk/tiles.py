"""Small pictures side by side, as one picture that a figure can show."""

from base64 import b64encode
from functools import lru_cache
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from explainers.data.images import SIDE
from explainers.figure_style import Style, Trace


def tiles(pictures: NDArray[np.floating], columns: int, style: Style, bottom: float = 0.0, **more: Any) -> Trace:
    """Return pictures, shape (n, SIDE²) from 0 to 1, in rows: ink in the colour of text, on the background.

    On its axes each is one unit wide and high: the middles of the lowest row are at (0, bottom), (1, bottom), …
    """
    rows = len(pictures) // columns
    sheet = pictures.reshape(rows, columns, SIDE, SIDE).swapaxes(1, 2).reshape(rows * SIDE, columns * SIDE)
    first = 0.5 / SIDE - 0.5  # the middle of a pixel
    place = {"x0": first, "y0": bottom + first, "dx": 1 / SIDE, "dy": 1 / SIDE}
    return {"type": "image", "source": png(sheet[::-1], style), "hoverinfo": "skip"} | place | more


def png(picture: NDArray[np.floating], style: Style) -> str:
    """Return a picture, shape (height, width) from 0 to 1, as the address of its data."""
    ink = np.clip(255 * picture + 0.5, 0, 255).astype(np.uint8)
    return _png(ink.tobytes(), ink.shape[1], style.colour("background"), style.colour("text"))


@lru_cache(maxsize=64)
def _png(ink: bytes, width: int, low: str, high: str) -> str:
    image = Image.frombytes("P", (width, len(ink) // width), ink)
    image.putpalette(_palette(low, high))
    file = BytesIO()
    image.save(file, "PNG", compress_level=1)
    return "data:image/png;base64," + b64encode(file.getvalue()).decode()


@lru_cache(maxsize=4)
def _palette(low: str, high: str) -> list[int]:
    """Return 256 colours from one to another, as red, green, blue, red, …"""
    first, last = (np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) for colour in (low, high))
    shades = first + np.linspace(0, 1, 256)[:, None] * (last - first)
    colours: list[int] = shades.round().astype(int).ravel().tolist()
    return colours
