"""From the question down to the key: what each layer could see, what it looked at, and in which slots that is kept."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import panels
from explainers.transformers.memory.figure_recall import BEFORE, titled
from explainers.transformers.memory.kinds import KEYS, LAYERS, LONGEST
from explainers.transformers.memory.reading import Hop
from explainers.transformers.memory.result import Result

PLACES = panels("text", "slots", heights=(0.66, 0.34), gaps=(0, 0.22), x=(0.08, 0.99), y=(0.02, 0.94))
NARROW = PLACES.narrow({"text": 270, "slots": 150}, gap=92, width=(0.12, 0.98), margin=(44, 40))
WIDE = LONGEST + 64  # letters before the question, at most
SLOTS, FAINT = 48, 40  # of each layer, and how dark, of 255, what is seen and not looked at


@Plot
def plot_slots(result: Result, style: Style) -> Drawing:
    """Draw the text at the bottom and the layers above it, with the way of attention; below, all slots."""
    answer, kind = result.answer, result.kind
    back, rows, ink = [result.at - token for token in answer.way], np.arange(LAYERS, -1, -1.0), style.colour("guess")
    letters = [*(hop.says for hop in answer.hops), result.text[result.place], "?"]
    says, inks = [f"<b>{letter}</b>" for letter in letters], [*[ink] * (LAYERS + 1), style.colour("text")]
    heights, at = [*rows[:-1], -0.4, LAYERS - 0.4], ["top left"] * LAYERS + ["middle center"] * 2
    traces = [
        *(strip(answer.hops, part, result.at, style) for part in ("kept", "compressed")),
        line(back, rows, ink, style.stroke),
        dots(back, rows, ink, 3.2 * style.stroke),
        words([*back[:-1], result.params.distance, 0], heights, says, inks, style, textposition=at),
        *(slots(answer.hops, part, kind.segment, kind.memory, style) for part in ("kept", "compressed")),
    ]
    ticks = {"tickvals": [0.5, 1.5, 2.5], "ticktext": ["layer 1", "layer 2", "layer 3"], "showgrid": False, "ticks": ""}
    names = {"tickvals": [0, 1, 2], "ticktext": ticks["ticktext"], "showgrid": False, "ticks": ""}
    layout = base_layout(
        style,
        **PLACES.layout(
            text={"xaxis": {"range": [LONGEST + 8, -8], "showgrid": False} | titled(BEFORE, style),
                  "yaxis": {"range": [-0.75, LAYERS + 0.75]} | ticks},
            slots={"xaxis": {"range": [-0.5, SLOTS - 0.5], "visible": False}, "yaxis": {"range": [-0.5, 2.5]} | names},
        ),
        annotations=notes(result, style),
        margin={"l": 8, "r": 8, "t": 10, "b": 14},
    )  # fmt: skip
    brief = {0: {"text": f"<b>{kind.label}</b> says {says[0]}: {answer.chances.max():.2f}"}, 1: {"font": {"size": 12}}}
    return Drawing(traces, layout, describe_slots(result), NARROW | {"annotations": brief})


def strip(hops: list[Hop], part: str, at: int, style: Style) -> Trace:
    """Return what the tokens on the way saw, layer above layer, darker where they looked; in bytes, to travel."""
    shade = np.zeros((LAYERS, WIDE), np.uint8)
    for row, hop in zip(reversed(range(LAYERS)), hops, strict=True):
        some = slice(hop.compressed) if part == "compressed" else slice(hop.compressed, None)
        for (first, last), look in zip(hop.places[some], hop.looks[some], strict=True):
            shade[row, at - last : at - first + 1] = FAINT + (255 - FAINT) * look**0.6
    role = "generated" if part == "compressed" else "real"
    scale = [[0, "rgba(0,0,0,0)"], *([i / 8, style.colour(role, i / 8)] for i in range(1, 9))]
    look = {"zmin": 0, "zmax": 255, "colorscale": scale, "showscale": False, "hoverinfo": "skip", "ygap": 24}
    return {"type": "heatmap", "z": shade, "x0": 0, "dx": 1, "y0": 0.5, "dy": 1} | look | PLACES["text"].axes


def slots(hops: list[Hop], part: str, segment: int, memory: int, style: Style) -> Trace:
    """Return the attention over the slots of each layer: compressed memory, memory, and the segment at the right."""
    z = np.full((LAYERS, SLOTS), np.nan)
    for row, hop in zip(reversed(range(LAYERS)), hops, strict=True):
        kept = hop.looks[hop.compressed :]
        end = SLOTS - segment - memory
        if part == "compressed":
            z[row, end - hop.compressed : end] = hop.looks[: hop.compressed]
        else:
            start = SLOTS - segment - hop.memory
            z[row, start : start + len(kept)] = kept
    role = "generated" if part == "compressed" else "real"
    scale = [[i / 8, style.colour(role, 0.1 + 0.9 * (i / 8) ** 0.6)] for i in range(9)]
    look = {"zmin": 0, "zmax": 1, "colorscale": scale, "showscale": False, "xgap": 2, "ygap": 4}
    return (
        {"type": "heatmap", "z": z.round(4), "hovertemplate": "%{z:.3f}<extra></extra>"} | look | PLACES["slots"].axes
    )


def notes(result: Result, style: Style) -> list[Layout]:
    """Return the titles of both panels."""
    kind = result.kind
    parts = {
        "compressed memory": (kind.compressed, "generated"),
        "memory": (kind.memory, "real"),
        "segment": (kind.segment, "real"),
    }
    names = " | ".join(
        f"<span style='color:{style.colour(role)}'>{n} {part}</span>" for part, (n, role) in parts.items() if n
    )
    asked = f"asked {result.params.distance} letters after the key"
    said = f"says <b>{KEYS[int(result.answer.chances.argmax())]}</b> with {result.answer.chances.max():.2f}"
    return [
        PLACES["text"].over(f"<b>{kind.label}</b>, {asked}: {said}", style),
        PLACES["slots"].over(f"<b>Slots</b>: {names}", style),
    ]  # fmt: skip


def describe_slots(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    ways = ", ".join(f"{result.at - token}" for token in result.answer.way[1:])
    return (
        f"{result.kind.label} gives {result.right:.0%} to the key named {result.params.distance} letters ago. From "
        f"layer to layer, attention goes most to letters {ways} back."
    )
