"""What an alarm is worth at the base rate of operation, and what misses and false alarms cost together."""

import numpy as np

from explainers.bayes.diagnosis.counts import FALSE_POSITIVE, TRUE_POSITIVE, Rates
from explainers.bayes.diagnosis.palette import percent
from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import panels
from explainers.vaes.anomalies.figure_alarm import cells, thin, titled
from explainers.vaes.anomalies.found import Array
from explainers.vaes.anomalies.model import Result

PANELS = panels("worth alarms cost", widths=(0.37, 0.22, 0.41), gaps=(0.075, 0.1))
NARROW_HEIGHTS = {"worth": 270, "alarms": 260, "cost": 280}
ALONG = np.geomspace(1e-4, 0.5, 80)  # base rates
LEAST = 2e-4  # false alarm rate at the end of the axis: less was not seen among the held-out records

HIGHEST = 1.2  # cost that is drawn, beside no detector at all


@Plot
def plot_costs(result: Result, style: Style) -> Drawing:
    """Draw precision against the base rate, a hundred alarms as squares, and the cost against the threshold."""
    traces = [*worth(result, style), *hundred(result, style), *cost(result, style)]
    bare = {"visible": False}
    layout = base_layout(style,
                         **PANELS.layout(worth={"xaxis": {"type": "log", "range": [-4.05, np.log10(0.55)],
                                                          "tickvals": [1e-4, 1e-3, 1e-2, 1e-1, 0.5],
                                                          "ticktext": ["0.01%", "0.1%", "1%", "10%", "50%"],
                                                          "title": titled("base rate π", style)},
                                                "yaxis": {"range": [-0.03, 1.14], "tickvals": [0, 0.25, 0.5, 0.75, 1],
                                                          "tickformat": ".0%"}},
                                         alarms={"xaxis": bare | {"range": [-0.5, 9.5], "constrain": "domain"},
                                                 "yaxis": bare | {"range": [13.2, -2.6],
                                                                  "scaleanchor": f"x{PANELS['alarms'].suffix}",
                                                                  "constrain": "domain"}},
                                         cost={"xaxis": {"type": "log", "range": [0.05, np.log10(LEAST) - 0.05],
                                                         "tickvals": [1, 0.1, 0.01, 0.001],
                                                         "ticktext": ["100%", "10%", "1%", "0.1%"],
                                                         "title": titled("false alarm rate; stricter →", style)},
                                               "yaxis": {"range": [-0.04, 1.6], "tickvals": [0, 0.5, 1],
                                                         "tickformat": ".0%"}}),
                         margin={"l": 46 if not style.lecture else 60, "r": 12, "t": 6})  # fmt: skip
    r, p = result.rates, result.params
    misses, false = result.costs(r.hit, r.alarm)
    alt = (f"At a base rate of {p.base:g}%, with {r.hit:.1%} of anomalies and {r.alarm:.2%} of normal records above "
           f"the threshold, {percent(r.ppv)} of the alarms are real. In a thousand records misses cost {misses:.3g} "
           f"and false alarms {false:.3g}, counted in false alarms.")  # fmt: skip
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=60))


def worth(result: Result, style: Style) -> list[Trace]:
    """Return the precision at every base rate, by Bayes' theorem, and the present one."""
    r, axes, colour = result.rates, PANELS["worth"].axes, style.colour("posterior")
    y = np.array([Rates(pi, r.hit, r.alarm).ppv for pi in ALONG])
    x, here = result.params.base / 100, 0.0 if np.isnan(r.ppv) else r.ppv
    side = "right" if x < 0.004 else "left"
    return [line(ALONG, ALONG, style.colour("muted"), 0.5 * style.stroke, "before the alarm: %{y:.3%}",
                 pen={"dash": "dot"}, **axes),
            line(ALONG, y, colour, style.stroke, "%{y:.3%} of the alarms are real, at %{x:.3%}", **axes),
            line([x, x], [0, 1], style.colour("grid"), 1.5, **axes),
            dots([x], [here], colour, 4 * style.stroke, "%{y:.3%}", cliponaxis=False, **axes),
            words([x], [here + (-0.055 if x < 0.004 and here > 0.06 else 0.07)],
                  [f"\u2002<b>{percent(r.ppv)}</b>\u2002"], colour, style, textposition=f"middle {side}", **axes),
            words([1.05e-4], [1.09], ["alarms that are real"], style.colour("text"), style, textposition="middle right",
                  **axes)]  # fmt: skip


