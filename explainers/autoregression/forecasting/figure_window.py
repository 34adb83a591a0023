"""One step of the recursion: the window of p values, the weights, the sum, the noise, and the value they make."""

import numpy as np

from explainers.autoregression.forecasting.model import Result
from explainers.autoregression.forecasting.process import Array
from explainers.autoregression.forecasting.settings import EDGE, WINDOW_STEPS
from explainers.controls import SUBSCRIPTS
from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import dots, line
from explainers.panels import panels

PLACES = panels("series", "sum", heights=(0.47, 0.38), gaps=(0, 0.15))
WIDE = 0.34  # half the width of a bar, in columns


@Plot
def plot_window(result: Result, style: Style) -> Drawing:
    """Draw the series as far as it has come with the window on it, and below how the next value is added up."""
    columns = len(result.phi) + 4  # the constant, the products, what is expected, the noise, the value
    traces = [*so_far(result, style), *adding(result, style)]
    places = PLACES.layout(
        series={"xaxis": {"range": [-5.6, WINDOW_STEPS + 1.5], "showgrid": False},
                "yaxis": {"range": [-EDGE, EDGE], "nticks": 5}},
        sum={"xaxis": {"range": [-0.6, columns - 0.4], "showgrid": False, "ticks": "", "showline": False,
                       "showticklabels": False},
             "yaxis": {"range": [-EDGE, EDGE], "nticks": 3}},
    )  # fmt: skip
    layout = base_layout(
        style,
        **places,
        annotations=column_labels(result, style),
        margin={"l": 46 if style.lecture else 36, "r": 8, "t": 0.75 * style.text, "b": 66 if style.lecture else 56},
    )
    return Drawing(traces, layout, describe_window(result), narrow_window(columns))


def so_far(result: Result, style: Style) -> list[Trace]:
    """Return the series up to xₜ, the window before it, what is expected there, and what the noise makes of it."""
    t, p = result.params.at, len(result.phi)
    steps = np.arange(1.0 - p, WINDOW_STEPS + 1)
    whole = np.append(np.full(p, result.params.start), result.x[0, :WINDOW_STEPS])
    window = np.arange(t - 1.0, t - p - 1, -1)
    past = kept(np.where(steps < t, whole, np.nan))
    value = kept(np.array([result.expected, result.expected + result.shock]))
    role = style.colour("generator")
    frame = np.array([t - p - 0.5, t - 0.5, t - 0.5, t - p - 0.5, t - p - 0.5])
    ties = np.column_stack([window, np.full(p, t), np.full(p, np.nan)]).ravel()
    heights = np.column_stack([kept(result.window), np.full(p, value[0]), np.full(p, np.nan)]).ravel()
    return [
        line(frame, EDGE * np.array([-0.98, -0.98, 0.98, 0.98, -0.98]), role, 1.2, fill="toself",
             fillcolor=style.colour("generator", 0.1)),
        line(steps, past, style.colour("generated"), 0.7 * style.stroke),
        dots(steps, past, style.colour("generated"), 1.7 * style.stroke, "x<sub>%{x}</sub> = %{y:.3f}"),
        line(ties, heights, style.colour("generator", 0.6), 1.2, pen={"dash": "dot"}),
        line([t, t], value, style.colour("guess"), 0.7 * style.stroke),
        dots([t], value[:1], role, 3.0 * style.stroke, "expected: %{y:.3f}", marker={
            "color": style.colour("background"), "size": 3.0 * style.stroke,
            "line": {"color": role, "width": 0.6 * style.stroke}}),
        dots([t], value[1:], style.colour("generated"), 3.0 * style.stroke, f"x<sub>{t}</sub> = %{{y:.3f}}"),
    ]  # fmt: skip


def kept(x: Array) -> Array:
    """Return numbers cut off a little outside the picture."""
    return np.clip(x, -1.5 * EDGE, 1.5 * EDGE)


