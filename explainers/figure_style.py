"""The one place for how figures look: colours by role, type, strokes, and the layout every figure starts from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import update_wrapper
from typing import Any, Generic, ParamSpec

import plotly.graph_objects as go

Trace = dict[str, Any]
Layout = dict[str, Any]
P = ParamSpec("P")

# A role has one hue in the whole course; its lightness follows the background so that text in it stays readable
# (WCAG AA, 4.5:1) and roles that meet in a figure stay apart for colour-blind eyes. tests/test_figure_style.py checks.
LIGHT = {
    "background": "#FFFFFF",
    "text": "#111827",
    "muted": "#5B6472",
    "grid": "#E3E7ED",
    "prior": "#0072B2",
    "likelihood": "#B45309",
    "posterior": "#6A0F82",
    "truth": "#111827",
    "real": "#3F6FB5",
    "generated": "#A35F14",
    "generator": "#0B5440",
    "discriminator": "#8A0F7D",
    "guess": "#8A204F",
    "class_0": "#0072B2",  # two or three classes of labelled data
    "class_1": "#B45309",
    "class_2": "#0B5440",
}
DARK = {
    "background": "#0F1319",
    "text": "#F3F4F6",
    "muted": "#909090",
    "grid": "#2A323E",
    "prior": "#89C9FD",
    "likelihood": "#FBD285",
    "posterior": "#D18BB6",
    "truth": "#F3F4F6",
    "real": "#69A0FF",
    "generated": "#D48833",
    "generator": "#66F093",
    "discriminator": "#E2ACD8",
    "guess": "#E75678",
    "class_0": "#89C9FD",
    "class_1": "#FBD285",
    "class_2": "#66F093",
}


@dataclass(frozen=True)
class Style:
    """How the viewer wants figures drawn."""

    dark: bool = False
    lecture: bool = False  # larger type and thicker strokes, for the back row

    def colour(self, role: str, opacity: float = 1.0) -> str:
        """Return the colour of a role, as a CSS colour."""
        colour = (DARK if self.dark else LIGHT)[role]
        if opacity == 1.0:
            return colour
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return f"rgba({red},{green},{blue},{opacity:g})"

    @property
    def text(self) -> int:
        """The size of type, in pixels."""
        return 19 if self.lecture else 14

    @property
    def stroke(self) -> float:
        """The width of a main line, in pixels."""
        return 4.5 if self.lecture else 3.0


@dataclass(frozen=True)
class Drawing:
    """A figure as plain data, before plotly checks it: cheap enough to make one for every stop of a slider."""

    traces: list[Trace]
    layout: Layout
    alt: str  # the figure in a sentence, from its numbers
    narrow: Layout = field(default_factory=dict)  # what differs on a telephone, with a height; lists by number


class Plot(Generic[P]):
    """A drawing function that, called, returns a checked `go.Figure`; `.draw` returns the bare `Drawing`."""

    __name__: str

    def __init__(self, draw: Callable[P, Drawing]) -> None:
        self.draw = draw
        update_wrapper(self, draw)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> go.Figure:
        """Draw, and let plotly check every attribute. The alt sentence is at `figure.layout.meta["alt"]`."""
        return checked(self.unchecked(*args, **kwargs))

    def unchecked(self, *args: P.args, **kwargs: P.kwargs) -> dict[str, Any]:
        """Draw; return the same figure as plain data, as a page sends it: unchecked, in a third of the time or less."""
        drawing = self.draw(*args, **kwargs)
        meta = {"alt": drawing.alt} | ({"narrow": drawing.narrow} if drawing.narrow else {})
        return {"data": drawing.traces, "layout": drawing.layout | {"meta": meta}}


def checked(figure: dict[str, Any]) -> go.Figure:
    """Return a figure of plain data as plotly's own. Raises ValueError at an attribute that plotly does not know."""
    traces = [dict(trace) for trace in figure["data"]]  # plotly takes "type" out for a moment: others may share them
    return go.Figure(figure | {"data": traces})


def base_layout(style: Style, **changes: Any) -> Layout:
    """Return the layout every figure starts from: quiet grid, direct labels, room only where text needs it."""
    axis = {
        "gridcolor": style.colour("grid"),
        "zeroline": False,
        "linecolor": style.colour("muted"),
        "ticks": "outside",
        "tickcolor": style.colour("grid"),
        "title": {"font": {"size": style.text}, "standoff": 6},
        "fixedrange": True,
        "automargin": False,
        "tickangle": 0,  # whether to turn labels takes plotly a tenth of a repaint to decide
    }
    margin = {"l": 12, "r": 12, "t": 10, "b": 64 if style.lecture else 50}
    layout: Layout = {
        "template": {},  # not whatever default the process has
        "font": {
            "size": style.text,
            "color": style.colour("text"),
            "family": "Source Sans, Source Sans Pro, sans-serif",
        },
        "paper_bgcolor": style.colour("background"),
        "plot_bgcolor": style.colour("background"),
        "margin": margin,
        "showlegend": False,
        "hoverlabel": {"font": {"size": style.text}},
        "dragmode": False,
        "xaxis": dict(axis),
        "yaxis": dict(axis),
    }
    for key, value in changes.items():
        old = layout.get(key, axis if key[:5] in ("xaxis", "yaxis") else None)
        layout[key] = old | value if isinstance(value, dict) and isinstance(old, dict) else value
    return layout
