"""The figure on which the next values are guessed: what is known, the guesses, and, once made, what happened."""

from collections.abc import Sequence

import numpy as np

from explainers.autoregression.forecasting.model import Result
from explainers.autoregression.forecasting.process import Array
from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import escaped, line, words

SEEN_BEFORE = 45  # known values in the picture
NARROW_GUESS: Layout = {"height": 300}


@Plot
def plot_guess(result: Result, style: Style, guessed: Sequence[float | None] = (), shown: int = 0) -> Drawing:
    """Draw the last known values and the guesses for the next; of what then happened only the first `shown`.

    Once all of it is shown, the autoregression's forecast stands beside it, with the band that promised 80%.
    """
    known = result.series.values[max(0, result.origin - SEEN_BEFORE) : result.origin]
    ahead = len(result.future)
    past = np.arange(1.0 - len(known), 1.0)
    everything = np.append(known, result.future)
    room = 0.3 * np.ptp(everything)
    limits = [float(everything.min() - room), float(everything.max() + room)]
    whole, mine = shown >= ahead, any(value is not None for value in guessed)
    traces = [
        *(forecast_band(result, style) if whole else []),
        line(past, known, style.colour("real"), 0.8 * style.stroke, "%{y:.4g}"),
        *([followed(known, result.future[:shown], "real", style)] if shown else []),
        *([followed(known, guesses(guessed, ahead), "guess", style)] if mine else []),
    ]
    traces.append(captions(result, mine, whole, limits[1], style))
    layout = base_layout(
        style,
        xaxis={"range": [past[0] - 0.5, ahead + 0.8], "tickvals": [-40, -30, -20, -10, 0, 1, ahead],
               "title": {"text": axis_title(result)}},
        yaxis={"range": limits, "nticks": 5},
        shapes=[{"type": "line", "xref": "x", "yref": "paper", "x0": 0.5, "x1": 0.5, "y0": 0, "y1": 1,
                 "line": {"color": style.colour("muted"), "width": 1, "dash": "dot"}}],
        margin={"l": 44, "r": 8, "t": 4},
    )  # fmt: skip
    return Drawing(traces, layout, describe_guess(result, guessed, shown), NARROW_GUESS)


def axis_title(result: Result) -> str:
    """Return what lies across: steps, and which of them was last known."""
    return f"{result.series.step}s from {escaped(result.series.label(result.origin - 1))}, the last known"


def guesses(guessed: Sequence[float | None], ahead: int) -> Array:
    """Return guesses as numbers, nan where there is none."""
    return np.array([np.nan if value is None else value for value in guessed][:ahead])


def followed(known: Array, values: Array, role: str, style: Style) -> Trace:
    """Return values that follow the last known one, as a line with dots."""
    x = np.arange(0.0, len(values) + 1)
    path = line(x, np.append(known[-1], values), style.colour(role), 0.8 * style.stroke, "step %{x}: %{y:.4g}")
    return path | {"mode": "lines+markers", "marker": {"color": style.colour(role), "size": 2.4 * style.stroke},
                   "connectgaps": True}  # fmt: skip


def forecast_band(result: Result, style: Style) -> list[Trace]:
    """Return the autoregression's forecast and its band of 80%."""
    fan = result.forecast.fans["plugin"]
    steps = np.arange(1.0, len(result.future) + 1)
    lower, upper = (ends[1][: len(steps)] for ends in (fan.lower, fan.upper))
    band = {"fill": "toself", "fillcolor": style.colour("generated", 0.2)}
    around = line(np.append(steps, steps[::-1]), np.append(lower, upper[::-1]), "rgba(0,0,0,0)", 0, **band)
    middle = line(steps, fan.middle[: len(steps)], style.colour("generated"), 0.8 * style.stroke, "forecast %{y:.4g}")
    return [around, middle]


def captions(result: Result, mine: bool, whole: bool, top: float, style: Style) -> Trace:
    """Return the names of what is drawn."""
    names = {"real": f"<b>{escaped(result.series.title)}</b>"}
    names |= {"guess": "<b>your guess</b>"} if mine else {}
    names |= {"generated": f"<b>AR({result.lags})</b>, 80% band"} if whole else {}
    x = 1.0 - SEEN_BEFORE + 15.0 * np.arange(len(names))
    return words(x, [0.94 * top] * len(names), list(names.values()), [style.colour(role) for role in names], style,
                 textposition="middle right")  # fmt: skip


def describe_guess(result: Result, guessed: Sequence[float | None], shown: int) -> str:
    """Say what the picture shows, from its numbers; nothing of what is not to be seen yet."""
    last = result.series.values[result.origin - 1]
    told = f"{result.series.title} up to {result.series.label(result.origin - 1)}, where it stood at {last:.4g}"
    mine = [value for value in guessed if value is not None]
    told += f"; your guess goes on with {', '.join(f'{value:.4g}' for value in mine)}" if mine else ""
    true = ", ".join(f"{value:.4g}" for value in result.future[:shown])
    return told + (f"; what then came was {true}." if shown else ".")
