"""Attention itself, and the few functions of which small transformers are made, in numpy."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Attended:
    """What happens inside a head: T rows that ask, S columns that are looked at."""

    scores: Array  # (…, T, S) q·k / √d, before the mask
    weights: Array  # (…, T, S) rows that sum to one
    output: Array  # (…, T, d) the weighted sums of the values


def attention(q: Array, k: Array, v: Array, mask: Array | None = None, temperature: float = 1.0) -> Attended:
    """Return softmax(q kᵀ / √d τ + mask) v, with its parts (Vaswani et al. 2017, equation 1).

    `q` is (…, T, d), `k` and `v` are (…, S, d); `mask` is 0 where one may look and −∞ where one may not.
    """
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    allowed = scores / temperature if mask is None else scores / temperature + mask
    weights = softmax(allowed)
    return Attended(scores, weights, weights @ v)


def softmax(x: Array) -> Array:
    """Return e^x over the sum of e^x along the last axis."""
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def causal(length: int) -> Array:
    """Return the mask that hides the future: (T, T), −∞ above the diagonal."""
    return np.triu(np.full((length, length), -np.inf), 1)


def layer_norm(x: Array, gain: Array, shift: Array, epsilon: float = 1e-5) -> Array:
    """Return every vector with mean 0 and variance 1, then stretched and shifted."""
    centred = x - x.mean(axis=-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + epsilon) * gain + shift


def split(x: Array, heads: int) -> Array:
    """Cut vectors into one slice a head: (T, heads × d) to (heads, T, d)."""
    return x.reshape(len(x), heads, -1).swapaxes(0, 1)


def join(x: Array) -> Array:
    """Put the slices of all heads side by side again: (heads, T, d) to (T, heads × d)."""
    return x.swapaxes(0, 1).reshape(x.shape[1], -1)


def multi_head(asking: Array, looked_at: Array, weights: dict[str, Array], name: str, heads: int,
               mask: Array | None = None, ablated: int | None = None) -> tuple[Array, Attended]:  # fmt: skip
    """Return what all heads of one block write, (T, heads × d), and their attention; names as in `torch.nn`.

    The output of an ablated head is set to zero before the output projection.
    """
    into, bias = weights[f"{name}.in_proj_weight"], weights[f"{name}.in_proj_bias"]
    w_q, w_k, w_v = np.split(into, 3)
    b_q, b_k, b_v = np.split(bias, 3)
    q, k, v = asking @ w_q.T + b_q, looked_at @ w_k.T + b_k, looked_at @ w_v.T + b_v
    attended = attention(split(q, heads), split(k, heads), split(v, heads), mask)
    output = (
        attended.output
        if ablated is None
        else np.where(np.arange(heads)[:, None, None] == ablated, 0.0, attended.output)
    )
    written = join(output) @ weights[f"{name}.out_proj.weight"].T + weights[f"{name}.out_proj.bias"]
    return written, attended
