"""A grid as a picture: values as colour, the policy as arrows, walls, ends, and who is on the way."""

import base64
import io
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from explainers.figure_style import Layout, Style, Trace
from explainers.marks import dots, line, words
from explainers.panels import Panel
from explainers.rl.gridworld.grid import MOVES, Grid
from explainers.rl.gridworld.world import Array

PIXELS = 20  # along a side of a cell
SHADES = 201  # of values, from the lowest to the highest; then come walls, lines and ends
WALL, LINE, PAPER = 201, 202, 203
SIGNS = {"S": "S", "G": "<b>G</b>", "g": "<b>g</b>", "O": "<b>✕</b>", "~": "≈", "+": "<b>+</b>",
         "^": "⇑", ">": "⇒", "v": "⇓", "<": "⇐"}  # fmt: skip


@lru_cache(maxsize=32)
def pixels(shape: tuple[int, int], parted: bool) -> NDArray[np.int64]:
    """Return what each pixel shows: 4 s + a for action a in cell s, 4 S + s for a line between its actions, 5 S for
    one between cells.
    """
    height, width = shape
    v, u = np.mgrid[:PIXELS, :PIXELS] + 0.5 - PIXELS / 2
    part = np.where(np.abs(v) > np.abs(u), np.where(v < 0, 0, 2), np.where(u > 0, 1, 3))
    edge = np.maximum(np.abs(u), np.abs(v)) > PIXELS / 2 - 1
    diagonal = parted & (np.abs(np.abs(u) - np.abs(v)) < 0.6)
    count = height * width
    cells = np.arange(count).reshape(height, width, 1, 1)
    shown = np.where(edge, 5 * count, np.where(diagonal, 4 * count + cells, 4 * cells + part))
    return shown.swapaxes(1, 2).reshape(height * PIXELS, width * PIXELS)


@lru_cache(maxsize=4)
def palette(style: Style) -> bytes:
    """Return the colours: from the lowest value over the background to the highest; walls, lines, ends."""
    low, paper, high, wall, line = (
        np.array([int(style.colour(role)[i : i + 2], 16) for i in (1, 3, 5)])
        for role in ("likelihood", "background", "prior", "muted", "grid")
    )
    share = np.linspace(-1, 1, SHADES)[:, None]
    shades = np.where(share < 0, paper + (low - paper) * -share, paper + (high - paper) * share)
    return np.rint(np.vstack([shades, wall, line, paper])).astype(np.uint8).tobytes()


def picture(parts: Array, free: NDArray[np.bool_], grid: Grid, style: Style, panel: Panel, parted: bool) -> Trace:
    """Return the colours of all cells, for parts (S, 4) between -1 and 1."""
    shades = np.rint((np.clip(parts, -1, 1) + 1) * (SHADES // 2)).astype(np.uint8)
    walls = np.array([sign == "#" for sign in grid.signs])
    shades = np.where(walls[:, None], WALL, np.where(free[:, None], shades, PAPER)).astype(np.uint8)
    lines = np.append(np.where(free, LINE, shades[:, 0]), LINE).astype(np.uint8)
    image = Image.fromarray(np.append(shades, lines)[pixels(grid.shape, parted)], "P")
    image.putpalette(palette(style))
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    address = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
    place = {"x0": 0.5 / PIXELS, "y0": 0.5 / PIXELS, "dx": 1 / PIXELS, "dy": 1 / PIXELS}
    return {"type": "image", "source": address, "hoverinfo": "skip", **place, **panel.axes}


@lru_cache(maxsize=64)
def signs(grid: Grid, style: Style, panel: Panel) -> Trace:
    """Return what stands in the cells: start, ends, coins, cliffs and winds."""
    width = grid.shape[1]
    found = [(cell, SIGNS[sign]) for cell, sign in enumerate(grid.signs) if sign in SIGNS]
    x = [cell % width + (0.5 if "<b>" in text else 0.28) for cell, text in found]
    y = [cell // width + (0.5 if "<b>" in text else 0.3) for cell, text in found]
    return words(x, y, [text for _, text in found], style.colour("text"), style, **panel.axes)


def arrows(policy: Array, free: NDArray[np.bool_], grid: Grid, style: Style, panel: Panel) -> Trace:
    """Return an arrow for each action that a policy takes, as long as that is likely; none where it does not care."""
    width = grid.shape[1]
    known = free & (np.ptp(policy, axis=1) > 0.01)
    cells, actions = np.nonzero(known[:, None] & (policy > 0.08))
    way = np.array(MOVES, dtype=float)[actions][:, ::-1]  # (n, 2) across and down
    middle = np.stack([cells % width + 0.5, cells // width + 0.5], axis=1)
    tip = middle + way * (0.1 + 0.26 * policy[cells, actions])[:, None]
    back, aside = tip - 0.11 * way, 0.09 * way[:, ::-1]
    gap = np.full_like(tip, np.nan)
    corners = np.stack([middle, tip, gap, back + aside, tip, back - aside, gap], axis=1).reshape(-1, 2)
    return line(corners[:, 0], corners[:, 1], style.colour("text"), 0.5 * style.stroke, **panel.axes)


def numbers(values: Array, free: NDArray[np.bool_], grid: Grid, panel: Panel, what: str) -> Trace:
    """Return an unseen layer that says each cell's value under the pointer."""
    height, width = grid.shape
    shown = np.where(free, np.nan_to_num(values), 0.0).reshape(height, width)
    clear = [[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]]
    return {"type": "heatmap", "z": shown, "x0": 0.5, "dx": 1, "y0": 0.5, "dy": 1, "colorscale": clear,
            "showscale": False, "hovertemplate": f"{what} = %{{z:.3f}}<extra></extra>", **panel.axes}  # fmt: skip


def agent(trail: Sequence[int], here: int, grid: Grid, style: Style, panel: Panel, role: str) -> list[Trace]:
    """Return where an agent is, and the way it came in this episode, of which the last steps count."""
    width = grid.shape[1]
    cells = np.array([*trail[-25:], here])
    x, y = cells % width + 0.5, cells // width + 0.5
    dot = dots(x[-1:], y[-1:], style.colour(role), 5 * style.stroke, "the agent", **panel.axes)
    dot["marker"] |= {"line": {"width": 2, "color": style.colour("background")}}
    return [line(x, y, style.colour(role), 0.9 * style.stroke, **panel.axes), dot]


def frame(cell: int, grid: Grid, style: Style, panel: Panel) -> Trace:
    """Return a frame around the open cell."""
    x, y = cell % grid.shape[1] + 0.06, cell // grid.shape[1] + 0.06
    corners = np.array([[0, 0], [0.88, 0], [0.88, 0.88], [0, 0.88], [0, 0]])
    return line(x + corners[:, 0], y + corners[:, 1], style.colour("guess"), 0.7 * style.stroke, **panel.axes)


def axes(grid: Grid, panel: Panel) -> dict[str, Layout]:
    """Return the axes of a board: cells are square, and rows count from the top."""
    height, width = grid.shape
    side: dict[str, Any] = {"visible": False, "constrain": "domain"}
    return {"xaxis": side | {"range": [-0.03, width + 0.03], "constraintoward": "left"},
            "yaxis": side | {"range": [height + 0.03, -0.03], "scaleanchor": f"x{panel.suffix}",
                             "constraintoward": "top"}}  # fmt: skip
