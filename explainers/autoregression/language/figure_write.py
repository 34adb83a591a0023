"""A text as it is written, with the next letter's probabilities or with what is copied; and a text that is read."""

import re
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from explainers.autoregression.language.figure_bits import BESIDE, NETS, UPRIGHT, models_axis
from explainers.autoregression.language.result import LONG, Result, recorded
from explainers.data.texts.texts import LETTERS, plain
from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import dots, escaped, line, words
from explainers.panels import panels

WIDE, ROWS, SHOWN = 42, 8, 12  # letters of a line, lines in sight, letters with a bar
PLACES = panels("text", "lower", heights=(0.56, 0.44), gaps=(0, 0.14), first="lower")
NARROW = PLACES.narrow({"text": 200, "lower": 180}, gap=50) | {"margin": {"l": 44}, "font": {"size": 11}}
NAMES = {" ": "space", "\n": "end"}
ACROSS, DOWN = 24, 6  # letters of a line that is read, and lines that there is room for at least
SURE = 10.0  # bits with the fullest colour
MONO = "Source Code Pro, monospace"


@Plot
def plot_write(result: Result, style: Style) -> Drawing:
    """Draw what stands, what is written, the context in bold, and a bar for each of the likeliest next letters."""
    before, after = result.prompt, result.continuation
    whole = before + after
    inks = ["real"] * len(before) + ["generated"] * len(after)
    strong = np.arange(len(whole)) >= len(whole) - result.window
    order = likeliest(result)
    p, x = result.next_letter[order], np.arange(float(SHOWN))
    names = [NAMES.get(LETTERS[i], LETTERS[i]) for i in order]
    ticks = [f"<b>{escaped(name)}</b>" if share else "" for name, share in zip(names, p, strict=True)]
    here = PLACES["lower"].axes
    bars: Trace = {"type": "bar", "x": x, "y": p, "width": 0.72, "marker": {"color": style.colour("generated", 0.6)},
                   "hovertemplate": "%{y:.4f}<extra></extra>", **here}  # fmt: skip
    shares = words(x, p, [f"{share:.0%}" if share >= 0.005 else "" for share in p], style.colour("muted"), style,
                   textposition="top center", **here)  # fmt: skip
    context = shown(whole[len(whole) - min(result.window, 24, len(whole)) :])
    title = f"next letter after “{context}”" if context else "next letter, whatever came before"
    axis = {"range": [-0.6, SHOWN - 0.4], "tickvals": x, "ticktext": ticks, "showgrid": False}
    alt = (f"After {len(whole)} letters, ending in “{whole[-12:]}”, the likeliest next letter is "
           f"“{names[0]}” with {p[0]:.0%}.")  # fmt: skip
    return Drawing([written(whole, inks, strong, style), bars, shares], layout_of(style, axis, title), alt, NARROW)


def layout_of(style: Style, xaxis: Layout, title: str) -> Layout:
    """Return the layout of a text, in the large type that only it takes, over shares of something."""
    small = {"tickfont": {"size": style.text}}
    axes: dict[str, Layout] = {
        "text": {"xaxis": {"range": [0, WIDE], "visible": False}, "yaxis": {"range": [-ROWS, 0.3], "visible": False}},
        "lower": {"xaxis": small | xaxis, "yaxis": small | {"range": [0, 1.12], "tickformat": ".0%", "nticks": 5}},
    }
    return base_layout(style, **PLACES.layout(**axes), font={"size": round(1.45 * style.text)},
                       margin={"l": 56, "r": 8, "t": 8}, annotations=[PLACES["lower"].over(title, style)])  # fmt: skip


def shown(text: str) -> str:
    """Return a stretch of text for a figure, its blanks kept."""
    return escaped(text).replace(" ", "\u00a0").replace("\n", "¶")


def lines_of(text: str, width: int) -> list[range]:
    """Return the places of the letters of each line of a text, broken between words where there are any."""
    starts = [0]
    for word in re.finditer(rf"\S{{1,{width}}}\s?|\s", text):  # a blank may stand beyond the end of a line
        if word.start() + len(word[0].rstrip()) - starts[-1] > width:
            starts.append(word.start())
    return [range(first, end) for first, end in pairwise([*starts, len(text)]) if end > first]


