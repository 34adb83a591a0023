"""One text under three objectives: what goes in, what must come out, and who attends to whom."""

from collections import Counter

import numpy as np
import torch
from numpy.typing import NDArray

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import escaped, line, words
from explainers.panels import panels
from explainers.transformers.maps import tag
from explainers.transformers.objectives.corruption import OBJECTIVES, Pair
from explainers.transformers.objectives.network import may_look
from explainers.transformers.objectives.result import Result
from explainers.transformers.objectives.settings import NAMES
from explainers.transformers.objectives.spelling import BLANK, HOLES, name

ACROSS = {False: 33, True: 41}  # letters on a line; in a lecture, of a wider figure
ROOM = 128  # pixels for the lines of an objective
LOSS = "discriminator"  # the colour of all that has a loss
ROWS = [f"text {name}" for name in OBJECTIVES]
PLACES = panels(*ROWS, widths=(0.76, 0.2), gaps=(0.04, 0.1), x=(0.0, 0.99), y=(0.01, 0.94))
NARROW = PLACES.narrow({"text": 400, " ".join(OBJECTIVES): 100}, gap=40, across=0.06, margin=(24, 16))
INKS = {"all to all": "prior", "all given": "generator", "only back": "likelihood"}  # who may look at whom


@Plot
def plot_objectives(result: Result, style: Style) -> Drawing:
    """Draw the three objectives below each other: what goes in, what must come out, and the mask."""
    traces = [words([0], [0], [""], style.colour("text"), style, **PLACES["text"].axes)]  # or the panel has no place
    heads, wide, narrow = list[Layout](), list[Layout](), list[Layout]()
    for objective, pair in result.pairs.items():
        n, m = len(pair.given), len(pair.wanted)
        traces += drawn_mask(pair, style, **PLACES[objective].axes)
        share = f"{np.mean(mask_of(pair) > 0):.0%} may be seen"
        heads.append(PLACES[objective].over(share, style, font={"size": 0.85 * style.text}))
        losses = tag(f"<b>a loss at {m}</b>", LOSS, style)
        heads.append(at(f"<b>{NAMES[objective]}</b>: {losses} of {n + m} places", 0, objective, style, "bottom"))
        for notes, across in ((wide, ACROSS[style.lecture]), (narrow, 25)):
            given, wanted = wrapped(pair.given, set(), across, style), wrapped(pair.wanted, unread(pair), across, style)
            notes.append(at(given if n else tag("nothing to read", "muted", style), 0, objective, style))
            notes.append(at(tag(wanted, LOSS, style), 0.53, objective, style))
    for notes, most in ((wide, style.text - 2 * style.lecture), (narrow, 11)):
        lines = max(note["text"].count("<br>") + 1 for note in notes)
        for note in notes:
            note["font"] = {"size": min(most, int(ROOM / (1.3 * lines)))}
    square = {"xaxis": {"visible": False, "range": [0, 1.04]}, "yaxis": {"visible": False, "range": [1, 0]}}
    layout = base_layout(style, **PLACES.layout(text=square, **dict.fromkeys(OBJECTIVES, square)),
                         annotations=[*wide, *heads], margin={"l": 6, "r": 6, "t": 8, "b": 6})  # fmt: skip
    return Drawing(traces, layout, describe(result), NARROW | {"annotations": dict(enumerate(narrow))})


def at(text: str, x: float, objective: str, style: Style, yanchor: str = "top") -> Layout:
    """Return words at the top of the row of an objective, `x` a share of the panel of texts."""
    low, high = PLACES["text"].y
    y = (PLACES[objective].y[1] - low) / (high - low)
    return {"text": text, "x": x, "y": y, "xref": "x domain", "yref": "y domain", "xanchor": "left", "yanchor": yanchor,
            "align": "left", "showarrow": False, "font": {"size": style.text}}  # fmt: skip


def unread(pair: Pair) -> set[int]:
    """Return the places of what must come out that is in nothing that was given, where anything was."""
    left, places = Counter(pair.given), set[int]()
    for place, piece in enumerate(pair.wanted if pair.given else ()):
        left[piece] -= 1
        if left[piece] < 0:
            places.add(place)
    return places


def wrapped(ids: tuple[int, ...], bold: set[int], across: int, style: Style) -> str:
    """Return pieces in lines, parted by dots within words; what stands for something missing in colour."""
    lines, room = [""], across
    for i, piece in enumerate(ids):
        shown, gap = name(piece), ""
        if shown.startswith(BLANK) or room < 0:
            gap = " "
            if room < len(shown):
                lines.append("")
                room = across
        elif shown.isalnum():
            gap = tag("·", "muted", style)
        shown = shown.removeprefix(BLANK) or "␣"
        room -= len(shown) + 1
        text = f"<b>{escaped(shown)}</b>" if piece in HOLES or i in bold else escaped(shown)
        lines[-1] += gap * bool(lines[-1]) + (tag(text, "guess", style) if piece in HOLES else text)
    return "<br>".join(lines)


def mask_of(pair: Pair) -> NDArray[np.uint8]:
    """Return which pairs may look, rows at columns: 1, 2 and 3 as in INKS, 0 where none may."""
    n, total = len(pair.given), len(pair.given) + len(pair.wanted)
    written = np.arange(total) >= n
    return may_look(torch.tensor([[n]]), total)[0].numpy() * (np.uint8(1) + written[:, None] + written)


def drawn_mask(pair: Pair, style: Style, **axes: str) -> list[Trace]:
    """Return the mask, and beside it a bar along the rows that have a loss."""
    n, mask = len(pair.given), mask_of(pair)
    split, cell = n / len(mask), 1 / len(mask)
    scale = [[i / 3, style.colour(role, 0.5 if i else 0.0)] for i, role in enumerate(["grid", *INKS.values()])]
    heat = {"type": "heatmap", "z": mask, "zmin": 0, "zmax": 3, "colorscale": scale, "showscale": False,
            "hoverinfo": "skip", "x0": cell / 2, "dx": cell, "y0": cell / 2, "dy": cell, **axes}  # fmt: skip
    edge = line([0, 1, 1, 0, 0], [0, 0, 1, 1, 0], style.colour("muted"), 1, **axes)
    loss = line([1.04, 1.04], [split, 1], style.colour(LOSS), 1.5 * style.stroke, **axes)
    across, down = [split / 2, split / 2, (1 + 2 * split) / 3], [split / 2, (1 + split) / 2, (3 + split) / 4]
    room = min(split, 1 - split) > 0.3  # for words in all three, or in the last, if nothing is given
    shown = list(INKS) if room else ["", "", "only back" * (n == 0)]
    font = {"textfont": {"size": 0.75 * style.text, "color": style.colour("text")}}
    return [heat, edge, loss, words(across, down, shown, style.colour("text"), style, **axes) | font]


def describe(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    counts = {name: (len(pair.given), len(pair.wanted)) for name, pair in result.pairs.items()}
    parts = [f"{NAMES[name]} reads {n} pieces and writes {m}" for name, (n, m) in counts.items()]
    return f"Of a text of {len(result.text)} pieces, {'; '.join(parts)}."
