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
from explainers.panels import Panels, panels

ROLES = ("prior", "likelihood", "generator", "discriminator", "real", "generated", "guess", "text")  # a chain each
RANKS = 16  # bars of a rank plot
ENERGIES = 30
PLAIN, CHECKED = (
    panels(
        ". . . said",
        f"trace trace {beside} said",
        ". . . said",
        "ranks energy energy said",
        widths=(0.27, 0.03, 0.2, 0.41),
        heights=(0.08, 0.36, 0.18, 0.36),
        gaps=(0.03, 0),
        first="trace",
    )
    for beside in ("trace", "check")
)
WAITING = "PyMC’s chains are on their way"
NARROW = PLAIN.narrow({".": 24, "trace": 133, "ranks energy": 98, "said": 350}, gap=(0, 55, 45), across=0.06)
NARROW_CHECK = CHECKED.narrow(
    {".": 24, "trace": 132, "ranks energy": 98, "check": 106, "said": 370}, gap=(0, 55, 45, 50), across=0.06
)


@Plot
def plot_diagnostics(result: Result, style: Style) -> Drawing:
    """Draw trace, rank plot and energies of several chains, and ArviZ's numbers with what they mean."""
    chains = result.chains
    if chains is None:
        return on_their_way(result, style)
    places = CHECKED if result.trace else PLAIN
    check = check_of(result.question, result.trace, CHECKED["check"].axes, style) if result.trace else None
    found = verdicts(chains, result.part) + ([predictive(check)] if check else [])
    ends = axis(result.question, PARAMETERS[result.params.model][-1]) if check else (-REACH, REACH)
    traces = trace_plot(chains, result.part, ends, style)
    for name, marks in (("ranks", rank_plot(chains, result.part, style)), ("energy", energy_plot(chains, style)),
                        ("said", said(found, style))):  # fmt: skip
        traces += [mark | places[name].axes for mark in marks]
    traces += check.traces if check else []
    bare = {"range": [0, 1], "visible": False}
    quiet = {"showgrid": False, "showticklabels": False, "ticks": ""}
    axes = {
        "trace": {"xaxis": {"range": [0, max(2, chains.draws.shape[1])], "nticks": 6, "showgrid": False},
                  "yaxis": quiet | {"range": list(ends)}},
        "ranks": {"xaxis": quiet | {"range": [0, RANKS]}, "yaxis": quiet | {"range": [0, 2.6]}},
        "energy": {"xaxis": quiet | {"range": [-4, 4]}, "yaxis": quiet | {"range": [0, 1.2]}},
        "said": {"xaxis": bare, "yaxis": bare},
    }  # fmt: skip
    if check:
        axes["check"] = {"xaxis": quiet | check.across | {"title": {}}, "yaxis": quiet | {"range": check.up["range"]}}
    layout = base_layout(
        style,
        **places.layout(**axes),
        annotations=titles(result, chains, places, style),
        margin={"l": 6, "r": 6, "t": 4, "b": 14},
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
    steps = [line(x, np.repeat(row, 2), style.colour(ROLES[i]), 0.6 * style.stroke, axis_hover(i))
             for i, row in enumerate(fair)]  # fmt: skip
    return [line([0, RANKS], [1, 1], style.colour("muted"), 1, pen={"dash": "dash"}), *steps]


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
    return [line(x, y, style.colour(role), 0.8 * style.stroke, fill="tozeroy", fillcolor=style.colour(role, 0.18))
            for x, y, role in curves]  # fmt: skip


def titles(result: Result, chains: Chains, places: Panels, style: Style) -> list[Layout]:
    """Return the names of the panels, above them, with what they should look like."""
    energy = "energy, <b>its changes</b>: alike" if chains.momentum else "no momentum, no energy"
    what = SYMBOLS[PARAMETERS[result.params.model][-1]] if result.trace else "x₁, a colour for each chain"
    texts = {"trace": f"trace of {what}: one tangle is good", "ranks": "ranks: even is good", "energy": energy}
    if result.trace:
        texts["check"] = "replicated and <b>seen</b>"
    font = {"size": style.text, "color": style.colour("muted")}
    return [places[name].over(text, style, font=font) for name, text in texts.items()]


def said(found: list[Verdict], style: Style) -> list[Trace]:
    """Return ArviZ's numbers, each with a mark for good or bad, and what it means under it."""
    row = min(0.19, 0.98 / len(found))
    rows = 0.97 - row * np.arange(len(found))
    marks = ["✓" if verdict.good else "✗" for verdict in found]
    inks = [style.colour("generator" if verdict.good else "guess") for verdict in found]
    numbers = [f"<b>{mark} {verdict.name}  {verdict.text}</b>" for mark, verdict in zip(marks, found, strict=True)]
    small = {"color": style.colour("text"), "size": (0.86 if row > 0.15 else 0.8) * style.text}
    below = [broken(verdict.meaning, 46 if row > 0.15 else 52) for verdict in found]
    return [
        words([0.0] * len(found), rows, numbers, inks, style, textposition="middle right"),
        words([0.0] * len(found), rows - 0.028, below, style.colour("text"), style, textposition="bottom right")
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
