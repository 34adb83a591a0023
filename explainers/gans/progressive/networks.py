"""The growing networks of Karras et al. 2018, small: generator and discriminator work at 4, 8, 16 or 32 pixels."""

import torch
from torch import Tensor, nn
from torch.nn.utils import skip_init

from explainers.gans.pictures.blocks import (
    EqualConv,
    EqualLinear,
    larger,
    leaky,
    minibatch_deviation,
    pixel_norm,
    smaller,
)

CHANNELS = (48, 32, 16, 8)  # at each of SIDES
SIDES = (4, 8, 16, 32)
NOISE = 32  # dimensions of z
TOP = len(SIDES) - 1  # the level of pictures at full size


def place(level: float) -> tuple[int, float]:
    """Return the number of the largest size in use, and α, the share its layers have: 1.25 is (2, 0.25), and 2 (2, 1).

    A level is a size while it is a whole number (Karras et al. count it down, as their level of detail).
    """
    stage = min(int(-(-level // 1)), TOP)
    return stage, 1 + level - stage


def convolution(wide: int, narrow: int, size: int, gain: float, equal: bool) -> nn.Module:
    """Return a convolution with an equalised learning rate, or a plain one that begins as the same function."""
    layer = EqualConv(wide, narrow, size, gain)
    if equal:
        return layer
    plain = skip_init(nn.Conv2d, wide, narrow, size, padding=layer.around)
    plain.weight.data, plain.bias.data = layer.weight.data * layer.scale, layer.bias.data
    return plain


def linear(wide: int, narrow: int, gain: float, equal: bool) -> nn.Module:
    """Return a linear layer with an equalised learning rate, or a plain one that begins as the same function."""
    layer = EqualLinear(wide, narrow, gain)
    if equal:
        return layer
    plain = skip_init(nn.Linear, wide, narrow)
    plain.weight.data, plain.bias.data = layer.weight.data * layer.scale, layer.bias.data
    return plain


class Generator(nn.Module):
    """From z, shape (n, NOISE), to pictures (n, 1, side, side): a layer for each size, and for each one to grey."""

    def __init__(self, equal: bool = True) -> None:
        """Make it at full size, with weights from torch's present generator."""
        super().__init__()
        self.level = float(TOP)
        self.first = linear(NOISE, CHANNELS[0] * SIDES[0] ** 2, 2**0.5 / 4, equal)  # gain as in the authors' code
        pairs = zip((CHANNELS[0], *CHANNELS), CHANNELS, strict=False)
        self.layers = nn.ModuleList(convolution(wide, narrow, 3, 2**0.5, equal) for wide, narrow in pairs)
        self.to_grey = nn.ModuleList(convolution(wide, 1, 1, 1.0, equal) for wide in CHANNELS)

    def paths(self, z: Tensor, stage: int) -> tuple[Tensor, Tensor]:
        """Return the pictures of both paths at a stage: those of the size before, made larger, and the new layer's.

        At stage 0 there is no size before, and both are the same.
        """
        x = pixel_norm(leaky(self.first(pixel_norm(z)))).unflatten(1, (CHANNELS[0], *SIDES[:1] * 2))
        x = before = pixel_norm(leaky(self.layers[0](x)))
        for layer in self.layers[1 : stage + 1]:
            before, x = x, pixel_norm(leaky(layer(larger(x))))
        new: Tensor = self.to_grey[stage](x)
        return (larger(self.to_grey[stage - 1](before)) if stage else new), new

    def forward(self, z: Tensor) -> Tensor:
        """Return pictures at the present level: α of the new path, 1 − α of the old."""
        stage, alpha = place(self.level)
        old, new = self.paths(z, stage)
        return torch.lerp(old, new, alpha)


class Discriminator(nn.Module):
    """The generator's mirror: from pictures of the present size to a score each, shape (n,)."""

    def __init__(self, equal: bool = True, spread: bool = True) -> None:
        """Make it at full size; `spread` says whether the last layers get the minibatch standard deviation."""
        super().__init__()
        self.level, self.spread = float(TOP), spread
        pairs = zip(CHANNELS, (CHANNELS[0], *CHANNELS), strict=False)
        self.layers = nn.ModuleList(
            convolution(wide + (i == 0 and spread), narrow, 3, 2**0.5, equal) for i, (wide, narrow) in enumerate(pairs)
        )
        self.from_grey = nn.ModuleList(convolution(1, narrow, 1, 2**0.5, equal) for narrow in CHANNELS)
        self.last = linear(CHANNELS[0] * SIDES[0] ** 2, 1, 1.0, equal)

    def paths(self, x: Tensor, stage: int) -> tuple[Tensor, Tensor]:
        """Return the feature maps of both paths at the size before: from the picture made smaller, and of the new layer.

        At stage 0 there is no size before, and both are the same.
        """
        new = leaky(self.from_grey[stage](x))
        if stage == 0:
            return new, new
        return leaky(self.from_grey[stage - 1](smaller(x))), smaller(leaky(self.layers[stage](new)))

    def forward(self, x: Tensor) -> Tensor:
        """Return the score of each picture at the present level: before the sigmoid."""
        stage, alpha = place(self.level)
        x = torch.lerp(*self.paths(x, stage), alpha)
        for i in range(stage - 1, 0, -1):
            x = smaller(leaky(self.layers[i](x)))
        x = leaky(self.layers[0](minibatch_deviation(x) if self.spread else x))
        score: Tensor = self.last(x.flatten(1))
        return score.squeeze(1)


def real_at(x: Tensor, level: float) -> Tensor:
    """Return pictures of side 32 at the size of a level, faded in as generated ones are (Karras et al. 2018, sec. 2)."""
    stage, alpha = place(level)
    for _ in range(TOP - stage):
        x = smaller(x)
    return torch.lerp(larger(smaller(x)), x, alpha) if stage else x


def at_full_size(x: Tensor) -> Tensor:
    """Return pictures made larger until their side is 32."""
    while x.shape[-1] < SIDES[-1]:
        x = larger(x)
    return x
