"""The evidence lower bound and its parts, in nats, and two tighter views of log p(x).

Grey pixels under the Bernoulli likelihood are read as the chance that a pixel is ink, as is usual. It is then no
density of grey values (Loaiza-Ganem and Cunningham 2019); all bounds here hold all the same.
"""

from collections.abc import Callable
from math import log, pi
from typing import Protocol

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from explainers.vaes.networks import VAE, reparameterise


class Coder(Protocol):
    """What the bounds need of a model: q(z|x), as μ and log σ², and the pixels of p(x|z) before the sigmoid."""

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return μ and log σ², each of shape (n, d)."""

    def decode(self, z: Tensor) -> Tensor:
        """Return logits, shape (…, n, pixels), for z of shape (…, n, d)."""


Likelihood = Callable[[Tensor, Tensor], Tensor]  # of pixels x, given what the decoder says; pixel by pixel


def bernoulli(x: Tensor, logits: Tensor) -> Tensor:
    """Return x log p + (1 − x) log (1 − p) of each pixel, p = sigmoid(logits); shape as `x`."""
    logits, x = torch.broadcast_tensors(logits, x)  # type: ignore[no-untyped-call]
    return -binary_cross_entropy_with_logits(logits, x, reduction="none")


def gaussian(x: Tensor, logits: Tensor, sigma: float = 0.25) -> Tensor:
    """Return log N(x; sigmoid(logits), σ²) of each pixel, shape as `x`; σ is fixed, in units of full ink."""
    return -0.5 * ((x - logits.sigmoid()) / sigma) ** 2 - log(sigma) - 0.5 * log(2 * pi)


LIKELIHOODS: dict[str, Likelihood] = {"bernoulli": bernoulli, "gaussian": gaussian}


def kl(mu: Tensor, log_variance: Tensor) -> Tensor:
    """Return KL(q(z|x) ‖ N(0, 1)) of each dimension, shape as `mu` (Kingma and Welling 2013, appendix B)."""
    return 0.5 * (mu**2 + log_variance.exp() - 1 - log_variance)


def terms(model: Coder, x: Tensor, epsilon: Tensor, likelihood: str = "bernoulli") -> tuple[Tensor, Tensor]:
    """Return log p(x|z) of each picture, shape (n,), at z = μ + σ ε; and its KL by dimension, shape (n, d)."""
    mu, log_variance = model.encode(x)
    logits = model.decode(reparameterise(mu, log_variance, epsilon))
    return LIKELIHOODS[likelihood](x, logits).sum(-1), kl(mu, log_variance)


def log_normal(z: Tensor, mu: Tensor, log_variance: Tensor) -> Tensor:
    """Return log N(z; μ, σ²), summed over the last dimension."""
    return -0.5 * ((z - mu) ** 2 / log_variance.exp() + log_variance + log(2 * pi)).sum(-1)


def importance_weighted(model: Coder, x: Tensor, epsilon: Tensor, likelihood: str = "bernoulli") -> Tensor:
    """Return log of the mean of p(x, z) / q(z|x) over k draws, shape (n,), for ε of shape (k, n, d).

    With k = 1 its mean is the ELBO; it grows with k towards log p(x) (Burda et al. 2016).
    """
    mu, log_variance = model.encode(x)
    z = reparameterise(mu, log_variance, epsilon)
    nothing = torch.zeros_like(mu)
    log_likelihood = LIKELIHOODS[likelihood](x, model.decode(z)).sum(-1)
    ratio = log_likelihood + log_normal(z, nothing, nothing) - log_normal(z, mu, log_variance)
    return ratio.logsumexp(0) - log(len(epsilon))


def log_evidence(model: VAE, x: Tensor, likelihood: str = "bernoulli", reach: float = 5.0, n: int = 121) -> Tensor:
    """Return log p(x) of each picture by the trapezoid rule over the latent plane, shape (n,). For d = 2 only."""
    axis = torch.linspace(-reach, reach, n)
    z = torch.cartesian_prod(axis, axis)
    prior = log_normal(z, torch.zeros(2), torch.zeros(2)) + 2 * log(2 * reach / (n - 1))
    logits = model.decode(z)
    return torch.stack([(LIKELIHOODS[likelihood](one[None], logits).sum(-1) + prior).logsumexp(0) for one in x])
