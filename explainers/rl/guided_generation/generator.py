"""The generator: a recurrent network over notes; the reference model, and melodies drawn from it once."""

import io
import json
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from explainers.rl.guided_generation.notes import LENGTH, VOCABULARY, Array, Tokens, features
from explainers.shipped import shipped
from explainers.shipped_networks import load

WEIGHTS, POOL, RECORDED = (f"weights/rl_guided{end}" for end in (".npz", "-pool.npz", ".json"))
EMBEDDED, HIDDEN = 48, 128
BEGIN = VOCABULARY  # the token before the first

torch.set_num_threads(1)  # networks as small as these only lose by sharing


class Melodist(nn.Module):
    """p(x) = Π p(x_t | x_<t): embedding, a layer of gated recurrent units (Cho et al. 2014), and logits."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Embedding(VOCABULARY + 1, EMBEDDED)
        self.gru = nn.GRU(EMBEDDED, HIDDEN, batch_first=True)
        self.head = nn.Linear(HIDDEN, VOCABULARY)

    def logits(self, x: Tensor) -> Tensor:
        """Return the logits of each token given those before it, (n, T, VOCABULARY), of tokens x, (n, T)."""
        before = torch.cat([torch.full_like(x[:, :1], BEGIN), x[:, :-1]], dim=1)
        logits: Tensor = self.head(self.gru(self.embed(before))[0])
        return logits

    def log_probs(self, x: Tensor) -> Tensor:
        """Return log p(x_t | x_<t) of tokens x, both (n, T)."""
        return torch.log_softmax(self.logits(x), -1).gather(-1, x[..., None])[..., 0]

    @torch.no_grad()
    def draw(self, n: int, generator: torch.Generator, length: int = LENGTH) -> Tensor:
        """Return n melodies drawn from the model, (n, length), each token by inversion from one uniform number."""
        last, state, found = torch.full((n,), BEGIN), None, []
        for u in torch.rand(length, n, 1, generator=generator):
            out, state = self.gru(self.embed(last)[:, None], state)
            cumulated = torch.softmax(self.head(out[:, 0]), -1).cumsum(-1)
            last = torch.searchsorted(cumulated, u * cumulated[:, -1:]).squeeze(1).clamp(max=VOCABULARY - 1)
            found.append(last)
        return torch.stack(found, 1)


@lru_cache(maxsize=1)
def reference_model() -> Melodist:
    """Return the generator as it was trained on tunes, p₀. Not to be changed."""
    network = Melodist()
    load(network, WEIGHTS, "base")
    return network


@lru_cache(maxsize=1)
def pool() -> Tokens:
    """Return the melodies drawn from the reference model that come with the course, (4096, 16)."""
    with np.load(io.BytesIO(shipped(POOL))) as kept:
        return kept["tokens"].astype(np.int64)


@lru_cache(maxsize=1)
def _moments() -> tuple[Array, Array]:
    found = features(pool())
    return found.mean(axis=0), found.std(axis=0)


def standardised(tokens: Tokens) -> Array:
    """Return φ of melodies (n, T), shape (n, 8): features in standard deviations from the mean of the pool."""
    mean, deviation = _moments()
    return (features(tokens) - mean) / deviation


@lru_cache(maxsize=1)
def pool_phi() -> Array:
    """Return φ of the pool, (4096, 8)."""
    return standardised(pool())


@lru_cache(maxsize=1)
def recorded() -> dict[str, Any]:
    """Return what was reached in training, and by generators that follow the rewards of judges."""
    return json.loads(shipped(RECORDED))
