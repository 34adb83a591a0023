"""Several chains under examination: their traces, their ranks, their energies, and what ArviZ makes of them."""

import numpy as np

from explainers.bayes.sampling.chains import FAULTS, Chains
from explainers.bayes.sampling.diagnosis import Verdict, rank_counts, verdicts
from explainers.bayes.sampling.model import Result
from explainers.bayes.sampling.targets import REACH, TARGETS
from explainers.bayes.sampling.walkers import NAMES
from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import line, words

ROLES = ("prior", "likelihood", "generator", "discriminator", "real", "generated", "guess", "text")  # a chain each
RANKS = 16  # bars of a rank plot
ENERGIES = 30
NARROW = {
    "height": 680,
    "xaxis": {"domain": [0.0, 1.0]},
    "yaxis": {"domain": [0.74, 0.97]},
    "xaxis2": {"domain": [0.0, 0.47]},
    "yaxis2": {"domain": [0.48, 0.65]},
    "xaxis3": {"domain": [0.53, 1.0]},
    "yaxis3": {"domain": [0.48, 0.65]},
    "xaxis4": {"domain": [0.0, 1.0]},
    "yaxis4": {"domain": [0.0, 0.4]},
    "annotations": {0: {"y": 0.975}, 1: {"y": 0.66}, 2: {"y": 0.66, "x": 0.53}},
}


@Plot
def plot_diagnostics(result: Result, style: Style) -> Drawing:
    """Draw trace, rank plot and energies of several chains, and ArviZ's numbers with what they mean."""
    chains = result.chains
    found = verdicts(chains)
    most = max(2, chains.draws.shape[1])
    traces = [*trace_plot(chains, style), *rank_plot(chains, style), *energy_plot(chains, style)]
    traces += said(found, style)
    bare = {"visible": False}
    quiet = {"showgrid": False, "showticklabels": False, "ticks": ""}
    layout = base_layout(
        style,
        xaxis={"domain": [0.0, 0.56], "range": [0, most], "anchor": "y", "nticks": 6, "showgrid": False},
        yaxis=quiet | {"domain": [0.56, 0.92], "range": [-REACH, REACH], "anchor": "x"},
        xaxis2=quiet | {"domain": [0.0, 0.27], "range": [0, RANKS], "anchor": "y2"},
        yaxis2=quiet | {"domain": [0.02, 0.38], "range": [0, 2.6], "anchor": "x2"},
        xaxis3=quiet | {"domain": [0.3, 0.56], "range": [-4, 4], "anchor": "y3"},
        yaxis3=quiet | {"domain": [0.02, 0.38], "range": [0, 1.2], "anchor": "x3"},
        xaxis4=bare | {"domain": [0.6, 1.0], "range": [0, 1], "anchor": "y4"},
        yaxis4=bare | {"domain": [0.0, 1.0], "range": [0, 1], "anchor": "x4"},
        annotations=titles(chains, style),
        margin={"l": 6, "r": 6, "t": 4, "b": 8},
    )
    return Drawing(traces, layout, describe(result, found), NARROW)


def trace_plot(chains: Chains, style: Style) -> list[Trace]:
    """Return x₁ along each chain: good ones look like one hairy caterpillar."""
    x = np.clip(chains.draws[:, :, 0], -REACH, REACH)
    return [line(np.arange(1.0, x.shape[1] + 1), row, style.colour(ROLES[i], 0.75), 0.35 * style.stroke)
            for i, row in enumerate(x)]  # fmt: skip


def rank_plot(chains: Chains, style: Style) -> list[Trace]:
    """Return how the ranks fall on each chain, 1 being its fair share."""
    counts = rank_counts(chains.draws[:, :, 0], RANKS)
    fair = np.minimum(counts / max(1.0, counts[0].sum() / RANKS), 2.6)
    x = np.repeat(np.arange(RANKS + 1.0), 2)[1:-1]
    axes = {"xaxis": "x2", "yaxis": "y2"}
    steps = [line(x, np.repeat(row, 2), style.colour(ROLES[i]), 0.6 * style.stroke, axis_hover(i), **axes)
             for i, row in enumerate(fair)]  # fmt: skip
    even = line([0, RANKS], [1, 1], style.colour("muted"), 1, pen={"dash": "dash"}, xaxis="x2", yaxis="y2")
    return [even, *steps]


