"""What the figures of the page have in common: how methods are called and coloured, frames, and curves."""

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from explainers.figure_style import Layout, Style, Trace, base_layout
from explainers.marks import dots, line
from explainers.panels import Panel, Panels

SHOWN = {"optimum": ("Optimum", "posterior"), "best": ("Best of n", "likelihood"),
         "ppo": ("PPO", "generator"), "dpo": ("DPO", "guess")}  # name, and role of the colour  # fmt: skip


def framed(places: Panels, axes: Mapping[str, Layout], titles: Mapping[str, str], style: Style) -> Layout:
    """Return the layout of a figure: by panel, its axes and its title."""
    over = [places[name].over(text, style) for name, text in titles.items()]
    margin = {"l": 18, "r": 14, "t": 34, "b": 64 if style.lecture else 52}
    return base_layout(style, **places.layout(**axes), annotations=over, margin=margin)


def titled(text: str, style: Style) -> Layout:
    """Return the title of an axis, in the size of all type."""
    return {"title": {"text": text, "font": {"size": style.text}, "standoff": 6}}


def curve(
    place: Panel, x: NDArray[Any], y: NDArray[Any], role: str, hover: str, style: Style, **more: Any
) -> list[Trace]:
    """Return a curve with a dot at its end."""
    ink = style.colour(role)
    return [line(x, y, ink, 0.8 * style.stroke, hover, **place.axes, **more),
            dots(x[-1:], y[-1:], ink, 2.6 * style.stroke, **place.axes)]  # fmt: skip
