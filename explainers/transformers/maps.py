"""How maps and tokens are drawn, in every view: rows look, columns are looked at."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from explainers.figure_style import Layout, Style, Trace
from explainers.marks import escaped
from explainers.transformers.dot_product import Array

WIDEST = 12  # letters of a token beside a map


def cut(token: str, widest: int = WIDEST) -> str:
    """Return a token as it stands in a sentence about a figure: a blank as a sign, cut where it is long."""
    shown = token.strip() or "␣"
    return shown if len(shown) <= widest else shown[: widest - 1] + "…"


def label(token: str) -> str:
    """Return a token as it stands in a figure, where plotly would read markup: never as markup."""
    return escaped(cut(token))


def token_axis(tokens: list[str], room: int, marked: int | None = None, **more: Any) -> Layout:
    """Return an axis with a token at each place; only every second, third, … where there is room for no more."""
    every = max(1, -(-len(tokens) // room))
    near = every if marked is not None and every > 1 else 0  # the marked one has room to itself
    shown = [j for j in range(len(tokens)) if j == marked or (j % every == 0 and abs(j - (marked or 0)) >= near)]
    names = [f"<b>{label(tokens[j])}</b>" if j == marked else label(tokens[j]) for j in shown]
    return {"tickvals": shown, "ticktext": names, "showgrid": False, "ticks": "", "fixedrange": True} | more


def tag(text: str, role: str, style: Style) -> str:
    """Return words in the colour of a role."""
    return f"<span style='color:{style.colour(role)}'>{text}</span>"


def legend(roles: Mapping[str, str], style: Style) -> list[str]:
    """Return the names of lines, each in the colour of its role."""
    return [f"<b>{tag(name, role, style)}</b>" for name, role in roles.items()]


def titled(text: str, style: Style) -> Layout:
    """Return the title of an axis, close to it, in the size of all other words."""
    return {"text": text, "font": {"size": style.text}, "standoff": 2}


def map_trace(weights: Array, rows: list[str], columns: list[str], style: Style, **more: Any) -> Trace:
    """Return one map as a heatmap; hovering says who looks at whom, and how much."""
    says = [[f"“{label(row)}” looks at “{label(column)}”: {weights[i, j]:.3f}" for j, column in enumerate(columns)]
            for i, row in enumerate(rows)]  # fmt: skip
    return {
        "type": "heatmap",
        "z": weights.round(4),
        "zmin": 0.0,
        "zmax": 1.0,
        "colorscale": shades(style),
        "showscale": False,
        "xgap": 1 if len(columns) < 30 else 0,
        "ygap": 1 if len(rows) < 30 else 0,
        "hoverinfo": "text",
        "text": says,
        "hovertemplate": "%{text}<extra></extra>",
    } | more


def shades(style: Style) -> list[list[Any]]:
    """Return the colours of weights from 0 to 1, faint ones in sight."""
    steps = np.linspace(0, 1, 9)
    return [[float(w), style.colour("real", float(max(0.04, w**0.6)))] for w in steps]


def frame(x: float, y: float, colour: str, width: float, axes: tuple[str, str] = ("x", "y"), wide: float = 1.0,
          high: float = 1.0) -> Layout:  # fmt: skip
    """Return a rectangle around a place, (x, y) its upper left corner."""
    return {"type": "rect", "x0": x, "x1": x + wide, "y0": y, "y1": y + high, "xref": axes[0], "yref": axes[1],
            "line": {"color": colour, "width": width}}  # fmt: skip


def note(text: str, x: float, y: float, style: Style, colour: str = "muted", **more: Any) -> Layout:
    """Return words in the figure, at shares of its width and height."""
    font = {"size": style.text, "color": style.colour(colour)}
    return {"text": text, "x": x, "y": y, "xref": "paper", "yref": "paper", "showarrow": False, "xanchor": "left",
            "yanchor": "bottom", "align": "left", "font": font} | more  # fmt: skip


def top_of(row: Array, tokens: list[str]) -> str:
    """Say at which token a row looks most."""
    best = int(row.argmax())
    return f"“{tokens[best].strip()}” ({row[best]:.2f})"
