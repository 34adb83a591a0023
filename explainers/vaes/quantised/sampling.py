"""Codes drawn by chance: one after another from the prior, each by how often it is used, or all alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray

from explainers.vaes.quantised.models import BLANK, bits, decoded, model_name, prior_of, recorded, vqvae
from explainers.vaes.quantised.networks import CELLS, Prior

Array = NDArray[np.float64]
Codes = NDArray[np.int64]
SAMPLES = 6  # of each kind
WAYS = {"prior": "from the prior", "usage": "each by how often it is used", "uniform": "all alike"}


@dataclass(frozen=True, eq=False)
class Draws:
    """Codes drawn in three ways. Codes are counted from 0."""

    codes: Mapping[str, Codes]  # by way, (SAMPLES, CELLS)
    bits: Mapping[str, float]  # by way, −log₂ p under the prior, their mean
    forecast: Array  # (CELLS, K) the probabilities of each code of the first sample, before it was drawn


@torch.no_grad()
def sampled(prior: Prior, n: int, temperature: float, draw: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Return n grids of codes, shape (n, CELLS), drawn one code after another, and the probabilities, (n, CELLS, K)."""
    codes, chances = torch.zeros(n, 0, dtype=torch.long), []
    for _ in range(CELLS):
        p = (prior(codes)[:, -1] / temperature).softmax(-1)
        chances.append(p)
        codes = torch.cat([codes, torch.multinomial(p, 1, generator=draw)], dim=1)
    return codes, torch.stack(chances, dim=1)


@lru_cache(maxsize=64)
def draws(data: str, entries: int, temperature: float, seed: int) -> Draws:
    """Draw codes in the three ways, with the same seed the same ones."""
    draw, prior = torch.Generator().manual_seed(seed), prior_of(data, entries)
    codes, chances = sampled(prior, SAMPLES, temperature, draw)
    counts = torch.tensor(recorded()[data][model_name(entries, cured=True)]["counts"], dtype=torch.double)
    usage = torch.multinomial(counts, SAMPLES * CELLS, replacement=True, generator=draw).reshape(SAMPLES, CELLS)
    uniform = torch.randint(entries, (SAMPLES, CELLS), generator=draw)
    found = {"prior": codes, "usage": usage, "uniform": uniform}
    cost = {way: float(bits(prior, some).sum(1).mean()) for way, some in found.items()}
    return Draws({way: some.numpy() for way, some in found.items()}, cost, chances[0].double().numpy())


@lru_cache(maxsize=256)
def so_far(data: str, entries: int, temperature: float, seed: int, count: int) -> NDArray[np.float32]:
    """Return the pictures of the first `count` codes of all draws, way after way, (3 SAMPLES, SIDE²).

    The decoder takes whole grids: cells to come are given the commonest code.
    """
    codes = np.concatenate(list(draws(data, entries, temperature, seed).codes.values())).copy()
    codes[:, count:] = BLANK
    return decoded(vqvae(data, entries), torch.tensor(codes))
