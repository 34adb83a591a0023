"""From the question down to the key: what each layer could see, and in which slots of its memory it found it."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import panels
from explainers.transformers.maps import tag, titled
from explainers.transformers.memory.figure_recall import BEFORE
from explainers.transformers.memory.kinds import LAYERS, LONGEST
from explainers.transformers.memory.reading import Hop
from explainers.transformers.memory.result import Result

PLACES = panels("text", x=(0.08, 0.99), y=(0.1, 0.88))
NARROW = PLACES.narrow({"text": 320}, width=(0.12, 0.98), margin=(80, 44))
WIDE = LONGEST + 64  # letters before the question, at most
FAINT = 40  # how dark, of 255, a slot is that is seen and not looked at
INKS = {"compressed": "generated", "memory": "real", "segment": "muted"}


@Plot
def plot_slots(result: Result, style: Style) -> Drawing:
    """Draw the text at the bottom and the layers above it: all slots that each could see, and the way of attention."""
    answer, kind = result.answer, result.kind
    back, rows, ink = [result.at - token for token in answer.way], np.arange(LAYERS, -1, -1.0), style.colour("guess")
    letters = [*(hop.says for hop in answer.hops), result.text[result.place], "?"]
    heights, at = [*rows[:-1], -0.4, LAYERS - 0.4], ["top left"] * LAYERS + ["middle center"] * 2
    inks = [*[ink] * (LAYERS + 1), style.colour("text")]
    traces = [
        *(strip(answer.hops, part, result.at, style) for part in INKS),
        line(back, rows, ink, style.stroke),
        dots(back, rows, ink, 3.2 * style.stroke),
        words([*back[:-1], result.params.distance, 0], heights, [f"<b>{letter}</b>" for letter in letters], inks, style,
              textposition=at),
    ]  # fmt: skip
    counts = (kind.compressed, kind.memory, kind.segment)
    slots = " + ".join(tag(f"{n} {part}", INKS[part], style) for part, n in zip(INKS, counts, strict=True) if n)
    asked = f"asked {result.params.distance} letters after the key"
    said = f"says <b>{letters[0]}</b> with {answer.chances.max():.2f}"
    layout = base_layout(
        style,
        **PLACES.layout(text={
            "xaxis": {"range": [LONGEST + 8, -8], "showgrid": False, "title": titled(BEFORE, style)},
            "yaxis": {"range": [-0.65, LAYERS + 0.45], "showgrid": False, "ticks": "", "tickvals": [0.5, 1.5, 2.5],
                      "ticktext": ["layer 1", "layer 2", "layer 3"]}}),
        annotations=[PLACES["text"].over(f"<b>{kind.label}</b>, {asked}: {said}<br>Slots of each layer: {slots}", style,
                                         align="left")],
        margin={"l": 8, "r": 8, "t": 10, "b": 14},
    )  # fmt: skip
    brief = {0: {"text": f"<b>{kind.label}</b> {said}<br>{slots}", "font": {"size": 12}}}
    return Drawing(traces, layout, describe_slots(result), NARROW | {"annotations": brief})


def strip(hops: list[Hop], part: str, at: int, style: Style) -> Trace:
    """Return the slots of one kind in all layers, each as wide as what it holds, darker where attention went."""
    shade = np.zeros((LAYERS, WIDE), np.uint8)  # in bytes, to travel
    for row, hop in zip(reversed(range(LAYERS)), hops, strict=True):
        some = hop.slots(part)
        for (first, last), look in zip(hop.places[some], hop.looks[some], strict=True):
            shade[row, at - last : at - first + 1] = FAINT + (255 - FAINT) * look**0.6
    scale = [[0, "rgba(0,0,0,0)"], *([i / 8, style.colour(INKS[part], i / 8)] for i in range(1, 9))]
    look = {"zmin": 0, "zmax": 255, "colorscale": scale, "showscale": False, "hoverinfo": "skip", "ygap": 18}
    return {"type": "heatmap", "z": shade, "x0": 0, "dx": 1, "y0": 0.5, "dy": 1} | look | PLACES["text"].axes


def describe_slots(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    ways = ", ".join(f"{result.at - token}" for token in result.answer.way[1:])
    return (
        f"{result.kind.label} gives {result.right:.0%} to the key named {result.params.distance} letters ago. From "
        f"layer to layer, attention goes most to letters {ways} back."
    )
