"""A forecast from an origin in history: the fan, what then happened, the way to the mean, and how wide bands are."""

import numpy as np

from explainers.autoregression.forecasting.fans import FAN_TITLES, NOMINAL, Fan, Forecasted
from explainers.autoregression.forecasting.sentences import compare_widths
from explainers.data.series.series import Array
from explainers.figure_style import Drawing, Layout, Style, Trace, base_layout
from explainers.marks import dots, escaped, line, words
from explainers.panels import panels

PLACES = panels("left right", widths=(0.66, 0.22), gaps=(0.12, 0)).within(
    left=panels("whole", "fan", heights=(0.13, 0.7), gaps=(0, 0.17)),
    right=panels(".", "home", ".", "widths", heights=(0.08, 0.36, 0.2, 0.36), gaps=(0, 0)),
)
LEAST_BACK, MOST_BACK = 24, 120  # known values that are drawn before the origin
SHADES = (0.5, 0.32, 0.18)  # of the bands of 50, 80 and 95%
FIXED = 0.6  # share of the whole range that a window may fill before the axis stands still for good
NARROW_FORECAST = PLACES.narrow({"whole": 58, "fan": 232, "home widths": 116}, gap=(58, 94), across=0.2)


def draw_forecast(forecast: Forecasted, style: Style) -> Drawing:
    """Draw the fan at an origin. The axes stand still while the origin moves; only a trend moves the upright one."""
    back, h = looking_back(forecast.horizon), forecast.horizon
    series = forecast.series
    steps = f"{series.step}s" if series.every == 1 else "steps"
    low, high = span(forecast, back)
    small = {"standoff": 2, "font": {"size": style.text}}
    ahead = {"range": [0.5, h + 0.5], "showgrid": False, "nticks": 4}
    places = PLACES.layout(
        whole={"xaxis": {"range": [0, len(series) + h], "visible": False},
               "yaxis": {"range": whole_range(series.values), "visible": False}},
        fan={"xaxis": {"range": [-back, h + 0.6], "showgrid": False, "nticks": 9,
                       "title": small | {"text": f"{steps} from the origin"}},
             "yaxis": {"range": [low, high], "nticks": 6}},
        home={"xaxis": ahead, "yaxis": {"range": [-1.15, 1.15], "tickvals": [-1, 0, 1], "zeroline": True,
                                        "zerolinecolor": style.colour("muted", 0.6)}},
        widths={"xaxis": ahead | {"title": small | {"text": "steps ahead"}},
                "yaxis": {"range": [0, 1.35 * forecast.usual], "nticks": 4}},
    )  # fmt: skip
    layout = base_layout(
        style,
        **places,
        annotations=forecast_titles(forecast, style),
        margin={"l": 46, "r": 8, "t": 2, "b": 62 if style.lecture else 52},
    )
    traces = overview(forecast, back, style)
    traces += [trace | PLACES["fan"].axes for trace in window(forecast, back, (low, high), style)]
    traces += [*homeward(forecast, style), *widths(forecast, style)]
    return Drawing(traces, layout, describe_forecast(forecast), NARROW_FORECAST)


def looking_back(horizon: int) -> int:
    """Return how many known values are drawn."""
    return int(np.clip(2 * horizon, LEAST_BACK, MOST_BACK))


def whole_range(values: Array) -> list[float]:
    """Return the range of a series with some room."""
    room = 0.06 * float(np.ptp(values))
    return [float(values.min()) - room, float(values.max()) + room]


def span(forecast: Forecasted, back: int) -> tuple[float, float]:
    """Return the range of the upright axis: of the whole series, or, along a trend, of a window as high at any origin.

    It follows the mean of the known values in sight.
    """
    y = forecast.series.values
    length = min(back + forecast.horizon, len(y))
    windows = np.lib.stride_tricks.sliding_window_view(y, length)
    tallest = float(np.ptp(windows, axis=1).max())
    if tallest > FIXED * np.ptp(y):
        low, high = whole_range(y)
        return low - 0.06 * (high - low), high + 0.06 * (high - low)
    middle = float(y[max(0, forecast.origin - back) : forecast.origin].mean())
    return middle - 0.95 * tallest, middle + 0.95 * tallest


