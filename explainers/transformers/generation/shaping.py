"""What a sampler makes of the probabilities at a place: the logits are there once, and no model is run."""

from dataclasses import dataclass, replace

import numpy as np

from explainers.sampler import filtered, penalised
from explainers.transformers.dot_product import Array
from explainers.transformers.lm.shape import VOCABULARY
from explainers.transformers.lm.writing import COUNTS, Followed


@dataclass(frozen=True)
class Settings:
    """What a sampler is set to; as it stands, it leaves everything as it is."""

    temperature: float = 1.0
    top_k: int = VOCABULARY
    top_p: float = 1.0
    min_p: float = 0.0
    penalty: float = 1.0
    forbidden: str = ""  # words, with blanks between


def shaped(followed: Followed, place: int, settings: Settings) -> Array:
    """Return the probabilities with which the sampler picks at a place, of single tokens and of heaps: (len(COUNTS),).

    Tokens in heaps are taken for as likely as each other, and for unseen: what that costs is tested.
    """
    logits = followed.logp[place] + followed.log_partition[place]
    singles, words = len(followed.choice_ids[place]), settings.forbidden.casefold().split()
    if settings.penalty != 1:
        before = followed.ids[: len(followed.prompt) + place]
        logits[:singles] = penalised(logits[:singles], np.isin(followed.choice_ids[place], before), settings.penalty)
    if words:
        logits[:singles][[token.strip().casefold() in words for token in followed.choices[place]]] = -np.inf
    falling = np.argsort(-logits, kind="stable")
    chances = np.empty(len(logits))
    chances[falling] = filtered(logits[falling], settings.temperature, settings.top_k, settings.top_p, settings.min_p,
                                COUNTS[falling])  # fmt: skip
    return chances


def kept_tokens(chances: Array, top_k: int) -> int:
    """Return how many tokens are left, of which a heap counts as a whole, up to `top_k`."""
    return min(int(COUNTS[chances > 0].sum()), top_k)


def stages(followed: Followed, place: int, settings: Settings) -> dict[str, tuple[int, float]]:
    """Return, behind each filter, how many tokens are left and how likely the model takes them to be together."""
    plain = COUNTS * np.exp(followed.logp[place])
    filters = {"top-k": "top_k", "top-p": "top_p", "min-p": "min_p"}
    so_far, found = (
        Settings(temperature=settings.temperature, penalty=settings.penalty, forbidden=settings.forbidden),
        {},
    )
    for name, field in filters.items():
        so_far = replace(so_far, **{field: getattr(settings, field)})
        chances = shaped(followed, place, so_far)
        left = kept_tokens(chances, so_far.top_k)
        share = np.minimum(1.0, left / COUNTS.sum()) if left == COUNTS.sum() else plain[chances > 0].sum()
        found[name] = left, float(min(share, 1.0))
    return found
