"""Posterior predictive checks: data that the model would give, by draws of its posterior, beside those it was given."""

from dataclasses import dataclass

import numpy as np

from explainers.bayes.sampling.posteriors import EFFECTS, Array, Question, points
from explainers.bayes.sampling.routes import Answer
from explainers.figure_style import Layout, Style, Trace
from explainers.marks import dots, line

SCHOOLS = [chr(ord("A") + i) for i in range(len(EFFECTS))]
EDGE = 9.0  # of the regression's y
BAND = (0.05, 0.95)  # holds 90% of replicated data


@dataclass(frozen=True)
class Check:
    """A predictive check, drawn and in words."""

    traces: list[Trace]
    across: Layout  # what the horizontal axis needs
    up: Layout
    text: str
    value: float  # the share of replicated data sets beyond the observed one, or of data within the 90% band
    good: bool


def check_of(question: Question, answer: Answer | None, axes: dict[str, str], style: Style) -> Check:
    """Return the predictive check of a model, without draws only its data."""
    match question.model:
        case "coin":
            return of_coin(question, answer, axes, style)
        case "regression":
            return of_regression(question, answer, axes, style)
        case _:
            return of_schools(answer, axes, style)


def of_coin(question: Question, answer: Answer | None, axes: dict[str, str], style: Style) -> Check:
    """Compare how many heads new flips would show with how many there were."""
    n, heads = question.flips, question.heads
    counts = np.bincount(answer.predicted[:, 0].astype(int), minlength=n + 1) if answer else np.zeros(n + 1)
    bars = {"type": "bar", "x": np.arange(n + 1), "y": counts / max(1, counts.max()), "hoverinfo": "skip",
            "marker": {"color": style.colour("posterior", 0.45)}, **axes}  # fmt: skip
    seen = line([heads, heads], [0, 1.05], style.colour("truth"), style.stroke, f"observed: {heads}", **axes)
    share = float((answer.predicted[:, 0] >= heads).mean()) if answer else np.nan
    told = f"{share:.0%} of replicated data have {heads} heads or more" if answer else "replicated data: after NUTS"
    return Check([bars, seen], {"range": [-0.7, n + 0.7], "title": {"text": f"heads in {n} new flips"}},
                 {"visible": False, "range": [0, 1.25]}, told, share, BAND[0] <= share <= 1.0)  # fmt: skip


def of_regression(question: Question, answer: Answer | None, axes: dict[str, str], style: Style) -> Check:
    """Compare the points with the band in which 90% of new points would be."""
    x, y = points(question.shift)
    band, middle, share, told = banded(answer, y)
    shade = style.colour("posterior", 0.2)
    traces = [
        line(np.concatenate([x, x[::-1]]), np.concatenate([band[0], band[1][::-1]]), shade, 0, fill="toself",
             fillcolor=shade, **axes),
        line(x, middle, style.colour("posterior"), 0.7 * style.stroke, "%{y:.2f}", **axes),
        dots(x, np.clip(y, -EDGE, EDGE), style.colour("truth"), 2 * style.stroke, "(%{x:.2f}, %{y:.2f})", **axes),
    ]  # fmt: skip
    return Check(traces, {"range": [-1.1, 1.1], "title": {"text": "x"}},
                 {"range": [-EDGE, EDGE], "nticks": 5, "title": {"text": "y"}}, told, share, share >= 0.75)  # fmt: skip


def of_schools(answer: Answer | None, axes: dict[str, str], style: Style) -> Check:
    """Compare what each school saw with what the model would have it see."""
    band, middle, share, told = banded(answer, EFFECTS)
    x = np.arange(len(EFFECTS))
    gaps = np.full(len(EFFECTS), np.nan)
    bars = np.stack([band[0], band[1], gaps], axis=1).ravel()
    traces = [
        line(np.repeat(x, 3), bars, style.colour("posterior", 0.5), 2 * style.stroke, **axes),
        dots(x, middle, style.colour("posterior"), 1.6 * style.stroke, "replicated: %{y:.1f}", **axes),
        dots(x, EFFECTS, style.colour("truth"), 2 * style.stroke, "observed: %{y:.0f}", **axes),
    ]
    ticks = {"tickvals": x.tolist(), "ticktext": SCHOOLS}
    across = {"range": [-0.6, len(EFFECTS) - 0.4], "title": {"text": "school"}} | ticks
    return Check(traces, across, {"range": [-35, 45], "title": {"text": "points gained"}}, told, share, share >= 0.75)


def banded(answer: Answer | None, seen: Array) -> tuple[Array, Array, float, str]:
    """Return the 90% band and the median of replicated data, and which share of those seen it holds, also in words."""
    if answer is None:
        return np.full((2, len(seen)), np.nan), np.full(len(seen), np.nan), np.nan, "replicated data: after NUTS"
    low, middle, high = np.quantile(answer.predicted, [BAND[0], 0.5, BAND[1]], axis=0)
    share = float(((seen >= low) & (seen <= high)).mean())
    return np.stack([low, high]), middle, share, f"the 90% band of replicated data holds {share:.0%} of those seen"
