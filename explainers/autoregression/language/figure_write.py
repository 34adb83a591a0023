"""A text as it is written, with the next letter's probabilities or with what is copied; and a text that is read."""

import textwrap
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from explainers.autoregression.language.figure_bits import BESIDE, NETS, models_axis
from explainers.autoregression.language.result import LONG, Result, recorded
from explainers.autoregression.language.settings import OWN
from explainers.data.texts.texts import LETTERS, plain
from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import dots, escaped, line, words
from explainers.panels import Panel, panels

WIDE, ROWS, SHOWN = 42, 9, 12  # letters of a line, lines in sight, letters with a bar
WRITTEN = panels("text", "bars", heights=(0.56, 0.44), gaps=(0, 0.14), first="bars")
COPIED = panels("text", "share", heights=(0.56, 0.44), gaps=(0, 0.16))
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
    traces = [written(whole, inks, strong, style, WRITTEN["text"]), *bars(result, style)]
    axes = {
        "text": PAPER,
        "bars": {"xaxis": {"range": [-0.6, SHOWN - 0.4], "showticklabels": False, "ticks": "", "showgrid": False},
                 "yaxis": {"range": [0, 1.08], "tickformat": ".0%", "nticks": 5}},
    }  # fmt: skip
    context = whole[max(0, len(whole) - result.window) :] if result.window else ""
    title = f"next letter after “{shown(context[-24:])}”" if context else "next letter, whatever came before"
    layout = base_layout(style, **WRITTEN.layout(**axes), margin={"l": 52, "r": 8, "t": 8, "b": 46},
                         annotations=[WRITTEN["bars"].over(title, style, xanchor="left")])  # fmt: skip
    best = int(result.next_letter.argmax())
    alt = (f"After {len(whole)} letters, ending in “{whole[-12:]}”, the likeliest next letter is "
           f"“{NAMES.get(LETTERS[best], LETTERS[best])}” with {result.next_letter[best]:.0%}.")  # fmt: skip
    narrow = WRITTEN.narrow({"text": 250, "bars": 190}, gap=46) | {"margin": {"l": 40}}
    return Drawing(traces, layout, alt, narrow)


PAPER: Layout = {"xaxis": {"range": [0, WIDE], "visible": False}, "yaxis": {"range": [-ROWS, 0.3], "visible": False}}


def shown(text: str) -> str:
    """Return a stretch of text for a figure, its blanks kept."""
    return escaped(text).replace(" ", "\u00a0").replace("\n", "¶")


def lines_of(text: str, width: int) -> list[range]:
    """Return the places of the letters of each line of a text, broken between words where there are any."""
    lines = textwrap.wrap(text, width, expand_tabs=False, replace_whitespace=False, drop_whitespace=False,
                          break_on_hyphens=False)  # fmt: skip
    return [range(first, end) for first, end in pairwise(accumulate(map(len, lines), initial=0))]


def written(text: str, roles: list[str], strong: NDArray[np.bool_], style: Style, panel: Panel) -> Trace:
    """Return the last lines of a text as a trace: each letter in the colour of its role, in bold where `strong`."""
    looks = [*zip(roles, strong, strict=True)]
    texts = []
    for places in lines_of(text, WIDE)[-ROWS:]:
        cuts = [places.start, *(i for i in places[1:] if looks[i] != looks[i - 1]), places.stop]
        texts.append("".join(_run(text[a:b], *looks[a], style) for a, b in pairwise(cuts)))
    trace = words([0.0] * len(texts), -np.arange(len(texts)) - 0.5, texts, style.colour("text"), style,
                  textposition="middle right", **panel.axes)  # fmt: skip
    trace["textfont"]["family"] = MONO
    return trace


def _run(text: str, role: str, strong: bool, style: Style) -> str:
    part = f"<span style='color:{style.colour(role)}'>{shown(text)}</span>"
    return f"<b>{part}</b>" if strong else part


def likeliest(result: Result) -> list[int]:
    """Return the places in LETTERS of those with a bar, by falling probability."""
    return [int(i) for i in np.argsort(-result.next_letter, kind="stable")[:SHOWN]]


