"""What it costs to see n letters back: operations for each letter, and what has to be kept."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, line
from explainers.panels import panels
from explainers.transformers.maps import legend, note, titled
from explainers.transformers.memory.kinds import TIMES
from explainers.transformers.memory.reading import recorded
from explainers.transformers.memory.result import Result
from explainers.transformers.memory.settings import FAR

PLACES = panels("operations time bytes", gaps=(0.1, 0), x=(0.08, 0.98), y=(0.11, 0.84))
STACK = {"operations": 200, "time": 200, "bytes": 200}
NARROW = PLACES.narrow(STACK, gap=104, width=(0.2, 0.97), margin=(92, 58))
WAYS = {"full": ("attention over all", "text"), "xl": ("Transformer-XL", "real"),
        "compressive": ("compressive", "generated")}  # fmt: skip
COUNTS = {4: "10 k", 5: "100 k", 6: "1 M", 7: "10 M"}
UNITS = {"operations": COUNTS, "time": {-5: "10 µs", -4: "100 µs", -3: "1 ms", -2: "10 ms"}, "bytes": COUNTS}
RANGES = {"operations": (4.9, 7.2), "time": (-5.2, -1.8), "bytes": (3.6, 7.6)}  # powers of ten
X = {"tickvals": np.log2(FAR[::3]), "ticktext": [f"{far:,}" for far in FAR[::3]], "range": [5.7, 12.3]}


@Plot
def plot_costs(result: Result, style: Style) -> Drawing:
    """Draw three costs of three ways to see far, on logarithmic axes, and the distance in hand."""
    traces, now = list[Trace](), FAR.index(result.params.far)
    costs = [result.costs(far) for far in FAR]
    for way, (name, role) in WAYS.items():
        ink, said = style.colour(role), f"{name}, %{{customdata[0]:,}} letters: %{{customdata[1]:,.3s}}"
        operations, kept = ([cost[way][i] for cost in costs] for i in (0, 1))
        for panel, row in {"operations": operations, "time": recorded(TIMES)[way], "bytes": kept}.items():
            y, exact, axes = np.log10(row), np.stack([FAR, row], 1), PLACES[panel].axes
            traces.append(line(np.log2(FAR), y, ink, style.stroke, said, customdata=exact, **axes))
            traces.append(dots([np.log2(FAR[now])], [y[now]], ink, 3.5 * style.stroke, **axes))
    powers = {panel: {"range": span, "tickvals": [*UNITS[panel]], "ticktext": [*UNITS[panel].values()]}
              for panel, span in RANGES.items()}  # fmt: skip
    heads = {"operations": "<b>Operations</b> a letter", "time": "<b>Time</b>, measured*", "bytes": "<b>Bytes</b> kept"}
    names = legend(dict(WAYS.values()), style)
    below = X | {"title": titled("letters to be seen", style)}
    layout = base_layout(
        style,
        **PLACES.layout(**{panel: {"xaxis": below, "yaxis": powers[panel]} for panel in STACK}),
        annotations=[
            *(PLACES[panel].over(head, style) for panel, head in heads.items()),
            note(" · ".join(names), 0, 1, style, yanchor="top"),
            note("* one core, 3 layers, S = 16, c = 4", 1, 1, style, xanchor="right", yanchor="top"),
        ],
        margin={"l": 8, "r": 8, "t": 10, "b": 20},
    )
    brief = {3: {"text": "<br>".join(names), "yshift": 84}, 4: {"text": ""},
             1: {"text": "<b>Time</b>, measured: 3 layers, S = 16, c = 4"}}  # fmt: skip
    return Drawing(traces, layout, describe_costs(result), NARROW | {"annotations": brief})


def describe_costs(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    costs = result.costs(result.params.far)
    said = ", ".join(f"{name} {costs[way][0] / 1e6:,.2f}" for way, (name, _) in WAYS.items())
    return f"To see {result.params.far:,} letters back takes, in millions of operations for each letter: {said}."
