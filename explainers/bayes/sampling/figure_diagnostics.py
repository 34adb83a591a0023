"""Several chains under examination: their traces, their ranks, their energies, and what ArviZ makes of them.

Ours walk through the plane; PyMC's through the posterior of a model, and then there are data to check it by.
"""

import numpy as np

from explainers.bayes.sampling.chains import FAULTS, Chains
from explainers.bayes.sampling.diagnostics import Verdict, rank_counts, verdicts
from explainers.bayes.sampling.figure_predictive import Check, check_of
from explainers.bayes.sampling.model import Result
from explainers.bayes.sampling.posteriors import PARAMETERS, SYMBOLS, axis
from explainers.bayes.sampling.samplers import NAMES
from explainers.bayes.sampling.targets import REACH, TARGETS
from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import line, words

ROLES = ("prior", "likelihood", "generator", "discriminator", "real", "generated", "guess", "text")  # a chain each
RANKS = 16  # bars of a rank plot
ENERGIES = 30
LEFT, SPLIT, SAID = 0.56, 0.32, 0.6  # shares of the width: where panels end, where two of them meet, where words begin
TALL, LOW = (0.56, 0.92), (0.02, 0.38)  # shares of the height, above and below
WAITING = "PyMC’s chains are on their way"
NARROW = {
    "height": 760,
    "xaxis": {"domain": [0.0, 1.0]},
    "yaxis": {"domain": [0.78, 0.97]},
    "xaxis2": {"domain": [0.0, 0.47]},
    "yaxis2": {"domain": [0.56, 0.7]},
    "xaxis3": {"domain": [0.53, 1.0]},
    "yaxis3": {"domain": [0.56, 0.7]},
    "xaxis4": {"domain": [0.0, 1.0]},
    "yaxis4": {"domain": [0.0, 0.5]},
    "annotations": {0: {"y": 0.975}, 1: {"y": 0.71}, 2: {"y": 0.71, "x": 0.53}},
}
NARROW_CHECK = NARROW | {
    "height": 940,
    "yaxis": {"domain": [0.82, 0.97]},
    "yaxis2": {"domain": [0.66, 0.77]},
    "yaxis3": {"domain": [0.66, 0.77]},
    "xaxis5": {"domain": [0.1, 1.0]},
    "yaxis5": {"domain": [0.48, 0.6]},
    "yaxis4": {"domain": [0.0, 0.42]},
    "annotations": {0: {"y": 0.975}, 1: {"y": 0.775}, 2: {"y": 0.775, "x": 0.53}, 3: {"y": 0.605, "x": 0.0}},
}


@Plot
def plot_diagnostics(result: Result, style: Style) -> Drawing:
    """Draw trace, rank plot and energies of several chains, and ArviZ's numbers with what they mean."""
    chains = result.chains
    if chains is None:
        return on_their_way(result, style)
    check = check_of(result.question, result.trace, {"xaxis": "x5", "yaxis": "y5"}, style) if result.trace else None
    found = verdicts(chains, result.part) + ([predictive(check)] if check else [])
    ends = axis(result.question, PARAMETERS[result.params.model][-1]) if check else (-REACH, REACH)
    traces = [*trace_plot(chains, result.part, ends, style), *rank_plot(chains, result.part, style)]
    traces += [*energy_plot(chains, style), *said(found, style), *(check.traces if check else [])]
    bare = {"visible": False}
    quiet = {"showgrid": False, "showticklabels": False, "ticks": ""}
    beside: Layout = {}
    if check:
        across5, up5 = check.across | {"title": {}}, {"range": check.up["range"]}
        beside = {"xaxis5": quiet | across5 | {"domain": [SPLIT + 0.04, LEFT], "anchor": "y5"},
                  "yaxis5": quiet | up5 | {"domain": list(TALL), "anchor": "x5"}}  # fmt: skip
    across = {"domain": [0.0, SPLIT if check else LEFT], "range": [0, max(2, chains.draws.shape[1])]}
    layout = base_layout(
        style,
        xaxis=across | {"anchor": "y", "nticks": 6, "showgrid": False},
        yaxis=quiet | {"domain": list(TALL), "range": list(ends), "anchor": "x"},
        xaxis2=quiet | {"domain": [0.0, 0.27], "range": [0, RANKS], "anchor": "y2"},
        yaxis2=quiet | {"domain": list(LOW), "range": [0, 2.6], "anchor": "x2"},
        xaxis3=quiet | {"domain": [0.3, LEFT], "range": [-4, 4], "anchor": "y3"},
        yaxis3=quiet | {"domain": list(LOW), "range": [0, 1.2], "anchor": "x3"},
        xaxis4=bare | {"domain": [SAID, 1.0], "range": [0, 1], "anchor": "y4"},
        yaxis4=bare | {"domain": [0.0, 1.0], "range": [0, 1], "anchor": "x4"},
        **beside,
        annotations=titles(result, chains, style),
        margin={"l": 6, "r": 6, "t": 4, "b": 8},
    )
    return Drawing(traces, layout, describe(result, chains, found), NARROW_CHECK if check else NARROW)


