"""A gap at every place of a text: how probable each model finds what is missing, and what it would write."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, base_layout
from explainers.marks import dots, escaped, line
from explainers.panels import panels
from explainers.transformers.maps import label, token_axis
from explainers.transformers.objectives.corruption import OBJECTIVES
from explainers.transformers.objectives.result import BEST, Result
from explainers.transformers.objectives.settings import NAMES
from explainers.transformers.objectives.spelling import BLANK, decode, name

COLOURS = dict(zip(OBJECTIVES, ("class_0", "class_1", "class_2"), strict=True))
PLACES = panels("gaps gaps gaps", " ".join(OBJECTIVES), heights=(0.52, 0.34), gaps=(0.05, 0.27), first="gaps",
                x=(0.05, 0.99), y=(0.02, 0.9))  # fmt: skip
STACK = {"gaps": 190, **dict.fromkeys(OBJECTIVES, 90)}
TINY = {"xaxis": {"tickfont": {"size": 8}}}
NARROW = PLACES.narrow(STACK, gap=[100, 32, 32], width=(0.09, 0.98), margin=(60, 16), gaps=TINY)
NARROW["annotations"] = {0: {"font": {"size": 11}}}


@Plot
def plot_gap(result: Result, style: Style) -> Drawing:
    """Draw the probability of what is missing for a gap at every place; below, the best guesses at the chosen one."""
    p, start = result.params, result.gap.start
    places = np.arange(1, len(result.text) - p.length + 1)
    head = f"{clipped(result)}<br>Probability of a missing piece, for a gap at every place"
    notes = [PLACES["gaps"].over(head, style, align="left")]
    traces = [line([start, start], [0, 1], style.colour("grid"), 3 * style.stroke, **PLACES["gaps"].axes)]
    for objective, guesses in result.guesses.items():
        colour, at, chance = style.colour(COLOURS[objective]), PLACES["gaps"].axes, guesses.chances
        said = NAMES[objective] + ": %{y:.3f}"
        traces.append(line(places, chance.round(4), colour, 0.7 * style.stroke, said, **at))
        traces.append(dots([start], [chance[start - 1].round(4)], colour, 3.5 * style.stroke, said, **at))
        best, chances = guesses.best[start - 1], guesses.best_chances[start - 1]
        right = best == result.text[start]
        ink = [style.colour(COLOURS[objective], 0.75 if ok else 0.25) for ok in right]
        traces.append({
            "type": "bar", "orientation": "h", "x": chances.round(4), "y": np.arange(BEST), "marker": {"color": ink},
            "text": [f"{shown(i)} {chance:.2f}{' ✓' * bool(ok)}"
                     for i, chance, ok in zip(best.tolist(), chances, right, strict=True)],
            "textposition": "outside", "cliponaxis": False, "textfont": {"size": 0.9 * style.text},
            "hoverinfo": "skip", **PLACES[objective].axes,
        })  # fmt: skip
        notes.append(PLACES[objective].over(
            f"<b>{NAMES[objective]}</b>", style, font={"size": style.text, "color": colour}))  # fmt: skip
    pieces = [name(piece).replace(BLANK, "") or "␣" for piece in result.text]
    layout = base_layout(style, **PLACES.layout(**axes_of(pieces, start, style)), annotations=notes,
                         margin={"l": 8, "r": 8, "t": 12, "b": 8}, bargap=0.15)  # fmt: skip
    return Drawing(traces, layout, describe(result), NARROW)


def axes_of(pieces: list[str], start: int, style: Style) -> dict[str, Layout]:
    """Return the axes: pieces under the upper panel, nothing around the lower ones."""
    small = {"size": 0.8 * style.text}
    ticks = token_axis(pieces, 34, start, range=[0.4, len(pieces) - 0.4], tickangle=-60, tickfont=small)
    bare = {"visible": False}
    bars = {"xaxis": bare | {"range": [0, 1.5]}, "yaxis": bare | {"range": [BEST - 0.4, -0.6]}}
    upper = {"xaxis": ticks, "yaxis": {"range": [0, 1.02], "tickvals": [0, 0.5, 1]}}
    return {"gaps": upper, **dict.fromkeys(OBJECTIVES, bars)}


def shown(piece: int) -> str:
    """Return a piece, its blank as a sign only where there is nothing else."""
    return label(name(piece).replace(BLANK, ""))


def clipped(result: Result, most: int = 26) -> str:
    """Return the text about the gap, what is missing in brackets."""
    left, right = decode(result.gap.left), decode(result.gap.right)
    left = f"…{left[-most:]}" if len(left) > most else left
    right = f"{right[:most]}…" if len(right) > most else right
    return f"{escaped(left)} <b>[{escaped(decode(result.gap.missing))}]</b> {escaped(right)}"


def describe(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    chances, gap = [f"{NAMES[name]} {result.chance(name):.3f}" for name in OBJECTIVES], result.gap
    kind = "hidden with all behind it" if gap.open_end else "missing"
    said = f"“{decode(gap.missing)}”, behind piece {gap.start}, is {kind}"
    return f"{said}; the probability of a missing piece: {', '.join(chances)}."
