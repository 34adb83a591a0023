"""All models at once: rate against distortion, and what becomes of the measures of a code as β grows."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import panels
from explainers.vaes.beta.models import Record, records
from explainers.vaes.beta.result import Result
from explainers.vaes.beta.settings import BETAS, SEEDS
from explainers.vaes.beta.sprites import LEAST_DISTORTION, LEVELS, Array

PANELS = panels("plane mig", "plane tc", widths=(0.56, 0.44), gaps=(0.11, 0.17))
NARROW_HEIGHTS = {"plane": 330, "mig": 150, "tc": 150}
SYMBOLS = ("circle", "diamond")  # by seed


@Plot
def plot_models(result: Result, style: Style) -> Drawing:
    """Draw every model in the plane of rate and distortion, and MIG, total correlation and rate against β."""
    every = list(records().values())
    traces = plane(result, every, style)
    highest = max(one.total_correlation for one in every)
    for name, head, values, top in (("mig", "MIG", [one.mig for one in every], 0.6),
                                    ("tc", "total correlation, nats", [one.total_correlation for one in every],
                                     1.25 * highest)):  # fmt: skip
        traces += against_beta(result, name, np.array(values).reshape(len(BETAS), len(SEEDS)), head, top, style)
    doublings = {"range": [-0.35, len(BETAS) - 0.65], "tickvals": list(range(len(BETAS))),
                 "ticktext": [f"{'β = ' if not i else ''}{beta:g}" for i, beta in enumerate(BETAS)]}  # fmt: skip
    layout = base_layout(
        style,
        **PANELS.layout(
            plane={"xaxis": {"range": list(RATES), "title": {"text": "rate R = KL, nats a sprite"}},
                   "yaxis": {"range": list(DISTORTIONS), "title": {"text": "distortion D = −log p(x|z), nats"}}},
            mig={"xaxis": doublings, "yaxis": {"range": [0, 0.72], "tickvals": [0, 0.2, 0.4, 0.6]}},
            tc={"xaxis": doublings, "yaxis": {"range": [0, 1.5 * highest], "nticks": 4, "tickformat": "~g"}},
        ),
        margin={"l": 74 if style.lecture else 56, "r": 8, "t": 8},
    )  # fmt: skip
    said = "; ".join(f"seed {one.seed}: rate {one.rate:.1f}, distortion {one.distortion:.1f}, MIG {one.mig:.2f}, "
                     f"total correlation {one.total_correlation:.2f}" for one in result.both)  # fmt: skip
    return Drawing(traces, layout, f"With β = {result.params.beta:g}, {said}.", PANELS.narrow(NARROW_HEIGHTS))


RATES, DISTORTIONS = (0.0, 16.0), (0.0, 100.0)  # nats


def plane(result: Result, every: list[Record], style: Style) -> list[Trace]:
    """Return the models in the plane of rate and distortion, and the lines that no model passes."""
    here = PANELS["plane"].axes
    rate, distortion = (np.array([getattr(one, name) for one in every]) for name in ("rate", "distortion"))
    shown = np.array([one.beta == result.params.beta for one in every])
    bound, floor = float(np.log(np.prod(LEVELS))), LEAST_DISTORTION
    limits = [
        line(list(RATES), [floor, floor], style.colour("muted"), 0.5 * style.stroke, pen={"dash": "dot"}, **here),
        line([bound, bound], list(DISTORTIONS), style.colour("muted"), 0.5 * style.stroke, pen={"dash": "dot"}, **here),
        words([0.2], [floor - 3], [f"no picture can cost less: {floor:.1f}"], style.colour("muted"), style,
              textposition="middle right", **here),
        words([bound + 0.15], [DISTORTIONS[1] - 4], [f"ln {np.prod(LEVELS):,} = {bound:.2f}"],
              style.colour("muted"), style, textposition="middle right", **here),
    ]  # fmt: skip
    tangent = tangent_of(result, style)
    marks = dots(rate, distortion, [style.colour("posterior" if on else "muted") for on in shown],
                 [(5.5 if on else 3.5) * style.stroke for on in shown], "R = %{x:.2f}, D = %{y:.2f}",
                 **here)  # fmt: skip
    marks["marker"] |= {"symbol": [SYMBOLS[one.seed] for one in every]}
    means = rate.reshape(len(BETAS), -1).max(1), distortion.reshape(len(BETAS), -1).mean(1)
    names = words(means[0] + 0.35, means[1] + 2, [f"β = {beta:g}" for beta in BETAS], style.colour("text"), style,
                  textposition="middle right", **here)  # fmt: skip
    return [*limits, *tangent, marks, names]


def tangent_of(result: Result, style: Style) -> list[Trace]:
    """Return the line of places with the same D + β R as the better model of this β: training seeks the lowest."""
    best = min(result.both, key=lambda one: one.distortion + one.beta * one.rate)
    rates = np.array(RATES)
    across = best.distortion + best.beta * (best.rate - rates)
    return [line(rates, across, style.colour("posterior"), 0.6 * style.stroke, "same D + βR", pen={"dash": "dash"},
                 **PANELS["plane"].axes)]  # fmt: skip


def against_beta(result: Result, name: str, values: Array, head: str, top: float, style: Style) -> list[Trace]:
    """Return a measure of both seeds, (β, seeds), against β in doublings."""
    here, at = PANELS[name].axes, np.arange(len(BETAS))
    now = BETAS.index(result.params.beta)
    traces = [line([now, now], [0, top], style.colour("posterior", 0.3), 4 * style.stroke, **here)]
    for seed in SEEDS:
        pen = {"dash": "solid" if not seed else "dot"}
        curve = line(at, values[:, seed], style.colour("likelihood"), 0.8 * style.stroke, f"seed {seed}: %{{y:.3f}}",
                     mode="lines+markers", pen=pen, **here)  # fmt: skip
        curve["marker"] = {"size": 3 * style.stroke, "symbol": SYMBOLS[seed]}
        traces.append(curve)
    said = f"<b>{head}</b>: {values[now, 0]:.2f} ● and {values[now, 1]:.2f} ◆"
    return [*traces, words([-0.35], [1.1 * top], [said], style.colour("likelihood"), style,
                           textposition="middle right", **here)]  # fmt: skip
