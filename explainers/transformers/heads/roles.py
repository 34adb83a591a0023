"""Heads found by what they do: five measures between 0 and 1, each the mean attention to one kind of place."""

import io
from functools import lru_cache

import numpy as np

from explainers.shipped import shipped
from explainers.transformers.dot_product import Array

ROLES = {
    "previous": "previous token",
    "first": "first token",
    "same": "same token",
    "punctuation": "punctuation",
    "induction": "induction",
}
ENOUGH = 0.4  # the score from which a head is named
PROBE_SCORES = "data/attention/probe.npz"
HALF = 20  # words in the probe, before they come again
# Twenty words that have nothing to do with each other, said twice: only repetition to go by (Olsson et al. 2022).
WORDS = """river table music seven cloud paper stone window garden north
apple metal doctor bread summer ticket yellow mother engine silver"""
PROBE = " ".join(2 * WORDS.split())


def previous_token(maps: Array) -> Array:
    """Return the mean attention to the token before: maps (…, T, T) to (…)."""
    return np.diagonal(maps, -1, -2, -1).mean(axis=-1) if maps.shape[-1] > 1 else np.zeros(maps.shape[:-2])


def first_token(maps: Array) -> Array:
    """Return the mean attention that tokens behind the first pay to the first: a sink (Xiao et al. 2024)."""
    return maps[..., 1:, 0].mean(axis=-1) if maps.shape[-1] > 1 else np.zeros(maps.shape[:-2])


def punctuation(maps: Array, tokens: list[str]) -> Array:
    """Return the mean attention to marks such as commas, from where there is one behind; 0 where there is none."""
    marks = [j for j, token in enumerate(tokens) if token.strip() and not any(c.isalnum() for c in token)]
    marks = [j for j in marks if j > 0]  # the first place is a sink, whatever stands there
    if not marks or marks[0] == len(tokens) - 1:
        return np.zeros(maps.shape[:-2])
    return maps[..., marks[0] + 1 :, :][..., marks].sum(axis=-1).mean(axis=-1)


def same_token(maps: Array, apart: int) -> Array:
    """Return the mean attention to the same token, `apart` places ago."""
    return np.diagonal(maps, -apart, -2, -1).mean(axis=-1)


def induction_heads(maps: Array, apart: int) -> Array:
    """Return the mean attention to what followed the same token, `apart` places ago."""
    return np.diagonal(maps, 1 - apart, -2, -1)[..., 1:].mean(axis=-1)


@lru_cache(maxsize=1)
def probe_scores() -> dict[str, Array]:
    """Return the scores of repetition, (layer, head) each, measured on PROBE."""
    with np.load(io.BytesIO(shipped(PROBE_SCORES))) as stored:
        return {name: stored[name].astype(float) for name in stored.files}


def scores(maps: Array, tokens: list[str]) -> dict[str, Array]:
    """Return what every head does, by role, (layer, head) each; repetition is measured on PROBE."""
    return {
        "previous": previous_token(maps),
        "first": first_token(maps),
        "same": probe_scores()["same"],
        "punctuation": punctuation(maps, tokens),
        "induction": probe_scores()["induction"],
    }


def leaders(scored: dict[str, Array], count: int = 4) -> dict[str, list[tuple[int, int]]]:
    """Return, by role, the heads with the highest scores, the highest first."""
    best = {}
    for role, values in scored.items():
        order = np.argsort(-values, axis=None, kind="stable")[:count]
        best[role] = [(int(i // values.shape[1]), int(i % values.shape[1])) for i in order]
    return best


def name_of(scored: dict[str, Array], layer: int, head: int) -> str:
    """Return the role in which a head scores highest, or nothing where no score is high enough."""
    role = max(scored, key=lambda role: scored[role][layer, head])
    return role if scored[role][layer, head] >= ENOUGH else ""
