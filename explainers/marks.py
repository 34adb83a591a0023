"""The marks that figures are made of: lines, dots and words as plotly traces.

Words are traces, not annotations, so that they too can follow a slider.
"""

import html
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from explainers.figure_style import Style, Trace


def escaped(text: str) -> str:
    """Return a text from outside (a file, something typed) for words in a figure: neither markup nor template.

    Plotly reads tags and entities in all words of a figure, and places such as %{x} where the pointer is. An alt
    is read by people as it is: there, texts stand unchanged.
    """
    return html.escape(text, quote=False).replace("%{", "%&#123;")


def coloured(text: str, role: str, style: Style) -> str:
    """Return bold text in the colour of a role: what a title calls the marks of that colour."""
    return f"<span style='color:{style.colour(role)}'><b>{text}</b></span>"


def line(x: ArrayLike, y: ArrayLike, colour: str, width: float, hover: str = "", **more: Any) -> Trace:
    """Return a line through (x, y). `hover` is plotly's template, with exact values; without it the line is silent."""
    pen = {"color": colour, "width": width, "simplify": False, **more.pop("pen", {})}
    return _trace("lines", x, y, hover) | {"line": pen} | more


def dots(x: ArrayLike, y: ArrayLike, colour: str | Sequence[str], size: float | Sequence[float], hover: str = "",
         **more: Any) -> Trace:  # fmt: skip
    """Return dots at (x, y), `size` pixels across."""
    return _trace("markers", x, y, hover) | {"marker": {"color": colour, "size": size}} | more


def words(x: ArrayLike, y: ArrayLike, texts: Sequence[str], colours: str | Sequence[str], style: Style,
          **more: Any) -> Trace:  # fmt: skip
    """Return texts centred at (x, y), in the size of type of the style."""
    font = {"color": colours, "size": style.text}
    return _trace("text", x, y, "") | {"text": list(texts), "textfont": font, "cliponaxis": False} | more


def _trace(mode: str, x: ArrayLike, y: ArrayLike, hover: str) -> Trace:
    said = {"hovertemplate": f"{hover}<extra></extra>"} if hover else {"hoverinfo": "skip"}
    return {"type": "scatter", "mode": mode, "x": np.asarray(x), "y": np.asarray(y), **said}