def axis_hover(chain: int) -> str:
    """Return what is said of a bar of the rank plot."""
    return f"chain {chain + 1}: %{{y:.2f}} of its share"


def energy_plot(chains: Chains, style: Style) -> list[Trace]:
    """Return the energies that were met, and how they change from one step to the next: alike where all is well."""
    curves = []
    energy = chains.energy - chains.energy.mean()
    if chains.momentum and chains.energy.shape[1] > 1:
        scale = max(float(energy.std()), 1e-12)
        for values, role in ((energy, "muted"), (np.diff(chains.energy, axis=1), "posterior")):
            heights, edges = np.histogram(values / scale, ENERGIES, (-4, 4))
            middles = 0.5 * (edges[1:] + edges[:-1])
            curves.append((middles, heights / max(1, heights.max()), role))
    else:
        curves = [(np.array([np.nan]), np.array([np.nan]), role) for role in ("muted", "posterior")]
    return [line(x, y, style.colour(role), 0.8 * style.stroke, fill="tozeroy", fillcolor=style.colour(role, 0.18),
                 xaxis="x3", yaxis="y3") for x, y, role in curves]  # fmt: skip


def titles(chains: Chains, style: Style) -> list[Layout]:
    """Return the names of the panels, above them."""
    energy = "energy, and <b>its changes</b>" if chains.momentum else "no momentum, no energy"
    places = [
        (0.0, 0.93, "trace of x₁, a colour for each chain"),
        (0.0, 0.39, "ranks: even is good"),
        (0.3, 0.39, energy),
    ]
    return [
        {"text": text, "x": x, "y": y, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom",
         "showarrow": False, "font": {"size": style.text, "color": style.colour("muted")}}
        for x, y, text in places
    ]  # fmt: skip


def said(found: list[Verdict], style: Style) -> list[Trace]:
    """Return ArviZ's numbers, each with a mark for good or bad, and what it means under it."""
    rows = 0.95 - 0.19 * np.arange(len(found))
    axes = {"xaxis": "x4", "yaxis": "y4", "textposition": "middle right"}
    marks = ["✓" if verdict.good else "✗" for verdict in found]
    inks = [style.colour("generator" if verdict.good else "guess") for verdict in found]
    numbers = [f"<b>{mark} {verdict.name}  {verdict.said}</b>" for mark, verdict in zip(marks, found, strict=True)]
    small = {"color": style.colour("text"), "size": 0.86 * style.text}
    return [
        words([0.0] * len(found), rows, numbers, inks, style, **axes),
        words([0.0] * len(found), rows - 0.07, [broken(v.meaning) for v in found], style.colour("text"), style, **axes)
        | {"textfont": small},
    ]


def broken(text: str, most: int = 46) -> str:
    """Return a sentence in lines of at most so many characters."""
    lines: list[str] = []
    now = ""
    for word in text.split():
        if len(now) + len(word) > most:
            lines, now = [*lines, now], ""
        now = f"{now} {word}".strip()
    return "<br>".join([*lines, now])


def describe(result: Result, found: list[Verdict]) -> str:
    """Say what the picture shows, from its numbers."""
    p, x = result.params, result.chains.draws
    numbers = ", ".join(f"{verdict.name} {verdict.said}" for verdict in found)
    return (f"{len(x)} chains of {x.shape[1]} draws by {NAMES[p.sampler]} on {TARGETS[p.target].title.lower()}, "
            f"{FAULTS[p.fault]}: {numbers}.")  # fmt: skip
