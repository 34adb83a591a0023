"""How the next token is picked: temperature, the k likeliest, the fewest that are likely enough, then chance."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

Array = NDArray[np.float64]


def plain_chances(logits: Array, log_partition: float) -> Array:
    """Return the probabilities of the likeliest tokens, over the whole vocabulary."""
    return np.exp(logits - log_partition)


def filtered(logits: Array, temperature: float, top_k: int, top_p: float) -> Array:
    """Return the probabilities from which the sampler picks: 0 for what it does not look at.

    `logits` fall. First temperature, then the `top_k` likeliest, then of these the fewest that together reach `top_p`
    (Holtzman et al. 2020), as `transformers` does it. At temperature 0 the likeliest is certain.
    """
    if temperature == 0:
        return np.eye(1, len(logits))[0]
    chances = np.zeros(len(logits))
    chances[:top_k] = softmax(logits[:top_k] / temperature)
    before = np.cumsum(chances) - chances  # how likely all that are likelier are together
    chances[(before >= top_p) & (np.arange(len(chances)) > 0)] = 0.0
    return chances / chances.sum()


def picked(chances: Array, seed: int, step: int) -> int:
    """Return the place of the token that chance picks at this step."""
    return int(np.random.default_rng((seed, step)).choice(len(chances), p=chances))
