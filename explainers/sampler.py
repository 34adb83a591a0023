"""How the next token is picked: penalty, temperature, the k likeliest, the fewest that are likely enough, then chance.

Logits fall. Where `counts` are given, each of them stands for so many tokens that are equally likely: of a vocabulary
of 50,000 the likeliest can be kept one by one, and all others in a few heaps.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import softmax

Array = NDArray[np.float64]


def plain_chances(logits: Array, log_partition: float) -> Array:
    """Return the probabilities of the likeliest tokens, over the whole vocabulary."""
    return np.exp(logits - log_partition)


def penalised(logits: Array, seen: NDArray[np.bool_], penalty: float) -> Array:
    """Return logits with those of tokens that were `seen` divided by `penalty`; multiplied where they are negative.

    The repetition penalty of Keskar et al. (2019, section 4.1), as `transformers` does it. Their order may be another.
    """
    return np.where(seen, np.where(logits > 0, logits / penalty, logits * penalty), logits)


def filtered(
    logits: Array, temperature: float, top_k: int, top_p: float, min_p: float = 0.0, counts: ArrayLike = 1.0
) -> Array:
    """Return the probabilities from which the sampler picks: 0 for what it does not look at.

    First temperature, then the `top_k` likeliest, then of these the fewest that together reach `top_p` (Holtzman et al.
    2020), then those that are at least `min_p` times as likely as the likeliest (Nguyen et al. 2024), as `transformers`
    does it. The likeliest always stays. At temperature 0 it is certain.
    """
    if temperature == 0:
        return np.eye(1, len(logits))[0]
    n = np.broadcast_to(np.asarray(counts, float), logits.shape)
    with np.errstate(divide="ignore"):  # of a heap that is left out, none
        kept = np.clip(top_k - (np.cumsum(n) - n), 0, n)  # how many of each are among the k likeliest
        chances = softmax(logits / temperature + np.log(kept))
    before = np.cumsum(chances) - chances  # how likely all that are likelier are together
    later = np.arange(len(chances)) > 0
    chances[(before >= top_p) & later] = 0.0
    chances[(logits - logits[0] < temperature * np.log(max(min_p, 1e-300))) & later] = 0.0
    return chances / chances.sum()


def picked(chances: Array, seed: int, step: int) -> int:
    """Return the place of the token that chance picks at this step."""
    return int(np.random.default_rng((seed, step)).choice(len(chances), p=chances))
