"""Three small networks of Radford et al. 2016: what makes a picture of z, what finds z, and what judges a picture."""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from explainers.gans.pictures.blocks import SLOPE, pixel_norm
from explainers.vaes.networks import LOG_VARIANCE

LATENT = 32  # dimensions of z
WIDTHS = (16, 32, 64)  # channels at 16 × 16, 8 × 8 and 4 × 4 pixels
LIKENESS_LAYER = 2  # l, the convolution of D whose features measure likeness


def convolutions() -> nn.Sequential:
    """Return three convolutions, (n, 1, 32, 32) to (n, 64, 4, 4)."""
    parts: list[nn.Module] = []
    for wide, narrow in zip((1, *WIDTHS[:-1]), WIDTHS, strict=True):
        parts += [nn.Conv2d(wide, narrow, 4, stride=2, padding=1), nn.LeakyReLU(SLOPE)]
    return nn.Sequential(*parts)


class Decoder(nn.Module):
    """The decoder of a VAE is the generator of a GAN: from z of shape (n, LATENT) to pictures (n, 1, 32, 32)."""

    def __init__(self) -> None:
        super().__init__()
        parts: list[nn.Module] = [nn.Linear(LATENT, WIDTHS[-1] * 4**2), nn.Unflatten(1, (-1, 4, 4))]
        for wide, narrow in zip(WIDTHS[::-1], (*WIDTHS[-2::-1], 1), strict=True):
            parts += [nn.LeakyReLU(SLOPE), nn.ConvTranspose2d(wide, narrow, 4, stride=2, padding=1)]
        self.layers = nn.Sequential(*parts, nn.Tanh())

    def forward(self, z: Tensor) -> Tensor:
        """Return pictures x̃ from -1 to 1."""
        pictures: Tensor = self.layers(z)
        return pictures


class Encoder(nn.Module):
    """q(z|x) = N(μ(x), diag σ²(x))."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(convolutions(), nn.Flatten(), nn.Linear(WIDTHS[-1] * 4**2, 2 * LATENT))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return μ and log σ², each of shape (n, LATENT)."""
        mu, log_variance = self.layers(x).chunk(2, 1)
        return mu, log_variance.clamp(*LOG_VARIANCE)


class Discriminator(nn.Module):
    """How real a picture looks, and what is seen in it on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = convolutions()
        self.score = nn.Linear(WIDTHS[-1] * 4**2, 1)

    def features(self, x: Tensor) -> Tensor:
        """Return D_l(x), the features behind convolution LIKENESS_LAYER: shape (n, 32, 8, 8).

        The vector of channels at each place has mean square 1, as in the perceptual distance of Zhang et al. 2018.
        Larsen et al. have batch normalisation in this place, which too keeps features from shrinking.
        """
        return pixel_norm(self.layers[: 2 * LIKENESS_LAYER](x))

    def forward(self, x: Tensor) -> Tensor:
        """Return the score of each picture before the sigmoid, shape (n,)."""
        return self.judge(self.features(x))

    def judge(self, features: Tensor) -> Tensor:
        """Return the score of pictures with these features, shape (n,)."""
        scores: Tensor = self.score(self.layers[2 * LIKENESS_LAYER :](features).flatten(1))
        return scores[:, 0]


class Trio(NamedTuple):
    """The three networks of a VAE-GAN. A VAE lacks the last, a GAN the first."""

    encoder: Encoder
    decoder: Decoder
    discriminator: Discriminator


def new_trio(seed: int) -> Trio:
    """Return three networks with weights drawn from a seed."""
    torch.manual_seed(seed)
    return Trio(Encoder(), Decoder(), Discriminator())