def overview(forecast: Forecasted, back: int, style: Style) -> list[Trace]:
    """Return the whole series, small, with the part in sight and the origin."""
    axes = PLACES["whole"].axes
    y, at = forecast.series.values, forecast.origin
    low, high = whole_range(y)
    left, right = max(0, at - back) + 0.5, at + forecast.horizon + 0.5
    box = line([left, left, right, right], [low, high, high, low], "rgba(0,0,0,0)", 0, fill="toself",
               fillcolor=style.colour("muted", 0.18), **axes)  # fmt: skip
    every = max(1, len(y) // 700)
    all_of_it = line(np.arange(1, len(y) + 1)[::every], y[::every], style.colour("real"), 0.35 * style.stroke, **axes)
    mark = line([at + 0.5, at + 0.5], [low, high], style.colour("truth"), 0.6 * style.stroke, **axes)
    return [box, all_of_it, mark]


def window(forecast: Forecasted, back: int, reach: tuple[float, float], style: Style) -> list[Trace]:
    """Return what was known, the fan, and what then happened; values outside the widest band in another colour."""
    y, at = forecast.series.values, forecast.origin
    first = max(0, at - back)
    known = line(np.arange(first + 1 - at, 1), y[first:at], style.colour("real"), 0.7 * style.stroke,
                 "%{x} steps from the origin: %{y:.4g}")  # fmt: skip
    plugin = forecast.fans["plugin"]
    other = next((fan for kind, fan in forecast.fans.items() if kind != "plugin"), None)
    front = other or plugin
    traces = [*bands(front, y[at - 1], style), known]
    if other:
        traces += outline_of(plugin, style)
    ahead = np.arange(forecast.horizon + 1)
    traces.append(line(ahead, np.r_[y[at - 1], front.middle], style.colour("generated"), 0.8 * style.stroke,
                       "%{x} ahead, the middle: %{y:.4g}"))  # fmt: skip
    then = np.arange(1, len(forecast.truth) + 1)
    inks = [style.colour("truth" if fine else "guess") for fine in inside_band(front, forecast.truth, 2)]
    traces.append(
        line(np.r_[0, then], np.r_[y[at - 1], forecast.truth], style.colour("truth", 0.55), 0.4 * style.stroke)
    )
    traces.append(dots(then, forecast.truth, inks, 1.7 * style.stroke, "%{x} ahead, what came: %{y:.4g}"))
    low, high = reach
    traces.append(line([0, 0], [low, high], style.colour("truth", 0.5), 1.2, pen={"dash": "dash"}))
    return traces


def inside_band(fan: Fan, truth: Array, band: int) -> list[bool]:
    """Return which values were inside a band."""
    n = len(truth)
    return [bool(fine) for fine in (fan.lower[band, :n] <= truth) & (truth <= fan.upper[band, :n])]


def bands(fan: Fan, last: float, style: Style) -> list[Trace]:
    """Return the bands, widest first, from the last known value on."""
    h = fan.middle.shape[0]
    x = np.r_[np.arange(h + 1), np.arange(h, -1, -1)]
    return [line(x, np.r_[last, fan.upper[i], fan.lower[i][::-1], last], "rgba(0,0,0,0)", 0, fill="toself",
                 fillcolor=style.colour("generated", SHADES[i])) for i in (2, 1, 0)]  # fmt: skip


def outline_of(fan: Fan, style: Style) -> list[Trace]:
    """Return the edges of the plug-in's 80% band, to compare another fan with."""
    x = np.arange(1, len(fan.middle) + 1)
    return [line(x, edge[1], style.colour("text"), 0.4 * style.stroke, "plug-in, 80%: %{y:.4g}", pen={"dash": "dot"})
            for edge in (fan.lower, fan.upper)]  # fmt: skip


def homeward(forecast: Forecasted, style: Style) -> list[Trace]:
    """Return how far the forecast is from the long-run mean, as a share of the envelope's start, and the envelope."""
    axes = PLACES["home"].axes
    decay, x = forecast.decay, np.arange(1, forecast.horizon + 1)
    start = decay.envelope[0] / max(decay.rate, 1e-12)  # nan, and so nothing drawn, where there is no mean
    start = max(start, 1e-300) if np.isfinite(start) else np.nan
    both = [line(x, side * decay.envelope / start, style.colour("generator"), 0.5 * style.stroke,
                 "at most %{y:.3f}, %{x} ahead", pen={"dash": "dot"}, **axes) for side in (1, -1)]  # fmt: skip
    path = line(
        x, decay.deviation / start, style.colour("generated"), 0.7 * style.stroke, "%{x} ahead: %{y:.3f}", **axes
    )
    said = "\u2002" if np.isfinite(start) else "there is no mean"
    return [*both, path, words([0.5 * (forecast.horizon + 1)], [0.3], [said], style.colour("guess"), style, **axes)]


def widths(forecast: Forecasted, style: Style) -> list[Trace]:
    """Return how wide the 80% band is at each step, of each fan."""
    axes = PLACES["widths"].axes
    x = np.arange(1, forecast.horizon + 1)
    return [line(x, fan.width(), style.colour("text" if kind == "plugin" else "generated"), 0.7 * style.stroke,
                 f"{FAN_TITLES[kind]}, %{{x}} ahead: %{{y:.4g}}",
                 pen={"dash": "dot" if kind == "plugin" else "solid"}, **axes)
            for kind, fan in forecast.fans.items()]  # fmt: skip


def forecast_titles(forecast: Forecasted, style: Style) -> list[Layout]:
    """Return what stands above each panel: the origin and how many values were inside, the rate, the widths."""
    series, n = forecast.series, len(forecast.truth)
    front = next((fan for kind, fan in forecast.fans.items() if kind != "plugin"), forecast.fans["plugin"])
    held = sum(inside_band(front, forecast.truth, 1))
    then = f"{held} of {n} values in the 80% band" if n else "the future, which nobody knows"
    brown = f"<span style='color:{style.colour('generated')}'>"
    rate = f"to the mean: <b>{forecast.decay.rate:.3f}</b><sup>h</sup>"
    model = f"{brown}<b>AR({forecast.fit.p}), {FAN_TITLES[front.kind]}</b></span>"
    texts = {"fan": f"from <b>{escaped(series.label(forecast.origin - 1))}</b> by {model}<br>{then}", "home": rate,
             "widths": f"80% width{', ┄ plug-in' if len(forecast.fans) > 1 else ''}"}  # fmt: skip
    return [PLACES[name].over(text, style, align="left", xshift=0 if name == "fan" else -18)
            for name, text in texts.items()]  # fmt: skip


def describe_forecast(forecast: Forecasted) -> str:
    """Say what the picture shows, from its numbers."""
    series, n = forecast.series, len(forecast.truth)
    front = next((fan for kind, fan in forecast.fans.items() if kind != "plugin"), forecast.fans["plugin"])
    shares = ", ".join(f"{sum(inside_band(front, forecast.truth, band))} in the {100 * share:.0f}% band"
                       for band, share in enumerate(NOMINAL))  # fmt: skip
    then = f"Of the {n} values that came, {shares}." if n else "What comes is not known yet."
    decay = forecast.decay
    mean = (f"The forecast goes to its mean by a factor of {decay.rate:.3f} a step." if decay.rate < 1
            else f"With a root of {decay.rate:.3f} there is no mean to go to.")  # fmt: skip
    ratio = compare_widths(forecast)
    return (f"{series.title}, forecast by AR({forecast.fit.p}) from {series.label(forecast.origin - 1)}, "
            f"{series.steps(forecast.horizon)} ahead, {FAN_TITLES[front.kind]} fan. The last middle value is "
            f"{front.middle[-1]:.4g}, its 95% band {front.lower[2, -1]:.4g} to {front.upper[2, -1]:.4g}. {then} {mean}"
            f"{' ' + ratio if ratio else ''}")  # fmt: skip
