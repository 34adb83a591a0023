"""The text as it is written, and the probabilities of the letter that comes next."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from explainers.autoregression.language.result import Result
from explainers.data.texts.texts import LETTERS
from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import escaped, line, words
from explainers.panels import Panel, panels

WIDE, ROWS, SHOWN = 42, 9, 12  # letters of a line, lines in sight, letters with a bar
PLACES = panels("text", "bars", heights=(0.56, 0.44), gaps=(0, 0.14), first="bars")
NAMES = {" ": "space", "\n": "end"}


def shown(letter: str) -> str:
    """Return a letter as it stands in a figure: what cannot be seen by its name."""
    return NAMES.get(letter, escaped(letter))


@Plot
def plot_write(result: Result, style: Style) -> Drawing:
    """Draw what stands, what is written, the context in bold, and a bar for each of the likeliest next letters."""
    before, after = result.prompt, result.continuation
    whole = before + after
    inks = ["real"] * len(before) + ["generated"] * len(after)
    strong = np.arange(len(whole)) >= len(whole) - result.window
    traces = [written(whole, inks, strong, style, PLACES["text"]), *bars(result, style)]
    axes = {
        "text": {"xaxis": {"range": [0, WIDE], "visible": False}, "yaxis": {"range": [-ROWS, 0.3], "visible": False}},
        "bars": {"xaxis": {"range": [-0.6, SHOWN - 0.4], "showticklabels": False, "ticks": "", "showgrid": False},
                 "yaxis": {"range": [0, 1.08], "tickformat": ".0%", "nticks": 5}},
    }  # fmt: skip
    context = whole[max(0, len(whole) - result.window) :] if result.window else ""
    title = f"next letter after “{shown_all(context[-24:])}”" if context else "next letter, whatever came before"
    layout = base_layout(style, **PLACES.layout(**axes), margin={"l": 52, "r": 8, "t": 8, "b": 46},
                         annotations=[PLACES["bars"].over(title, style, xanchor="left")])  # fmt: skip
    best = int(result.next_letter.argmax())
    alt = (f"After {len(whole)} letters, ending in “{whole[-12:]}”, the likeliest next letter is "
           f"“{NAMES.get(LETTERS[best], LETTERS[best])}” with {result.next_letter[best]:.0%}.")  # fmt: skip
    narrow = PLACES.narrow({"text": 250, "bars": 190}, gap=46) | {"margin": {"l": 40}}
    return Drawing(traces, layout, alt, narrow)


def shown_all(text: str) -> str:
    """Return a stretch of text for a figure, its blanks kept."""
    return escaped(text).replace(" ", "\u00a0").replace("\n", "¶")


def written(text: str, roles: list[str], strong: NDArray[np.bool_], style: Style, panel: Panel) -> Trace:
    """Return the last lines of a text as a trace: each letter in the colour of its role, in bold where `strong`."""
    lines = [range(i, min(i + WIDE, len(text))) for i in range(0, max(len(text), 1), WIDE)][-ROWS:]
    texts = ["".join(_run(text, run, roles, strong, style) for run in _runs(line_, roles, strong)) for line_ in lines]
    trace = words([0.0] * len(texts), -np.arange(len(texts)) - 0.5, texts, style.colour("text"), style,
                  textposition="middle right", **panel.axes)  # fmt: skip
    trace["textfont"] = {"family": "Source Code Pro, monospace", "size": style.text, "color": style.colour("text")}
    return trace


def _runs(places: range, roles: list[str], strong: NDArray[np.bool_]) -> list[range]:
    """Return the places of a line, parted where the look of letters changes."""
    looks = [(roles[i], bool(strong[i])) for i in places]
    cuts = [0, *(k for k in range(1, len(looks)) if looks[k] != looks[k - 1]), len(looks)]
    return [places[a:b] for a, b in pairwise(cuts) if b > a]


def _run(text: str, run: range, roles: list[str], strong: NDArray[np.bool_], style: Style) -> str:
    part = f"<span style='color:{style.colour(roles[run[0]])}'>{shown_all(text[run[0] : run[-1] + 1])}</span>"
    return f"<b>{part}</b>" if strong[run[0]] else part


def likeliest(result: Result) -> list[int]:
    """Return the places in LETTERS of those with a bar, by falling probability."""
    return [int(i) for i in np.argsort(-result.next_letter, kind="stable")[:SHOWN]]


def bars(result: Result, style: Style) -> list[Trace]:
    """Return a bar for each of the likeliest letters, its name below and its probability above."""
    here, order = PLACES["bars"].axes, likeliest(result)
    p = result.next_letter[order]
    x = np.arange(float(SHOWN))
    left, right, gap = x - 0.36, x + 0.36, np.full(SHOWN, np.nan)
    ink = style.colour("generated")
    outline = line(np.stack([left, left, right, right, gap], 1).ravel(), np.stack([0 * p, p, p, 0 * p, gap], 1).ravel(),
                   ink, 1, fill="toself", fillcolor=style.colour("generated", 0.55), **here)  # fmt: skip
    names = words(x, [0.0] * SHOWN, [f"<b>{shown(LETTERS[i])}</b>" for i in order], style.colour("text"), style,
                  textposition="bottom center", **here)  # fmt: skip
    shares = words(x, p, [f"{value:.0%}" if value >= 0.005 else "" for value in p], style.colour("muted"), style,
                   textposition="top center", **here)  # fmt: skip
    return [outline, names, shares]
