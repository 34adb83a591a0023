"""How did we get here? The ideas behind generative AI, each with its paper, what it builds on, and its page here."""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from explainers.equation import Equation
from explainers.explainer import Explainer, View
from explainers.foundations.timeline.figures import plot_map, plot_pace
from explainers.foundations.timeline.layout import across, labels
from explainers.foundations.timeline.model import (
    FILE,
    LAST,
    TURN,
    Params,
    Result,
    ancestors,
    challenge,
    ideas,
    longest_chain,
    shortest_path,
    simulate,
    tables,
)
from explainers.shipped import shipped


def equations(result: Result) -> list[Equation]:
    """Return the longest chain in years, the median gap, and the pace, in numbers."""
    chain, gaps = result.chain, np.sort(result.gaps)
    years = [entry.year for entry in chain]
    steps = [b - a for a, b in pairwise(years)]
    half, even = len(gaps) // 2, len(gaps) % 2 == 0
    count = sum(entry.year >= TURN for entry in ideas().values())
    links = sum(len(entry.on) for entry in ideas().values())
    return [
        Equation("Years along the longest chain", r"t", r"\sum_k (t_k - t_{k-1})", " + ".join(map(str, steps)) or "0",
                 float(years[-1] - years[0]), f"From {chain[0].idea} to {chain[-1].idea} in {len(steps)} steps."),
        Equation("The median gap", r"\tilde g", r"\mathrm{median}_i\,\bigl(t_i - \max_{j \to i} t_j\bigr)",
                 rf"\frac{{{gaps[half - 1]} + {gaps[half]}}}{{2}}" if even else str(gaps[half]), float(np.median(gaps)),
                 "How long after the newest of those it builds on an idea came: the middle of all such gaps."),
        Equation(f"The pace since {TURN}", r"\text{ideas per year}", r"\frac{n}{t_2 - t_1}",
                 rf"\frac{{{count}}}{{{LAST - TURN}}}", count / (LAST - TURN), "On this map, which is a choice."),
        Equation("What an idea builds on", r"\bar d", r"\frac{\text{links}}{\text{ideas}}",
                 rf"\frac{{{links}}}{{{len(ideas())}}}", links / len(ideas()), "How many others, on average."),
    ]  # fmt: skip


def files(params: Params, view: str) -> Mapping[str, bytes]:
    """Return what every view reads from the disk."""
    return {FILE: shipped(FILE)}


EXPLAINER: Explainer[Params, Result] = Explainer(
    path="foundations/timeline",
    params=Params,
    simulate=simulate,
    views=(
        View("map", "The map", plot_map, ("focus", "subfield", "search", "since", "until"),
             (ancestors, longest_chain, shortest_path, across, labels)),
        View("pace", "The pace", plot_pace, ("focus", "subfield", "search", "since")),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    files=files,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
