"""The main picture: scores of held-out records with the threshold, the records as dots, ROC and precision-recall."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from explainers.bayes.diagnosis.counts import FALSE_NEGATIVE, FALSE_POSITIVE, TRUE_NEGATIVE, TRUE_POSITIVE, Codes
from explainers.data.anomalies.records import RECORDS
from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import Panel, panels
from explainers.vaes.anomalies.detector import SCORES
from explainers.vaes.anomalies.found import Array, Verdicts
from explainers.vaes.anomalies.model import PASSES, Result
from explainers.vaes.tiles import address, rgb

PANELS = panels("hist roc", "dots recall", widths=(0.62, 0.38), gaps=(0.06, 0.17))
NARROW_HEIGHTS = {"hist": 230, "dots": 205, "roc": 260, "recall": 260}
BESIDE = {
    "wide": 1.5,
    "narrow": 1.62,
}  # how wide the panel of dots is with the words beside them, in widths of the dots
NARROWER = {"xaxis": {"domain": [0.13, 0.97]}}  # room for the numbers of the other axis
BINS = 56
CELL = 6  # pixels of a record, and of the gap beside it
NOBODY = 5  # the code of a place where no record stands
GROUPS = {TRUE_POSITIVE: ("posterior", "caught"), FALSE_NEGATIVE: ("prior", "missed"),
          FALSE_POSITIVE: ("likelihood", "false alarms"), TRUE_NEGATIVE: ("muted", "pass")}  # fmt: skip
TICKS = np.array([-1, 0, 2, 5, 10, 20, 50, 100, 200, 500, 1000], dtype=float)  # scores, in nats


@Plot
def plot_alarm(result: Result, style: Style) -> Drawing:
    """Draw both histograms with the threshold, held-out records one by one, and both curves with their points."""
    v = result.verdicts
    low = float(np.floor(v.scores.min()))
    edges, tall, traces = histograms(result, low, style)
    traces += threshold(result, low, edges, tall, style)
    traces += [cells(grid(result.codes), style, PANELS["dots"]), tally(result.codes, style), *curves(result, style)]
    layout = base_layout(style, **PANELS.layout(**axes(result, low, edges, tall, style)),
                         shapes=[by_chance("roc", 0.0, 1.0, style), by_chance("recall", prior(v), prior(v), style)],
                         annotations=[area("roc", 0.42, f"<b>ROC</b>, area <b>{v.area:.4f}</b>", style),
                                      area("recall", 0.5, f"<b>Precision</b>, average <b>{v.average_precision:.4f}</b>",
                                           style)],
                         margin={"l": 8, "r": 22, "t": 6})  # fmt: skip
    beside = {"xaxis": {"range": [-0.5, BESIDE["narrow"] * grid(result.codes).shape[1] - 0.5]}}
    narrow = PANELS.narrow(NARROW_HEIGHTS, gap=62, dots=beside, roc=NARROWER, recall=NARROWER)
    return Drawing(traces, layout, describe(result), narrow)


def axes(result: Result, low: float, edges: Array, tall: float, style: Style) -> dict[str, Layout]:
    """Return the axes of all panels."""
    ticks = TICKS[(low < TICKS) & (result.verdicts.scores.max() > TICKS)]
    height, width = grid(result.codes).shape
    bare, free = {"visible": False}, {"ticklabeloverflow": "allow"}  # to hide none takes no time to decide
    share = free | {"tickformat": ".0%", "tickvals": [0, 0.5, 1]}
    rates = share | {"range": [-0.02, 1.02]}, share | {"range": [-0.02, 1.06]}
    return {
        "hist": {"xaxis": free | {"range": [edges[0], edges[-1]], "tickvals": scaled(ticks, low), "showgrid": False,
                                  "ticktext": [f"{t:g}" for t in ticks],
                                  "title": titled(f"score: {name_of(result)}, nats", style)},
                 "yaxis": bare | {"range": [0, 1.42 * tall]}},
        "dots": {"xaxis": bare | {"range": [-0.5, BESIDE["wide"] * width - 0.5], "constrain": "domain",
                                  "constraintoward": "left"},
                 "yaxis": bare | {"range": [height - 0.5, -0.5], "scaleanchor": f"x{PANELS['dots'].suffix}",
                                  "constraintoward": "top"}},
        "roc": {"xaxis": rates[0] | {"title": titled("false alarm rate", style)}, "yaxis": rates[1]},
        "recall": {"xaxis": rates[0] | {"title": titled("recall", style)}, "yaxis": rates[1]},
    }  # fmt: skip


def titled(text: str, style: Style) -> dict[str, object]:
    """Return the title of an axis, close to it and in the size of all type."""
    return {"text": text, "font": {"size": style.text}, "standoff": 2}


def name_of(result: Result) -> str:
    """Return the score as a formula."""
    return {"reconstruction": "−log p(x | z = μ(x))", "elbo": SCORES["elbo"], "weighted": "−importance-weighted bound"}[
        result.params.score
    ]


def scaled(scores: Array, low: float) -> Array:
    """Return where scores stand on the axis: by the logarithm of their distance from just below the lowest."""
    return np.asarray(np.log10(scores - low + 1))


def pass_rate_at(result: Result, x: float) -> float:
    """Return the pass rate, one of the slider's stops, whose threshold stands nearest to a place on the score axis."""
    v = result.verdicts
    places = scaled(np.array([v.threshold(stop) for stop in PASSES]), float(np.floor(v.scores.min())))
    return float(PASSES[np.abs(places - x).argmin()])


