"""A picture as 7 × 7 codes, what they decode to, and the book that they are looked up in."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import line, words
from explainers.panels import Panel, panels
from explainers.vaes.quantised.model import Result
from explainers.vaes.quantised.models import PATCH, patches
from explainers.vaes.quantised.networks import CELLS, GRID
from explainers.vaes.tiles import source

PANELS = panels("x codes decoded", "book book book", heights=(0.73, 0.27), gaps=(0.02, 0.04))
ACROSS, HIGH = 8, 1  # the shape of the book on screen, whatever K is
HEAD = 0.75  # room over a picture, in cells
EDGE = (PATCH - 4) // 2  # pixels of a patch around its cell


def picture(grey: ArrayLike, role: str, style: Style, panel: Panel, width: float = GRID, **more: object) -> Trace:
    """Return grey values, shape (h, w), as a trace that is `width` wide, its lower left corner at the origin."""
    values = np.asarray(grey)
    side = width / values.shape[1]
    place = {"x0": side / 2, "y0": side / 2, "dx": side, "dy": side}
    return {"type": "image", "source": source(values[::-1], role, style), "hoverinfo": "skip", **place, **panel.axes,
            **more}  # fmt: skip


def outline(cells: Iterable[int], colour: str, width: float, panel: Panel) -> Trace:
    """Return frames around cells, counted from 0."""
    x: list[float] = []
    y: list[float] = []
    for cell in cells:
        left, top = cell % GRID, GRID - cell // GRID
        x += [left, left + 1, left + 1, left, left, np.nan]
        y += [top, top, top - 1, top - 1, top, np.nan]
    return line(x, y, colour, width, **panel.axes)


def square(head: bool = True) -> dict[str, Layout]:
    """Return axes for a picture of 7 × 7 cells, with room for a head."""
    side = {"visible": False, "constrain": "domain"}
    return {"xaxis": side | {"range": [-0.03, GRID + 0.03]},
            "yaxis": side | {"range": [-0.03, GRID + (HEAD if head else 0.03)]}}  # fmt: skip


def squares(names: Iterable[str], places: Layout) -> Layout:
    """Return a layout with the axes of some panels made square, by their suffixes."""
    return places | {f"yaxis{s}": places[f"yaxis{s}"] | {"scaleanchor": f"x{s}"} for s in names}


def head(text: str, role: str, style: Style, panel: Panel, y: float = GRID + HEAD / 2) -> Trace:
    """Return a title over a picture."""
    return words([GRID / 2], [y], [text], style.colour(role), style, **panel.axes)


def shelves(entries: int) -> tuple[int, int]:
    """Return in how many columns and rows a book of K entries stands: eight times as wide as high."""
    rows = max(1, round((entries / ACROSS) ** 0.5))
    return entries // rows, rows


def book_sheet(found: NDArray[np.float32], live: NDArray[np.bool_] | None = None) -> NDArray[np.float32]:
    """Return the patches of all entries in rows, shape (h, w), a pixel between; those of dead entries are flat."""
    columns, rows = shelves(len(found))
    tiles = np.pad(found, [(0, 0), (0, 1), (0, 1)], constant_values=0.25)
    if live is not None:
        tiles[~live] = 0.25
    return tiles.reshape(rows, columns, PATCH + 1, PATCH + 1).swapaxes(1, 2).reshape(rows * (PATCH + 1), -1)


def place_in_book(code: int, entries: int) -> tuple[float, float, float]:
    """Return the left and top edge of an entry in the book on screen, and its side."""
    columns, _ = shelves(entries)
    side = ACROSS / columns
    return code % columns * side, HIGH - code // columns * side, side


def in_book(codes: Iterable[int], entries: int, colour: str, width: float, panel: Panel) -> Trace:
    """Return frames around entries of the book."""
    x: list[float] = []
    y: list[float] = []
    for code in codes:
        left, top, side = place_in_book(code, entries)
        x += [left, left + side, left + side, left, left, np.nan]
        y += [top, top, top - side, top - side, top, np.nan]
    return line(x, y, colour, width, **panel.axes)


def mosaic(result: Result) -> NDArray[np.float32]:
    """Return the cells of the entries in use side by side, each decoded among its like, shape (SIDE, SIDE)."""
    p = result.params
    cells = patches(p.data, p.entries, result.cured)[result.codes, EDGE:-EDGE, EDGE:-EDGE]
    return cells.reshape(GRID, GRID, 4, 4).swapaxes(1, 2).reshape(28, 28)


def numbered(texts: Iterable[str], style: Style, panel: Panel, size: int = 0, title: str = "") -> Trace:
    """Return a text in the middle of each cell, readable in front of pictures, and a title over them."""
    place, n = np.arange(CELLS), int(bool(title))
    x, y = np.append(place % GRID + 0.5, [GRID / 2] * n), np.append(GRID - 0.5 - place // GRID, [GRID + HEAD / 2] * n)
    font = {
        "color": [style.colour("text")] * CELLS + [style.colour("posterior")] * n,
        "size": [style.text - 1 + size] * CELLS + [style.text] * n,
        "weight": [600] * CELLS + [400] * n,
        # four shadows without blur, which takes longer to paint
        "shadow": ", ".join(f"{x}px {y}px {style.colour('background')}" for x in (-1, 1) for y in (-1, 1)),
    }
    return words(x, y, [*texts, *[title] * n], "", style, **panel.axes) | {"textfont": font}


@Plot
def plot_codes(result: Result, style: Style) -> Drawing:
    """Draw x, its codes, and what they decode to; below, every entry of the book with the patch that it decodes to."""
    p = result.params
    painted = np.flatnonzero(result.codes != result.own).tolist()
    used = np.unique(result.codes).tolist()
    open_code = int(result.codes[result.cell])
    thin, guess = 0.5 * style.stroke, style.colour("guess")
    traces = [
        picture(result.x.reshape(28, 28), "real", style, PANELS["x"]),
        head("<b>x</b>: 784 pixels", "real", style, PANELS["x"]),
        picture(0.5 * mosaic(result), "posterior", style, PANELS["codes"]),
        numbered([str(code + 1) for code in result.codes], style, PANELS["codes"],
                 title=f"<b>49 codes</b>, each 1 of {p.entries}"),
        outline(painted, guess, thin, PANELS["codes"]),
        outline([result.cell], style.colour("text"), style.stroke, PANELS["codes"]),
        picture(result.decoded.reshape(28, 28), "generated", style, PANELS["decoded"]),
        head(f"<b>decoded</b>: error {result.error:.4f}", "generated", style, PANELS["decoded"]),
        outline([result.cell], style.colour("text"), style.stroke, PANELS["decoded"]),
    ]  # fmt: skip
    book = PANELS["book"]
    traces.append(picture(book_sheet(patches(p.data, p.entries, result.cured)), "posterior", style, book, ACROSS))
    traces.append(in_book(used, p.entries, style.colour("posterior"), thin, book))
    traces.append(in_book([open_code], p.entries, style.colour("text"), style.stroke, book))
    said = f"book: {len(used)} of {p.entries} entries in use; cell {p.cell} has code {open_code + 1}"
    traces.append(words([ACROSS / 2], [HIGH + 0.13], [said], style.colour("text"), style, **book.axes))
    layout = base_layout(style, **places(), margin={"l": 4, "r": 4, "t": 2, "b": 2})
    alt = (
        f"A picture of 784 pixels becomes 49 codes from a book of {p.entries} entries, {len(used)} "
        f"in use; {len(painted)} cells are painted. Its mean squared error is {result.error:.4f}."
    )
    return Drawing(traces, layout, alt, narrow())


def places() -> Layout:
    """Return the axes: three squares, and the book below."""
    strip = {"xaxis": {"visible": False, "range": [-0.02, ACROSS + 0.02], "constrain": "domain"},
             "yaxis": {"visible": False, "range": [-0.02, HIGH + 0.3], "constrain": "domain"}}  # fmt: skip
    axes = PANELS.layout(x=square(), codes=square(), decoded=square(), book=strip)
    return squares(("", "2", "3", "4"), axes)


def narrow() -> Layout:
    """Return the stack for a telephone."""
    return PANELS.narrow({"codes": 330, "decoded": 330, "x": 330, "book": 90}, gap=6)
