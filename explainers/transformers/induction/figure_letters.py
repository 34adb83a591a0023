"""Letter by letter: how sure the model was of each before it came, the first time and in the repeats."""

import numpy as np
import numpy.typing as npt

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import line, words
from explainers.panels import panels
from explainers.transformers.dot_product import Array
from explainers.transformers.induction.model import Result
from explainers.transformers.induction.network import (
    INDUCTION_HEADS,
    INDUCTION_LAYERS,
    LENGTH,
    LETTERS,
    induction_score,
)
from explainers.transformers.maps import note

PLACES = panels("chance", "looks", heights=(0.52, 0.48), gaps=(0.0, 0.14))


@Plot
def plot_letters(result: Result, style: Style) -> Drawing:
    """Draw the probability of each letter, and where the head that leads in induction looked to foretell it."""
    p, read = result.params, result.letters
    at = np.arange(float(LENGTH))
    again = at >= p.period
    layer, head, looks = leading(result)
    bars: Trace = {
        "type": "bar",
        "x": at,
        "y": np.nan_to_num(read.chances).round(4),
        "marker": {"color": [style.colour("real" if now else "muted") for now in again]},
        "text": list(read.letters),
        "textposition": "none",
        "hovertemplate": "%{text}, foretold with probability %{y:.3f}<extra></extra>",
        **PLACES["chance"].axes,
    }
    chance = line([-0.5, LENGTH - 0.5], [1 / len(LETTERS)] * 2, style.colour("text"), 1.5, "by guessing: %{y:.3f}",
                  pen={"dash": "dot"}, **PLACES["chance"].axes)  # fmt: skip
    ticks = {"tickvals": at, "ticktext": list(read.letters), "range": [-0.7, LENGTH - 0.3], "showgrid": False,
             "ticks": "", "tickangle": 0, "tickfont": {"size": 0.85 * style.text}}  # fmt: skip
    first, repeats = result.losses
    layout = base_layout(
        style,
        **PLACES.layout(
            chance={"xaxis": ticks, "yaxis": {"range": [0, 1.02], "tickvals": [0, 0.5, 1]}},
            looks={
                "xaxis": {"range": ticks["range"], "visible": False},
                "yaxis": {"range": [-1.0, 2.6], "visible": False},
            },
        ),
        annotations=[
            note(f"<b>Probability of each letter</b>, before it came. Loss: {first:.2f} nats at first, "
                 f"<b>{repeats:.2f}</b> on repeats", 0.0, 1.0, style, "text"),
            note(f"<b>Where layer {layer}, head {head} looks</b> to foretell it", 0.0, 0.385, style, "text"),
        ],
        margin={"l": 34, "r": 8, "t": 2.2 * style.text, "b": 8},
    )  # fmt: skip
    narrow = PLACES.narrow({"chance": 240, "looks": 200}, chance={"xaxis": {"tickfont": {"size": 8}}})
    brief = {"text": f"<b>Probability</b>; loss {first:.2f}, <b>{repeats:.2f}</b> on repeats"}
    narrow |= {"annotations": {0: brief, 1: {"y": 0.4}}}
    return Drawing([bars, chance, *arcs(looks, again, style), *letters(read.letters, again, style)],
                   layout, describe_letters(result), narrow)  # fmt: skip


def leading(result: Result) -> tuple[int, int, Array]:
    """Return the head with the highest induction score, and its map: layer, head, (T, T)."""
    maps, period = result.letters.maps, result.params.period
    best = induction_score(maps, period).argmax()
    layer, head = np.unravel_index(best, (INDUCTION_LAYERS, INDUCTION_HEADS))
    return int(layer), int(head), maps[layer, head]


def arcs(looks: Array, again: npt.NDArray[np.bool_], style: Style) -> list[Trace]:
    """Return an arc from each letter back to the one that most of its attention goes to, as wide as that is much."""
    bend = np.sin(np.linspace(0, np.pi, 13))
    traces = []
    for i, row in enumerate(looks):
        j, most = int(row.argmax()), float(row.max())
        high = 0.35 + 2.1 * bend * (abs(i - j) / LENGTH) ** 0.6
        colour = style.colour("guess", 0.6) if again[i] else style.colour("muted", 0.35)
        said = f"letter {i + 1} looks at letter {j + 1}: {most:.3f}"
        traces.append(
            line(np.linspace(i, j, 13), high, colour, 1.3 * style.stroke * most, said, **PLACES["looks"].axes)
        )
    return traces


def letters(text: str, again: npt.NDArray[np.bool_], style: Style) -> list[Trace]:
    """Return the letters of the sequence, those of the first time in grey."""
    colours = [style.colour("text" if now else "muted") for now in again]
    at = np.arange(float(len(text)))
    return [words(at, np.zeros(len(text)), list(text), colours, style, **PLACES["looks"].axes)]


def describe_letters(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    p, (first, repeats) = result.params, result.losses
    sure = int((result.letters.chances[p.period :] > 0.5).sum())
    return (
        f"Of {LENGTH - p.period} repeated letters, the model gives more than half of the probability to {sure}. "
        f"The mean loss is {first:.2f} nats within the first {p.period} letters, and {repeats:.2f} on repeats."
    )
