"""The growing networks of Karras et al. 2018, small: generator and discriminator work at 4, 8, 16 or 32 pixels."""

import torch
from torch import Tensor, nn

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


def learnt(layer: EqualConv | EqualLinear, equal: bool) -> nn.Module:
    """Return a layer with an equalised learning rate as it is, or made plain: the same function, its scale in W."""
    if not equal:
        layer.weight.data *= layer.scale
        layer.scale = 1.0
    return layer


class Generator(nn.Module):
    """From z, shape (n, NOISE), to pictures (n, 1, side, side): a layer for each size, and for each one to grey."""

    def __init__(self, equal: bool = True) -> None:
        """Make it at full size, with weights from torch's present generator."""
        super().__init__()
        self.level = float(TOP)
        first = EqualLinear(NOISE, CHANNELS[0] * SIDES[0] ** 2, gain=2**0.5 / 4)  # the gain of the authors' code
        self.first = learnt(first, equal)
        pairs = zip((CHANNELS[0], *CHANNELS), CHANNELS, strict=False)
        self.layers = nn.ModuleList(learnt(EqualConv(wide, narrow, 3, 2**0.5), equal) for wide, narrow in pairs)
        self.to_grey = nn.ModuleList(learnt(EqualConv(wide, 1, 1, 1.0), equal) for wide in CHANNELS)

    def paths(self, z: Tensor, stage: int) -> tuple[Tensor, Tensor]:
        """Return the pictures of both paths at a stage: the size before, made larger (at stage 0 the same), and new."""
        x = pixel_norm(leaky(self.first(pixel_norm(z)))).reshape(-1, CHANNELS[0], SIDES[0], SIDES[0])
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
            learnt(EqualConv(wide + (i == 0 and spread), narrow, 3, 2**0.5), equal)
            for i, (wide, narrow) in enumerate(pairs)
        )
        self.from_grey = nn.ModuleList(learnt(EqualConv(1, narrow, 1, 2**0.5), equal) for narrow in CHANNELS)
        self.last = learnt(EqualLinear(CHANNELS[0] * SIDES[0] ** 2, 1, 1.0), equal)

    def paths(self, x: Tensor, stage: int) -> tuple[Tensor, Tensor]:
        """Return the feature maps of both paths: of the picture made smaller (at stage 0 the same), and new."""
        new = leaky(self.from_grey[stage](x))
        if stage == 0:
            return new, new
        return leaky(self.from_grey[stage - 1](smaller(x))), smaller(leaky(self.layers[stage](new)))

    def features(self, x: Tensor, stage: int = TOP, alpha: float = 1.0) -> Tensor:
        """Return the feature maps of pictures, each by itself, shape (n, CHANNELS[0], 4, 4): α of the new path."""
        x = torch.lerp(*self.paths(x, stage), alpha)
        for i in range(stage - 1, 0, -1):
            x = smaller(leaky(self.layers[i](x)))
        return x

    def score(self, features: Tensor) -> Tensor:
        """Return the scores of a batch, from the feature maps of its pictures: before the sigmoid."""
        x = leaky(self.layers[0](minibatch_deviation(features) if self.spread else features))
        found: Tensor = self.last(x.flatten(1))
        return found.squeeze(1)

    def forward(self, x: Tensor) -> Tensor:
        """Return the score of each picture, of the size of the present level, shape (n,)."""
        return self.score(self.features(x, *place(self.level)))


def real_at(x: Tensor, stage: int, alpha: float) -> Tensor:
    """Return pictures of side 32 at the size of a stage, faded in as generated ones are (Karras et al. 2018)."""
    for _ in range(TOP - stage):
        x = smaller(x)
    return torch.lerp(larger(smaller(x)), x, alpha) if stage else x
