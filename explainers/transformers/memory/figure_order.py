"""Why places in a segment fail where segments are remembered: which of two keys is the later?"""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import dots, line
from explainers.panels import panels
from explainers.transformers.maps import legend, note, titled
from explainers.transformers.memory.figure_recall import BEFORE, BETWEEN, INK, SHARES
from explainers.transformers.memory.kinds import CHANCE, GAPS, KEYS, KINDS, SEGMENT
from explainers.transformers.memory.positions import SLOTS, terms
from explainers.transformers.memory.result import STOPS, Result, accuracy

PLACES = panels("xl right", "absolute right", gaps=(0.09, 0.16), x=(0.06, 0.98), y=(0.11, 0.84))
NARROW = PLACES.narrow({"xl": 130, "absolute": 130, "right": 200}, gap=[60, 104], width=(0.12, 0.97), margin=(92, 58))
RIVALS = {"xl": "distances (relative)", "absolute": "places in the segment (absolute)"}
SHOWN = 128  # letters between key and question, at most


@Plot
def plot_order(result: Result, style: Style) -> Drawing:
    """Draw the first layer's scores of one key by where it stands, and how often the later of two keys is named."""
    p, key, muted = result.params, result.text[result.place], style.colour("muted")
    right, traces = PLACES["right"].axes, list[Trace]()
    dotted: Trace = {"pen": {"dash": "dot"}}
    back = {"range": [SLOTS, 0], "tickvals": [1, 16, 32, 47]}
    between = {"range": [0, SHOWN], "title": titled(BETWEEN, style)}
    axes: dict[str, Layout] = {"right": {"xaxis": between, "yaxis": SHARES}}
    for kind, name in RIVALS.items():
        ink, where, place = style.colour(INK[kind]), f"{name}, %{{x}} letters", PLACES[kind].axes
        every = np.stack([terms(kind, letter)[1:].sum(-1) for letter in KEYS])
        low, high = every.min() - 0.5, every.max() + 0.5
        axes[kind] = {
            "xaxis": back | ({"title": titled(BEFORE, style)} if kind == "absolute" else {}),
            "yaxis": {"range": [low, high], "nticks": 5},
        }
        traces += [line([x, x], [low, high], muted, 1, **dotted, **place) for x in (SEGMENT - 0.5, 2 * SEGMENT - 0.5)]
        score = terms(kind, key)[1:].sum(-1).round(3)
        traces.append(line(np.arange(1, SLOTS), score, ink, style.stroke, where + " back: %{y:.2f}", **place))
        traces.append(line(STOPS, accuracy(kind, p.gap), ink, style.stroke, where + ": %{y:.0%}", **right))
        traces.append(dots([p.distance], [result.here(kind)], ink, 4 * style.stroke, **right))
    traces.append(line([0, SHOWN], [CHANCE] * 2, muted, 1, **dotted, **right))
    names = legend({name: INK[kind] for kind, name in RIVALS.items()}, style)
    earlier = f", another {GAPS[str(p.gap)].lower()}" if p.gap else ""
    layout = base_layout(
        style,
        **PLACES.layout(**axes),
        annotations=[
            PLACES["xl"].over(f"<b>Score of {key}</b> in layer 1", style),
            PLACES["right"].over(f"<b>Key named</b>{earlier}", style),
            note(" · ".join(names), 0, 1, style, yanchor="top"),
        ],
        margin={"l": 8, "r": 8, "t": 10, "b": 20},
    )
    brief = {2: {"text": "<br>".join(names), "yshift": 84}}
    return Drawing(traces, layout, describe_order(result), NARROW | {"annotations": brief})


def describe_order(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    same = terms("absolute", result.text[result.place]).sum(-1)
    known = " and ".join(f"{KINDS[kind].label} in {result.here(kind):.0%}" for kind in RIVALS)
    return (
        f"With absolute positions, layer 1 scores a key 5 letters back {same[5]:.2f} and one {5 + SEGMENT} back "
        f"{same[5 + SEGMENT]:.2f}. The latest key, {result.params.distance} letters back, is named by {known} of texts."
    )
