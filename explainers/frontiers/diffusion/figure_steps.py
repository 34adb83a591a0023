"""What a step costs: distance to the target against evaluations of the denoiser, sampler by sampler."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, base_layout
from explainers.frontiers.diffusion.figure_parts import paths, scattered, square
from explainers.frontiers.diffusion.result import Result
from explainers.frontiers.diffusion.samplers import evaluations
from explainers.frontiers.diffusion.sampling import WITHIN
from explainers.frontiers.diffusion.settings import SAMPLERS
from explainers.marks import dots, line, words
from explainers.panels import panels

PLACES = panels("curves ways", widths=(0.5, 0.4), gaps=(0.06, 0), x=(0.05, 1.0))
NARROW = PLACES.narrow({"curves": 280, "ways": 320}, curves={"xaxis": {"domain": [0.12, 1.0]}})
SHORT = dict(zip(SAMPLERS, ("DDPM", "DDIM", "Euler", "Heun", "Langevin"), strict=True))
ROLES = dict(zip(SAMPLERS, ("class_0", "truth", "class_2", "class_1", "discriminator"), strict=True))
DASHES = dict(zip(SAMPLERS, ("solid", "dash", "solid", "solid", "dot"), strict=True))
LOW, HIGH = 0.03, 3.0


@Plot
def plot_steps(result: Result, style: Style) -> Drawing:
    """Draw a curve for each sampler with the present one marked, and its ways from noise to data."""
    p, at, ways = result.params, PLACES["curves"].axes, PLACES["ways"]
    width = (0.5 * style.stroke, style.stroke)
    traces = [line(values[:, 0], values[:, 1], style.colour(ROLES[name]), width[name == p.sampler],
                   f"{SAMPLERS[name]}: %{{x}} evaluations, %{{y:.3f}}", pen={"dash": DASHES[name]}, **at)
              for name, values in result.curves.items()]  # fmt: skip
    far = [WITHIN[0], 2 * WITHIN[-1]]
    traces.append(line(far, [result.floor] * 2, style.colour("muted"), 0.5 * style.stroke,
                       "two samples of the target: %{y:.3f}", pen={"dash": "longdashdot"}, **at))  # fmt: skip
    used = evaluations(p.sampler, p.evaluations)
    traces += [
        dots([used], [max(result.sliced, LOW)], style.colour("guess"), 3.5 * style.stroke, "%{y:.3f}", **at),
        words([used], [max(result.sliced, LOW)], [f"<b>{result.sliced:.3f}</b>"], style.colour("guess"), style,
              textposition="top center", **at),
        paths(result.carried[:, :60], "generated", style, ways),
        scattered(result.carried[0, :60], "muted", style, ways, 1.0),
        scattered(result.carried[-1, :100], "generated", style, ways, 1.2),
    ]  # fmt: skip
    legend = ", ".join(
        f"<span style='color:{style.colour(ROLES[name])}'>{short}</span>" for name, short in SHORT.items()
    )
    muted = style.colour("muted")
    floor = f"<span style='color:{muted}'>two samples of p₀ {result.floor:.3f}</span>"
    notes = [
        PLACES["curves"].over(f"sliced W₁ by evaluations (NFE); {floor}:<br>{legend}", style, align="left", xshift=-36),
        ways.over(f"{SAMPLERS[p.sampler]}, N = {p.evaluations}: length <b>{result.bending:.2f}</b>", style),
    ]
    ticks = [1, 3, 10, 30, 100]
    axes = {"xaxis": {"type": "log", "range": [-0.1, float(np.log10(150))], "tickvals": ticks},
            "yaxis": {"type": "log", "range": [float(np.log10(LOW)), float(np.log10(HIGH))],
                      "tickvals": [0.03, 0.1, 0.3, 1, 3]}}  # fmt: skip
    layout = base_layout(style, **PLACES.layout(curves=axes, ways=square(ways, style)), annotations=notes,
                         margin={"l": 12, "r": 12, "t": 58, "b": 34})  # fmt: skip
    return Drawing(traces, layout, describe(result), NARROW)


def describe(result: Result) -> str:
    """Return the curves in a sentence."""
    told = ", ".join(f"{SAMPLERS[name]} {values[-1, 1]:.3f}" for name, values in result.curves.items())
    return f"Sliced W₁ to the target after 64 steps: {told}. The present setting: {result.sliced:.3f}."
