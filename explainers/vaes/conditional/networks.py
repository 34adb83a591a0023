"""Networks that are told something: a VAE given a label, and two that are given part of a picture."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from explainers.vaes.networks import LOG_VARIANCE, PIXELS, layers

CLASSES = 10
HIDDEN = (192, 96)
LATENT = 8  # of the VAE given a label, and of the one that is not
FILL_LATENT = 12  # of the one that fills in


class ConditionalVAE(nn.Module):
    """q(z|x, y) and p(x|z, y): the label y enters both networks as ten more numbers, one of them 1."""

    def __init__(self) -> None:
        """Make both networks, with weights from torch's present generator."""
        super().__init__()
        self.encoder = layers([PIXELS + CLASSES, *HIDDEN, 2 * LATENT], "silu")
        self.decoder = layers([LATENT + CLASSES, *reversed(HIDDEN), PIXELS], "silu")

    def given(self, y: Tensor) -> Given:
        """Return this model for labels y, shape (n,): an encoder and a decoder like those of any VAE."""
        return Given(self, nn.functional.one_hot(y, CLASSES).float())


class Given:
    """A conditional VAE whose labels are fixed, one for each picture."""

    def __init__(self, model: ConditionalVAE, told: Tensor) -> None:
        """Take a model and labels as `told`, shape (n, CLASSES)."""
        self.model, self.told, self.latent = model, told, LATENT

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return μ and log σ² of q(z|x, y), each of shape (n, LATENT), for pictures x of shape (n, PIXELS)."""
        mu, log_variance = self.model.encoder(torch.cat([x, self.told], -1)).chunk(2, dim=-1)
        return mu, log_variance.clamp(*LOG_VARIANCE)

    def decode(self, z: Tensor) -> Tensor:
        """Return the pixels of p(x|z, y) before the sigmoid, shape (…, n, PIXELS), for z of shape (…, n, LATENT)."""
        told = self.told.expand(*z.shape[:-1], CLASSES)
        logits: Tensor = self.model.decoder(torch.cat([z, told], -1))
        return logits


def shown(x: Tensor, visible: Tensor) -> Tensor:
    """Return what may be seen of pictures: −1 to 1 where `visible` is 1, and 0 where it is 0; shape (n, PIXELS)."""
    return visible * (2 * x - 1)


class FillIn(nn.Module):
    """A latent z for what is hidden, given what is visible (Sohn, Lee and Yan 2015, section 3).

    The recognition network q(z|x, visible) sees all of the picture, in training; the generation network p(x|z, visible)
    has z and what the reader makes of the visible pixels. The prior of z is N(0, 1) whatever is visible, the simpler of
    the two forms in that section: then z need only say what the visible pixels leave open.
    """

    def __init__(self) -> None:
        """Make the networks, with weights from torch's present generator."""
        super().__init__()
        wide, narrow = HIDDEN
        self.reader = nn.Sequential(layers([PIXELS, wide, narrow], "silu"), nn.SiLU())
        self.recognition = layers([2 * PIXELS, narrow + 32, narrow, 2 * FILL_LATENT], "silu")
        self.generation = layers([FILL_LATENT + narrow, narrow, wide, PIXELS], "silu")

    def recognise(self, x: Tensor, visible: Tensor) -> tuple[Tensor, Tensor]:
        """Return μ and log σ² of q(z|x, visible), each of shape (n, FILL_LATENT)."""
        mu, log_variance = self.recognition(torch.cat([2 * x - 1, shown(x, visible)], -1)).chunk(2, dim=-1)
        return mu, log_variance.clamp(*LOG_VARIANCE)

    def generate(self, z: Tensor, x: Tensor, visible: Tensor) -> Tensor:
        """Return pixels before the sigmoid, shape (…, n, PIXELS), for z of shape (…, n, FILL_LATENT)."""
        read = self.reader(shown(x, visible))
        logits: Tensor = self.generation(torch.cat([z, read.expand(*z.shape[:-1], read.shape[-1])], -1))
        return logits


class Regression(nn.Module):
    """The same reader and as many layers behind it, but no latent: one answer, the mean of each hidden pixel."""

    def __init__(self) -> None:
        """Make the network, with weights from torch's present generator."""
        super().__init__()
        self.layers = layers([PIXELS, *HIDDEN, *reversed(HIDDEN), PIXELS], "silu")

    def forward(self, x: Tensor, visible: Tensor) -> Tensor:
        """Return pixels before the sigmoid, shape (n, PIXELS)."""
        logits: Tensor = self.layers(shown(x, visible))
        return logits
