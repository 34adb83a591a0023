"""The main picture: the two heaps, which way each distance would push q, and all distances along the separation."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.wasserstein_vs_js.distances import NAMES
from explainers.gans.wasserstein_vs_js.model import AXIS, REACH, TICKS, Result
from explainers.gans.wasserstein_vs_js.mounds import height, hidden, mound
from explainers.marks import dots, line, words

NAMED, LINE, PULL, CURVES = (0.0, 0.14), (0.15, 0.6), (0.61, 0.68), (0.74, 1.0)  # shares of the width
HEAPS, ARROWS = (0.54, 1.0), (0.0, 0.44)  # shares of the height
PANELS = {  # the curves that share an axis, its share of the height, and how far it goes
    ("w1", "w2"): ((0.73, 0.94), 8.0),
    ("js", "tv", "mmd"): ((0.38, 0.59), 1.5),
    ("kl_pq", "kl_qp"): ((0.03, 0.24), 12.0),
}
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
NARROW = {  # on a telephone the curves stand below, side by side
    "height": 500,
    "xaxis": {"domain": [0.33, 0.84]},
    "yaxis": {"domain": [0.77, 1.0]},
    "xaxis2": {"domain": [0.33, 0.84]},
    "yaxis2": {"domain": [0.35, 0.71]},
    "xaxis6": {"domain": [0.0, 0.32]},
    "xaxis7": {"domain": [0.85, 1.0]},
    **{
        f"{axis}axis{3 + i}": {"domain": domain}
        for i, left in enumerate((0.06, 0.4, 0.74))
        for axis, domain in (("x", [left, left + 0.25]), ("y", [0.03, 0.22]))
    },
    "annotations": {i: {"x": x, "y": 0.23, "text": text}
                    for i, (x, text) in enumerate(((0.31, "W₁, W₂"), (0.65, "JS, TV, MMD"), (0.99, "KL")))},
}  # fmt: skip
FLAT = 5e-4  # a slope that would be drawn shorter than a pixel's tenth


@Plot
def plot_apart(result: Result, style: Style) -> Drawing:
    """Draw both heaps, an arrow for the pull of each distance on q, and the curves with the present point on each."""
    top = 1.12 * max(height(result.p), height(result.q))
    traces = [mound(result.p, "real", style, top), mound(result.q, "generated", style, top)]
    traces.append(heap_names(result, style))
    traces += pulls(result, style)
    traces += curves(result, style)
    layout = base_layout(
        style,
        xaxis={
            "domain": list(LINE),
            "range": list(AXIS),
            "anchor": "y",
            "showgrid": False,
            "tickvals": TICKS,
        },
        yaxis=hidden(HEAPS, [0, 1.25]),
        xaxis2={"domain": list(LINE), "range": list(AXIS), "anchor": "y2", "visible": False},
        yaxis2=hidden(ARROWS, [len(NAMES) - 0.4, -1.5]),
        xaxis6={"domain": list(NAMED), "range": [0, 1], "anchor": "y", "visible": False},
        xaxis7={"domain": list(PULL), "range": [0, 1], "anchor": "y2", "visible": False},
        **panels(),
        annotations=[heading(panel, style) for panel in PANELS],
        margin={"l": 6, "r": 10, "t": 4},
    )
    return Drawing(traces, layout, describe(result), NARROW)


def heap_names(result: Result, style: Style) -> Trace:
    """Return the names of the heaps, one above the other at the left: there they never meet a heap."""
    colours = [style.colour("real"), style.colour("generated"), style.colour("muted")]
    texts = ["<b>real  p</b>", "<b>generated  q</b>", f"t = {result.params.separation:g}"]
    return words([0.0] * 3, [1.15, 0.97, 0.79], texts, colours, style, textposition="middle right", xaxis="x6")


def pulls(result: Result, style: Style) -> list[Trace]:
    """Return, a row for each distance: its name and value, and the arrow along which it would move q, or why not."""
    here, rows = result.q.mean, np.arange(float(len(NAMES)))
    axes = {"xaxis": "x2", "yaxis": "y2"}
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
    for column, texts in (("x6", ["how far", *numbers]), ("x7", ["pull", *at])):
        traces.append(words([0.0] * len(lines), lines, texts, colours, style, textposition="middle right",
                            xaxis=column, yaxis="y2"))  # fmt: skip
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
    for number, (panel, (_, most)) in enumerate(PANELS.items(), 3):
        axes = {"xaxis": f"x{number}", "yaxis": f"y{number}"}
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


def panels() -> dict[str, Layout]:
    """Return the axes of the curves; none of them ever moves."""
    layouts: dict[str, Layout] = {}
    for number, (domain, most) in enumerate(PANELS.values(), 3):
        last = number == len(PANELS) + 2
        layouts[f"xaxis{number}"] = {"domain": list(CURVES), "anchor": f"y{number}", "range": [-REACH, REACH],
                                     "tickvals": TICKS, "showticklabels": last,
                                     "title": {"text": "separation t" if last else ""}}  # fmt: skip
        layouts[f"yaxis{number}"] = {"domain": list(domain), "anchor": f"x{number}", "range": [0, most], "nticks": 4}
    return layouts


def heading(panel: tuple[str, ...], style: Style) -> Layout:
    """Return the names of the curves of one panel, in their colours, with the stroke of each."""
    strokes = {"solid": "—", "dot": "···", "dash": "– –"}
    names = [
        f"<span style='color:{style.colour(PENS[name][0])}'>{strokes[PENS[name][1]]} <b>{NAMES[name]}</b></span>"
        for name in panel
    ]
    return {"text": "  ".join(names), "x": CURVES[1], "y": PANELS[panel][0][1], "xref": "paper", "yref": "paper",
            "showarrow": False, "xanchor": "right", "yanchor": "bottom", "font": {"size": style.text}}  # fmt: skip


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
