"""Bits a picture against squared error: our codes beside what image files need for the same pictures."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import panels
from explainers.vaes.quantised.codecs import curves
from explainers.vaes.quantised.figure_codes import head, numbered, picture, square, squares
from explainers.vaes.quantised.model import Result
from explainers.vaes.quantised.models import SIZES, weight_bits
from explainers.vaes.quantised.networks import GRID
from explainers.vaes.quantised.settings import TEST

PANELS = panels("cells plane", widths=(0.3, 0.7), gaps=(0.11, 0.1))
CODECS = {"JPEG": "class_1", "WebP": "class_2", "PNG": "muted"}
WORST = 12.0  # bits of a code that are drawn in full colour


@Plot
def plot_bits(result: Result, style: Style) -> Drawing:
    """Draw what each code of this picture costs; and the mean over the test pictures, beside JPEG, WebP and PNG."""
    p, cells = result.params, PANELS["cells"]
    grid = (result.bits / WORST).reshape(GRID, GRID)
    total = float(result.bits.sum())
    traces = [
        picture(0.75 * np.clip(grid, 0, 1), "prior", style, cells),
        numbered([f"{bits:.1f}" for bits in result.bits], style, cells, -2),
        head(f"<b>this picture: {total:.1f} bits</b>", "prior", style, cells),
        words([GRID / 2], [-0.4], [f"arithmetic coder: {result.written} bits"], style.colour("text"), style,
              **cells.axes),
    ]  # fmt: skip
    traces += files(result, style) + ours(result, style)
    axes = square()
    axes["yaxis"]["range"] = [-0.8, axes["yaxis"]["range"][1]]
    plane = {
        "xaxis": {"type": "log", "range": [np.log10(22), np.log10(6500)], "tickvals": [50, 100, 200, 500, 1000, 5000],
                  "title": {"text": "bits a picture"}},
        "yaxis": {"type": "log", "range": [np.log10(0.0009), np.log10(0.034)], "tickvals": [0.001, 0.003, 0.01, 0.03],
                  "title": {"text": "mean squared error"}},
    }  # fmt: skip
    layout = base_layout(style, **squares(("",), PANELS.layout(cells=axes, plane=plane)),
                         margin={"l": 4, "r": 8, "t": 4})  # fmt: skip
    rivals = ", ".join(f"{codec} {bits:.0f}" for codec, bits in result.rivals.items() if np.isfinite(bits))
    alt = (f"With {p.entries} entries, equal codes take {result.fixed_bits:.0f} bits a picture, and under the "
           f"prior {result.prior_bits:.0f}, at a squared error of {result.recorded(learnt='averages')['error']:.4f}. "
           f"For that error files take: {rivals or 'more than was measured'}.")  # fmt: skip
    return Drawing(traces, layout, alt, PANELS.narrow({"cells": 340, "plane": 380}, gap=30))


def files(result: Result, style: Style) -> list[Trace]:
    """Return the curves of image files, from coarse to fine, with their names."""
    axes, traces = PANELS["plane"].axes, []
    for codec, role in CODECS.items():
        bits, errors = curves(result.params.data, result.files)[codec].T
        seen = errors > 8e-4
        traces.append(line(bits[seen], errors[seen], style.colour(role), 0.7 * style.stroke, "%{x:.0f} bits, %{y:.4f}",
                           mode="lines+markers", marker={"size": 2 * style.stroke}, **axes))  # fmt: skip
        last = np.flatnonzero(seen)[-1]
        side = "left" if codec == "PNG" else "right"  # it ends close to WebP
        traces.append(words([bits[last]], [errors[last]], [f"\u2002<b>{codec}</b>\u2002"], style.colour(role), style,
                            textposition=f"middle {side}", **axes))  # fmt: skip
    return traces


def ours(result: Result, style: Style) -> list[Trace]:
    """Return our codes for every K: of equal length, and as long as the prior makes them."""
    p, axes = result.params, PANELS["plane"].axes
    found = [result.recorded(entries, "averages") for entries in SIZES]
    errors = np.array([one["error"] for one in found])
    extra = np.array([weight_bits(p.data, entries) / TEST if p.counted == "weights" else 0.0 for entries in SIZES])
    fixed = np.array([one["fixed_bits"] for one in found]) + extra
    under = np.array([one["prior_bits"] for one in found]) + extra
    traces = []
    for role, bits, name, lift in (("posterior", fixed, "49 log₂ K", 1.4), ("prior", under, "under the prior", 1.16)):
        sizes = [(5.5 if entries == p.entries else 3) * style.stroke for entries in SIZES]
        traces.append(line(bits, errors, style.colour(role), style.stroke, **axes))
        traces.append(dots(bits, errors, style.colour(role), sizes, "K = %{text}: %{x:.0f} bits, %{y:.4f}",
                           text=[str(entries) for entries in SIZES], **axes))  # fmt: skip
        traces.append(words([bits[0]], [errors[0] * lift], [f"<b>{name}</b>"], style.colour(role), style,
                            textposition="middle center", **axes))  # fmt: skip
    i = SIZES.index(p.entries)
    said = f"K = {p.entries}: {under[i]:.0f}\u2002"
    traces.append(words([under[i]], [errors[i]], [said], style.colour("prior"), style, textposition="bottom left",
                        **axes))  # fmt: skip
    return traces
