"""Bits per letter: by order and by how much is learnt from, and beside programs that pack."""

import numpy as np

from explainers.autoregression.language.ngrams import MOST
from explainers.autoregression.language.result import Result, recorded
from explainers.autoregression.language.settings import OWN
from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import panels

CURVE = panels("order order size", gaps=(0.09, 0))
NETS = {"bigram": "bigram<br>net", "perceptron": "percep-<br>tron", "recurrent": "recur-<br>rent",
        "transformer": "trans-<br>former"}  # fmt: skip
TOP = 6.0  # bits per letter at the upper end of all axes
BESIDE = MOST + 1.5 + 1.3 * np.arange(len(NETS))  # where the networks stand, beside the orders
UPRIGHT: dict[str, Layout] = {  # of the axis of models, on a telephone
    "xaxis": {"ticktext": [*map(str, range(1, MOST + 1)), *NETS], "tickangle": -90}
}
PARTS = {"prior": "learnt from", "generated": "held out"}  # by the role of their colour


@Plot
def plot_curve(result: Result, style: Style) -> Drawing:
    """Draw bits per letter of both parts against the order, with the networks beside, and against how much is read."""
    p, (known, held_out) = result.params, result.curves
    axes: dict[str, Layout] = {
        "order": {"xaxis": models_axis(style),
                  "yaxis": {"range": [0, TOP], "title": {"text": "bits per letter"}}},
        "size": {"xaxis": {"type": "log", "range": [2.9, 6.6], "tickvals": [1e3, 1e4, 1e5, 1e6],
                           "ticktext": ["1,000", "10⁴", "10⁵", "10⁶"], "title": {"text": "letters learnt from, N"}},
                 "yaxis": {"range": [0, TOP], "showticklabels": False}},
    }  # fmt: skip
    keys = "  ".join(f"<b style='color:{style.colour(role)}'>{PARTS[role]} {bits[p.order - 1]:.2f}</b>"
                     for role, bits in zip(PARTS, result.curves, strict=True))  # fmt: skip
    titles = [CURVE["order"].over(f"order n = {p.order}: {keys}", style),
              CURVE["size"].over("held out, by N", style)]  # fmt: skip
    layout = base_layout(style, **CURVE.layout(**axes), annotations=titles,
                         margin={"l": 52, "r": 8, "t": 32, "b": 66 if style.lecture else 54})  # fmt: skip
    best = int(np.argmin(held_out)) + 1
    alt = (f"At order {p.order} the model takes {known[p.order - 1]:.2f} bits per letter of what it learnt from and "
           f"{held_out[p.order - 1]:.2f} of what was held out; on the latter order {best} is best, "
           f"with {min(held_out):.2f}.")  # fmt: skip
    traces = [*by_order(result, style), *networks(result, style), *by_size(result, style)]
    return Drawing(traces, layout, alt, CURVE.narrow({"order": 240, "size": 170}, gap=110, order=UPRIGHT))


def models_axis(style: Style) -> Layout:
    """Return an axis with the orders of models that count, and the networks beside them."""
    names = dict(zip([*range(1, MOST + 1), *BESIDE], [*map(str, range(1, MOST + 1)), *NETS.values()], strict=True))
    return {"range": [0.6, MOST + 6.3], "tickvals": [*names], "ticktext": [*names.values()], "showgrid": False,
            "tickfont": {"size": style.text - 3}}  # fmt: skip


def by_order(result: Result, style: Style) -> list[Trace]:
    """Return the bits of both parts against the order, and where it stands now."""
    n, here, inks = result.params.order, CURVE["order"].axes, [style.colour(role) for role in PARTS]
    curves = np.minimum(result.curves, TOP)
    lines = [line(np.arange(1.0, MOST + 1), curve, ink, style.stroke, "%{y:.3f} bits", **here)
             for curve, ink in zip(curves, inks, strict=True)]  # fmt: skip
    return [*lines, dots([n, n], curves[:, n - 1], inks, 4 * style.stroke, "%{y:.3f} bits", **here)]


def networks(result: Result, style: Style) -> list[Trace]:
    """Return what the networks reach, which have learnt from the novel; none beside another text."""
    names = NETS if result.params.corpus == "novel" else {}
    return [dots(BESIDE[: len(names)], [recorded()[name][part] for name in names], style.colour(role), 4 * style.stroke,
                 "%{y:.3f} bits", **CURVE["order"].axes)
            for part, role in zip(("train", "test"), PARTS, strict=True)]  # fmt: skip


def by_size(result: Result, style: Style) -> list[Trace]:
    """Return the bits of what was held out against how much was learnt from, at this order; and where it stands now."""
    p, here, ink, said = result.params, CURVE["size"].axes, style.colour("generated"), "%{x:,} letters: %{y:.3f} bits"
    rows = [] if p.corpus == OWN else recorded()["counts"][p.corpus][p.smoothing]["test"]
    return [
        line(result.sizes, [min(row[p.order - 1], TOP) for row in rows], ink, style.stroke, said, **here),
        dots([len(result.train)], [min(result.held_out_bits, TOP)], ink, 4 * style.stroke, said, **here),
    ]


@Plot
def plot_packed(result: Result, style: Style) -> Drawing:
    """Draw the bits per letter of the held-out text: packed by programs, and under models."""
    p = result.params
    rows = {name: ("muted", bits) for name, bits in result.packed.items()}
    less = f", N = {p.size:,}" if p.size == len(result.train) else ""  # than all of the text
    rows[f"counted, n = {p.order}{less}"] = ("generated", result.held_out_bits)
    if p.corpus == "novel":
        rows |= {name: ("generator", recorded()[name]["test"]) for name in NETS}
    y, bits = -np.arange(float(len(rows))), np.array([bits for _, bits in rows.values()])
    long = np.minimum(bits, TOP)
    ground: Trace = {"type": "bar", "orientation": "h", "x": long, "y": y, "width": 0.62, "hoverinfo": "skip",
                     "marker": {"color": [style.colour(role, 0.7) for role, _ in rows.values()]}}  # fmt: skip
    names = words(np.full(len(rows), -0.1), y, list(rows), style.colour("text"), style, textposition="middle left")
    said = words(long + 0.1, y, [f"{value:.2f}" for value in bits], style.colour("text"), style,
                 textposition="middle right")  # fmt: skip
    title = {"text": "bits per letter, held out"}
    layout = base_layout(style, xaxis={"range": [-2.2, 5.2], "tickvals": [0, 1, 2, 3, 4, 5], "title": title},
                         yaxis={"range": [-7.7, 0.7], "visible": False})  # fmt: skip
    alt = "Bits per letter of what was held out: " + ", ".join(
        f"{name} {value:.2f}" for name, value in zip(rows, bits, strict=True)) + "."  # fmt: skip
    return Drawing([ground, names, said], layout, alt, {"height": 380})
