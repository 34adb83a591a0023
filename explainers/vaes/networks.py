"""The two halves of a variational autoencoder (Kingma and Welling 2013): an encoder and a decoder of plain layers."""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

PIXELS = 784  # 28 × 28
LOG_VARIANCE = (-12.0, 8.0)  # kept between these, so that no single picture blows training up
ACTIVATIONS: dict[str, type[nn.Module]] = {"silu": nn.SiLU, "relu": nn.ReLU, "tanh": nn.Tanh}

torch.set_num_threads(1)  # networks as small as these only lose by sharing


class VAE(nn.Module):
    """q(z|x) = N(μ(x), diag σ²(x)), and the pixels of p(x|z): hidden layers of the same sizes, in reverse order."""

    def __init__(self, latent: int = 2, hidden: Sequence[int] = (192, 96), activation: str = "silu") -> None:
        """Make both networks, with weights from torch's present generator."""
        super().__init__()
        self.latent = latent
        self.encoder = layers([PIXELS, *hidden, 2 * latent], activation)
        self.decoder = layers([latent, *reversed(hidden), PIXELS], activation)

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return μ and log σ² of q(z|x), each of shape (n, d), for pictures x of shape (n, PIXELS)."""
        mu, log_variance = self.encoder(x).chunk(2, dim=-1)
        return mu, log_variance.clamp(*LOG_VARIANCE)

    def decode(self, z: Tensor) -> Tensor:
        """Return the pixels before the sigmoid, shape (n, PIXELS), for latent z of shape (n, d)."""
        logits: Tensor = self.decoder(z)
        return logits


def layers(sizes: Sequence[int], activation: str) -> nn.Sequential:
    """Return linear layers with an activation between them."""
    made: list[nn.Module] = []
    for wide, narrow in pairwise(sizes):
        made += [nn.Linear(wide, narrow), ACTIVATIONS[activation]()]
    return nn.Sequential(*made[:-1])


def reparameterise(mu: Tensor, log_variance: Tensor, epsilon: Tensor) -> Tensor:
    """Return z = μ + σ ε, so that gradients reach μ and σ through z (Kingma and Welling 2013, section 2.4)."""
    return mu + (0.5 * log_variance).exp() * epsilon