def histograms(result: Result, low: float, style: Style) -> tuple[Array, float, list[Trace]]:
    """Return the edges of the bins, how tall the tallest is, and both histograms."""
    v = result.verdicts
    edges = np.linspace(0, scaled(v.scores.max(), low) * 1.02, BINS + 1)
    traces, tall = [], 0.0
    for told, role in ((False, "real"), (True, "generated")):
        share = np.histogram(scaled(v.scores[v.anomaly == told], low), edges)[0] / (v.anomaly == told).sum()
        tall = max(tall, float(share.max()))
        x, y = np.repeat(edges, 2)[1:-1], np.repeat(share, 2)
        traces.append(line(x, y, style.colour(role), 0.6 * style.stroke, fill="tozeroy",
                           fillcolor=style.colour(role, 0.3), **PANELS["hist"].axes))  # fmt: skip
    return edges, tall, traces


def threshold(result: Result, low: float, edges: Array, tall: float, style: Style) -> list[Trace]:
    """Return the threshold, and in words its number and the names of both histograms."""
    x, about = float(scaled(np.array(result.threshold), low)), RECORDS[result.params.records]
    ink, axes = style.colour("text"), PANELS["hist"].axes
    side = "left" if x > 0.6 * scaled(result.verdicts.scores.max(), low) else "right"
    texts = [f"<b>{about.normal}</b>", f"<b>{about.anomalies}</b>",
             f"\u2002alarm above <b>τ = {result.threshold:.1f}</b>\u2002"]  # fmt: skip
    return [line([x, x], [0, 1.2 * tall], ink, 0.7 * style.stroke, f"{result.threshold:.2f} nats", pen={"dash": "dash"},
                 **axes),
            words([edges[0], 0.97 * edges[-1], x], [1.33 * tall, 1.33 * tall, 1.13 * tall], texts,
                  [style.colour("real"), style.colour("generated"), ink], style,
                  textposition=["middle right", "middle left", f"middle {side}"], **axes)]  # fmt: skip


