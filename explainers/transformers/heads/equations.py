"""Attention weights, the next token and rollout as formulas, with the numbers on screen in them."""

from explainers.equation import Equation, tex
from explainers.transformers.heads.model import Result
from explainers.transformers.heads.rollout import rollout
from explainers.transformers.lm.row import of_row, take_apart


def equations(result: Result) -> list[Equation]:
    """Return how the open head comes to its largest weight, then what may come next, and the last step of rollout."""
    p = result.params
    qkv = result.reading.qkv.get(f"{p.layer}.{p.head}")
    most = int(result.map[p.row].argmax())
    inside = [] if qkv is None else of_row(take_apart(qkv, p.row, most), p.row, most)
    return [*inside, of_next(result), of_rollout(result, most)]


def of_next(result: Result) -> Equation:
    """Return the probability of the likeliest next token."""
    following, step = result.grown.next, result.step
    plain, _ = result.chances
    return Equation(
        "Next token",
        "p(x)",
        r"\frac{e^{z_x}}{\sum_y e^{z_y}} = e^{z_x - \ln \sum_y e^{z_y}}",
        f"e^{{{tex(float(following.logits[step, 0]))} - {tex(float(following.log_partition[step]))}}}",
        float(plain[0]),
        f"Of “{following.tokens[step][0].strip()}”, the likeliest of 49,152 tokens.",
    )


def of_rollout(result: Result, column: int) -> Equation:
    """Return the last step of the rollout from one input token."""
    p, maps = result.params, result.reading.maps
    before = rollout(maps[:-1])[-1][:, column]
    mean, stays = float(maps[-1].mean(axis=0)[p.row] @ before), float(before[p.row])
    return Equation(
        "Rollout",
        r"R_{ij}",
        r"\Bigl(\bigl(\tfrac12 \bar A_L + \tfrac12 I\bigr) R_{L-1}\Bigr)_{ij}",
        rf"\tfrac12 \times {tex(mean)} + \tfrac12 \times {tex(stays)}",
        float(result.rolled[-1, column]),
        "Half through the last layer's mean attention, half past it. Values and feed-forward layers are left out.",
    )
