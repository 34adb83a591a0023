"""Letters in a row, as an image trace."""

from typing import Any

from explainers.data.glyphs.glyphs import SIDE
from explainers.figure_style import Style, Trace
from explainers.gans.cyclegan.letters import Pictures
from explainers.vaes.tiles import sheet, source

BARE = {"visible": False, "showgrid": False}


def letter_row(pictures: Pictures, role: str, style: Style, y: float, columns: int = 0, **more: Any) -> Trace:
    """Return pictures (n, 32, 32), each one unit wide, the middle of the first at (0, y); in one row, or several."""
    columns = columns or len(pictures)
    first = 0.5 / SIDE - 0.5  # the middle of a pixel
    upright = sheet(pictures, columns, gap=0, side=SIDE)[::-1]  # rows of an image trace go up
    return {"type": "image", "source": source(upright, role, style), "hoverinfo": "skip", "x0": first,
            "y0": y + first, "dx": 1 / SIDE, "dy": 1 / SIDE} | more  # fmt: skip