def adding(result: Result, style: Style) -> list[Trace]:
    """Return the sum as steps: each bar begins where the one before it ended."""
    axes = PLACES["sum"].axes
    products = result.phi * result.window
    ends = np.cumsum([result.params.constant, *products])
    p, expected, value = len(products), result.expected, result.expected + result.shock
    low = np.array([0.0, *ends[:-1], 0.0, expected, 0.0])
    high = np.array([*ends, expected, value, value])
    places = np.arange(float(p + 4))
    green, noisy, made = style.colour("generator"), style.colour("guess"), style.colour("generated")
    inks = [style.colour("muted"), *[style.colour("generator", 0.55)] * p, green, noisy, made]
    low, high = kept(low), kept(high)
    traces = [bar(x, a, b, ink, axes) for x, a, b, ink in zip(places, low, high, inks, strict=True)]
    joints = np.column_stack([places[:-1] - WIDE, places[1:] + WIDE, np.full(p + 3, np.nan)]).ravel()
    levels = np.column_stack([high[:-1], high[:-1], np.full(p + 3, np.nan)]).ravel()
    traces.append(line(joints, levels, style.colour("muted"), 1, pen={"dash": "dot"}, **axes))
    return traces


def column_labels(result: Result, style: Style) -> list[Layout]:
    """Return, above each column, what it stands for, and below it what it adds."""
    products = len(result.phi) + 1
    roles = ["muted", *["generator"] * products, "guess", "generated"]
    inks = [{"size": style.text, "color": style.colour(role)} for role in roles]
    below = {"y": 0, "yanchor": "top", "yshift": -3}
    return [
        PLACES["sum"].over(text, style, xref=PLACES["sum"].axes["xaxis"], x=x, xanchor="auto", font=ink, **where)
        for texts, where in ((names(result), {}), (numbers(result), below))
        for x, (text, ink) in enumerate(zip(texts, inks, strict=True))
    ]


def narrow_window(columns: int) -> Layout:
    """Return the layout for a telephone: where columns are narrow, their words are turned."""
    upright = columns <= 5
    turned = {"textangle": 0 if upright else -90, "font": {"size": 12}}
    stack = PLACES.narrow({"series": 200 if upright else 145, "sum": 100}, gap=65 if upright else 120)
    return stack | {"height": 520, "margin": {"b": 116}, "annotations": dict.fromkeys(range(2 * columns), turned)}


def bar(x: float, low: float, high: float, ink: str, axes: dict[str, str]) -> Trace:
    """Return one bar, which may hang or stand."""
    across = np.array([x - WIDE, x + WIDE, x + WIDE, x - WIDE, x - WIDE])
    return line(across, np.array([low, low, high, high, low]), ink, 1.5, fill="toself", fillcolor=ink, **axes)


def names(result: Result) -> list[str]:
    """Return what each column stands for."""
    t = result.params.at
    weights = [f"φ{k}·x".translate(SUBSCRIPTS) + subscript(t - k) for k in range(1, len(result.phi) + 1)]
    return ["c", *weights, "expected", "noise", f"<b>next: x{subscript(t)}</b>"]


def subscript(number: int) -> str:
    """Return a whole number as it stands below the line."""
    return ("₋" if number < 0 else "") + str(abs(number)).translate(SUBSCRIPTS)


def numbers(result: Result) -> list[str]:
    """Return what each column adds, with the product written out."""
    products = [f"{phi:g} × {short(value)}" for phi, value in zip(result.phi, result.window, strict=True)]
    sums = [short(result.expected), f"{result.shock:+.2f}", f"<b>{short(result.expected + result.shock)}</b>"]
    return [text.replace("-", "−") for text in (f"{result.params.constant:g}", *products, *sums)]


def short(value: float) -> str:
    """Return a number with two digits, or its size where it has run away."""
    return "beyond 10⁶" if np.isnan(value) else f"{value:.2f}" if abs(value) < 1000 else f"{value:.0f}"


def describe_window(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    window = ", ".join(short(value) for value in result.window)
    return (f"Step {result.params.at}: the last {len(result.phi)} values, newest first, are {window}. Weighted they "
            f"make {short(result.expected)}, noise adds {result.shock:.2f}: the next value is "
            f"{short(result.expected + result.shock)}.")  # fmt: skip
