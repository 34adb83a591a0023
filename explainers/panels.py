"""Panels of a figure, placed by name: a mosaic in words, as matplotlib's `subplot_mosaic` has it, and its narrow stack.

places = panels("field field loss", "field field distance", gaps=(0.1, 0.15))
dots(x, y, colour, size, **places["field"].axes)
layout = base_layout(style, **places.layout(field={"xaxis": {"range": [0, 1]}}, loss={"yaxis": {"type": "log"}}))
Drawing(traces, layout, alt, places.narrow({"field": 300, "loss distance": 160}))

Columns whose rows do not meet are mosaics of their own: `panels("left right").within(left=panels("a", "b", "c"))`.
A mosaic that leaves room beside it, for the names on its axes, takes a part of the figure: `panels("a b", x=(0.1, 1))`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explainers.figure_style import Layout, Style

Span = tuple[float, float]  # a part of the width or the height, as shares
WHOLE: Span = (0.0, 1.0)


@dataclass(frozen=True)
class Panel:
    """One pair of axes: its number, from 1, and the part of the figure it takes, as shares from the lower left."""

    number: int
    x: Span
    y: Span

    @property
    def suffix(self) -> str:
        """What follows x, y, xaxis and yaxis in plotly's names: nothing for the first panel."""
        return "" if self.number == 1 else str(self.number)

    @property
    def axes(self) -> dict[str, str]:
        """What a trace says to stand in this panel."""
        return {"xaxis": f"x{self.suffix}", "yaxis": f"y{self.suffix}"}

    @property
    def refs(self) -> tuple[str, str]:
        """What a shape or an image says to stand in this panel: its axes x and y."""
        return f"x{self.suffix}", f"y{self.suffix}"

    def over(self, text: str, style: Style, **more: Any) -> Layout:
        """Return an annotation over this panel, from its left edge, wherever a layout places it."""
        place = {"x": 0, "y": 1, "xref": f"x{self.suffix} domain", "yref": f"y{self.suffix} domain", "yshift": 3,
                 "xanchor": "left", "yanchor": "bottom", "showarrow": False}  # fmt: skip
        return {"text": text, "font": {"size": style.text}} | place | more

    def share(self, inner: "Panel", number: int) -> "Panel":
        """Return a panel that stands within this one as it stood within a whole figure."""
        (left, right), (low, high) = self.x, self.y
        x, y = ([start + (end - start) * part for part in parts]
                for start, end, parts in ((left, right, inner.x), (low, high, inner.y)))  # fmt: skip
        return Panel(number, (x[0], x[1]), (y[0], y[1]))


@dataclass(frozen=True)
class Panels:
    """Panels by name, in the order of their names in the mosaic."""

    named: Mapping[str, Panel]

    def __getitem__(self, name: str) -> Panel:
        """Return the panel of that name. Raises KeyError."""
        return self.named[name]

    def layout(self, **axes: Mapping[str, Any]) -> Layout:
        """Return the axes of all panels in place, for `base_layout`; by panel, what is special about its axes."""
        layout: Layout = {}
        for name, panel in self.named.items():
            special = axes.get(name, {})
            layout[f"xaxis{panel.suffix}"] = {"domain": list(panel.x), "anchor": f"y{panel.suffix}"} | dict(
                special.get("xaxis", {})
            )
            layout[f"yaxis{panel.suffix}"] = {"domain": list(panel.y), "anchor": f"x{panel.suffix}"} | dict(
                special.get("yaxis", {})
            )
        return layout

    def within(self, **mosaics: "Panels") -> "Panels":
        """Return these panels with mosaics in some of them, in the place of what has the same name."""
        placed: dict[str, Panel] = {}
        for name, outer in self.named.items():
            whole = {name: Panel(1, WHOLE, WHOLE)}
            for inner_name, inner in (mosaics[name].named if name in mosaics else whole).items():
                placed[inner_name] = outer.share(inner, len(placed) + 1)
        return Panels(placed)

    def narrow(
        self,
        heights: Mapping[str, int],
        gap: int | Sequence[int] = 70,
        across: float = 0.1,
        width: Span = WHOLE,
        margin: tuple[int, int] | None = None,
        **axes: Mapping[str, Any],
    ) -> Layout:
        """Return the stack for a telephone: panels below each other, so many pixels high, `gap` between them.

        A row may be of several, as in a mosaic, with a share of the width `across` between its cells. Panels without a
        height are laid out as on a wide screen. `width` is the part of it that all rows take. `margin` is what is left
        over and under the stack, in pixels, where that is not what it is on a wide screen. `axes` is as for `layout`.
        """
        gaps = [gap] * (len(heights) - 1) if isinstance(gap, int) else gap
        total = sum(heights.values()) + sum(gaps)
        layout: Layout = {"height": total + 60}
        if margin:
            layout = {"height": total + sum(margin), "margin": {"t": margin[0], "b": margin[1]}}
        top = float(total)
        for (row, height), below in zip(heights.items(), (*gaps, 0), strict=True):
            domain = [max(top - height, 0.0) / total, top / total]
            for name, cell in panels(row, gaps=(across, 0), x=width).named.items():
                suffix, special = self.named[name].suffix, axes.get(name, {})
                layout[f"xaxis{suffix}"] = {"domain": list(cell.x)} | dict(special.get("xaxis", {}))
                layout[f"yaxis{suffix}"] = {"domain": domain} | dict(special.get("yaxis", {}))
            top -= height + below
        return layout


def panels(
    *rows: str,
    widths: tuple[float, ...] = (),
    heights: tuple[float, ...] = (),
    gaps: tuple[float, float] = (0.08, 0.12),
    first: str = "",
    x: Span = WHOLE,
    y: Span = WHOLE,
) -> Panels:
    """Return panels placed by a mosaic: a name in several cells takes them all, "." leaves one empty.

    Each row is names with blanks between. `widths` and `heights` are the shares of columns and rows; `gaps` are shares
    of the figure left between columns and between rows. `first` is the panel in which a click means something: plotly's
    x and y. `x` and `y` are the part of the figure that all panels take. Raises ValueError where rows differ in length.
    """
    cells = [row.split() for row in rows]
    if len({len(row) for row in cells}) != 1:
        raise ValueError("every row of a mosaic has as many names")
    across = _parts(widths or (1.0,) * len(cells[0]), gaps[0], x)
    down = [
        (1 - end, 1 - start) for start, end in _parts(heights or (1.0,) * len(cells), gaps[1], (1 - y[1], 1 - y[0]))
    ]
    names = dict.fromkeys(name for row in ([first], *cells) for name in row if name not in ("", "."))
    placed = {}
    for number, name in enumerate(names, 1):
        where = [(i, j) for i, row in enumerate(cells) for j, cell in enumerate(row) if cell == name]
        (top, left), (bottom, right) = where[0], where[-1]
        placed[name] = Panel(number, (across[left][0], across[right][1]), (down[bottom][0], down[top][1]))
    return Panels(placed)


def _parts(shares: tuple[float, ...], gap: float, whole: Span) -> list[Span]:
    """Return where each of several parts of a whole begins and ends, with gaps between."""
    room = whole[1] - whole[0] - gap * (len(shares) - 1)
    starts = [whole[0] + room * sum(shares[:i]) / sum(shares) + i * gap for i in range(len(shares))]
    return [
        (start, min(start + room * share / sum(shares), whole[1])) for start, share in zip(starts, shares, strict=True)
    ]
