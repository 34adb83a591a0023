"""Who forecasts best, and do bands hold what they promise? A row for each way of forecasting; below, errors by step."""

import numpy as np

from explainers.autoregression.forecasting.fans import FAN_TITLES, NOMINAL
from explainers.autoregression.forecasting.scoring import Score, Scored
from explainers.data.series.series import Array
from explainers.figure_style import Drawing, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import panels

PLACES = panels(
    "table coverage coverage", "steps steps .", widths=(0.58, 0.16, 0.18), heights=(0.6, 0.3), gaps=(0.04, 0.1)
)
BAR_FROM, BAR_TO, CRPS_AT = 0.38, 0.7, 1.0  # shares of the table
MARKS = ("circle", "diamond", "square")  # of the bands of 50, 80 and 95%
WORST_SHOWN = 2.0  # times the best simple forecast's MASE, where bars are cut off
Row = tuple[str, Score]
NARROW_SCORES = PLACES.narrow({"table": 195, "coverage": 175, "steps steps .": 120}, gap=(25, 60), across=0)


def draw_scores(scored: Scored, style: Style) -> Drawing:
    """Draw MASE, CRPS and coverage of every way of forecasting, the best first, and MASE at each step ahead."""
    rows = sorted(scored.scores.items(), key=lambda row: row[1].mase)
    most = longest_bar(scored)
    highest = 1.1 * min(1.5 * most, max(float(found.mase_at.max()) for _, found in rows))
    upright = {"range": [len(rows) - 0.4, -1.4], "visible": False}
    small = {"standoff": 2, "font": {"size": style.text}}
    places = PLACES.layout(
        table={"xaxis": {"range": [0, 1], "visible": False}, "yaxis": upright},
        coverage={"xaxis": {"range": [0, 102], "showgrid": False, "tickvals": [0, *(100 * s for s in NOMINAL)]},
                  "yaxis": upright},
        steps={"xaxis": {"range": [0.5, scored.horizon + 0.5], "showgrid": False, "nticks": 10,
                         "title": small | {"text": "steps ahead"}},
               "yaxis": {"range": [0, highest], "nticks": 4, "title": small | {"text": "MASE"}}},
    )  # fmt: skip
    layout = base_layout(style, **places, margin={"l": 46, "r": 6, "t": 2, "b": 54 if style.lecture else 44})
    traces = [*table_of(rows, most, style), *coverages(scored, rows, style)]
    traces += by_horizon(rows, scored.horizon, highest, style)
    return Drawing(traces, layout, describe_scores(scored, rows), NARROW_SCORES)


def longest_bar(scored: Scored) -> float:
    """Return the MASE at which bars end: that of the worst, unless it is hopeless."""
    simple = [found.mase for key, found in scored.scores.items() if key not in FAN_TITLES]
    worst = max(found.mase for found in scored.scores.values())
    return min(worst, WORST_SHOWN * max(min(simple), scored.scores["plugin"].mase))


def table_of(rows: list[Row], most: float, style: Style) -> list[Trace]:
    """Return names, bars of MASE with their numbers, and CRPS."""
    y = np.arange(len(rows))
    inks = [ink_of(key, style) for key, _ in rows]
    traces: list[Trace] = []
    for i, (_, found) in enumerate(rows):
        end = BAR_FROM + (BAR_TO - BAR_FROM) * min(1.0, found.mase / most)
        told = f"{found.title}: MASE {found.mase:.3f}, over {found.count} origins"
        traces.append(line([BAR_FROM, end], [i, i], inks[i], 4.5 * style.stroke, told))
        cut = " →" if found.mase > most else ""
        traces.append(words([end + 0.015], [i], [f"<b>{found.mase:.2f}</b>{cut}"], style.colour("text"), style,
                            textposition="middle right"))  # fmt: skip
    names = [found.title for _, found in rows]
    muted = style.colour("muted")
    traces.append(words([0.0] * len(rows), y, names, inks, style, textposition="middle right"))
    numbers = [f"{found.crps:.3g}" if found.crps < 1000 else f"{found.crps:,.0f}" for _, found in rows]
    traces.append(words([CRPS_AT] * len(rows), y, numbers, style.colour("text"), style, textposition="middle left"))
    traces.append(words([BAR_FROM], [-1], ["MASE"], muted, style, textposition="middle right"))
    traces.append(words([CRPS_AT], [-1], ["CRPS"], muted, style, textposition="middle left"))
    return traces


