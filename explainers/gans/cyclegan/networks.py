"""The networks of a CycleGAN: two generators and two discriminators of patches (Zhu et al. 2017, section 4)."""

import torch
from torch import Tensor, nn

WIDTHS = (16, 32)  # channels at half and at a quarter of the size
BLOCKS = 3


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
    """A score for every patch of 18 × 18 pixels, all mean 1 for a real picture (Isola et al. 2017, PatchGAN)."""

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