def written(text: str, roles: list[str], strong: NDArray[np.bool_], style: Style) -> Trace:
    """Return the last lines of a text as a trace: each letter in the colour of its role, in bold where `strong`."""
    looks = [*zip(roles, strong, strict=True)]
    texts = []
    for places in lines_of(text, WIDE)[-ROWS:]:
        cuts = [places.start, *(i for i in places[1:] if looks[i] != looks[i - 1]), places.stop]
        texts.append("".join(_run(text[a:b], *looks[a], style) for a, b in pairwise(cuts)))
    trace = words([0.0] * len(texts), -np.arange(len(texts)) - 0.5, texts, style.colour("text"), style,
                  textposition="middle right", **PLACES["text"].axes)  # fmt: skip
    del trace["textfont"]["size"]  # that of the layout, which differs on a telephone
    trace["textfont"]["family"] = MONO
    return trace


def _run(text: str, role: str, strong: bool, style: Style) -> str:
    part = f"<span style='color:{style.colour(role)}'>{shown(text)}</span>"
    return f"<b>{part}</b>" if strong else part


def likeliest(result: Result) -> list[int]:
    """Return the places in LETTERS of those with a bar, by falling probability."""
    return [int(i) for i in np.argsort(-result.next_letter, kind="stable")[:SHOWN]]


@Plot
def plot_copied(result: Result, style: Style) -> Drawing:
    """Draw what is written, stretches copied from the text in bold, and the share of such letters by order."""
    p, long, here, ink = result.params, result.stretches >= LONG, PLACES["lower"].axes, style.colour("real")
    shares = result.row("copied")
    nets = [recorded()[name]["copied"] for name in NETS] if p.corpus == "novel" else []
    place = p.order if result.is_counted else BESIDE[[*NETS].index(p.model)]
    traces = [
        written(result.continuation, ["real" if is_long else "generated" for is_long in long], long, style),
        line(np.arange(1.0, len(shares) + 1), shares, ink, style.stroke, "%{y:.0%}", **here),
        dots(BESIDE[: len(nets)], nets, style.colour("muted"), 3 * style.stroke, "%{y:.0%}", **here),
        dots([place], [result.copied_share], ink, 4 * style.stroke, "%{y:.0%}", **here),
    ]
    longest = int(result.stretches.max(initial=0))
    said = f"<b style='color:{ink}'>{result.copied_share:.0%} copied</b>, {LONG} letters or more; longest: {longest}"
    layout = layout_of(style, models_axis(style), said)
    alt = (f"Of {len(long)} letters written, {result.copied_share:.0%} stand in stretches of {LONG} or more in the "
           f"text that was learnt from; the longest has {longest}.")  # fmt: skip
    narrow = PLACES.narrow({"text": 200, "lower": 180}, gap=50, lower=UPRIGHT)
    return Drawing(traces, layout, alt, narrow | {"height": 520, "margin": {"l": 44, "b": 90}, "font": {"size": 11}})


@Plot
def plot_read(result: Result, style: Style) -> Drawing:
    """Draw the text that is read, each letter on a ground that is the fuller in colour, the more bits it takes."""
    text, bits = plain(result.params.typed), result.surprise
    lines = lines_of(text, ACROSS)
    down = max(len(lines), DOWN)
    ground = np.full((down, ACROSS + 1), np.nan)
    for row, places in enumerate(lines):
        ground[row, : len(places)] = bits[places.start : places.stop]
    scale = [[0, style.colour("guess", 0.03)], [1, style.colour("guess", 0.6)]]
    colours: Trace = {
        "type": "heatmap", "z": ground, "zmin": 0, "zmax": SURE, "colorscale": scale, "showscale": False, "xgap": 1,
        "ygap": 3, "hoverongaps": False, "hovertemplate": "%{z:.2f} bits<extra></extra>",
    }  # fmt: skip
    x = np.concatenate([np.arange(len(places)) for places in lines])
    y = np.repeat(np.arange(len(lines)), [len(places) for places in lines])
    letters = words(x, y, [shown(letter) for letter in text], style.colour("text"), style)
    letters["textfont"]["family"] = MONO
    worst = int(bits.argmax())
    title = f"<b>{bits.mean():.2f} bits per letter</b>; most for “{shown(text[worst])}”: {bits[worst]:.1f}"
    layout = base_layout(style, annotations=[PLACES["lower"].over(title, style)],
                         margin={"l": 8, "r": 8, "t": 40, "b": 8},
                         xaxis={"range": [-0.5, ACROSS + 0.5], "visible": False},
                         yaxis={"range": [down - 0.5, -0.5], "visible": False})  # fmt: skip
    alt = (f"A text of {len(text)} letters takes {bits.mean():.2f} bits per letter; most surprising is letter "
           f"{worst + 1}, “{text[worst]}”, with {bits[worst]:.1f} bits.")  # fmt: skip
    return Drawing([colours, letters], layout, alt, {"height": 330})
