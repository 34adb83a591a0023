"""A small U-Net that denoises letters, told the time and the letter (Ronneberger et al. 2015; Ho et al. 2020)."""

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate, silu

LETTERS = "AEKRST"  # those of the page on VAE-GANs, so that the models can be compared
SIDE = 32  # pixels
WIDTHS = (24, 48, 64)  # channels at 32, 16 and 8 pixels
TOLD = 64  # numbers that time and letter become
NOBODY = len(LETTERS)  # the class that stands for no letter


class Block(nn.Module):
    """Two convolutions with a way past them; between them each channel is scaled and moved by time and letter."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.norms = nn.ModuleList([nn.GroupNorm(8, before), nn.GroupNorm(8, after)])
        self.convolutions = nn.ModuleList(
            [nn.Conv2d(before, after, 3, padding=1), nn.Conv2d(after, after, 3, padding=1)]
        )
        self.told = nn.Linear(TOLD, 2 * after)
        self.past = nn.Conv2d(before, after, 1) if before != after else nn.Identity()

    def forward(self, x: Tensor, told: Tensor) -> Tensor:
        """Return features (n, after, h, w) of features (n, before, h, w), told (n, TOLD)."""
        scale, move = self.told(told)[:, :, None, None].chunk(2, 1)
        h = self.convolutions[0](silu(self.norms[0](x)))
        h = self.convolutions[1](silu(self.norms[1](h) * (1 + scale) + move))
        out: Tensor = self.past(x) + h
        return out


class UNet(nn.Module):
    """From noisy pictures, times and letters to the velocity α′ x_0 + σ′ ε ("v", Salimans and Ho 2022)."""

    def __init__(self, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__()
        self.letters = nn.Embedding(len(LETTERS) + 1, TOLD)
        self.times = nn.Sequential(nn.Linear(TOLD, TOLD), nn.SiLU(), nn.Linear(TOLD, TOLD))
        self.first = nn.Conv2d(1, widths[0], 3, padding=1)
        self.down = nn.ModuleList(Block(a, b) for a, b in zip((widths[0], *widths[:-1]), widths, strict=True))
        self.middle = Block(widths[-1], widths[-1])
        self.up = nn.ModuleList(
            Block(a + a, b) for a, b in zip(widths[::-1], (*widths[-2::-1], widths[0]), strict=True)
        )
        self.last = nn.Conv2d(widths[0], 1, 3, padding=1)

    def forward(self, x: Tensor, t: Tensor, letter: Tensor) -> Tensor:
        """Return velocities (n, 1, SIDE, SIDE) for pictures of that shape, times (n,) and letters (n,) by place."""
        told = silu(self.times(waves(t)) + self.letters(letter))
        x, passed = self.first(x), []
        for i, block in enumerate(self.down):
            x = block(nn.functional.avg_pool2d(x, 2) if i else x, told)
            passed.append(x)
        x = self.middle(x, told)
        for i, block in enumerate(self.up):
            x = block(torch.cat([interpolate(x, scale_factor=2.0) if i else x, passed.pop()], 1), told)
        out: Tensor = self.last(silu(x))
        return out


def waves(t: Tensor) -> Tensor:
    """Return sines and cosines of times (n,), slow and fast, (n, TOLD), as Vaswani et al. 2017 have them."""
    turns = 1000 * t[:, None] * torch.exp(-9.2 * torch.arange(TOLD // 2) / (TOLD // 2))
    return torch.cat([turns.sin(), turns.cos()], 1)
