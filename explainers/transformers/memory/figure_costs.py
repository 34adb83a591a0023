"""What it costs to see n letters back: operations for each letter, and what has to be kept."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, line
from explainers.panels import panels
from explainers.transformers.maps import legend, note, titled
from explainers.transformers.memory.result import Result
from explainers.transformers.memory.settings import FAR

PLACES = panels("operations bytes", gaps=(0.1, 0), x=(0.09, 0.98), y=(0.11, 0.84))
NARROW = PLACES.narrow({"operations": 220, "bytes": 220}, gap=104, width=(0.17, 0.97), margin=(92, 58))
WAYS = {"window": ("window, read anew for each", "muted"), "full": ("attention over all", "text"),
        "xl": ("Transformer-XL", "real"), "compressive": ("compressive", "generated")}  # fmt: skip
UNITS = {3: "1 k", 4: "10 k", 5: "100 k", 6: "1 M", 7: "10 M", 8: "100 M", 9: "1 G", 10: "10 G"}
X = {"tickvals": np.log2(FAR), "ticktext": [f"{far:,}" for far in FAR], "range": [5.7, 12.3]}


@Plot
def plot_costs(result: Result, style: Style) -> Drawing:
    """Draw both costs of four ways to see far, on logarithmic axes, and the distance in hand."""
    p, traces = result.params, list[Trace]()
    costs = {far: result.costs(far) for far in FAR}
    for way, (name, role) in WAYS.items():
        ink, said = style.colour(role), f"{name}, %{{customdata[0]:,}} letters: %{{customdata[1]:,}}"
        for i, axes in enumerate((PLACES["operations"].axes, PLACES["bytes"].axes)):
            y, now = np.array([costs[far][way][i] for far in FAR]), result.costs(p.far)[way][i]
            if now:
                exact = np.stack([FAR, y], 1)
                traces.append(line(np.log2(FAR), np.log10(y), ink, style.stroke, said, customdata=exact, **axes))
                traces.append(dots([np.log2(p.far)], [np.log10(now)], ink, 3.5 * style.stroke, **axes))
    below = X | {"title": titled("letters that are to be seen", style)}
    powers = {"tickvals": [*UNITS], "ticktext": [*UNITS.values()]}
    names = legend(dict(WAYS.values()), style)
    layout = base_layout(
        style,
        **PLACES.layout(
            operations={"xaxis": below, "yaxis": {"range": [5, 10.6]} | powers},
            bytes={"xaxis": below, "yaxis": {"range": [3.6, 7.6]} | powers},
        ),
        annotations=[
            PLACES["operations"].over("<b>Operations</b> for each letter", style),
            PLACES["bytes"].over("<b>Bytes</b> kept", style),
            note(" · ".join(names), 0, 1, style, yanchor="top"),
        ],
        margin={"l": 8, "r": 8, "t": 10, "b": 20},
    )
    brief = {2: {"text": " · ".join(names[:2]) + "<br>" + " · ".join(names[2:]), "yshift": 84}}
    return Drawing(traces, layout, describe_costs(result), NARROW | {"annotations": brief})


def describe_costs(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    costs = result.costs(result.params.far)
    said = ", ".join(f"{name} {costs[way][0] / 1e6:,.2f}" for way, (name, _) in WAYS.items())
    return f"To see {result.params.far:,} letters back takes, in millions of operations for each letter: {said}."
