"""Panels of a figure, placed by name: a mosaic in words, as matplotlib's `subplot_mosaic` has it, and its narrow stack.

places = panels("field field loss", "field field distance", gaps=(0.1, 0.15))
dots(x, y, colour, size, **places["field"].axes)
layout = base_layout(style, **places.layout(field={"xaxis": {"range": [0, 1]}}, loss={"yaxis": {"type": "log"}}))
Drawing(traces, layout, alt, places.narrow({"field": 300, "loss": 160, "distance": 160}))
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from explainers.figure_style import Layout


@dataclass(frozen=True)
class Panel:
    """One pair of axes: its number, from 1, and the part of the figure it takes, as shares from the lower left."""

    number: int
    x: tuple[float, float]
    y: tuple[float, float]

    @property
    def suffix(self) -> str:
        """What follows x, y, xaxis and yaxis in plotly's names: nothing for the first panel."""
        return "" if self.number == 1 else str(self.number)

    @property
    def axes(self) -> dict[str, str]:
        """What a trace says to stand in this panel."""
        return {"xaxis": f"x{self.suffix}", "yaxis": f"y{self.suffix}"}


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

    def narrow(self, heights: Mapping[str, int], gap: int = 70, **axes: Mapping[str, Any]) -> Layout:
        """Return the stack for a telephone: panels below each other, so many pixels high, `gap` between them.

        Panels without a height are laid out as on a wide screen. `axes` is as for `layout`.
        """
        total = sum(heights.values()) + gap * (len(heights) - 1)
        layout: Layout = {"height": total + 60}
        top = float(total)
        for name, height in heights.items():
            suffix, special = self.named[name].suffix, axes.get(name, {})
            domain = [max(top - height, 0.0) / total, top / total]
            layout[f"xaxis{suffix}"] = {"domain": [0.0, 1.0]} | dict(special.get("xaxis", {}))
            layout[f"yaxis{suffix}"] = {"domain": domain} | dict(special.get("yaxis", {}))
            top -= height + gap
        return layout


def panels(
    *rows: str,
    widths: tuple[float, ...] = (),
    heights: tuple[float, ...] = (),
    gaps: tuple[float, float] = (0.08, 0.12),
) -> Panels:
    """Return panels placed by a mosaic: a name in several cells takes them all, "." leaves one empty.

    Each row is names with blanks between. `widths` and `heights` are the shares of columns and rows; `gaps` are shares
    of the figure left between columns and between rows. Raises ValueError where rows differ in length.
    """
    cells = [row.split() for row in rows]
    if len({len(row) for row in cells}) != 1:
        raise ValueError("every row of a mosaic has as many names")
    across = _parts(widths or (1.0,) * len(cells[0]), gaps[0])
    down = [(1 - end, 1 - start) for start, end in _parts(heights or (1.0,) * len(cells), gaps[1])]
    names = dict.fromkeys(name for row in cells for name in row if name != ".")
    placed = {}
    for number, name in enumerate(names, 1):
        where = [(i, j) for i, row in enumerate(cells) for j, cell in enumerate(row) if cell == name]
        (top, left), (bottom, right) = where[0], where[-1]
        placed[name] = Panel(number, (across[left][0], across[right][1]), (down[bottom][0], down[top][1]))
    return Panels(placed)


def _parts(shares: tuple[float, ...], gap: float) -> list[tuple[float, float]]:
    """Return where each of several parts begins and ends, with gaps between, from 0 to 1."""
    room = 1 - gap * (len(shares) - 1)
    starts = [room * sum(shares[:i]) / sum(shares) + i * gap for i in range(len(shares))]
    return [(start, start + room * share / sum(shares)) for start, share in zip(starts, shares, strict=True)]