def hundred(result: Result, style: Style) -> list[Trace]:
    """Return a hundred alarms as squares: those that are real first."""
    axes, ppv = PANELS["alarms"].axes, result.rates.ppv
    real = 0 if np.isnan(ppv) else round(100 * ppv)
    codes = np.repeat([TRUE_POSITIVE, FALSE_POSITIVE], [real, 100 - real]) * (not np.isnan(ppv))
    mark = cells(codes.astype(np.uint8).reshape(10, 10), style, PANELS["alarms"])
    said = ["of 100 alarms",
            "there is no alarm" if np.isnan(ppv) else f"<b>{real}</b> {'is' if real == 1 else 'are'} real"]  # fmt: skip
    ink = [style.colour("text"), style.colour("posterior")]
    return [mark, words([4.5, 4.5], [-1.8, 10.8], said, ink, style, **axes)]


def cost(result: Result, style: Style) -> list[Trace]:
    """Return what misses and false alarms cost at every threshold, relative to having no detector."""
    v, r, p, axes = result.verdicts, result.rates, result.params, PANELS["cost"].axes
    some, x = thin(v, 500), np.maximum(v.false_alarms, LEAST)
    bare = min(10 * p.base * p.cost, 10 * (100 - p.base))  # of always passing, or always raising the alarm
    misses, false = (part / bare for part in result.costs(v.recall, v.false_alarms))
    total = misses + false
    best = int(total.argmin())
    now = float(np.sum(result.costs(r.hit, r.alarm)))
    at = max(r.alarm, LEAST)
    parts = [
        line(x[some], below(total[some]), style.colour("text"), style.stroke, "together: %{y:.1%}", **axes),
        line(x[some], below(misses[some]), style.colour("prior"), 0.6 * style.stroke, "misses: %{y:.1%}", **axes),
        line(
            x[some],
            below(false[some]),
            style.colour("likelihood"),
            0.6 * style.stroke,
            "false alarms: %{y:.1%}",
            **axes,
        ),
        line([1, LEAST], [1, 1], style.colour("muted"), 0.4 * style.stroke, pen={"dash": "dot"}, **axes),
        line([at, at], [0, 1.05], style.colour("text"), 0.5 * style.stroke, pen={"dash": "dash"}, **axes),
        dots([x[best]], [total[best]], "rgba(0,0,0,0)", 5 * style.stroke, "cheapest: %{y:.1%}", **axes),
        dots([at], [min(now / bare, HIGHEST)], style.colour("text"), 4 * style.stroke, "now: %{y:.1%}", **axes),
    ]
    parts[-2]["marker"]["line"] = {"width": 2.5, "color": style.colour("text")}
    said = [
        "cost, if that of no detector is 100%",
        f"○ cheapest <b>{total[best]:.1%}</b>  ● now <b>{now / bare:.1%}</b>",
        "misses",
        "false alarms",
    ]
    shades = [style.colour(role) for role in ("text", "text", "prior", "likelihood")]
    heights = [1.54, 1.42, 1.3, 1.3]
    places = [1.05, 1.05, 1.05, 0.12]
    return [*parts, words(places, heights, said, shades, style, textposition="middle right", **axes)]


def below(costs: Array) -> Array:
    """Return costs, nan where they are beyond what is drawn."""
    return np.where(costs > HIGHEST, np.nan, costs)