def grid(codes: Codes) -> Codes:
    """Return records in rows of equal length, shape (rows, columns), NOBODY where the last row is not full."""
    columns = round(np.sqrt(1.6 * len(codes)))
    standing = np.full(-(-len(codes) // columns) * columns, NOBODY, np.uint8)
    standing[: len(codes)] = codes
    return standing.reshape(-1, columns)


def cells(z: Codes, style: Style, panel: Panel) -> Trace:
    """Return records as cells of a grid in the colours of their groups: an image, as a heatmap repaints more slowly."""
    paper = np.array(rgb(style.colour("background")), float)
    shades = {code: (role, 0.28 if role == "muted" else 1.0) for code, (role, _) in GROUPS.items()}
    palette = np.tile(paper, (NOBODY + 1, 1))
    for code, (role, share) in ({0: ("grid", 1.0)} | shades).items():
        palette[code] += share * (np.array(rgb(style.colour(role))) - paper)
    height, width = z.shape
    drawn = np.full((height, CELL, width, CELL), NOBODY, np.uint8)
    drawn[:, :-1, :, :-1] = z[:, None, :, None]
    image = Image.frombytes("P", (width * CELL, height * CELL), drawn.tobytes())
    image.putpalette(np.rint(palette).astype(np.uint8).tobytes())
    place = {"x0": 0.5 / CELL - 0.5, "y0": 0.5 / CELL - 0.5, "dx": 1 / CELL, "dy": 1 / CELL}
    return {"type": "image", "source": address(image), "hoverinfo": "skip", **place, **panel.axes}


def tally(codes: Codes, style: Style) -> Trace:
    """Return how many records each group has, with its colour, beside the dots."""
    height, width = grid(codes).shape
    n, shades = np.bincount(codes, minlength=5), [style.colour(role, 0.28 if role == "muted" else 1)
                                                  for role, _ in GROUPS.values()]  # fmt: skip
    said = [f"\u2002<b>{n[code]}</b> {name}" for code, (_, name) in GROUPS.items()]
    named = words([1.04 * width] * 4, (np.arange(4) + 0.5) * height / 4, said, style.colour("text"), style,
                  textposition="middle right", **PANELS["dots"].axes)  # fmt: skip
    return named | {"mode": "markers+text", "marker": {"color": shades, "size": style.text, "symbol": "square"}}


def thin(v: Verdicts, most: int = 150) -> NDArray[np.intp]:
    """Return places along the curves, few enough to draw: more would not be seen."""
    return np.unique(np.linspace(0, len(v.thresholds) - 1, most).astype(int))


def prior(v: Verdicts) -> float:
    """Return the share of anomalies among the held-out records."""
    return float(v.anomaly.mean())


def curves(result: Result, style: Style) -> list[Trace]:
    """Return the ROC curve and the precision-recall curve, each with the point of the threshold."""
    v, r, some = result.verdicts, result.rates, thin(result.verdicts)
    alarms = r.hit * prior(v) + r.alarm * (1 - prior(v))
    precision = r.hit * prior(v) / alarms if alarms else 1.0
    traces = []
    for panel, x, y, at, said in (
        ("roc", v.false_alarms, v.recall, (r.alarm, r.hit), "%{x:.2%} false alarms, %{y:.2%} caught"),
        ("recall", v.recall, v.precision, (r.hit, precision), "recall %{x:.2%}, precision %{y:.2%}"),
    ):
        axes = PANELS[panel].axes
        traces += [line(x[some], y[some], style.colour("discriminator"), style.stroke, said, **axes),
                   dots([at[0]], [at[1]], style.colour("text"), 4 * style.stroke, said, cliponaxis=False,
                        **axes)]  # fmt: skip
    return traces


def by_chance(panel: str, start: float, end: float, style: Style) -> Layout:
    """Return the line of a score that knows nothing."""
    x, y = PANELS[panel].refs
    pen = {"color": style.colour("muted"), "width": 0.4 * style.stroke, "dash": "dot"}
    return {"type": "line", "x0": 0, "x1": 1, "y0": start, "y1": end, "xref": x, "yref": y, "line": pen}


def area(panel: str, height: float, text: str, style: Style) -> Layout:
    """Return what is said under a curve: the area there."""
    x, y = PANELS[panel].refs
    return {"text": text, "x": 0.97, "y": height, "xref": x, "yref": y, "xanchor": "right", "showarrow": False,
            "font": {"size": style.text, "color": style.colour("discriminator")}}  # fmt: skip


def describe(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    n, v, r = np.bincount(result.codes, minlength=5), result.verdicts, result.rates
    return (
        f"{SCORES[result.params.score]} as a score, alarm above {result.threshold:.2f} nats, which "
        f"{result.params.passes:g}% of the checked normal records do not exceed: {r.hit:.1%} of the held-out "
        f"{RECORDS[result.params.records].anomalies} and {r.alarm:.2%} of the normal records raise it. Of the records "
        f"drawn as dots {n[TRUE_POSITIVE]} are caught, {n[FALSE_NEGATIVE]} missed, {n[FALSE_POSITIVE]} false alarms. "
        f"The area under the ROC curve is {v.area:.4f}, the average precision {v.average_precision:.4f}."
    )
