"""Bits per letter: by order and by amount of text, letter by letter, beside packing programs; and what is copied."""

import numpy as np

from explainers.autoregression.language.figure_write import ROWS, WIDE, shown_all, written
from explainers.autoregression.language.ngrams import MOST
from explainers.autoregression.language.result import LONG, Result, recorded
from explainers.autoregression.language.settings import OWN
from explainers.data.texts.texts import plain
from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import Panel, panels

CURVE = panels("order order size", gaps=(0.09, 0))
COPIED = panels("text", "share", heights=(0.56, 0.44), gaps=(0, 0.16))
NETS = {"bigram": "bigram<br>net", "perceptron": "percep-<br>tron", "recurrent": "recur-<br>rent",
        "transformer": "trans-<br>former"}  # fmt: skip
TOP = 7.0  # bits per letter at the upper end of all axes
ORDERS = np.arange(1.0, MOST + 1)
ACROSS = 40  # letters of a line that is read
SURE = 10.0  # bits whose bar fills a line


@Plot
def plot_curve(result: Result, style: Style) -> Drawing:
    """Draw bits per letter of both parts against the order, with the networks beside, and against how much is read."""
    p, (known, held_out) = result.params, result.curves
    here = CURVE["order"].axes
    traces = [
        line(ORDERS, np.minimum(known, TOP), style.colour("prior"), style.stroke, "%{y:.3f} bits", **here),
        line(ORDERS, np.minimum(held_out, TOP), style.colour("generated"), style.stroke, "%{y:.3f} bits", **here),
        dots([p.order] * 2, [min(part[p.order - 1], TOP) for part in (known, held_out)],
             [style.colour("prior"), style.colour("generated")], 4 * style.stroke, "%{y:.3f} bits", **here),
        *ladder(result, style),
        *by_size(result, style),
    ]  # fmt: skip
    ticks = [*ORDERS, *(MOST + 1.5 + 1.3 * i for i in range(len(NETS)))]
    axes = {
        "order": {"xaxis": {"range": [0.6, MOST + 6.3], "tickvals": ticks, "showgrid": False,
                            "ticktext": [*map(str, range(1, MOST + 1)), *NETS.values()],
                            "tickfont": {"size": style.text - 3}},
                  "yaxis": {"range": [0, TOP], "title": {"text": "bits per letter"}}},
        "size": {"xaxis": {"type": "log", "range": [2.9, 6.6], "tickvals": [1e3, 1e4, 1e5, 1e6],
                           "ticktext": ["1,000", "10⁴", "10⁵", "10⁶"], "title": {"text": "letters learnt from, N"}},
                 "yaxis": {"range": [0, TOP], "showticklabels": False}},
    }  # fmt: skip
    keys = "  ".join(f"<b style='color:{style.colour(role)}'>{text} {value:.2f}</b>" for role, text, value in (
        ("prior", "learnt from", known[p.order - 1]), ("generated", "held out", held_out[p.order - 1])))  # fmt: skip
    titles = [CURVE["order"].over(f"order n = {p.order}: {keys}", style),
              CURVE["size"].over("held out, by N", style)]  # fmt: skip
    layout = base_layout(style, **CURVE.layout(**axes), annotations=titles,
                         margin={"l": 52, "r": 8, "t": 32, "b": 66 if style.lecture else 54})  # fmt: skip
    best = int(np.argmin(held_out)) + 1
    alt = (f"At order {p.order} the model takes {known[p.order - 1]:.2f} bits per letter of what it learnt from and "
           f"{held_out[p.order - 1]:.2f} of what was held out; on the latter order {best} is best, "
           f"with {min(held_out):.2f}.")  # fmt: skip
    return Drawing(traces, layout, alt, CURVE.narrow({"order": 240, "size": 170}, gap=84))


def ladder(result: Result, style: Style) -> list[Trace]:
    """Return what the networks reach, which have learnt from the novel; none beside another text."""
    if result.params.corpus != "novel":
        return [line([], [], style.colour("muted"), 1, **CURVE["order"].axes)] * 2
    nets = recorded()["networks"]
    x = [MOST + 1.5 + 1.3 * i for i in range(len(NETS))]
    return [dots(x, [nets[name][part] for name in NETS], style.colour(role), 4 * style.stroke, "%{y:.3f} bits",
                 **CURVE["order"].axes)
            for part, role in (("train", "prior"), ("test", "generated"))]  # fmt: skip


def by_size(result: Result, style: Style) -> list[Trace]:
    """Return the bits of what was held out against how much was learnt from, at this order; and where it stands now."""
    p, here, ink = result.params, CURVE["size"].axes, style.colour("generated")
    now = dots([len(result.parts[0])], [min(result.curves[1][p.order - 1], TOP)], ink, 4 * style.stroke,
               "%{x:,} letters: %{y:.3f} bits", **here)  # fmt: skip
    if p.corpus == OWN:
        return [line([], [], ink, style.stroke, **here), now]
    rows = recorded()["curves"][p.corpus][p.smoothing]["test"]
    bits = [min(row[p.order - 1], TOP) for row in rows]
    return [line(result.sizes, bits, ink, style.stroke, "%{x:,} letters: %{y:.3f} bits", **here), now]


