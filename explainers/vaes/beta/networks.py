"""A small convolutional VAE for sprites: a tenth of the weights that plain layers would need for the same pictures."""

import torch
from torch import Tensor, nn

from explainers.vaes.beta.sprites import SIDE
from explainers.vaes.networks import VAE

CHANNELS, UNITS, CELLS = (16, 32), 64, 4  # of the two convolutions, of the layer after them, cells a side they leave
LATENT = 8


class SpriteVAE(VAE):
    """q(z|x) and p(x|z) with two convolutions each, from 32 × 32 pixels over 8 × 8 to 4 × 4 cells and back."""

    def __init__(self, latent: int = LATENT) -> None:
        """Make both networks, with weights from torch's present generator."""
        nn.Module.__init__(self)
        self.latent = latent
        few, many = CHANNELS
        cells = many * CELLS**2
        self.encoder = nn.Sequential(
            nn.Unflatten(1, (1, SIDE, SIDE)), nn.Conv2d(1, few, 6, stride=4, padding=1), nn.SiLU(),
            nn.Conv2d(few, many, 4, stride=2, padding=1), nn.SiLU(), nn.Flatten(),
            nn.Linear(cells, UNITS), nn.SiLU(), nn.Linear(UNITS, 2 * latent),
        )  # fmt: skip
        self.decoder = nn.Sequential(
            nn.Linear(latent, UNITS), nn.SiLU(), nn.Linear(UNITS, cells), nn.SiLU(),
            nn.Unflatten(1, (many, CELLS, CELLS)), nn.ConvTranspose2d(many, few, 4, stride=2, padding=1), nn.SiLU(),
            nn.ConvTranspose2d(few, 1, 6, stride=4, padding=1), nn.Flatten(),
        )  # fmt: skip


def objective(log_likelihood: Tensor, kl: Tensor, beta: float, capacity: float = 0.0) -> Tensor:
    """Return −log p(x|z) + β |KL − C|, mean over a batch, from log p(x|z), shape (n,), and KL by dimension, (n, d).

    With C = 0 it is the loss of the β-VAE (Higgins et al. 2017), with β = 1 too minus the ELBO; with C > 0 KL is drawn
    towards C nats (Burgess et al. 2018, equation 8).
    """
    distortion, rate = -log_likelihood.mean(), kl.sum(-1).mean()
    return distortion + beta * torch.abs(rate - capacity)
