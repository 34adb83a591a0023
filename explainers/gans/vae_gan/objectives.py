"""What a VAE and a VAE-GAN minimise, in nats a picture, and which network learns from which term."""

from math import log, pi
from typing import NamedTuple

import torch
from torch import Tensor

from explainers.gans.losses import LOSSES
from explainers.gans.vae_gan.networks import Decoder, Encoder, Trio
from explainers.vaes.elbo import kl
from explainers.vaes.networks import reparameterise

LOSS = LOSSES["non_saturating"]


class Terms(NamedTuple):
    """The terms of a VAE-GAN, means over a batch (Larsen et al. 2016, equations 5 to 8)."""

    prior: Tensor  # KL(q(z|x) ‖ p(z))
    likeness: Tensor  # -log p(D_l(x)|z) = ½ |D_l(x) - D_l(x̃)|², without its constant
    caught: Tensor  # what the discriminator minimises
    fooling: Tensor  # what the decoder minimises against it


def vae_terms(encoder: Encoder, decoder: Decoder, x: Tensor, epsilon: Tensor, sigma: float) -> tuple[Tensor, Tensor]:
    """Return both terms of minus the ELBO, KL(q(z|x) ‖ p(z)) and -log p(x|z), means over a batch.

    For pictures (n, 1, 32, 32) and ε (n, LATENT); p(x|z) = N(x̃, sigma²) pixel by pixel, ink being 1 and paper -1.
    """
    mu, log_variance = encoder(x)
    off = (x - decoder(reparameterise(mu, log_variance, epsilon))).flatten(1)
    log_likelihood = -0.5 * (off / sigma) ** 2 - log(sigma) - 0.5 * log(2 * pi)
    return kl(mu, log_variance).sum(1).mean(), -log_likelihood.sum(1).mean()


def vae_gan_terms(trio: Trio, x: Tensor, epsilon: Tensor, z: Tensor) -> Terms:
    """Return the terms for real pictures, with reconstructions at μ + σ ε and samples at z, each (n, LATENT)."""
    encoder, decoder, d = trio
    mu, log_variance = encoder(x)
    made = decoder(torch.cat([reparameterise(mu, log_variance, epsilon), z]))
    seen, seen_made = d.features(x), d.features(made)
    off = (seen - seen_made[: len(x)]).flatten(1)
    real, fake = d.judge(seen), d.judge(seen_made)
    return Terms(kl(mu, log_variance).sum(1).mean(), 0.5 * off.square().sum(1).mean(),
                 LOSS.discriminator(real, fake), LOSS.generator(fake))  # fmt: skip


def gradients(trio: Trio, terms: Terms, gamma: float) -> tuple[tuple[Tensor, ...], ...]:
    """Return the gradients of encoder, decoder and discriminator, weight by weight (Larsen et al. 2016, Algorithm 1).

    The encoder learns from prior and likeness; the decoder from γ · likeness + fooling; the discriminator from what it
    caught. As with any GAN here, the decoder minimises -ln D(x̃) where the paper has ln(1 - D(x̃)).
    """
    learnt = (terms.prior + terms.likeness, gamma * terms.likeness + terms.fooling, terms.caught)
    return tuple(torch.autograd.grad(loss, list(network.parameters()), retain_graph=True)
                 for loss, network in zip(learnt, trio, strict=True))  # fmt: skip
