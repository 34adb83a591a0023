"""Anomaly detection: reconstruction errors in and out of distribution, and what an alarm makes of them."""

import numpy as np

from explainers.data.images import pictures
from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.vaes.model_comparison.anomaly import OTHER_DATA, Roc
from explainers.vaes.model_comparison.result import Result
from explainers.vaes.tiles import placed, sheet, source

BINS = 60
EXAMPLES = 5  # pictures in each row
NOUNS = {"digits": "digits", "fashion": "clothes"}
NARROW = {  # on a telephone everything stands below each other
    "height": 980,
    "xaxis": {"domain": [0.02, 0.98]},
    "yaxis": {"domain": [0.68, 1.0]},
    "xaxis2": {"domain": [0.1, 0.9]},
    "yaxis2": {"domain": [0.29, 0.58]},
    "xaxis3": {"domain": [0.0, 1.0]},
    "yaxis3": {"domain": [0.0, 0.22]},
}


@Plot
def plot_alarm(result: Result, style: Style) -> Drawing:
    """Draw both histograms with the threshold, the ROC curve with the point it stands for, and who is on which side."""
    p, found = result.params, result.roc
    threshold = found.threshold(p.alarm)
    caught = result.true_positives / 100
    most = float(np.quantile(found.out_of_distribution, 0.999)) * 1.05
    tall, traces = histograms(found, most, p.data, style)
    traces += threshold_line(threshold, tall, style)
    if result.scribble:  # drawn or not, no slider changes that
        error = min(result.scribble[1], most)
        verdict = "alarm" if result.scribble[1] > threshold else "passes"
        traces += [line([error, error], [0, 0.62 * tall], style.colour("guess"), style.stroke,
                        "your scribble: %{x:.1f} nats"),
                   words([most], [0.78 * tall], [f"<b>your scribble</b>: {verdict}"], style.colour("guess"), style,
                         textposition="middle left")]  # fmt: skip
    traces += curve(found, threshold, caught, style)
    images, captions = examples(result, threshold, style)
    layout = base_layout(
        style,
        xaxis={"domain": [0.02, 0.6], "range": [0, most], "title": {"text": "reconstruction error −log p(x|z), nats"}},
        yaxis={"domain": [0.5, 1.0], "range": [0, 1.12 * tall], "visible": False},
        xaxis2={"domain": [0.7, 0.98], "range": [-0.02, 1.02], "anchor": "y2", "title": {"text": "false alarms"},
                "tickformat": ".0%", "nticks": 4},
        yaxis2={"domain": [0.5, 0.97], "range": [-0.02, 1.04], "anchor": "x2", "tickformat": ".0%", "nticks": 4},
        xaxis3={"domain": [0.02, 1.0], "range": [0, 18], "visible": False, "anchor": "y3"},
        yaxis3={"domain": [0.0, 0.32], "range": [0, 3.6], "visible": False, "anchor": "x3"},
        images=images,
        margin={"l": 10, "r": 8, "t": 4, "b": 6},
    )  # fmt: skip
    alt = (f"With a threshold of {threshold:.1f} nats, which {p.alarm:.1%} of the familiar {NOUNS[p.data]} pass, "
           f"{caught:.1%} of the {NOUNS[OTHER_DATA[p.data]]} raise the alarm; the area under the ROC curve is "
           f"{found.area:.4f}.")  # fmt: skip
    return Drawing([*traces, captions], layout, alt, NARROW)


def histograms(found: Roc, most: float, data: str, style: Style) -> tuple[float, list[Trace]]:
    """Return how tall the tallest bin is, and both histograms with their names."""
    edges = np.linspace(0, most, BINS + 1)
    middle = (edges[1:] + edges[:-1]) / 2
    traces, tall = [], 0.0
    for errors, role in ((found.in_distribution, "real"), (found.out_of_distribution, "generated")):
        count = np.histogram(errors, edges)[0] / len(errors)
        tall = max(tall, float(count.max()))
        traces.append(line(middle, count, style.colour(role), style.stroke, "%{x:.0f} nats: %{y:.1%}", fill="tozeroy",
                           fillcolor=style.colour(role, 0.25), pen={"shape": "hvh"}))  # fmt: skip
    names = [f"<b>{NOUNS[data]}</b>, which it knows", f"<b>{NOUNS[OTHER_DATA[data]]}</b>, which it never saw"]
    colours = [style.colour(role) for role in ("real", "generated")]
    traces.append(words([most] * 2, [0.98 * tall, 0.88 * tall], names, colours, style, textposition="middle left"))
    return tall, traces


def threshold_line(threshold: float, tall: float, style: Style) -> list[Trace]:
    """Return the threshold and its name."""
    return [line([threshold] * 2, [0, 0.98 * tall], style.colour("text"), 0.7 * style.stroke, "%{x:.1f} nats",
                 pen={"dash": "dash"}),
            words([threshold], [1.06 * tall], [f"alarm above {threshold:.0f}"], style.colour("text"), style,
                  textposition="middle right")]  # fmt: skip


def curve(found: Roc, threshold: float, caught: float, style: Style) -> list[Trace]:
    """Return the ROC curve, the point of this threshold, and the area under the curve."""
    colour, at = style.colour("discriminator"), {"xaxis": "x2", "yaxis": "y2"}
    false = float((found.in_distribution > threshold).mean())
    thin = slice(None, None, 8)
    roc = line(found.false_positive_rate[thin], found.true_positive_rate[thin], colour, style.stroke,
               "%{x:.1%} false alarms, %{y:.1%} caught", **at)  # fmt: skip
    chance = line([0, 1], [0, 1], style.colour("muted"), 0.4 * style.stroke, pen={"dash": "dot"}, **at)
    point = dots(
        [false], [caught], style.colour("text"), 4 * style.stroke, "%{x:.1%} false alarms, %{y:.1%} caught", **at
    )
    label = words([0.98, 0.98], [0.3, 0.14], [f"caught {caught:.1%}", f"<b>area {found.area:.3f}</b>"],
                  [style.colour("text"), colour], style, textposition="middle left", **at)  # fmt: skip
    return [roc, chance, point, label]


def examples(result: Result, threshold: float, style: Style) -> tuple[list[dict[str, object]], Trace]:
    """Return rows of pictures: the worst in distribution, the best of the other data, and the scribble."""
    p, found = result.params, result.roc
    place = ("x3", "y3")
    odd = np.argsort(-found.in_distribution)[:EXAMPLES]
    tame = np.argsort(found.out_of_distribution)[:EXAMPLES]
    other = OTHER_DATA[p.data]
    rows = [(pictures(p.data, "test")[odd], "real", f"the oddest {NOUNS[p.data]}", 0.0),
            (pictures(other, "test")[tame], "generated", f"the tamest {NOUNS[other]}", 8.0)]  # fmt: skip
    images = [placed(source(sheet(row, EXAMPLES), role, style), place, x, 2.8, 7.0, 2.6) for row, role, _, x in rows]
    texts = [(x, 3.25, text, role) for _, role, text, x in rows]
    if result.scribble:
        images.append(placed(source(result.scribble[0].reshape(28, 28), "guess", style), place, 16.2, 2.8, 1.5, 2.6))
        texts.append((16.2, 3.25, "yours", "guess"))
    x, y, lines, roles = zip(*texts, strict=True)
    return images, words(x, y, lines, [style.colour(role) for role in roles], style, textposition="middle right",
                         xaxis="x3", yaxis="y3")  # fmt: skip
