"""Attention, the sampler, rollout and the surgeon's measure as formulas, with the numbers on screen in them."""

import numpy as np

from explainers.equation import Equation, tex
from explainers.transformers.heads.model import Result
from explainers.transformers.heads.rollout import rollout


def equations(result: Result) -> list[Equation]:
    """Return the steps of one cell, then what is computed from whole maps and from the next word."""
    return [*of_cell(result), of_next(result), *of_surgery(result), of_rollout(result)]


def of_cell(result: Result) -> list[Equation]:
    """Return score, weight and the change of the output of the chosen cell; none while its head is closed."""
    p, row = result.params, result.cell
    if row is None or p.column > p.row:
        return []
    j, seen = p.column, slice(0, p.row + 1)
    allowed = row.scores[seen] / p.temperature
    top = allowed.max()
    return [
        Equation(
            "Score",
            "s_{ij}",
            r"\frac{q_i \cdot k_j}{\sqrt{d}}",
            rf"\frac{{{tex(float(row.products[j]))}}}{{\sqrt{{{len(row.q)}}}}}",
            float(row.scores[j]),
            "How well the key of token j answers the query of token i; over √d so that it does not grow with d.",
        ),
        Equation(
            "Weight",
            "a_{ij}",
            r"\frac{e^{s_{ij}/\tau}}{\sum_{l \le i} e^{s_{il}/\tau}}",
            rf"\frac{{e^{{{tex(float(allowed[j] - top))}}}}}{{{tex(float(np.exp(allowed - top).sum()))}}}",
            float(row.weights[j]),
            "Softmax over the tokens that may be seen; the largest exponent is taken off above and below.",
        ),
        Equation(
            "Output",
            r"\lVert o_i \rVert",
            r"\Bigl\lVert \sum_{j \le i} a_{ij} v_j \Bigr\rVert",
            rf"\sqrt{{{tex(float((row.output**2).sum()))}}}",
            float(np.linalg.norm(row.output)),
            f"The length of what the head hands on; it has moved by {row.moved:.0%} from the model's own.",
        ),
    ]


def of_next(result: Result) -> Equation:
    """Return the probability of the likeliest next token."""
    following, step = result.grown.next, result.step
    plain, _ = result.chances
    return Equation(
        "Next token",
        "p(x)",
        r"\frac{e^{z_x}}{\sum_y e^{z_y}} = e^{z_x - \ln \sum_y e^{z_y}}",
        f"e^{{{tex(float(following.logits[step, 0]))} - {tex(float(following.whole[step]))}}}",
        float(plain[0]),
        f"Of “{following.tokens[step][0].strip()}”, the likeliest of 49,152 tokens.",
    )


def of_surgery(result: Result) -> list[Equation]:
    """Return how much surgery changes the next word, where there was one."""
    outcome = result.outcome
    if outcome is None:
        return []
    before = result.reading.next
    old = float(np.exp(before.logits[0, 0] - before.whole[0]))
    new = float(outcome.chances[0])
    first = old * np.log(old / new)
    return [
        Equation(
            "Effect of surgery",
            r"\mathrm{KL}(p \| p')",
            r"\sum_x p(x) \ln \frac{p(x)}{p'(x)}",
            rf"{tex(old)} \ln \frac{{{tex(old)}}}{{{tex(new)}}} + ({tex(float(outcome.kl) - first)})",
            float(outcome.kl),
            "In nats: the share of the likeliest token, and of all others together.",
        )
    ]


def of_rollout(result: Result) -> Equation:
    """Return the last step of the rollout to the chosen token."""
    p, maps = result.params, result.reading.maps
    before = rollout(maps[:-1])[-1][:, p.column]
    mean, stays = float(maps[-1].mean(axis=0)[p.row] @ before), float(before[p.row])
    return Equation(
        "Rollout",
        r"R_{ij}",
        r"\Bigl(\bigl(\tfrac12 \bar A_L + \tfrac12 I\bigr) R_{L-1}\Bigr)_{ij}",
        rf"\tfrac12 \times {tex(mean)} + \tfrac12 \times {tex(stays)}",
        float(result.rolled[-1, p.column]),
        "Half through the last layer's mean attention, half past it. Values and feed-forward layers are left out.",
    )
