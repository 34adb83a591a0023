"""The three scores of the VAE and three simpler detectors on the same records, all at the same pass rate."""

import numpy as np

from explainers.data.anomalies.records import RECORDS
from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import panels
from explainers.vaes.anomalies.detector import SCORES
from explainers.vaes.anomalies.figure_alarm import thin, titled
from explainers.vaes.anomalies.found import verdicts
from explainers.vaes.anomalies.model import Result
from explainers.vaes.anomalies.rivals import RIVALS

PANELS = panels("roc table", widths=(0.38, 0.62), gaps=(0.04, 0.1))
NARROW_HEIGHTS = {"roc": 300, "table": 300}
ALL = SCORES | RIVALS
LOOKS = {
    "reconstruction": ("posterior", "solid"),
    "elbo": ("posterior", "dash"),
    "weighted": ("posterior", "dot"),
    "pca": ("prior", "solid"),
    "forest": ("generator", "solid"),
    "neighbours": ("likelihood", "solid"),
}
LEAST = 2e-4
PLACES = {"caught": 0.5, "false": 0.65, "area": 0.82, "average": 1.0}
HEADS = {"caught": "caught", "false": "false", "area": "ROC", "average": "AP"}


@Plot
def plot_rivals(result: Result, style: Style) -> Drawing:
    """Draw ROC curves, the false alarm rate on a logarithmic axis, and a table of what each detector reaches."""
    p, traces = result.params, []
    for name, (role, dash) in LOOKS.items():
        v = verdicts(p.records, name)
        some = thin(v, 250)
        traces.append(line(np.maximum(v.false_alarms[some], LEAST), v.recall[some], style.colour(role),
                           0.8 * style.stroke, f"{ALL[name]}: %{{y:.1%}} at %{{x:.2%}}", pen={"dash": dash},
                           **PANELS["roc"].axes))  # fmt: skip
    found, best = reached(result)
    at = [found[name] for name in LOOKS]
    traces.append(dots([max(f["false"], LEAST) for f in at], [f["caught"] for f in at],
                       [style.colour(role) for role, _ in LOOKS.values()], 3 * style.stroke,
                       "%{y:.1%} caught, %{x:.2%} false alarms", **PANELS["roc"].axes))  # fmt: skip
    layout = base_layout(style,
                         **PANELS.layout(roc={"xaxis": {"type": "log", "range": [np.log10(LEAST) - 0.06, 0.05],
                                                        "tickvals": [0.001, 0.01, 0.1, 1],
                                                        "ticktext": ["0.1%", "1%", "10%", "100%"],
                                                        "title": titled("false alarm rate", style)},
                                              "yaxis": {"range": [-0.02, 1.03], "tickformat": ".0%", "nticks": 5}},
                                         table={"xaxis": {"visible": False, "range": [0, 1]},
                                                "yaxis": {"visible": False, "range": [8.2, -1.0]}}),
                         margin={"l": 50 if not style.lecture else 62, "r": 14, "t": 6})  # fmt: skip
    said = "; ".join(f"{ALL[name]} {f['area']:.4f} and {f['caught']:.1%}" for name, f in found.items())
    alt = (f"Area under the ROC curve, and anomalies caught where {p.passes:g}% of normal records pass: {said}. The "
           f"largest area is that of {ALL[best['area']]}.")  # fmt: skip
    return Drawing([*traces, *table(result, style)], layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=60))


def reached(result: Result) -> tuple[dict[str, dict[str, float]], dict[str, str]]:
    """Return what each detector reaches at the pass rate, and which is best at what."""
    found = {}
    for name in LOOKS:
        v = verdicts(result.params.records, name)
        hit, alarm = v.rates(v.threshold(result.params.passes))
        found[name] = {"caught": hit, "false": alarm, "area": v.area, "average": v.average_precision}
    return found, {what: max(found, key=lambda name: found[name][what]) for what in ("caught", "area", "average")}


def table(result: Result, style: Style) -> list[Trace]:
    """Return a row for each detector: its name, what it catches, its false alarms, and both areas; the best in bold."""
    found, best = reached(result)
    axes, ink = PANELS["table"].axes, style.colour("text")
    rows = np.arange(1.0, 7.0) + np.repeat([0.6, 1.6], 3)
    names = words(
        [0.0] * 6,
        rows,
        [f"<b>{ALL[name]}</b>" for name in LOOKS],
        [style.colour(role) for role, _ in LOOKS.values()],
        style,
        textposition="middle right",
        **axes,
    )
    heads = words([0.0] * 2, [0.8, 4.8], ["VAE, scored by", "simpler"], style.colour("muted"), style,
                  textposition="middle right", **axes)  # fmt: skip
    traces: list[Trace] = [names, heads]
    for what, x in PLACES.items():
        digits = ".1%" if what == "caught" else ".2%" if what == "false" else ".4f"
        cells = [HEADS[what]] + [
            f"<b>{f[what]:{digits}}</b>"
            if what != "false" and f[what] == found[best[what]][what]
            else f"{f[what]:{digits}}"
            for f in found.values()
        ]
        traces.append(words([x] * 7, np.concatenate([[0.0], rows]), cells, [style.colour("muted"), *[ink] * 6], style,
                            textposition="middle left", **axes))  # fmt: skip
    about = RECORDS[result.params.records]
    said = f"thresholds that {result.params.passes:g}% of {about.normal} pass"
    traces.append(words([0.0], [-0.75], [said], style.colour("muted"), style, textposition="middle right", **axes))
    return traces
