"""The networks of a CycleGAN and what they minimise, on grey values from 0 to 1 (Zhu et al. 2017, sections 3 and 4)."""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import l1_loss

from explainers.gans.losses import LOSSES

WIDTHS = (16, 32)  # channels at half and at a quarter of the size
BLOCKS = 3
Translate = Callable[[Tensor], Tensor]
ADVERSARIAL = LOSSES["least_squares"]  # with a factor of ½: λ weighs as in the paper, where greys go from −1 to 1


class Residual(nn.Module):
    """Two convolutions, added to what came in."""

    def __init__(self, width: int) -> None:
        """Make it, with weights from torch's present generator."""
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(width, width, 3, padding=1), nn.GroupNorm(4, width), nn.ReLU(),
            nn.Conv2d(width, width, 3, padding=1), nn.GroupNorm(4, width),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        """Return features of the same shape."""
        found: Tensor = x + self.layers(x)
        return found


class Generator(nn.Module):
    """G or F: down twice, a few residual blocks, up twice."""

    def __init__(self) -> None:
        """Make it, with weights from torch's present generator."""
        super().__init__()
        wide, deep = WIDTHS
        self.layers = nn.Sequential(
            nn.Conv2d(1, wide, 4, 2, 1), nn.ReLU(),
            nn.Conv2d(wide, deep, 4, 2, 1), nn.GroupNorm(4, deep), nn.ReLU(),
            *[Residual(deep) for _ in range(BLOCKS)],
            nn.ConvTranspose2d(deep, wide, 4, 2, 1), nn.GroupNorm(4, wide), nn.ReLU(),
            nn.ConvTranspose2d(wide, 1, 4, 2, 1),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        """Return pictures (n, 32, 32) of the other domain, grey values from 0 to 1, for as many of the one."""
        return torch.sigmoid(2 * self.layers(2 * x[:, None] - 1))[:, 0]


class PatchDiscriminator(nn.Module):
    """A score for every patch of 18 × 18 pixels: real is to get 1, translated 0 (PatchGAN; Isola et al. 2017)."""

    def __init__(self, width: int = 24) -> None:
        """Make it, with weights from torch's present generator."""
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, width, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(width, 2 * width, 4, 2, 1), nn.GroupNorm(4, 2 * width), nn.LeakyReLU(0.2),
            nn.Conv2d(2 * width, 1, 3, padding=1),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores (n, 8, 8) of pictures (n, 32, 32)."""
        scores: Tensor = self.layers(2 * x[:, None] - 1)[:, 0]
        return scores


def cycle_loss(g: Translate, f: Translate, a: Tensor, b: Tensor) -> Tensor:
    """Return L_cyc = |F(G(a)) − a| + |G(F(b)) − b|, means over pixels (equation 2)."""
    return l1_loss(f(g(a)), a) + l1_loss(g(f(b)), b)


def generator_loss(g: Translate, f: Translate, d_a: Translate, d_b: Translate, a: Tensor, b: Tensor, lam: float,
                   identity: float) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
    """Return what G and F pay, and F(b) and G(a).

    They pay the discriminators, λ L_cyc, and for the identity |G(b) − b| + |F(a) − a| (section 5.2), by its weight.
    """
    made_b, same_b = both(g, a, b) if identity else (g(a), b)
    made_a, same_a = both(f, b, a) if identity else (f(b), a)
    loss = ADVERSARIAL.generator(d_b(made_b)) + ADVERSARIAL.generator(d_a(made_a))
    if lam:
        loss = loss + lam * (l1_loss(f(made_b), a) + l1_loss(g(made_a), b))
    return loss + identity * (l1_loss(same_b, b) + l1_loss(same_a, a)), made_a, made_b


def both(network: Translate, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Return what a network makes of two batches of one size, asked once."""
    of_x, of_y = network(torch.cat([x, y])).chunk(2)
    return of_x, of_y


def discriminator_loss(d_a: Translate, d_b: Translate, a: Tensor, b: Tensor, made_a: Tensor, made_b: Tensor) -> Tensor:
    """Return what both discriminators pay, for real and for translated pictures."""
    return ADVERSARIAL.discriminator(*both(d_a, a, made_a)) + ADVERSARIAL.discriminator(*both(d_b, b, made_b))