@Plot
def plot_read(result: Result, style: Style) -> Drawing:
    """Draw the text that is read, a bar over each letter as high as its bits."""
    text, bits = plain(result.params.typed), result.surprise
    rows = -(-len(text) // ACROSS)
    x, base = np.arange(len(text)) % ACROSS + 0.5, -(np.arange(len(text)) // ACROSS) * 1.6
    high = base + np.minimum(bits, 1.3 * SURE) / SURE
    gap = np.full(len(text), np.nan)
    pen = 9 if style.lecture else 7
    bars = line(np.stack([x, x, gap], 1).ravel(), np.stack([base, high, gap], 1).ravel(), style.colour("guess", 0.7),
                pen)  # fmt: skip
    letters = words(x, base - 0.22, [shown_all(letter) for letter in text], style.colour("text"), style)
    letters["textfont"]["family"] = "Source Code Pro, monospace"
    letters |= {"hovertemplate": "%{customdata:.2f} bits<extra></extra>", "customdata": bits}
    letters.pop("hoverinfo", None)
    title = f"<b>{bits.mean():.2f} bits per letter</b>; the highest bar: {bits.max():.1f} bits"
    note = {"x": 0, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom", "yshift": 6,
            "showarrow": False, "text": title, "font": {"size": style.text}}  # fmt: skip
    layout = base_layout(style, annotations=[note], margin={"l": 8, "r": 8, "t": 40, "b": 8},
                         xaxis={"range": [0, ACROSS], "visible": False},
                         yaxis={"range": [-1.6 * max(rows - 1, 2) - 0.7, 1.4], "visible": False})  # fmt: skip
    worst = int(bits.argmax())
    alt = (f"A text of {len(text)} letters takes {bits.mean():.2f} bits per letter; most surprising is letter "
           f"{worst + 1}, “{text[worst]}”, with {bits[worst]:.1f} bits.")  # fmt: skip
    return Drawing([bars, letters], layout, alt, {"height": 300})


@Plot
def plot_copied(result: Result, style: Style) -> Drawing:
    """Draw what is written, stretches copied from the text in bold, and the share of such letters by order."""
    long = result.stretches >= LONG
    roles = ["real" if copied else "generated" for copied in long]
    traces = [written(result.continuation, roles, long, style, COPIED["text"]),
              *share_by_order(result, style, COPIED["share"])]  # fmt: skip
    axes = {
        "text": {"xaxis": {"range": [0, WIDE], "visible": False}, "yaxis": {"range": [-ROWS, 0.3], "visible": False}},
        "share": {"xaxis": {"range": [0.6, MOST + 0.4], "tickvals": list(range(1, MOST + 1)),
                            "title": {"text": "order n"}},
                  "yaxis": {"range": [-0.04, 1.08], "tickformat": ".0%", "nticks": 5}},
    }  # fmt: skip
    longest = int(result.stretches.max(initial=0))
    said = f"<b style='color:{style.colour('real')}'>copied, {LONG} letters or more: {long.mean():.0%}</b>, "
    titles = [COPIED["share"].over(said + f"longest stretch {longest} letters", style)]
    layout = base_layout(style, **COPIED.layout(**axes), annotations=titles, margin={"l": 52, "r": 8, "t": 8})
    alt = (f"Of {len(long)} letters written at order {result.params.order}, {long.mean():.0%} stand in stretches of "
           f"{LONG} or more in the text that was learnt from; the longest has {longest}.")  # fmt: skip
    return Drawing(traces, layout, alt, COPIED.narrow({"text": 250, "share": 150}, gap=50) | {"margin": {"l": 44}})


def share_by_order(result: Result, style: Style, panel: Panel) -> list[Trace]:
    """Return the recorded share of copied letters by order, and that of the text above."""
    p, ink = result.params, style.colour("real")
    shares = [] if p.corpus == OWN else recorded()["copied"][p.corpus]
    now = float((result.stretches >= LONG).mean()) if len(result.stretches) else 0.0
    return [line(ORDERS[: len(shares)], shares, ink, style.stroke, "order %{x}: %{y:.0%}", **panel.axes),
            dots([p.order], [now], ink, 4 * style.stroke, "%{y:.0%}", **panel.axes)]  # fmt: skip


@Plot
def plot_packed(result: Result, style: Style) -> Drawing:
    """Draw the bits per letter of the held-out text: packed by programs, and under models."""
    rows = [(name, value, "muted") for name, value in result.packed.items()]
    rows.append((f"counted, n = {result.params.order}", result.curves[1][result.params.order - 1], "generated"))
    if result.params.corpus == "novel":
        rows += [(name, recorded()["networks"][name]["test"], "generator") for name in NETS]
    y = -np.arange(float(len(rows)))
    values = np.array([value for _, value, _ in rows])
    traces: list[Trace] = []
    for role in dict.fromkeys(role for _, _, role in rows):
        mine = np.array([row[2] == role for row in rows])
        gap = np.full(mine.sum(), np.nan)
        traces.append(line(np.stack([0 * values[mine], np.minimum(values[mine], TOP), gap], 1).ravel(),
                           np.repeat(y[mine], 3), style.colour(role), 22))  # fmt: skip
    names = words([-0.1] * len(rows), y, [name for name, _, _ in rows], style.colour("text"), style,
                  textposition="middle left")  # fmt: skip
    said = words(np.minimum(values, TOP) + 0.1, y, [f"{value:.2f}" for value in values], style.colour("text"), style,
                 textposition="middle right")  # fmt: skip
    layout = base_layout(
        style, margin={"l": 12, "r": 12, "t": 10, "b": 50},
        xaxis={"range": [-2.6, 5.2], "tickvals": [0, 1, 2, 3, 4, 5], "title": {"text": "bits per letter, held out"}},
        yaxis={"range": [-7.7, 0.7], "visible": False},
    )  # fmt: skip
    alt = "Bits per letter of what was held out: " + ", ".join(f"{name} {value:.2f}" for name, value, _ in rows) + "."
    return Drawing([*traces, names, said], layout, alt, {"height": 380})
