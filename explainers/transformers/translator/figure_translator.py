"""The translator: a number in English and in German, and where the decoder looks when it says each piece."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import line, words
from explainers.transformers.maps import map_trace, note, token_axis
from explainers.transformers.translator.model import Result
from explainers.transformers.translator.network import TRANSLATOR_HEADS, TRANSLATOR_LAYERS, Translation
from explainers.transformers.translator.number_words import german

WIDEST = 24  # letters of a German word that stand on one line of a telephone
TRANSLATOR_NARROW: Layout = {
    "height": 700,
    "xaxis": {"domain": [0.0, 1.0]},
    "yaxis": {"domain": [0.66, 0.95]},
    **{
        f"{axis}axis{2 + i}": {"domain": domain}
        for i in range(4)
        for axis, domain in (
            ("x", [0.17 + 0.47 * (i % 2), 0.5 + 0.47 * (i % 2)]),
            ("y", [0.37, 0.58] if i < 2 else [0.07, 0.28]),
        )
    },
    "annotations": {i + 1: {"x": 0.17 + 0.47 * (i % 2), "y": 0.59 if i < 2 else 0.29} for i in range(4)},
}


@Plot
def plot_translator(result: Result, style: Style) -> Drawing:
    """Draw the crossing of words and pieces, and the cross-attention of every head."""
    p, said = result.params, result.translation
    traces = crossing(said, min(p.piece, len(said.pieces) - 1), style)
    axes: dict[str, Layout] = {}
    notes = [
        note(
            f"<b>{p.number}</b> in German: <b>{said.text}</b>",
            0.0,
            0.955,
            style,
            "text",
        )
    ]
    small = {"size": 0.8 * style.text}
    for number in range(TRANSLATOR_LAYERS * TRANSLATOR_HEADS):
        layer, head = divmod(number, TRANSLATOR_HEADS)
        across, down = 0.57 + 0.225 * head, 0.46 - 0.44 * layer
        traces.append(
            map_trace(
                said.cross[layer, head],
                list(said.pieces),
                list(said.source),
                style,
                xaxis=f"x{2 + number}",
                yaxis=f"y{2 + number}",
            )
        )
        shown = layer == TRANSLATOR_LAYERS - 1
        axes[f"xaxis{2 + number}"] = token_axis(
            [shorter(word) for word in said.source],
            14,
            domain=[across, across + 0.205],
            showticklabels=shown,
            anchor=f"y{2 + number}",
            range=[-0.5, len(said.source) - 0.5],
            tickangle=-60,
            tickfont=small,
        )
        axes[f"yaxis{2 + number}"] = token_axis(
            [shorter(piece) for piece in said.pieces],
            8 if style.lecture else 14,
            domain=[down + 0.06, down + 0.4],
            showticklabels=head == 0,
            anchor=f"x{2 + number}",
            range=[len(said.pieces) - 0.5, -0.5],
            tickfont=small,
        )
        notes.append(note(f"layer {layer}, head {head}", across, down + 0.405, style, font={"size": 0.85 * style.text}))
    if not result.right:
        notes.append(note(f"It should be {''.join(german(p.number))}", 0.0, -0.06, style, "guess"))
    layout = base_layout(
        style,
        xaxis={"domain": [0.0, 0.48], "range": [-0.5, 11.5], "visible": False},
        yaxis={
            "domain": [0.02, 0.9],
            "range": [-0.34, 1.34] if len(said.source) > 7 else [-0.12, 1.12],
            "visible": False,
        },
        **axes,
        annotations=notes,
        margin={"l": 6, "r": 6, "t": 6, "b": 44},
    )
    return Drawing(traces, layout, describe_translator(result), narrow(result))


def narrow(result: Result) -> Layout:
    """Return what differs on a telephone: there a long word takes two lines."""
    said, notes = result.translation, dict(TRANSLATOR_NARROW["annotations"])
    half = len(said.pieces) // 2
    if len(said.text) > WIDEST:
        lines = "".join(said.pieces[:half]), "".join(said.pieces[half:-1])
        notes[0] = {"text": f"<b>{'<br>'.join(lines)}</b>", "font": {"size": 12}}
    if not result.right:
        notes[5] = {"y": 0.615, "font": {"size": 12}}
    return TRANSLATOR_NARROW | {"annotations": notes}


def shorter(word: str) -> str:
    """Return a word, the end mark as a sign."""
    return "■" if word == "<end>" else word


def spread(count: int) -> np.ndarray:
    """Return places for that many words between 0 and 11."""
    return np.linspace(0.3, 10.7, count) if count > 1 else np.array([5.5])


def crossing(said: Translation, chosen: int, style: Style) -> list[Trace]:
    """Return words above, pieces below, and threads as wide as the attention of all heads together."""
    above, below = spread(len(said.source)), spread(len(said.pieces))
    mean = said.cross.mean(axis=(0, 1))
    traces = []
    for i in range(len(said.pieces)):
        for j in range(len(said.source)):
            colour = style.colour("guess") if i == chosen else style.colour("real", 0.55)
            wide = 3.2 * style.stroke * float(mean[i, j])
            if mean[i, j] > 0.03:
                traces.append(
                    line(
                        [below[i], above[j]],
                        [0.06, 0.94],
                        colour,
                        wide,
                        f"{said.pieces[i]} looks at {said.source[j]}: {mean[i, j]:.3f}".replace("<end>", "■"),
                    )
                )
    rows = 3 if len(said.source) > 7 else 1  # words in three rows, where there are many
    high = [1.05 + 0.11 * (j % rows) for j in range(len(said.source))]
    low = [-0.05 - 0.11 * (i % rows) for i in range(len(said.pieces))]
    traces.append(words(above, high, [shorter(word) for word in said.source], style.colour("text"), style))
    bold = [f"<b>{shorter(piece)}</b>" if i == chosen else shorter(piece) for i, piece in enumerate(said.pieces)]
    traces.append(
        words(below, low, bold, [style.colour("guess" if i == chosen else "text") for i in range(len(bold))], style)
    )
    return traces


def describe_translator(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    p, said = result.params, result.translation
    chosen = min(p.piece, len(said.pieces) - 1)
    mean = said.cross.mean(axis=(0, 1))[chosen]
    piece, word = shorter(said.pieces[chosen]), shorter(said.source[int(mean.argmax())])
    return (
        f"{p.number} is said as {said.text}. At piece {chosen + 1}, {piece}, the decoder looks most at {word}, with "
        f"{mean.max():.2f} of its attention."
    )
