"""A grid as a picture: values as colour, the policy as arrows, walls, ends, and who is on the way."""

import base64
import io
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from explainers.figure_style import Layout, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import Panel, Panels
from explainers.rl.gridworld.learners import Walk
from explainers.rl.gridworld.world import MOVES, Array, World

SHARES: dict[str, Any] = {"heights": (0.7, 0.3), "gaps": (0.075, 0.13)}  # of boards, and of curves below
SIDE = 360  # pixels of a picture, at most, along its longer side
SHADES = 201  # of values, from the lowest to the highest; then come walls, lines and ends
WALL, LINE, PAPER = 201, 202, 203
SIGNS = {"S": "S", "G": "<b>G</b>", "g": "<b>g</b>", "O": "<b>✕</b>", "~": "≈", "+": "<b>+</b>",
         "^": "⇑", ">": "⇒", "v": "⇓", "<": "⇐"}  # fmt: skip


class Board(NamedTuple):
    """A grid as a picture, and what is drawn on it. Arrows are one mark: a line for each takes the browser 40 ms."""

    image: Layout
    shapes: list[Layout]
    traces: list[Trace]


def board(world: World, parts: Array, values: Array, policy: Array, known: NDArray[np.bool_], cell: int,
          style: Style, panel: Panel) -> Board:  # fmt: skip
    """Return a grid in the colours of parts, (S, 4) or (S, 1), between -1 and 1, where known; a frame around a cell.

    A policy (S, 4) is drawn as arrows; values (S,) are said under the pointer.
    """
    said = np.where(known, np.nan_to_num(values), 0.0).reshape(world.shape)
    return Board(
        picture(parts, known, world, style, panel),
        [arrows(policy, known, world.shape, style, panel), frame(cell, world.shape[1], style, panel)],
        [signs(world, style, panel), numbers(said, panel)],
    )


@lru_cache(maxsize=32)
def pixels(shape: tuple[int, int], parted: bool) -> NDArray[np.int64]:
    """Return what each pixel shows: 4 s + a for action a in cell s, 4 S + s for a line between its actions, 5 S for
    one between cells.
    """
    height, width = shape
    side = SIDE // max(shape)
    v, u = (np.mgrid[:side, :side] + 0.5) / side - 0.5
    part = np.where(np.abs(v) > np.abs(u), np.where(v < 0, 0, 2), np.where(u > 0, 1, 3))
    edge = np.maximum(np.abs(u), np.abs(v)) > 0.44
    diagonal = parted & (np.abs(np.abs(u) - np.abs(v)) < 0.03)
    count = height * width
    cells = np.arange(count).reshape(height, width, 1, 1)
    shown = np.where(edge, 5 * count, np.where(diagonal, 4 * count + cells, 4 * cells + part))
    return shown.swapaxes(1, 2).reshape(height * side, width * side)


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


