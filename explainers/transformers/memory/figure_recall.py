"""How often each model knows the key, by distance; and what each says to the text at hand."""

from functools import lru_cache

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, escaped, line, words
from explainers.panels import panels
from explainers.transformers.maps import note, tag, titled
from explainers.transformers.memory.kinds import CHANCE, KEYS, KINDS, LONGEST
from explainers.transformers.memory.result import STOPS, Result, accuracy

INK = {"window": "muted", "xl": "real", "mean": "generated", "conv": "generator", "used": "discriminator",
       "absolute": "guess"}  # fmt: skip
COMPARED = tuple(kind for kind in KINDS if kind != "absolute")
SHARES = {"range": [0, 1.06], "tickvals": [0, 0.25, 0.5, 0.75, 1], "tickformat": ".0%"}  # an axis of accuracy
PLACES = panels("curves answers", widths=(0.63, 0.37), gaps=(0.06, 0), x=(0.06, 0.99), y=(0.09, 0.8))
NARROW = PLACES.narrow({"curves": 210, "answers": 210}, gap=105, width=(0.12, 0.98), margin=(92, 58))
BEFORE, BETWEEN = "letters before the question", "letters between key and question"
AROUND = 12  # letters of the text that are shown at either end


@Plot
def plot_recall(result: Result, style: Style) -> Drawing:
    """Draw accuracy against distance at the left, and at the right how sure each model is of the key in this text."""
    p, x = result.params, result.params.distance
    traces = [*curves(p.gap, p.kind, style), line([x, x], [0, 1.04], style.colour("text"), 1.5, pen={"dash": "dot"})]
    traces += [dots([x], [result.here(p.kind)], style.colour(INK[p.kind]), 4 * style.stroke), *answers(result, style)]
    layout = base_layout(
        style,
        **PLACES.layout(
            curves={"xaxis": {"range": [0, LONGEST + 2], "title": titled(BETWEEN, style)}, "yaxis": SHARES},
            answers={"xaxis": {"range": [0, 1.25], "visible": False},
                     "yaxis": {"range": [len(COMPARED) + 0.4, -0.75], "visible": False}},
        ),
        annotations=[
            note(f"{read(result, style)}<br>asked <b>{x} letters</b> later", 0, 1, style, "text", yanchor="top"),
            PLACES["curves"].over("<b>How often the key is named</b>, over many texts", style),
            PLACES["answers"].over("<b>What each says here</b>", style),
        ],
        margin={"l": 8, "r": 8, "t": 10, "b": 20},
    )  # fmt: skip
    return Drawing(traces, layout, describe_recall(result), NARROW | {"annotations": {0: {"yshift": 84}}})


@lru_cache(maxsize=256)
def curves(gap: int, chosen: str, style: Style) -> list[Trace]:
    """Return the accuracy of each model over many texts, the chosen one in front, and that of guessing."""
    traces = [line([0, LONGEST], [CHANCE] * 2, style.colour("text"), 1, "by guessing: %{y:.1%}", pen={"dash": "dot"})]
    for kind in sorted({*COMPARED, chosen}, key=lambda kind: (kind == chosen, [*KINDS].index(kind))):
        width = style.stroke * (1.6 if kind == chosen else 0.8)
        said = f"{KINDS[kind].label}, %{{x}} letters: %{{y:.0%}}"
        traces.append(line(STOPS, accuracy(kind, gap), style.colour(INK[kind]), width, said))
    return traces


def answers(result: Result, style: Style) -> list[Trace]:
    """Return a bar for each model, as long as it is sure of what it says; pale where that is wrong."""
    kinds, axes = [*dict.fromkeys((*COMPARED, result.params.kind))], PLACES["answers"].axes
    chances, rows = np.array([result.said(kind).chances for kind in kinds]), np.arange(len(kinds))
    best, sure, inks = chances.argmax(1), chances.max(1), [style.colour(INK[kind]) for kind in kinds]
    right = best == KEYS.index(result.text[result.place])
    bars: Trace = {"type": "bar", "orientation": "h", "x": sure.round(4), "y": rows, "width": 0.4,
                   "marker": {"color": inks, "opacity": np.where(right, 1.0, 0.3)},
                   "hovertemplate": "%{x:.3f}<extra></extra>", **axes}  # fmt: skip
    names = [f"<b>{KINDS[kind].label}</b>" for kind in kinds]
    says = [f"<b>{KEYS[letter]}</b> {'✓' if ok else '✗'} {share:.2f}"
            for letter, ok, share in zip(best, right, sure, strict=True)]  # fmt: skip
    at = {"textposition": "middle right"} | axes
    return [bars, words(0 * sure, rows - 0.42, names, inks, style, **at),
            words(sure + 0.01, rows, says, style.colour("text"), style, **at)]  # fmt: skip


def read(result: Result, style: Style) -> str:
    """Return the beginning and the end of what was read, the key and the question marked."""
    text, at, place = result.text, result.at, result.place
    before, after = text[max(place - AROUND, 0) : place], text[place + 1 : min(place + 1 + AROUND, at)]
    end = text[max(at - AROUND, place + 1 + len(after)) : at]
    key, question = (tag(f"<b>{letter}</b>", "guess", style) for letter in (text[place], "?"))
    return f"“{escaped(before)}{key}{escaped(after)} … {escaped(end)}{question}”"


def describe_recall(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    known = ", ".join(f"{KINDS[kind].label} in {result.here(kind):.0%}" for kind in COMPARED)
    return (
        f"A key named {result.params.distance} letters ago is known by {known} of texts. In this text "
        f"{result.kind.label} gives {result.right:.0%} to the right one."
    )
