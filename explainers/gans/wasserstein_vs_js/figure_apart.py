"""The main picture: the two heaps, which way each distance would push q, and all distances along the separation."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.wasserstein_vs_js.distances import NAMES
from explainers.gans.wasserstein_vs_js.model import AXIS, REACH, TICKS, Result
from explainers.gans.wasserstein_vs_js.mounds import height, hidden, mound
from explainers.marks import dots, line, words
from explainers.panels import panels

CURVES = {  # the curves that share a panel, and how far it goes
    "transport": (("w1", "w2"), 8.0),
    "bounded": (("js", "tv", "mmd"), 1.5),
    "entropy": (("kl_pq", "kl_qp"), 12.0),
}
PLACES = panels("left right", widths=(0.68, 0.26), gaps=(0.06, 0)).within(
    left=panels("heap_names heaps .", "numbers arrows pulls", widths=(0.14, 0.45, 0.07), gaps=(0.015, 0.08)),
    right=panels(*CURVES, gaps=(0, 0.15)),
)
# The pull of transport is what moves a generator; JS is what the best discriminator measures (Goodfellow et al. 2014).
PENS = {
    "w1": ("generator", "solid"),
    "w2": ("generator", "dot"),
    "js": ("discriminator", "solid"),
    "tv": ("discriminator", "dot"),
    "mmd": ("text", "dash"),
    "kl_pq": ("discriminator", "solid"),
    "kl_qp": ("discriminator", "dot"),
}
UNIT = 2.0  # length, on the line, of the arrow for a slope of 1
NARROW_ROWS = {  # on a telephone the curves stand below, side by side
    "heap_names heap_names heaps heaps heaps .": 100,
    "numbers numbers arrows arrows arrows pulls": 158,
    " ".join(f". {name} {name} {name}" for name in CURVES): 90,
}
NARROW = PLACES.narrow(NARROW_ROWS, gap=(26, 58), across=0.02) | {
    "annotations": {i: {"text": text} for i, text in enumerate(("W₁, W₂", "JS, TV, MMD", "KL"))}
}
FLAT = 5e-4  # a slope that would be drawn shorter than a pixel's tenth


@Plot
def plot_apart(result: Result, style: Style) -> Drawing:
    """Draw both heaps, an arrow for the pull of each distance on q, and the curves with the present point on each."""
    top = 1.12 * max(height(result.p), height(result.q))
    heaps = PLACES["heaps"].axes
    traces = [mound(result.p, "real", style, top, **heaps), mound(result.q, "generated", style, top, **heaps)]
    traces.append(heap_names(result, style))
    traces += pulls(result, style)
    traces += curves(result, style)
    rows, said = hidden(len(NAMES) - 0.4, -1.5), hidden(0, 1)
    places = PLACES.layout(
        heaps={"xaxis": {"range": list(AXIS), "showgrid": False, "tickvals": TICKS}, "yaxis": hidden(0, 1.25)},
        heap_names={"xaxis": said, "yaxis": hidden(0, 1.25)},
        numbers={"xaxis": said, "yaxis": rows},
        arrows={"xaxis": hidden(*AXIS), "yaxis": rows},
        pulls={"xaxis": said, "yaxis": rows},
        **{name: curve_axes(name) for name in CURVES},
    )
    headings = [heading(name, style) for name in CURVES]
    margin = {"l": 6, "r": 10, "t": 1.4 * style.text}
    layout = base_layout(style, **places, annotations=headings, margin=margin)
    return Drawing(traces, layout, describe(result), NARROW)


def heap_names(result: Result, style: Style) -> Trace:
    """Return the names of the heaps, one above the other at the left: there they never meet a heap."""
    colours = [style.colour("real"), style.colour("generated"), style.colour("muted")]
    texts = ["<b>real  p</b>", "<b>generated  q</b>", f"t = {result.params.separation:g}"]
    return words([0.0] * 3, [1.15, 0.97, 0.79], texts, colours, style, textposition="middle right",
                 **PLACES["heap_names"].axes)  # fmt: skip


def pulls(result: Result, style: Style) -> list[Trace]:
    """Return, a row for each distance: its name and value, and the arrow along which it would move q, or why not."""
    here, rows = result.q.mean, np.arange(float(len(NAMES)))
    axes = PLACES["arrows"].axes
    colours = [style.colour(PENS[name][0]) for name in NAMES]
    traces = [line([here, here], [-0.6, len(NAMES)], style.colour("grid"), 1.5, **axes)]
    numbers, said, at = [], [], []

    for row, name in enumerate(NAMES):
        value, slope = result.value[name], result.slope[name]
        reach = -UNIT * slope if np.isfinite(slope) else 0.0
        head = float(np.clip(here + reach, AXIS[0] + 0.3, AXIS[1] - 0.3))
        cut = {"dash": "solid" if head == here + reach else "dash"}  # longer than there is room for
        drawn = abs(reach) > UNIT * FLAT
        turn = "triangle-right" if reach > 0 else "triangle-left"
        marker = {
            "color": colours[row],
            "size": [0, 3.2 * style.stroke if drawn else 0],
            "symbol": ["circle", turn],
            "opacity": 1,
        }
        arrow = line([here, head], [row, row], colours[row], style.stroke if drawn else 0, "%{text}", pen=cut, **axes)
        hover = f"{NAMES[name]} = {value:.4g}, slope {slope:.4g}"
        traces.append(arrow | {"mode": "lines+markers", "marker": marker, "text": [hover, hover]})
        numbers.append(f"{NAMES[name]}  <b>{told(value)}</b>")
        said.append(reason(name, result))
        at.append(f"{-slope:+.3g}".replace("-", "−") if drawn else "")
    side = here > 2  # words stand on the side of the heap that has more room
    place = here - 0.4 if side else here + 0.4
    traces.append(words([place] * len(rows), rows, said, style.colour("muted"), style,
                        textposition="middle left" if side else "middle right", **axes))  # fmt: skip
    lines, colours = [-1.0, *rows], [style.colour("muted"), *colours]
    for column, texts in (("numbers", ["how far", *numbers]), ("pulls", ["pull", *at])):
        traces.append(words([0.0] * len(lines), lines, texts, colours, style, textposition="middle right",
                            **PLACES[column].axes))  # fmt: skip
    return traces


def told(value: float) -> str:
    """Return a number as the eye wants it, and infinity as its sign."""
    return "∞" if np.isinf(value) else f"{value:.3f}" if value < 100 else f"{value:.0f}"


def reason(name: str, result: Result) -> str:
    """Return why there is no arrow, in words; nothing where there is one."""
    value, slope = result.value[name], result.slope[name]
    if np.isinf(value):
        one, other = ("p", "q") if name == "kl_pq" else ("q", "p")
        return f"infinite: {other} lacks some of {one}"
    if np.isnan(slope):
        return "undefined: the value jumps here"
    if abs(slope) > FLAT:
        return ""
    if name == "js" and value > np.log(2) - 1e-3:
        return "no pull: flat at ln 2"
    if name == "tv" and value > 1 - 1e-3:
        return "no pull: flat at 1"
    return "no pull"


def curves(result: Result, style: Style) -> list[Trace]:
    """Return the distances along all separations, and where on each the heaps are now."""
    traces = []
    for place, (panel, most) in CURVES.items():
        axes = PLACES[place].axes
        for name in panel:
            values, slope = result.measured.value[name], result.measured.slope[name]
            role, dash = PENS[name]
            jumps = np.isfinite(values) & np.isnan(slope)  # a value that holds at one place only is no line
            shown = np.where(jumps | (values > 2 * most), np.nan, values)
            traces.append(line(result.stops, shown, style.colour(role), 0.7 * style.stroke,
                               f"{NAMES[name]} at t = %{{x:.2f}}: %{{y:.4g}}", pen={"dash": dash}, **axes))  # fmt: skip
        t = [result.params.separation] * len(panel)
        now = [value if (value := result.value[name]) <= most else np.nan for name in panel]
        hover = [f"{NAMES[name]} = {told(result.value[name])}" for name in panel]
        marker = dots(t, now, [style.colour(PENS[name][0]) for name in panel], 2.6 * style.stroke, "%{text}",
                      **axes)  # fmt: skip
        traces.append(marker | {"text": hover, "cliponaxis": False})
        nowhere = all(np.isinf(result.value[name]) for name in panel)
        traces.append(words([0.0], [0.5 * most], ["infinite" if nowhere else ""], style.colour("muted"), style, **axes))
    return traces


def curve_axes(name: str) -> Layout:
    """Return the axes of one panel of curves; none of them ever moves."""
    last = name == list(CURVES)[-1]
    return {"xaxis": {"range": [-REACH, REACH], "tickvals": TICKS, "showticklabels": last,
                      "title": {"text": "separation t" if last else ""}},
            "yaxis": {"range": [0, CURVES[name][1]], "nticks": 4}}  # fmt: skip


def heading(place: str, style: Style) -> Layout:
    """Return the names of the curves of one panel, in their colours, with the stroke of each."""
    strokes = {"solid": "—", "dot": "···", "dash": "– –"}
    names = [
        f"<span style='color:{style.colour(PENS[name][0])}'>{strokes[PENS[name][1]]} <b>{NAMES[name]}</b></span>"
        for name in CURVES[place][0]
    ]
    return PLACES[place].over("  ".join(names), style, x=1, xanchor="right", yshift=0)


def describe(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    values = ", ".join(
        f"{label} {'is infinite' if np.isinf(value := result.value[name]) else f'is {value:.3f}'}"
        for name, label in NAMES.items()
    )
    js, w1 = result.slope["js"], result.slope["w1"]
    pull = "JS jumps here" if np.isnan(js) else f"JS has slope {js:.3f}"
    return (f"Two heaps {result.params.separation:.2f} apart: {values}. Along the separation {pull}, "
            f"and W₁ has slope {w1:.3f}.")  # fmt: skip