def picture(parts: Array, known: NDArray[np.bool_], world: World, style: Style, panel: Panel) -> Layout:
    """Return the colours of all cells as an image, with a line between the actions of a cell where parts has them."""
    shades = np.broadcast_to(np.rint((np.clip(parts, -1, 1) + 1) * (SHADES // 2)), (len(parts), 4))
    walls = (world.signs == "#")[:, None]
    shades = np.where(walls, WALL, np.where(known[:, None], shades, PAPER)).astype(np.uint8)
    lines = np.append(np.where(known, LINE, shades[:, 0]), LINE).astype(np.uint8)
    address = encoded(np.append(shades, lines).tobytes(), world.shape, parts.shape[1] > 1, style)
    height, width = world.shape
    return {"source": address, "x": 0, "y": 0, "sizex": width, "sizey": height, "sizing": "stretch", "layer": "below",
            **refs(panel)}  # fmt: skip


@lru_cache(maxsize=64)  # a learner's board changes from frame to frame, the exact one beside it does not
def encoded(colours: bytes, shape: tuple[int, int], parted: bool, style: Style) -> str:
    """Return an image as an address: the pixels of `pixels`, in the colours of the palette given for each part."""
    image = Image.fromarray(np.frombuffer(colours, np.uint8)[pixels(shape, parted)], "P")
    image.putpalette(palette(style))
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


@lru_cache(maxsize=64)
def signs(world: World, style: Style, panel: Panel) -> Trace:
    """Return what stands in the cells: start, ends, coins, cliffs and winds."""
    cells = np.flatnonzero(np.isin(world.signs, list(SIGNS)))
    texts = [SIGNS[sign] for sign in world.signs[cells]]
    middle = np.array(["<b>" in text for text in texts])
    y, x = np.divmod(cells, world.shape[1]) + np.where(middle, 0.5, [[0.3], [0.28]])
    corner = style.text * min(9 / max(world.shape), 1.0)  # the size of a sign beside which an arrow has room
    font = {"color": style.colour("text"), "size": np.where(middle, style.text, corner)}
    return words(x, y, texts, "", style, **panel.axes) | {"textfont": font}


def refs(panel: Panel) -> dict[str, str]:
    """Return what a shape or an image says to stand in a panel."""
    return dict(zip(("xref", "yref"), panel.refs, strict=True))


def arrows(policy: Array, known: NDArray[np.bool_], shape: tuple[int, int], style: Style, panel: Panel) -> Layout:
    """Return an arrow for each action that a policy takes, as long as that is likely; none where it does not care."""
    decided = known & (np.ptp(policy, axis=1) > 0.01)
    cells, actions = np.nonzero(decided[:, None] & (policy > 0.08))
    way = MOVES[actions][:, ::-1]  # (n, 2) across and down
    middle = np.stack([cells % shape[1] + 0.5, cells // shape[1] + 0.5], axis=1)
    tip = middle + way * (0.1 + 0.26 * policy[cells, actions])[:, None]
    back, aside = tip - 0.11 * way, 0.09 * way[:, ::-1]
    corners = np.stack([middle, tip, back + aside, tip, back - aside], axis=1)
    path = "M%g %gL%g %gM%g %gL%g %gL%g %g" * len(cells) % tuple(corners.round(2).ravel().tolist())
    return {"type": "path", "path": path or "M0 0", "layer": "between", **refs(panel),
            "line": {"color": style.colour("text"), "width": 0.5 * style.stroke}}  # fmt: skip


def frame(cell: int, width: int, style: Style, panel: Panel) -> Layout:
    """Return a frame around the open cell."""
    y, x = divmod(cell, width)
    return {"type": "rect", "x0": x + 0.06, "x1": x + 0.94, "y0": y + 0.06, "y1": y + 0.94, "layer": "between",
            "line": {"color": style.colour("guess"), "width": 0.7 * style.stroke}, **refs(panel)}  # fmt: skip


def numbers(values: Array, panel: Panel) -> Trace:
    """Return an unseen layer that says the value of each cell under the pointer."""
    clear = [[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]]
    return {"type": "heatmap", "z": np.round(values, 3), "x0": 0.5, "dx": 1, "y0": 0.5, "dy": 1, "colorscale": clear,
            "showscale": False, "hovertemplate": "V = %{z:.3f}<extra></extra>", **panel.axes}  # fmt: skip


def agent(walk: Walk, width: int, style: Style, panel: Panel) -> list[Trace]:
    """Return where the agent is, and the last steps of the way it came in this episode."""
    cells = np.array([*(state for state, _, _ in walk.episode[-25:]), walk.state])
    x, y = cells % width + 0.5, cells // width + 0.5
    dot = dots(x[-1:], y[-1:], style.colour("generator"), 5 * style.stroke, "the agent", **panel.axes)
    dot["marker"] |= {"line": {"width": 2, "color": style.colour("background")}}
    return [line(x, y, style.colour("generator"), 0.9 * style.stroke, **panel.axes), dot]


def axes(world: World, panel: Panel) -> dict[str, Layout]:
    """Return the axes of a board: cells are square, and rows count from the top."""
    height, width = world.shape
    side: dict[str, Any] = {"visible": False, "constrain": "domain"}
    return {"xaxis": side | {"range": [-0.03, width + 0.03], "constraintoward": "left"},
            "yaxis": side | {"range": [height + 0.03, -0.03], "scaleanchor": f"x{panel.suffix}",
                             "constraintoward": "top"}}  # fmt: skip


def narrow(places: Panels, world: World, **below: int) -> Layout:
    """Return the stack for a telephone: two boards, and what else there is below, so many pixels high."""
    high = min(294 * world.shape[0] // world.shape[1], 294)  # as high as it is wide, where there are 390 pixels
    return places.narrow(dict.fromkeys(list(places.named)[:2], high) | below, gap=[40, 56, 56], margin=(30, 30))


def laid_out(places: Panels, world: World, boards: Sequence[Board], heads: Sequence[str], style: Style,
             **curves: dict[str, Layout]) -> Layout:  # fmt: skip
    """Return the layout of two boards and what stands below, each under its head."""
    grids = {name: axes(world, places[name]) for name in list(places.named)[:2]}
    margin = {"l": 62, "r": 14, "t": 32, "b": 32} if style.lecture else {"l": 50, "r": 14, "t": 26, "b": 26}
    over = [places[name].over(text, style) for name, text in zip(places.named, heads, strict=True)]
    return base_layout(style, **places.layout(**grids, **curves), margin=margin, annotations=over,
                       images=[each.image for each in boards],
                       shapes=[shape for each in boards for shape in each.shapes])  # fmt: skip


def short(value: float) -> str:
    """Return a number with three digits; a dash where there is none."""
    return "–" if np.isnan(value) else f"{value:.3g}".replace("-", "−")
