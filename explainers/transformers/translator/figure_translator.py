"""The translator: a number in English and in German, and where the decoder looks when it says each piece."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import line, words
from explainers.panels import panels
from explainers.transformers.maps import map_trace, token_axis
from explainers.transformers.translator.model import Result
from explainers.transformers.translator.network import TRANSLATOR_HEADS, TRANSLATOR_LAYERS, Translation
from explainers.transformers.translator.number_words import german

WIDEST = 24  # letters of a German word that stand on one line of a telephone
HEADS = [[f"layer{layer}head{head}" for head in range(TRANSLATOR_HEADS)] for layer in range(TRANSLATOR_LAYERS)]
PLACES = panels("crossing maps", widths=(0.48, 0.43), gaps=(0.09, 0)).within(
    crossing=panels("crossing", y=(0.02, 0.9)),
    maps=panels(*map(" ".join, HEADS), gaps=(0.05, 0.12), y=(0.08, 0.86)),
)
NARROW = PLACES.narrow(
    {"crossing": 188, **{" ".join(row): 136 for row in HEADS}}, gap=[52, 58], across=0.14, width=(0.17, 0.97),
    margin=(39, 90), crossing={"xaxis": {"domain": [0.0, 1.0]}},
)  # fmt: skip


@Plot
def plot_translator(result: Result, style: Style) -> Drawing:
    """Draw the crossing of words and pieces, and the cross-attention of every head."""
    p, said = result.params, result.translation
    traces = crossing(said, min(p.piece, len(said.pieces) - 1), style)
    axes: dict[str, Layout] = {
        "crossing": {
            "xaxis": {"range": [-0.5, 11.5], "visible": False},
            "yaxis": {"range": [-0.34, 1.34] if len(said.source) > 7 else [-0.12, 1.12], "visible": False},
        }
    }
    notes = [PLACES["crossing"].over(f"<b>{p.number}</b> in German: <b>{said.text}</b>", style, yshift=8)]
    small = {"size": 0.8 * style.text}
    source, pieces = ([shorter(word) for word in tokens] for tokens in (said.source, said.pieces))
    for layer, row in enumerate(HEADS):
        for head, name in enumerate(row):
            place = PLACES[name]
            traces.append(map_trace(said.cross[layer, head], list(said.pieces), list(said.source), style, **place.axes))
            axes[name] = {
                "xaxis": token_axis(source, 14, showticklabels=layer == TRANSLATOR_LAYERS - 1,
                                    range=[-0.5, len(source) - 0.5], tickangle=-60, tickfont=small),
                "yaxis": token_axis(pieces, 8 if style.lecture else 14, showticklabels=head == 0,
                                    range=[len(pieces) - 0.5, -0.5], tickfont=small),
            }  # fmt: skip
            notes.append(place.over(f"layer {layer}, head {head}", style, font={"size": 0.85 * style.text}))
    if not result.right:
        ink = {"size": style.text, "color": style.colour("guess")}
        notes.append(PLACES["crossing"].over(f"It should be {''.join(german(p.number))}", style, y=-0.1, font=ink))
    layout = base_layout(
        style,
        **PLACES.layout(**axes),
        annotations=notes,
        margin={"l": 6, "r": 6, "t": 6, "b": 44},
    )
    return Drawing(traces, layout, describe_translator(result), narrow(result))


def narrow(result: Result) -> Layout:
    """Return what differs on a telephone: there a long word takes two lines."""
    said, notes = result.translation, dict[int, Layout]()
    half = len(said.pieces) // 2
    if len(said.text) > WIDEST:
        lines = "".join(said.pieces[:half]), "".join(said.pieces[half:-1])
        notes[0] = {"text": f"<b>{'<br>'.join(lines)}</b>", "font": {"size": 12}}
    if not result.right:
        notes[1 + TRANSLATOR_LAYERS * TRANSLATOR_HEADS] = {"font": {"size": 12}}
    return NARROW | {"annotations": notes}


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
