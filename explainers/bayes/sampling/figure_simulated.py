"""Simulation-based calibration: the ranks of many truths among draws of their own posteriors."""

import numpy as np

from explainers.bayes.sampling.calibration import BINS, COINS, DRAWS, Calibration
from explainers.bayes.sampling.model import Result
from explainers.figure_style import Drawing, Plot, Style, base_layout
from explainers.marks import line, words

TOP = 150  # coins: the highest bar that is drawn
NARROW = {"height": 420}


@Plot
def plot_simulated(result: Result, style: Style) -> Drawing:
    """Draw the ranks as a histogram, with the band in which 99% of the bars of a right sampler are."""
    found = result.calibration
    low, high = found.band
    out = (found.counts < low) | (found.counts > high)
    wide = (DRAWS + 1) / BINS
    x = wide * (np.arange(BINS) + 0.5)
    shade = style.colour("muted", 0.25)
    colours = [style.colour("guess" if bad else "posterior") for bad in out]
    bars = {"type": "bar", "x": x, "y": np.minimum(found.counts, TOP), "width": 0.92 * wide,
            "marker": {"color": colours}, "customdata": found.counts,
            "hovertemplate": "%{customdata} coins<extra></extra>"}  # fmt: skip
    traces = [
        bars,
        line([0, DRAWS + 1, DRAWS + 1, 0], [low, low, high, high], shade, 0, fill="toself", fillcolor=shade),
        line([0, DRAWS + 1], [COINS / BINS] * 2, style.colour("muted"), 0.5 * style.stroke, pen={"dash": "dash"}),
        words([0.5, 0.5], [0.95 * TOP, 0.87 * TOP], [verdict(found), shape(result)], style.colour("text"), style,
              textposition="middle right"),
    ]  # fmt: skip
    layout = base_layout(
        style,
        xaxis={"range": [0, DRAWS + 1], "title": {"text": f"rank of the true θ among {DRAWS} draws"}},
        yaxis={"range": [0, TOP], "title": {"text": f"coins, of {COINS}"}},
        margin={"l": 70 if style.lecture else 56, "r": 16},
        bargap=0,
    )
    return Drawing(traces, layout, describe(result), NARROW)


def verdict(found: Calibration) -> str:
    """Return what the histogram says, in words."""
    low, high = found.band
    outside = int(((found.counts < low) | (found.counts > high)).sum())
    bars = f"{outside} of {BINS} bars outside the 99% band"
    return f"<b>{'fails' if found.p_value < 0.001 else 'passes'}</b>: {bars}, χ² p = {found.p_value:.2g}"


def shape(result: Result) -> str:
    """Return what the shape of a failure means."""
    return {
        "none": "even ranks: the draws come from the posterior",
        "sure": "a bowl: the truth is too often beyond all draws, for they are too close together",
        "loose": "a hill: the truth is too often in the middle of the draws, for they spread too far",
        "creep": "high ends: draws that creep are alike, and the truth is beyond all of them too often",
    }[result.params.wrong]


def describe(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    found = result.calibration
    low, high = found.band
    few, many = found.counts.min(), found.counts.max()
    return (
        f"Ranks of {COINS} true values of θ among {DRAWS} draws each, in {BINS} bars from {few} to {many} coins; a "
        f"right sampler has {COINS // BINS} on average, within {low:.0f} and {high:.0f}. p = {found.p_value:.2g}."
    )
