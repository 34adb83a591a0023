"""One picture on its way through a variational autoencoder, with every number on the way."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray

from explainers.vaes.elbo import bernoulli, importance_weighted, kl, log_evidence
from explainers.vaes.latent_walk.shipped_models import shipped_model
from explainers.vaes.networks import reparameterise

Array = NDArray[np.float64]
WEIGHED = 64  # draws of the importance-weighted bound
AVERAGED = 64  # draws over which log p(x|z) is averaged


@dataclass(frozen=True)
class ForwardPass:
    """x → μ, σ → z = μ + σ ε → decoder → x̂, for one draw of ε; all in nats."""

    data: str
    kind: str
    x: NDArray[np.float32]  # (PIXELS,)
    mu: Array  # (2,)
    sigma: Array  # (2,)
    epsilon: Array  # (2,)
    z: Array  # (2,)
    decoded: NDArray[np.float32]  # (PIXELS,) x̂, the chance of ink
    loss: NDArray[np.float32]  # (PIXELS,) −log p of each pixel
    kl: Array  # (2,) of each dimension

    @property
    def reconstruction(self) -> float:
        """log p(x|z): of all pixels together, minus their loss."""
        return -float(self.loss.astype(np.float64).sum())

    @property
    def elbo(self) -> float:
        """What this draw says of the evidence lower bound: log p(x|z) − KL."""
        return self.reconstruction - float(self.kl.sum())

    @property
    def bounds(self) -> tuple[float, float, float]:
        """The ELBO averaged over draws, the importance-weighted bound of WEIGHED draws, and log p(x) by quadrature."""
        return _bounds(self.data, self.kind, self.x.tobytes())[0]

    @property
    def errors(self) -> tuple[float, float]:
        """The Monte Carlo standard errors of the first two of these; by chance each may exceed log p(x) by a few."""
        return _bounds(self.data, self.kind, self.x.tobytes())[1]


@lru_cache(maxsize=256)
def _bounds(data: str, kind: str, x: bytes) -> tuple[tuple[float, float, float], tuple[float, float]]:
    model = shipped_model(data, kind)
    picture = torch.tensor(np.frombuffer(x, dtype=np.float32))[None]
    epsilon = torch.randn(WEIGHED, AVERAGED, 2, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        many = picture.expand(AVERAGED, -1)
        single = torch.stack([importance_weighted(model, many, one[None]) for one in epsilon])
        tight = importance_weighted(model, many, epsilon)
        exact = float(log_evidence(model, picture))
    errors = [float(draws.std()) / draws.numel() ** 0.5 for draws in (single, tight)]
    return (float(single.mean()), float(tight.mean()), exact), (errors[0], errors[1])


def forward_pass(data: str, kind: str, x: NDArray[np.float32], epsilon: Array) -> ForwardPass:
    """Send one picture through the model of a kind with two latent dimensions, with a given ε of shape (2,)."""
    model = shipped_model(data, kind)
    with torch.no_grad():
        picture = torch.tensor(x)[None]
        mu, log_variance = model.encode(picture)
        z = reparameterise(mu, log_variance, torch.tensor(epsilon, dtype=torch.float32))
        logits = model.decode(z)
        loss, cost = -bernoulli(picture, logits), kl(mu, log_variance)
    sigma = (0.5 * log_variance).exp()
    as_double = [part[0].double().numpy() for part in (mu, sigma, z, cost)]
    mean, spread, place, price = as_double
    return ForwardPass(data, kind, x, mean, spread, epsilon, place, logits.sigmoid()[0].numpy(), loss[0].numpy(), price)
