"""A variational autoencoder of records that has seen normal ones only, and three scores of how odd a record is."""

from dataclasses import dataclass
from functools import cache
from math import log, pi

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from explainers.data.anomalies.records import parted
from explainers.shipped_networks import load
from explainers.vaes.elbo import kl, log_normal
from explainers.vaes.networks import LOG_VARIANCE, layers, reparameterise

Array = NDArray[np.float64]
WEIGHTS = "weights/vae_anomalies.npz"
COLUMNS, LATENT, HIDDEN = 9, 3, (32, 32)
LEAST_SIGMA = 0.2  # records are counted in whole steps: at a value that repeats, a density could grow without bound
DRAWS = 64  # of z for each record
SEED = 5  # of these draws
SCORES = {"reconstruction": "Reconstruction", "elbo": "−ELBO", "weighted": "−IW bound"}


@dataclass(frozen=True, eq=False)
class Scaling:
    """How columns are brought to a common scale, all of it measured on normal records that are trained on."""

    middle: Array  # (9,) medians
    spread: Array  # (9,) interquartile ranges, at least one step
    mean: Array  # (9,) after asinh
    sd: Array  # (9,)

    def __call__(self, records: Array) -> Array:
        """Return records, shape (n, 9), standardised. asinh keeps the order and draws in what lies far out."""
        scaled: Array = (np.arcsinh((records - self.middle) / self.spread) - self.mean) / self.sd
        return scaled


@cache
def scaling(name: str) -> Scaling:
    """Return the scaling of a set of records."""
    train, step = parted(name).train, {"shuttle": 1.0, "phishing": 0.5}[name]
    middle = np.median(train, axis=0)
    spread = np.maximum(np.subtract(*np.percentile(train, [75, 25], axis=0)), step)
    drawn_in = np.arcsinh((train - middle) / spread)
    return Scaling(middle, spread, drawn_in.mean(axis=0), drawn_in.std(axis=0))


class RecordVAE(nn.Module):
    """q(z|x) = N(μ(x), diag σ²(x)) and p(x|z) = N(decoder(z), diag s²), with one s for each column, learned."""

    def __init__(self) -> None:
        """Make both networks, with weights from torch's present generator."""
        super().__init__()
        self.encoder = layers([COLUMNS, *HIDDEN, 2 * LATENT], "silu")
        self.decoder = layers([LATENT, *reversed(HIDDEN), COLUMNS], "silu")
        self.log_s = nn.Parameter(torch.zeros(COLUMNS))

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return μ and log σ² of q(z|x), each of shape (n, 3), for standardised records x of shape (n, 9)."""
        mu, log_variance = self.encoder(x).chunk(2, dim=-1)
        return mu, log_variance.clamp(*LOG_VARIANCE)

    @property
    def sigma(self) -> Tensor:
        """The standard deviation s of each column given z, shape (9,)."""
        return self.log_s.exp().clamp(min=LEAST_SIGMA)

    def log_likelihood(self, x: Tensor, z: Tensor) -> Tensor:
        """Return log p(x|z) column by column, shape (…, n, 9)."""
        return -0.5 * ((x - self.decoder(z)) / self.sigma) ** 2 - self.sigma.log() - 0.5 * log(2 * pi)


def reconstruction(model: RecordVAE, x: Tensor) -> Tensor:
    """Return −log p(x|z) at z = μ(x), column by column, in nats, shape (n, 9)."""
    return -model.log_likelihood(x, model.encode(x)[0])


def bounds(model: RecordVAE, x: Tensor, epsilon: Tensor) -> tuple[Tensor, Tensor]:
    """Return the ELBO and the importance-weighted bound on log p(x), shape (n,) each, from ε of shape (k, n, 3).

    The first is E log p(x|z) − KL(q ‖ p), KL in closed form; the second log of the mean of p(x, z) / q(z|x) over the
    same draws, nearer to log p(x) the more there are (Burda, Grosse and Salakhutdinov 2016).
    """
    mu, log_variance = model.encode(x)
    z, nothing = reparameterise(mu, log_variance, epsilon), torch.zeros_like(mu)
    fits = model.log_likelihood(x, z).sum(-1)
    elbo = fits.mean(0) - kl(mu, log_variance).sum(-1)
    ratio = fits + log_normal(z, nothing, nothing) - log_normal(z, mu, log_variance)
    return elbo, ratio.logsumexp(0) - log(len(epsilon))


def scores(model: RecordVAE, records: Array, name: str) -> dict[str, Array]:
    """Return the three scores of records, shape (n, 9), of a set: in nats, shape (n,) each, the larger the odder."""
    x = torch.tensor(scaling(name)(records), dtype=torch.float32)
    noise = torch.Generator().manual_seed(SEED)
    with torch.no_grad():
        found = {"reconstruction": reconstruction(model, x).sum(-1)}
        elbo, weighted = bounds(model, x, torch.randn(DRAWS, len(x), LATENT, generator=noise))
    found |= {"elbo": -elbo, "weighted": -weighted}
    return {score: values.double().numpy() for score, values in found.items()}


@cache
def detector(name: str) -> RecordVAE:
    """Return the model that was trained on the normal records of a set. Not to be changed."""
    model = RecordVAE()
    load(model, WEIGHTS, name)
    return model
