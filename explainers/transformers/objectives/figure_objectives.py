"""One text under three objectives: what goes in, what must come out, and who attends to whom."""

from collections import Counter
from typing import Any

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import escaped, line, words
from explainers.panels import panels
from explainers.transformers.objectives.corruption import OBJECTIVES, Pair
from explainers.transformers.objectives.result import Result
from explainers.transformers.objectives.settings import NAMES
from explainers.transformers.objectives.spelling import BLANK, FIRST_SENTINEL, MASK_ID, SENTINELS, name

ACROSS = 36  # letters on a line
ROOM = 128  # pixels for the lines of an objective
ROWS = [f"text {name}" for name in OBJECTIVES]
PLACES = panels(*ROWS, widths=(0.76, 0.2), gaps=(0.04, 0.1), x=(0.0, 0.99), y=(0.01, 0.94))
NARROW = PLACES.narrow({"text": 380, " ".join(OBJECTIVES): 100}, gap=40, across=0.06, margin=(24, 16))
BLOCKS = {
    "encoder": ("prior", "all to all"),
    "cross": ("generator", "all given"),
    "causal": ("likelihood", "only back"),
}


@Plot
def plot_objectives(result: Result, style: Style) -> Drawing:
    """Draw the three objectives below each other, each with its mask."""
    corner = words(
        [0.0], [0.0], [""], style.colour("text"), style, **PLACES["text"].axes
    )  # without a trace, a panel has no place
    traces, notes = [corner], list[Layout]()
    said = {name: (wrapped(pair.given, set(), style), wrapped(pair.wanted, fresh(name, pair), style))
            for name, pair in result.pairs.items()}  # fmt: skip
    lines = max(block.count("<br>") + 1 for blocks in said.values() for block in blocks)
    size = min(style.text - 2 * style.lecture, int(ROOM / (1.3 * lines)))
    for objective, pair in result.pairs.items():
        place, n, m = PLACES[objective], len(pair.given), len(pair.wanted)
        share, small = allowed(n, m) / (n + m) ** 2, {"size": 0.85 * style.text}
        traces += mask_of(n, m, style, **place.axes)
        notes.append(place.over(f"{share:.0%} may be seen", style, font=small))
        head = f"<b>{NAMES[objective]}</b>: a loss at {m} of {n + m} places"
        notes.append(at(head, 0.0, objective, style.text, yanchor="bottom"))
        notes.append(at(said[objective][0] if n else tag("nothing to read", "muted", style), 0.0, objective, size))
        notes.append(at(said[objective][1], 0.53, objective, size))
        if n:
            notes.append(at("→", 0.49, objective, size))
    plain = {"visible": False}
    square = {"xaxis": plain | {"range": [0, 1]}, "yaxis": plain | {"range": [1, 0]}}
    layout = base_layout(style, **PLACES.layout(text=square, **dict.fromkeys(OBJECTIVES, square)), annotations=notes,
                         margin={"l": 6, "r": 6, "t": 8, "b": 6})  # fmt: skip
    tiny = {i: {"font": {"size": 9.5}} for i, note in enumerate(notes) if note["xref"] == "x domain"}
    return Drawing(traces, layout, describe(result), NARROW | {"annotations": tiny})


def at(text: str, x: float, objective: str, size: float, yanchor: str = "top") -> Layout:
    """Return words at the top of the row of an objective, `x` a share of the panel of texts."""
    low, high = PLACES["text"].y
    y = (PLACES[objective].y[1] - low) / (high - low)
    return {"text": text, "x": x, "y": y, "xref": "x domain", "yref": "y domain", "xanchor": "left", "yanchor": yanchor,
            "align": "left", "showarrow": False, "font": {"size": size}}  # fmt: skip


def tag(text: str, role: str, style: Style) -> str:
    """Return words in the colour of a role."""
    return f"<span style='color:{style.colour(role)}'>{text}</span>"


def is_mark(piece: int) -> bool:
    """Whether a piece stands for something that is missing."""
    return piece == MASK_ID or FIRST_SENTINEL <= piece < FIRST_SENTINEL + SENTINELS


def fresh(objective: str, pair: Pair) -> set[int]:
    """Return the places of what BART wants that no piece is given for; of the others, none."""
    left, places = Counter(pair.given), set[int]()
    for place, piece in enumerate(pair.wanted if objective == "denoise" else ()):
        left[piece] -= 1
        if left[piece] < 0:
            places.add(place)
    return places


def wrapped(ids: tuple[int, ...], bold: set[int], style: Style) -> str:
    """Return pieces in lines, parted by dots within words; marks in colour, and those at places of `bold`."""
    lines, room = [""], ACROSS
    for i, piece in enumerate(ids):
        shown = name(piece)
        if shown.startswith(BLANK) or room < 0:
            if room < len(shown):
                lines.append("")
                room = ACROSS
            shown, gap = shown.removeprefix(BLANK), " "
        else:
            gap = "" if is_mark(piece) or shown.startswith("⟨") or not shown.isalnum() else tag("·", "muted", style)
        room -= len(shown) + 1
        text = escaped(shown) or "␣"
        if is_mark(piece):
            text = tag(f"<b>{text}</b>", "guess", style)
        elif i in bold:
            text = tag(f"<b>{text}</b>", "likelihood", style)
        lines[-1] += gap * bool(lines[-1]) + text
    return "<br>".join(lines)


def allowed(n: int, m: int) -> int:
    """Return how many of (n + m)² pairs may look: n given to n, m written to n given, and back among m written."""
    return n * n + m * n + m * (m + 1) // 2


def mask_of(n: int, m: int, style: Style, **axes: str) -> list[Trace]:
    """Return the mask as areas, rows look at columns: what is given at all of it, what is written at that and back."""
    total, split = n + m, n / (n + m)
    steps = np.arange(n, total + 1).repeat(2) / total  # a stair of m steps, from the first piece written to the last
    areas: dict[str, tuple[Any, Any]] = {
        "encoder": ([0, split, split, 0], [0, 0, split, split]),
        "cross": ([0, split, split, 0], [split, split, 1, 1]),
        "causal": (np.r_[split, steps[2:], split], steps),
    }
    traces = []
    for block, (across, down) in areas.items():
        colour = style.colour(BLOCKS[block][0], 0.5)
        traces.append(line(across, down, colour, 0, fill="toself", fillcolor=colour, **axes))
    traces.append(line([0, 1, 1, 0, 0], [0, 0, 1, 1, 0], style.colour("muted"), 1, **axes))
    across, down = [split / 2, split / 2, (1 + 2 * split) / 3], [split / 2, (1 + split) / 2, (3 + split) / 4]
    shown = [text if min(split, 1 - split) > 0.3 or (n == 0 and block == "causal") else ""
             for block, (_, text) in BLOCKS.items()]  # fmt: skip
    font = {"textfont": {"size": 0.75 * style.text, "color": style.colour("text")}}
    return [*traces, words(across, down, shown, style.colour("text"), style, **axes) | font]


def describe(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    counts = {name: (len(pair.given), len(pair.wanted)) for name, pair in result.pairs.items()}
    parts = [f"{NAMES[name]} reads {n} pieces and writes {m}" for name, (n, m) in counts.items()]
    return f"Of a text of {len(result.text)} pieces, {'; '.join(parts)}."
