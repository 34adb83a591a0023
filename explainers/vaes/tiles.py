"""Pictures in figures: grey values as an image in two colours, small enough to be sent for every stop of a slider."""

import base64
import io
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from explainers.data.images import SIDE
from explainers.figure_style import Style, Trace


def sheet(pictures: ArrayLike, columns: int, gap: int = 2, side: int = SIDE) -> NDArray[np.float32]:
    """Return pictures, shape (n, side²) or (n, side, side), in rows of `columns`, with `gap` empty pixels between."""
    tiles = np.asarray(pictures, dtype=np.float32).reshape(-1, columns, side, side)
    tiles = np.pad(tiles, [(0, 0), (0, 0), (0, gap), (0, gap)])
    rows, _, high, wide = tiles.shape
    return tiles.swapaxes(1, 2).reshape(rows * high, columns * wide)[: rows * high - gap, : columns * wide - gap]


def source(grey: ArrayLike, role: str, style: Style) -> str:
    """Return grey values from 0 to 1, shape (h, w), as the address of an image, from the background to a colour."""
    values = np.rint(np.clip(np.asarray(grey), 0.0, 1.0) * 255).astype(np.uint8)
    return _png(values.tobytes(), values.shape[1], style.colour("background"), style.colour(role))


@lru_cache(maxsize=256)
def _png(values: bytes, width: int, paper: str, ink: str) -> str:
    image = Image.frombytes("P", (width, len(values) // width), values)
    image.putpalette(_palette(paper, ink))
    return address(image)


def address(image: Image.Image) -> str:
    """Return the address of an image that holds the image itself, as a PNG."""
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


@lru_cache(maxsize=16)
def _palette(paper: str, ink: str) -> bytes:
    """Return 256 colours from one to another, as red, green, blue, red, …"""
    low, high = np.array(rgb(paper)), np.array(rgb(ink))
    share = np.linspace(0, 1, 256)[:, None]
    return np.rint((1 - share) * low + share * high).astype(np.uint8).tobytes()


def tiles(pictures: ArrayLike, columns: int, role: str, style: Style, bottom: float = 0.0, **more: Any) -> Trace:
    """Return pictures as a trace, in rows, each one unit wide and high: (n, SIDE²), or of any side (n, side, side).

    The middles of the lowest row are at (0, bottom), (1, bottom), …
    """
    shape = np.shape(pictures)
    side = shape[-1] if len(shape) > 2 and shape[-1] == shape[-2] else SIDE
    first = 0.5 / side - 0.5  # the middle of a pixel
    place = {"x0": first, "y0": bottom + first, "dx": 1 / side, "dy": 1 / side}
    upright = sheet(pictures, columns, gap=0, side=side)[::-1]  # rows of an image trace go up
    return {"type": "image", "source": source(upright, role, style), "hoverinfo": "skip"} | place | more


def placed(
    image: str, axes: tuple[str, str], x: float, y: float, wide: float, high: float, **more: Any
) -> dict[str, Any]:
    """Return an image for a layout, its top left corner at (x, y), `wide` and `high` in units of its axes."""
    return {"source": image, "xref": axes[0], "yref": axes[1], "x": x, "y": y, "sizex": wide, "sizey": high,
            "sizing": "stretch", "layer": "above"} | more  # fmt: skip


def rgb(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue of a colour like #1A4DE6, each from 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
