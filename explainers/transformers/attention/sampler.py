"""How the next token is picked: temperature, the k likeliest, the fewest that are likely enough, then chance."""

import numpy as np

from explainers.transformers.attention.answers import Read, Write, answer
from explainers.transformers.attention.attention import Array, softmax
from explainers.transformers.attention.settings import ENDS, MOST_WRITTEN, numbers_in


def plain_chances(logits: Array, whole: float) -> Array:
    """Return the probabilities of the likeliest tokens, over the whole vocabulary."""
    return np.exp(logits - whole)


def filtered(logits: Array, heat: float, top_k: int, top_p: float) -> Array:
    """Return the probabilities from which the sampler picks: 0 for what it does not look at.

    `logits` fall. First temperature, then the `top_k` likeliest, then of these the fewest that together reach `top_p`
    (Holtzman et al. 2020), as `transformers` does it. At temperature 0 the likeliest is certain.
    """
    if heat == 0:
        return np.eye(1, len(logits))[0]
    chances = np.zeros(len(logits))
    chances[:top_k] = softmax(logits[:top_k] / heat)
    before = np.cumsum(chances) - chances  # how likely all that are likelier are together
    chances[(before >= top_p) & (np.arange(len(chances)) > 0)] = 0.0
    return chances / chances.sum()


def picked(chances: Array, seed: int, step: int) -> int:
    """Return the place of the token that chance picks at this step."""
    return int(np.random.default_rng((seed, step)).choice(len(chances), p=chances))


def write_on(asked: Write) -> str:
    """Return `written` with up to `count` more tokens, each picked by the sampler, up to where the model ends it."""
    written = numbers_in(asked.written)
    for _ in range(min(asked.count, MOST_WRITTEN - len(written))):
        if written and written[-1] in ENDS:
            break
        following = answer(Read(asked.text, ".".join(map(str, written)))).next
        chances = filtered(following.logits[-1], asked.heat, asked.top_k, asked.top_p)
        written.append(int(following.ids[-1, picked(chances, asked.seed, len(written))]))
    return ".".join(map(str, written))
