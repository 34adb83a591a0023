"""Why places in a segment fail where segments are remembered: which of two keys is the later?"""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, base_layout
from explainers.marks import dots, line
from explainers.panels import panels
from explainers.transformers.maps import note
from explainers.transformers.memory.figure_recall import INK, SHARES
from explainers.transformers.memory.kinds import CHANCE, GAPS, KEYS, KINDS, SEGMENT
from explainers.transformers.memory.positions import SLOTS, terms
from explainers.transformers.memory.result import STOPS, Result

PLACES = panels("scores right", gaps=(0.09, 0), x=(0.06, 0.98), y=(0.11, 0.84))
NARROW = PLACES.narrow({"scores": 220, "right": 220}, gap=104, width=(0.12, 0.97), margin=(92, 58))
RIVALS = {"xl": "distances (relative)", "absolute": "places in the segment (absolute)"}
SHOWN = 128  # letters between key and question, at most


@Plot
def plot_order(result: Result, style: Style) -> Drawing:
    """Draw the first layer's scores of one key by where it stands, and how often the later of two keys is named."""
    p, key, muted = result.params, result.text[result.place], style.colour("muted")
    left, right, dotted = PLACES["scores"].axes, PLACES["right"].axes, {"pen": {"dash": "dot"}}
    traces = [line([x, x], [-99, 99], muted, 1, **dotted, **left) for x in (SEGMENT - 0.5, 2 * SEGMENT - 0.5)]
    traces += [line([0, SHOWN], [CHANCE] * 2, muted, 1, **dotted, **right)]
    for kind, name in RIVALS.items():
        ink, where = style.colour(INK[kind]), f"{name}, %{{x}} letters"
        score = terms(kind, key)[1:].sum(-1).round(3)
        traces.append(line(np.arange(1, SLOTS), score, ink, style.stroke, where + " back: %{y:.2f}", **left))
        traces.append(line(STOPS, result.accuracy(kind), ink, style.stroke, where + ": %{y:.0%}", **right))
        traces.append(dots([p.distance], [result.here(kind)], ink, 4 * style.stroke, **right))
    every = np.stack([terms(kind, letter)[1:].sum(-1) for kind in RIVALS for letter in KEYS])
    names = " · ".join(f"<b style='color:{style.colour(INK[kind])}'>{name}</b>" for kind, name in RIVALS.items())
    earlier = f", another {GAPS[str(p.gap)].lower()}" if p.gap else ""
    far = {"range": [0, SHOWN], "title": {"text": "letters between key and question"}}
    back = {"range": [SLOTS, 0], "tickvals": [1, 16, 32, 47], "title": {"text": "letters before the question"}}
    layout = base_layout(
        style,
        **PLACES.layout(
            scores={"xaxis": back, "yaxis": {"range": [every.min() - 1, every.max() + 1]}},
            right={"xaxis": far, "yaxis": SHARES},
        ),
        annotations=[
            PLACES["scores"].over(f"<b>Score of {key}</b> in layer 1", style),
            PLACES["right"].over(f"<b>Key named</b>{earlier}", style),
            note(names, 0, 1, style, yanchor="top"),
        ],
        margin={"l": 8, "r": 8, "t": 10, "b": 20},
    )
    return Drawing(traces, layout, describe_order(result), NARROW)


def describe_order(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    same = terms("absolute", result.text[result.place]).sum(-1)
    known = " and ".join(f"{KINDS[kind].label} in {result.here(kind):.0%}" for kind in RIVALS)
    return (
        f"With absolute positions, layer 1 scores a key 5 letters back {same[5]:.2f} and one {5 + SEGMENT} back "
        f"{same[5 + SEGMENT]:.2f}. The latest key, {result.params.distance} letters back, is named by {known} of texts."
    )
