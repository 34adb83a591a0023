"""Simulation-based calibration: the ranks of many truths among draws of their own posteriors, a panel per parameter."""

import numpy as np

from explainers.bayes.sampling.calibration import BINS, DRAWS, Calibration
from explainers.bayes.sampling.model import Result
from explainers.bayes.sampling.posteriors import PARAMETERS, SYMBOLS
from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import line, words
from explainers.panels import panels

TOP = 3.0  # fair shares: the highest bar that is drawn
WIDE = (DRAWS + 1) / BINS  # ranks in a bin
DRAWN = {"coin": "coins", "regression": "sets of 20 points", "schools": "sets of eight schools"}


@Plot
def plot_simulated(result: Result, style: Style) -> Drawing:
    """Draw the ranks of each parameter as a histogram, with the band in which 99% of a right sampler's bars are."""
    names, found = PARAMETERS[result.params.model], result.calibrations
    places = panels(" ".join(["said"] * len(names)), " ".join(names), heights=(0.14, 0.76), gaps=(0.06, 0.1))
    traces = [trace for name in names for trace in panel(found.get(name), name, places[name].axes, style)]
    unseen, unlabelled = {"visible": False, "range": [0, 1]}, {"showticklabels": False, "title": {}}
    axes: Layout = {name: panel_axes(name) for name in names} | {"said": {"xaxis": unseen, "yaxis": unseen}}
    for name in names[1:]:
        axes[name]["yaxis"] |= unlabelled
    heads = [places[name].over(said, style, font={"size": style.text, "color": ink})
             for name, (said, ink) in ((name, headline(found.get(name), name, style)) for name in names)]  # fmt: skip
    margin = {"l": 70 if style.lecture else 56, "r": 16}
    layout = base_layout(style, **places.layout(**axes), annotations=heads, margin=margin, bargap=0)
    inks = [style.colour("text"), style.colour("muted")]
    traces.append(words([0, 0], [0.85, 0.3], [meaning(result), made(result)], inks, style, textposition="middle right",
                        **places["said"].axes))  # fmt: skip
    narrow = places.narrow(
        {"said": 60, **dict.fromkeys(names, 175 if len(names) > 1 else 255)}, gap=(45, 100)[: len(names)]
    )
    return Drawing(traces, layout, describe(result), narrow)


def panel_axes(name: str) -> dict[str, Layout]:
    """Return the axes of one parameter: its ranks, and heights of which 1 is every bar's if ranks are even."""
    along = f"rank of the true {SYMBOLS[name]} among {DRAWS} draws"
    return {"xaxis": {"range": [0, DRAWS + 1], "title": {"text": along}},
            "yaxis": {"range": [0, TOP], "nticks": 4, "title": {"text": "times its fair share"}}}  # fmt: skip


def panel(found: Calibration | None, name: str, axes: dict[str, str], style: Style) -> list[Trace]:
    """Return the histogram of one parameter with its band and verdict; empty while nothing has been simulated."""
    x, nothing = WIDE * (np.arange(BINS) + 0.5), np.full(BINS, np.nan)
    fair = len(found.ranks) / BINS if found else 1.0
    low, high = (edge / fair for edge in found.band) if found else (np.nan, np.nan)
    counts, out = (found.counts, found.outside) if found else (nothing, nothing > 0)
    colours = [style.colour("guess" if bad else "posterior") for bad in out]
    shade = style.colour("muted", 0.18)
    return [
        {"type": "bar", "x": x, "y": np.minimum(counts / fair, TOP), "width": 0.92 * WIDE,
         "marker": {"color": colours}, "customdata": counts, "hovertemplate": "%{customdata} of them<extra></extra>",
         **axes},
        line([0, DRAWS + 1, DRAWS + 1, 0], [low, low, high, high], shade, 0, fill="toself", fillcolor=shade, **axes),
        line([0, DRAWS + 1], [1, 1], style.colour("muted"), 0.5 * style.stroke, pen={"dash": "dash"}, **axes),
    ]  # fmt: skip


def headline(found: Calibration | None, name: str, style: Style) -> tuple[str, str]:
    """Return what stands over the histogram of one parameter, and its colour."""
    if found is None:
        return f"<b>{SYMBOLS[name]}</b>", style.colour("muted")
    return f"<b>{SYMBOLS[name]}</b> {verdict(found)}", style.colour("text" if found.passes else "guess")


def verdict(found: Calibration) -> str:
    """Return what a histogram says, in words."""
    p = f"p = {found.p_value:.2f}" if found.p_value >= 0.01 else f"p = {found.p_value:.3f}"
    p = p if found.passes else "p < 0.001"
    return f"{'passes' if found.passes else 'fails'}: {found.outside.sum()} bars outside, {p}"


def made(result: Result) -> str:
    """Return how the ranks came about."""
    found = next(iter(result.calibrations.values()), None)
    if found is None:
        return "Each has its parameters drawn from the prior, its data simulated, and its posterior sampled by NUTS."
    n, by = len(found.ranks), "our random walk" if result.params.model == "coin" else "PyMC’s NUTS"
    return f"{n:,} {DRAWN[result.params.model]} from the prior, fitted by {by}; grey: 99% of bars, if it is right"


def meaning(result: Result) -> str:
    """Return in a sentence what the shape means."""
    p, found = result.params, result.calibrations
    if not found:
        return "<b>Simulated data are being fitted</b>"
    passes = all(calibration.passes for calibration in found.values())
    if p.wrong == "none" and p.model == "schools" and p.centred and not passes:
        return "<b>NUTS misses the neck of the funnel</b>: true spreads τ lie below all its draws too often"
    if p.wrong == "none":
        even = "<b>Even ranks</b>: the draws come from the posterior"
        return even if passes else "<b>Not even</b>: look for a mistake"
    if passes:
        return "<b>Wrong, and not found out</b>: so small a fault takes more simulations"
    return {
        "sure": "<b>High ends</b>: the draws are too close together, and the truth is often beyond them all",
        "loose": "<b>A hill, or a slope</b>: the draws spread too far around the truth",
        "creep": "<b>High ends</b>: draws that creep are alike, and the truth is beyond them all too often",
    }[p.wrong]


def describe(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    found = result.calibrations
    if not found:
        return f"Calibration with {result.params.simulations} simulations: none has been fitted yet, 0 ranks."
    n, (low, high) = len(next(iter(found.values())).ranks), next(iter(found.values())).band
    parts = [f"of {SYMBOLS[name]} {c.counts.min()} to {c.counts.max()}, {verdict(c)}" for name, c in found.items()]
    return (f"Ranks of {n} true values among {DRAWS} draws each, in {BINS} bars: {'; '.join(parts)}. A right sampler "
            f"has {n / BINS:g} on average, within {low:.0f} and {high:.0f}.")  # fmt: skip