def on_their_way(result: Result, style: Style) -> Drawing:
    """Say that PyMC is being waited for."""
    bare = {"visible": False, "range": [0, 1]}
    text = words([0.5], [0.5], [WAITING], style.colour("muted"), style)
    asked = result.asked_chains
    alt = f"{WAITING}: {asked.chains} chains of {asked.draws} draws."
    return Drawing([text], base_layout(style, xaxis=bare, yaxis=bare), alt, {"height": 200})


def predictive(check: Check) -> Verdict:
    """Return the predictive check as a diagnostic: it is about the model, not about the sampler."""
    return Verdict("Predictive check", check.value, f"{check.value:.0%}", check.good, check.text.split(" ", 1)[1]
                   if check.text[0].isdigit() else check.text)  # fmt: skip


def trace_plot(chains: Chains, part: int, ends: tuple[float, float], style: Style) -> list[Trace]:
    """Return one coordinate along each chain: good ones look like one hairy caterpillar."""
    x = np.clip(chains.draws[:, :, part], *ends)
    return [line(np.arange(1.0, x.shape[1] + 1), row, style.colour(ROLES[i], 0.75), 0.35 * style.stroke)
            for i, row in enumerate(x)]  # fmt: skip


def rank_plot(chains: Chains, part: int, style: Style) -> list[Trace]:
    """Return how the ranks fall on each chain, 1 being its fair share."""
    counts = rank_counts(chains.draws[:, :, part], RANKS)
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


def titles(result: Result, chains: Chains, style: Style) -> list[Layout]:
    """Return the names of the panels, above them, with what they should look like."""
    energy = "energy, <b>its changes</b>: alike" if chains.momentum else "no momentum, no energy"
    what = SYMBOLS[PARAMETERS[result.params.model][-1]] if result.trace else "x₁, a colour for each chain"
    places = [
        (0.0, 0.93, f"trace of {what}: one tangle is good"),
        (0.0, 0.39, "ranks: even is good"),
        (0.3, 0.39, energy),
    ]
    if result.trace:
        places.append((SPLIT + 0.04, 0.93, "replicated and <b>seen</b>"))
    return [
        {"text": text, "x": x, "y": y, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom",
         "showarrow": False, "font": {"size": style.text, "color": style.colour("muted")}}
        for x, y, text in places
    ]  # fmt: skip


def said(found: list[Verdict], style: Style) -> list[Trace]:
    """Return ArviZ's numbers, each with a mark for good or bad, and what it means under it."""
    row = min(0.19, 0.98 / len(found))
    rows = 0.97 - row * np.arange(len(found))
    axes = {"xaxis": "x4", "yaxis": "y4"}
    marks = ["✓" if verdict.good else "✗" for verdict in found]
    inks = [style.colour("generator" if verdict.good else "guess") for verdict in found]
    numbers = [f"<b>{mark} {verdict.name}  {verdict.text}</b>" for mark, verdict in zip(marks, found, strict=True)]
    small = {"color": style.colour("text"), "size": (0.86 if row > 0.15 else 0.8) * style.text}
    below = [broken(verdict.meaning, 46 if row > 0.15 else 52) for verdict in found]
    return [
        words([0.0] * len(found), rows, numbers, inks, style, textposition="middle right", **axes),
        words([0.0] * len(found), rows - 0.028, below, style.colour("text"), style, textposition="bottom right", **axes)
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


def describe(result: Result, chains: Chains, found: list[Verdict]) -> str:
    """Say what the picture shows, from its numbers."""
    p, x = result.params, chains.draws
    numbers = ", ".join(f"{verdict.name} {verdict.text}" for verdict in found)
    of = f"PyMC for {p.model}" if result.trace else f"{NAMES[p.sampler]} on {TARGETS[p.target].title.lower()}"
    return f"{len(x)} chains of {x.shape[1]} draws by {of}, {FAULTS[p.fault]}: {numbers}."
