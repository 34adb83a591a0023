"""Filling in what is hidden: the bound on its likelihood, and samples that leave the visible pixels as they are."""

from math import log

import torch
from torch import Tensor

from explainers.vaes.conditional.networks import FILL_LATENT, FillIn, Regression
from explainers.vaes.elbo import bernoulli, kl, log_normal
from explainers.vaes.networks import reparameterise


def hidden_log_likelihood(x: Tensor, logits: Tensor, visible: Tensor) -> Tensor:
    """Return log p of the hidden pixels of each picture, in nats, shape (…, n), for logits of shape (…, n, PIXELS)."""
    return (bernoulli(x, logits) * (1 - visible)).sum(-1)


def fill_terms(model: FillIn, x: Tensor, visible: Tensor, noise: torch.Generator) -> tuple[Tensor, Tensor]:
    """Return both parts of the conditional ELBO, each (n,): log p(hidden|z, visible) at a z of q, and KL(q ‖ N(0, 1)).

    Sohn, Lee and Yan 2015, equation 4.
    """
    mu, log_variance = model.recognise(x, visible)
    z = reparameterise(mu, log_variance, torch.randn(mu.shape, generator=noise))
    return hidden_log_likelihood(x, model.generate(z, x, visible), visible), kl(mu, log_variance).sum(-1)


def bound_of_hidden(model: FillIn, x: Tensor, visible: Tensor, k: int, noise: torch.Generator) -> Tensor:
    """Return the importance-weighted bound, of k draws, on log p(hidden|visible) of each picture, shape (n,)."""
    mu, log_variance = model.recognise(x, visible)
    z = reparameterise(mu, log_variance, torch.randn(k, *mu.shape, generator=noise))
    log_likelihood = hidden_log_likelihood(x, model.generate(z, x, visible), visible)
    nothing = torch.zeros_like(mu)
    return (log_likelihood + log_normal(z, nothing, nothing) - log_normal(z, mu, log_variance)).logsumexp(0) - log(k)


def filled(model: FillIn, x: Tensor, visible: Tensor, z: Tensor) -> Tensor:
    """Return a whole picture for each z, shape (k, PIXELS): x and visible (PIXELS,), z (k, FILL_LATENT).

    Visible pixels stay as they are.
    """
    with torch.no_grad():
        pixels = model.generate(z, x[None], visible[None]).sigmoid()
    return torch.where(visible > 0, x, pixels)


def answered(model: Regression, x: Tensor, visible: Tensor) -> Tensor:
    """Return the regression's one answer, shape (PIXELS,); visible pixels stay as they are."""
    with torch.no_grad():
        pixels = model(x[None], visible[None])[0].sigmoid()
    return torch.where(visible > 0, x, pixels)


def draws(k: int, seed: int) -> Tensor:
    """Return k draws of z from N(0, 1), shape (k, FILL_LATENT)."""
    return torch.randn(k, FILL_LATENT, generator=torch.Generator().manual_seed(seed))
