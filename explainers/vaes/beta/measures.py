"""What is measured of a code: which latent knows which factor, and how far latents are from independent."""

from dataclasses import dataclass
from math import log, pi

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explainers.vaes.beta.sprites import FACTORS, LEVELS, every_sprite, grid
from explainers.vaes.elbo import terms
from explainers.vaes.networks import VAE, reparameterise

Array = NDArray[np.float64]
Places = NDArray[np.int64]
BINS = 40  # of a latent, each with as many codes
DRAWS = 1024  # of z, for total correlation
ENTROPIES = np.log(LEVELS)  # nats, H(v) of each factor: on the grid all its levels are as frequent


def bins(z: Array, n: int = BINS) -> Places:
    """Return the bin of every code, shape as `z`, (N, d): in each latent n bins, as equally full as ties allow."""
    edges = np.quantile(z, np.linspace(0, 1, n + 1)[1:-1], axis=0)
    return np.stack([np.searchsorted(edge, column) for edge, column in zip(edges.T, z.T, strict=True)], axis=-1)


def mutual_information(a: Places, b: Places) -> float:
    """Return the mutual information of two columns of whole numbers, shape (N,), in nats, from their frequencies."""
    high, wide = int(a.max()) + 1, int(b.max()) + 1
    joint = np.bincount(a * wide + b, minlength=high * wide).reshape(high, wide) / len(a)
    apart = joint.sum(1, keepdims=True) * joint.sum(0)
    there = joint > 0
    return float((joint[there] * np.log(joint[there] / apart[there])).sum())


def information(z: Array, factors: Places, n: int = BINS) -> Array:
    """Return the mutual information of every factor with every latent in n bins, (factors, d), in nats."""
    found = bins(z, n)
    return np.array([[mutual_information(column, factor) for column in found.T] for factor in factors.T])


def gaps(shared: Array, entropies: Array = ENTROPIES) -> Array:
    """Return of each factor (best − second best latent) / H(v), from `information`, shape (factors,)."""
    ranked = np.sort(shared, axis=1)
    found: Array = (ranked[:, -1] - ranked[:, -2]) / entropies
    return found


def mig(shared: Array, entropies: Array = ENTROPIES) -> float:
    """Return the mutual information gap, the mean of `gaps` over factors (Chen et al. 2018, section 4.1)."""
    return float(gaps(shared, entropies).mean())


@torch.no_grad()
def total_correlation(mu: Tensor, log_variance: Tensor, seed: int = 5) -> tuple[float, float]:
    """Return KL(q(z) ‖ ∏ q(z_j)) in nats, and its standard error: `DRAWS` draws from the exact mixture q(z).

    q(z) is the mean of q(z|x) over all N pictures, of which μ and log σ² are given, each (N, d): no minibatches.
    """
    chance = torch.Generator().manual_seed(seed)
    among = torch.randint(len(mu), (DRAWS,), generator=chance)
    z = reparameterise(mu[among], log_variance[among], torch.randn(DRAWS, mu.shape[1], generator=chance))
    found = []
    for one in z:
        each = -0.5 * ((one - mu) ** 2 / log_variance.exp() + log_variance + log(2 * pi))
        found.append(each.sum(1).logsumexp(0) - each.logsumexp(0).sum() + (mu.shape[1] - 1) * log(len(mu)))
    every = torch.stack(found).double()
    return float(every.mean()), float(every.std()) / DRAWS**0.5


@dataclass(frozen=True, eq=False)
class Measured:
    """A model on all sprites of the grid; nats a picture."""

    distortion: float  # −log p(x|z)
    kl: Array  # (d,) by latent
    mu: Array  # (N, d)
    log_variance: Array  # (N, d)
    information: Array  # (factors, d) with one draw of z for each sprite

    @property
    def rate(self) -> float:
        """KL of all latents together."""
        return float(self.kl.sum())


@torch.no_grad()
def measured(model: VAE, seed: int = 3, every: int = 1) -> Measured:
    """Measure a model on every `every`-th sprite of the grid, with one draw of ε for each."""
    x = torch.tensor(every_sprite()[::every]).float() / 255
    epsilon = torch.randn(len(x), model.latent, generator=torch.Generator().manual_seed(seed))
    mu, log_variance = model.encode(x)
    log_likelihood, cost = terms(model, x, epsilon)
    z = reparameterise(mu, log_variance, epsilon).double().numpy()
    shared = information(z, grid()[::every])
    assert shared.shape[0] == len(FACTORS)
    return Measured(-float(log_likelihood.double().mean()), cost.double().mean(0).numpy(), mu.double().numpy(),
                    log_variance.double().numpy(), shared)  # fmt: skip
