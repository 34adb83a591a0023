"""The generator before anybody liked anything: its weights, and 4,096 melodies drawn from it once."""

import io
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import torch

from explainers.rl.guided_generation.network import Melodist
from explainers.rl.guided_generation.notes import Array, Tokens, features
from explainers.shipped import shipped
from explainers.shipped_networks import load

WEIGHTS, POOL, RECORDED = (f"weights/rl_guided{end}" for end in (".npz", "-pool.npz", ".json"))
POOL_SIZE = 4096

torch.set_num_threads(1)  # networks as small as these only lose by sharing


@dataclass(frozen=True)
class Pool:
    """Melodies drawn from the base model."""

    tokens: Tokens  # (n, 16)
    log_p: Array  # (n,) of each under the base model
    mean: Array  # (8,) of each feature
    spread: Array  # (8,) its standard deviation

    def standard(self, tokens: Tokens) -> Array:
        """Return φ of melodies (n, T), shape (n, 8): features in standard deviations from the mean of the pool."""
        return (features(tokens) - self.mean) / self.spread

    @property
    def phi(self) -> Array:
        """φ of the pool, (n, 8)."""
        return _phi()


@lru_cache(maxsize=1)
def pool() -> Pool:
    """Return the melodies that come with the course."""
    with np.load(io.BytesIO(shipped(POOL))) as kept:
        tokens, log_p = kept["tokens"].astype(np.int64), kept["log_p"].astype(np.float64)
    found = features(tokens)
    return Pool(tokens, log_p, found.mean(axis=0), found.std(axis=0))


@lru_cache(maxsize=1)
def _phi() -> Array:
    return pool().standard(pool().tokens)


@lru_cache(maxsize=1)
def base_model() -> Melodist:
    """Return the generator as it was trained on tunes. Not to be changed."""
    network = Melodist()
    load(network, WEIGHTS, "base")
    return network


@lru_cache(maxsize=1)
def recorded() -> dict[str, Any]:
    """Return what was reached in training, and by the steered generators."""
    return json.loads(shipped(RECORDED))
