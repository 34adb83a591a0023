"""The posterior after each observation, along this order of the data and along others."""

import numpy as np

from explainers.bayes.updating.consequences import path
from explainers.bayes.updating.figure_belief import PARAMETER, beyond, known_truth
from explainers.bayes.updating.model import Result
from explainers.figure_style import Drawing, Plot, Style, base_layout
from explainers.marks import dots, line, words


@Plot
def plot_path(result: Result, style: Style) -> Drawing:
    """Draw the posterior mean and its interval after each observation, and the means along other orders."""
    steps, level = path(result), f"{result.params.level:.0%}"
    n, k, (low, high) = len(result.x), result.k, result.axis
    stops, width = steps.stops.astype(float), max(n, 1)
    here = np.array([result.interval[0], float(result.posterior.mean), result.interval[1]])
    told = beyond(result.posterior, result.axis, "below the edge", "above the edge")
    aside = 0.4 if told else 0.25  # of the width: so that a long line stays in the picture
    others, breaks = len(steps.shuffled), np.full((len(steps.shuffled), 1), np.nan)
    purple, ink = style.colour("posterior"), style.colour("text")

    traces = [
        line(np.tile(np.append(stops, np.nan), others), np.hstack([steps.shuffled, breaks]).ravel(),
             style.colour("muted", 0.55), 1, "another order: mean %{y:.4g} after %{x}"),
        line(np.append(stops, stops[::-1]), np.append(steps.upper, steps.lower[::-1]),
             style.colour("posterior", 0.5), 1, f"{level} interval: %{{y:.4g}} after %{{x}}",
             fill="toself", fillcolor=style.colour("posterior", 0.14)),
        line(stops, steps.mean, purple, 1.25 * style.stroke, "posterior mean %{y:.4g} after %{x}"),
        dots([0.0], steps.mean[:1], style.colour("prior"), 4 * style.stroke, "prior mean %{y:.4g}"),
        line([float(k)] * 3, here, ink, 2, "%{y:.4g} after %{x}")
        | {"mode": "lines+markers", "marker": {"color": ink, "size": [4, 4 * style.stroke, 4]}},
        words([float(np.clip(k, aside * width, (1 - aside) * width))], [low + 1.07 * (high - low)],
              [f"<b>after {k}: {here[1]:.3g}</b>, {level} sure: {here[0]:.3g} to {here[2]:.3g}{told}"], purple, style),
    ]  # fmt: skip
    if truth := known_truth(result):
        traces.append(line([0.0, width], [truth[0]] * 2, style.colour("truth"), 2, pen={"dash": "4px,3px"}))
        name = f"<b>{truth[1]} {truth[0]:.3g}</b>"
        traces.append(words([width], truth[:1], [name], style.colour("truth"), style, textposition="top left"))

    layout = base_layout(
        style,
        xaxis={"range": [-0.02 * width, 1.02 * width], "title": {"text": "observations seen"}, "showgrid": False},
        yaxis={
            "range": [low - 0.03 * (high - low), low + 1.14 * (high - low)],
            "title": {"text": PARAMETER[result.params.family]},
        },
        margin={"l": 74 if style.lecture else 58},
    )
    alt = (
        f"The posterior mean along the data: from {steps.mean[0]:.3g} with none to {steps.mean[-1]:.3g} after all {n}; "
        f"after {k} it is {here[1]:.3g}. {others} other orders of the same data end at the same value."
    )
    return Drawing(traces, layout, alt)
