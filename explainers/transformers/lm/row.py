"""One row of one head taken apart: query, keys, scores, mask, softmax, values and their weighted sum."""

from dataclasses import dataclass

import numpy as np

from explainers.equation import Equation, tex
from explainers.transformers.dot_product import Array, attention, causal
from explainers.transformers.lm.shape import ROPE_BASE


@dataclass(frozen=True)
class Row:
    """What happens in a head when token i looks at tokens 0 … T − 1, d numbers each."""

    q: Array  # (d,) what token i asks, turned by its position if positions count
    k: Array  # (T, d) what the others answer, likewise
    v: Array  # (T, d) what they give, that of token j overwritten
    products: Array  # (T,) q·k
    scores: Array  # (T,) the same over √d
    without_positions: Array  # (T,) the scores as they would be if positions did not count
    weights: Array  # (T,) rows of the softmax, at temperature τ
    unchanged: Array  # (T,) the same at τ = 1, with positions: the weights of the model
    output: Array  # (d,) the weighted sum of the values
    before: Array  # (d,) the output of the model, with nothing changed

    @property
    def moved(self) -> float:
        """How far the output has moved, as a share of its length."""
        return float(np.linalg.norm(self.output - self.before) / np.linalg.norm(self.before))


def rotated(x: Array) -> Array:
    """Turn queries or keys, (T, d): pair (i, i + d/2) by its position × base^(−2i/d) (Su et al. 2021)."""
    half = x.shape[-1] // 2
    angle = np.arange(len(x))[:, None] * ROPE_BASE ** (-np.arange(half) / half)
    left, right = x[:, :half], x[:, half:]
    return np.hstack((left * np.cos(angle) - right * np.sin(angle), right * np.cos(angle) + left * np.sin(angle)))


def take_apart(qkv: Array, i: int, j: int, temperature: float = 1.0, value: float = 1.0, positions: bool = True) -> Row:
    """Take row i of a head apart; `qkv` is its (q, k, v), each (T, d), before positions turn q and k.

    The value of token j is multiplied by `value`.
    """
    plain_q, plain_k, v = qkv.astype(float)
    turned_q, turned_k = rotated(plain_q), rotated(plain_k)
    mask = causal(len(v))
    model = attention(turned_q, turned_k, v, mask)
    q, k = (turned_q, turned_k) if positions else (plain_q, plain_k)
    given = v.copy()
    given[j] *= value
    now = attention(q, k, given, mask, temperature)
    without_positions = plain_q[i] @ plain_k.T / np.sqrt(v.shape[-1])
    return Row(q[i], k, given, q[i] @ k.T, now.scores[i], without_positions, now.weights[i], model.weights[i],
               now.output[i], model.output[i])  # fmt: skip


def of_row(row: Row, i: int, j: int, temperature: float = 1.0) -> list[Equation]:
    """Return score, weight and output of row i of a head as formulas, with the numbers of column j."""
    allowed = row.scores[: i + 1] / temperature
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
            "The length of what the head hands on"
            + (f"; it has moved by {row.moved:.0%} of its own." if row.moved else "."),
        ),
    ]