def bars(result: Result, style: Style) -> list[Trace]:
    """Return a bar for each of the likeliest letters, its name below and its probability above."""
    here, order = WRITTEN["bars"].axes, likeliest(result)
    p, x = result.next_letter[order], np.arange(float(SHOWN))
    names = [f"<b>{NAMES.get(LETTERS[i], escaped(LETTERS[i]))}</b>" for i in order]
    return [
        {"type": "bar", "x": x, "y": p, "width": 0.72, "marker": {"color": style.colour("generated", 0.6)},
         "hovertemplate": "%{y:.4f}<extra></extra>", **here},
        words(x, [0.0] * SHOWN, names, style.colour("text"), style, textposition="bottom center", **here),
        words(x, p, [f"{value:.0%}" if value >= 0.005 else "" for value in p], style.colour("muted"), style,
              textposition="top center", **here),
    ]  # fmt: skip


@Plot
def plot_copied(result: Result, style: Style) -> Drawing:
    """Draw what is written, stretches copied from the text in bold, and the share of such letters by order."""
    p, long, panel, ink = result.params, result.stretches >= LONG, COPIED["share"], style.colour("real")
    shares = [] if p.corpus == OWN else recorded()["counts"][p.corpus]["copied"]
    nets = [recorded()[name]["copied"] for name in NETS] if p.corpus == "novel" else []
    place = p.order if result.is_counted else BESIDE[[*NETS].index(p.model)]
    traces = [
        written(result.continuation, ["real" if is_long else "generated" for is_long in long], long, style,
                COPIED["text"]),
        line(np.arange(1.0, len(shares) + 1), shares, ink, style.stroke, "%{y:.0%}", **panel.axes),
        dots(BESIDE[: len(nets)], nets, style.colour("muted"), 3 * style.stroke, "%{y:.0%}", **panel.axes),
        dots([place], [result.copied_share], ink, 4 * style.stroke, "%{y:.0%}", **panel.axes),
    ]  # fmt: skip
    axes = {
        "text": PAPER,
        "share": {"xaxis": models_axis(style), "yaxis": {"range": [-0.04, 1.08], "tickformat": ".0%", "nticks": 5}},
    }
    longest = int(result.stretches.max(initial=0))
    said = f"<b style='color:{ink}'>copied in stretches of {LONG} or more: {result.copied_share:.0%}</b>, "
    layout = base_layout(style, **COPIED.layout(**axes), margin={"l": 52, "r": 8, "t": 8},
                         annotations=[panel.over(f"{said}the longest: {longest} letters", style)])  # fmt: skip
    alt = (f"Of {len(long)} letters written, {result.copied_share:.0%} stand in stretches of {LONG} or more in the "
           f"text that was learnt from; the longest has {longest}.")  # fmt: skip
    return Drawing(traces, layout, alt, COPIED.narrow({"text": 250, "share": 150}, gap=50) | {"margin": {"l": 44}})


@Plot
def plot_read(result: Result, style: Style) -> Drawing:
    """Draw the text that is read, each letter on a ground that is the fuller in colour, the more bits it takes."""
    text, bits = plain(result.params.typed), result.surprise
    lines = lines_of(text, ACROSS)
    down = max(len(lines), DOWN)
    ground = np.full((down, ACROSS), np.nan)
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
    note = {"x": 0, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom", "yshift": 6,
            "showarrow": False, "text": title, "font": {"size": style.text}}  # fmt: skip
    layout = base_layout(style, annotations=[note], margin={"l": 8, "r": 8, "t": 40, "b": 8},
                         xaxis={"range": [-0.5, ACROSS - 0.5], "visible": False},
                         yaxis={"range": [down - 0.5, -0.5], "visible": False})  # fmt: skip
    alt = (f"A text of {len(text)} letters takes {bits.mean():.2f} bits per letter; most surprising is letter "
           f"{worst + 1}, “{text[worst]}”, with {bits[worst]:.1f} bits.")  # fmt: skip
    return Drawing([colours, letters], layout, alt, {"height": 330})
