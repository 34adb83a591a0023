"""How far back each layer sees, as a map; and how far back the answers of trained models depend on the text."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import line, words
from explainers.panels import panels
from explainers.transformers.maps import tag, titled
from explainers.transformers.memory.figure_recall import BEFORE, INK
from explainers.transformers.memory.kinds import LONGEST
from explainers.transformers.memory.reading import recorded
from explainers.transformers.memory.result import GOAL, Result

PLACES = panels("map", "slopes", heights=(0.56, 0.44), gaps=(0, 0.27), x=(0.09, 0.98), y=(0.11, 0.94))
NARROW = PLACES.narrow({"map": 240, "slopes": 170}, gap=104, width=(0.17, 0.97), margin=(44, 58))
WIDEST = 1100  # letters back on the map
PARTS = {"memory": "real", "compressed": "generated"}
MEASURED = {"conv": "compressive", "xl": "XL", "window": "window"}


@Plot
def plot_reach(result: Result, style: Style) -> Drawing:
    """Draw what is seen through each layer from the first token of a segment, and measured gradients below."""
    p, kind = result.params, result.planned
    shown, rows = min(result.reach, WIDEST), np.arange(1, result.params.layers + 1)
    traces = [stretch(result, part, style) for part in PARTS]
    for x, ink, width in ((shown, "guess", style.stroke), (GOAL, "muted", 1.5)):
        traces.append(line([x, x], [0.4, p.layers + 0.6], style.colour(ink), width, pen={"dash": "dot"}))
    traces += slopes(style)
    colours = (tag(part, role, style) for part, role in PARTS.items())
    formula = f"{p.layers} × ({kind.memory} + {kind.rate} × {kind.compressed}) = <b>{result.reach:,}</b>"
    below = {"title": titled(BEFORE, style)}
    layout = base_layout(
        style,
        **PLACES.layout(
            map={"xaxis": {"range": [WIDEST, 0], "showgrid": False} | below,
                 "yaxis": {"range": [0.4, p.layers + 0.6], "tickvals": rows, "showgrid": False, "ticks": "",
                           "ticktext": [f"layer {n}" for n in rows]}},
            slopes={"xaxis": {"range": [LONGEST + 20, 0]} | below,
                    "yaxis": {"range": [-5.3, 2.4], "tickvals": [-4, -2, 0], "ticktext": ["10⁻⁴", "10⁻²", "1"]}},
        ),
        annotations=[
            PLACES["map"].over(f"<b>Seen through {' and '.join(colours)}</b>: {formula} letters back", style),
            PLACES["slopes"].over("<b>Measured</b>: gradient of the answer", style),
        ],
        barmode="overlay",
        margin={"l": 8, "r": 8, "t": 10, "b": 20},
    )  # fmt: skip
    brief = {0: {"text": f"{formula} letters back"}}
    return Drawing(traces, layout, describe_reach(result), NARROW | {"annotations": brief})


def stretch(result: Result, part: str, style: Style) -> Trace:
    """Return a bar for each layer: what it adds to what the layers above have seen, by its memory of one kind."""
    kind, layers = result.planned, np.arange(result.params.layers)
    near, length = (0, kind.memory) if part == "memory" else (kind.memory, kind.rate * kind.compressed)
    start = near + kind.span * layers
    said = f"{part}: %{{customdata[0]}} to %{{customdata[1]}} letters back<extra></extra>"
    return {"type": "bar", "orientation": "h", "y": len(layers) - layers, "base": start, "width": 0.72,
            "x": np.full(len(layers), length), "marker": {"color": style.colour(PARTS[part])}, "hovertemplate": said,
            "customdata": np.stack([start, start + length], 1), **PLACES["map"].axes}  # fmt: skip


def slopes(style: Style) -> list[Trace]:
    """Return for three kinds of memory the mean gradient of an answer by distance; it ends where nothing is seen."""
    traces, axes = [], PLACES["slopes"].axes
    for kind, name in MEASURED.items():
        slope = np.array(recorded()[kind]["slopes"])
        seen = int(slope.nonzero()[0][-1]) + 1
        back, log, ink = np.arange(1, seen + 1), np.log10(np.maximum(slope[:seen], 1e-6)), style.colour(INK[kind])
        traces.append(line(back, log.round(3), ink, 0.7 * style.stroke, f"{name}: 10^%{{y:.1f}}", **axes))
        traces.append(line([seen] * 2, [-5.3, 1.2], ink, 1.5, pen={"dash": "dot"}, **axes))
        says = f"<b>{name}</b>: {seen}"
        high = -4.5 if kind == "xl" else 1.7  # clear of its neighbour on a telephone
        traces.append(words([seen], [high], [says], ink, style, textposition="middle left", **axes))
    return traces


def describe_reach(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    kind, seen = result.planned, f"{result.params.layers} layers see {result.reach:,} letters back"
    return f"{seen}, with {kind.memory} states of memory and {kind.compressed} slots of {kind.rate} states each."