def ink_of(key: str, style: Style) -> str:
    """Return the colour of a way of forecasting: the model's, or that of the simple ones."""
    return style.colour("generated" if key in FAN_TITLES else "muted")


def coverages(scored: Scored, rows: list[Row], style: Style) -> list[Trace]:
    """Return what each band held, beside what it promised, give or take a standard error."""
    axes = PLACES["coverage"].axes
    traces: list[Trace] = []
    ends = [-0.5, len(rows) - 0.5]
    for share, error in zip(NOMINAL, scored.error, strict=True):
        low, high = 100 * (share - error), min(100.0, 100 * (share + error))
        traces.append(line([low, low, high, high], [*ends, *ends[::-1]], "rgba(0,0,0,0)", 0, fill="toself",
                           fillcolor=style.colour("muted", 0.15), **axes))  # fmt: skip
        traces.append(line([100 * share] * 2, ends, style.colour("truth", 0.6), 1.2, pen={"dash": "dash"}, **axes))
    y = np.arange(len(rows))
    for band, share in enumerate(NOMINAL):
        held = np.array([100 * found.coverage[band] for _, found in rows])
        far = np.abs(held - 100 * share) > 200 * scored.error[band]
        inks = [style.colour("guess") if off else ink_of(key, style) for off, (key, _) in zip(far, rows, strict=True)]
        mark = {"color": inks, "size": 2.6 * style.stroke, "symbol": MARKS[band]}
        said = f"the {100 * share:.0f}% band held %{{x:.1f}}%"
        traces.append(dots(held, y, "", 1, said, **axes) | {"marker": mark})
    traces.append(words([0.0], [-1], ["bands of 50, 80, 95% held"], style.colour("muted"), style,
                        textposition="middle right", **axes))  # fmt: skip
    return traces


def by_horizon(rows: list[Row], horizon: int, highest: float, style: Style) -> list[Trace]:
    """Return MASE at each step ahead, each line with its name; fans of one model share a middle and so a line."""
    axes = PLACES["steps"].axes
    shown = [(key, found) for key, found in rows if key not in FAN_TITLES or key == "plugin"]
    x = np.arange(1, horizon + 1)
    traces = []
    for key, found in shown:
        width = (0.9 if key in FAN_TITLES else 0.5) * style.stroke
        y = np.minimum(found.mase_at, 2 * highest)
        traces.append(line(x, y, ink_of(key, style), width, f"{found.title}, %{{x}} ahead: %{{y:.3f}}", **axes))
    ends = np.array([min(float(found.mase_at[-1]), 0.95 * highest) for _, found in shown])
    at = kept_apart(ends, 0.2 * highest)
    names, inks = [found.title for _, found in shown], [ink_of(key, style) for key, _ in shown]
    traces.append(words([horizon + 0.5] * len(shown), at, names, inks, style, textposition="middle right", **axes))
    return traces


def kept_apart(ends: Array, gap: float) -> Array:
    """Return heights for labels, in the order of the ends, at least a gap apart and above the ground."""
    order = np.argsort(ends)
    found = np.empty(len(ends))
    floor = 0.5 * gap
    for i in order:
        found[i] = floor = max(float(ends[i]), floor)
        floor += gap
    over = max(0.0, float(found.max()) - float(ends.max()) - 0.3 * gap)
    lowered = np.maximum(found - over, 0.5 * gap + gap * np.argsort(order))
    return np.asarray(lowered)


def describe_scores(scored: Scored, rows: list[Row]) -> str:
    """Say what the picture shows, from its numbers."""
    told = "; ".join(f"{found.title} MASE {found.mase:.2f}, CRPS {found.crps:.3g}, its 80% band held "
                     f"{found.coverage[1]:.0%}" for _, found in rows)  # fmt: skip
    return (f"{scored.series.title}, {scored.series.steps(scored.horizon)} ahead from {len(scored.origins)} origins. "
            f"{told}. Errors are divided by {scored.scaled_by}.")  # fmt: skip
