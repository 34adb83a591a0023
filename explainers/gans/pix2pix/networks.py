"""A generator that turns a drawing into a picture, and a discriminator that judges patches (Isola et al. 2017)."""

import torch
from torch import Tensor, nn

torch.set_num_threads(1)  # networks as small as these only lose by sharing
WIDTHS = (16, 32, 64)  # channels of the U-Net at 16 × 16, 8 × 8 and 4 × 4
PATCH_WIDTHS = (24, 48)  # of the PatchGAN
SKIPS = (32, 16, 8)  # pixels across of what the skips carry: the drawing itself, then the layers on the way down
STAGES = ((4, 2), (4, 2), (3, 1))  # kernel and stride of each convolution of the PatchGAN
PATCHES = 8  # along a side: scores of the PatchGAN


class UNet(nn.Module):
    """The generator G (Ronneberger et al. 2015): down to 4 × 4, and up again with what each size was on the way down.

    Without skips all that is known of the drawing passes through the middle, 64 channels of 4 × 4. On the way up pixels
    are doubled and then convolved, so that no chequers arise (Odena, Dumoulin and Olah 2016).
    """

    def __init__(self, skips: bool = True) -> None:
        """Make the network, with weights from torch's present generator."""
        super().__init__()
        fine, coarse, middle = WIDTHS
        twice = 2 if skips else 1
        self.skips = skips
        ways = ((1, fine), (fine, coarse), (coarse, middle))
        self.down = nn.ModuleList(normalised(nn.Conv2d(*way, 4, 2, 1, bias=False)) for way in ways)
        back = ((middle, coarse), (twice * coarse, fine), (twice * fine, fine // 2))
        self.up = nn.ModuleList(normalised(nn.Conv2d(*way, 3, 1, 1, bias=False)) for way in back)
        self.last = nn.Conv2d(fine // 2 + skips, 1, 3, 1, 1)

    def forward(self, y: Tensor, cut: tuple[int, ...] = ()) -> Tensor:
        """Return pictures (n, 1, SIDE, SIDE) from 0 to 1, of drawings of that shape. `cut` names skips that carry 0."""
        kept, h = [y], y
        for layer in self.down:
            h = nn.functional.leaky_relu(layer(h), 0.2)
            kept.append(h)
        for level, layer in zip((2, 1, 0), self.up, strict=True):
            h = nn.functional.relu(layer(nn.functional.interpolate(h, scale_factor=2)))
            if self.skips:
                h = torch.cat([h, torch.zeros_like(kept[level]) if level in cut else kept[level]], 1)
        return torch.sigmoid(self.last(h))


def normalised(layer: nn.Conv2d) -> nn.Sequential:
    """Return a layer with batch normalisation after it."""
    return nn.Sequential(layer, nn.BatchNorm2d(layer.out_channels))


class PatchGAN(nn.Module):
    """The discriminator D: a score for every patch of a picture x, given its drawing y."""

    def __init__(self) -> None:
        """Make the network, with weights from torch's present generator."""
        super().__init__()
        channels = (2, *PATCH_WIDTHS, 1)
        self.layers = nn.ModuleList(
            nn.Conv2d(before, after, kernel, stride, 1)
            for before, after, (kernel, stride) in zip(channels[:-1], channels[1:], STAGES, strict=True)
        )

    def forward(self, y: Tensor, x: Tensor) -> Tensor:
        """Return the scores before the sigmoid, (n, 8, 8), of pictures x and drawings y, each (n, 1, SIDE, SIDE)."""
        h = torch.cat([y, x], 1)
        for layer in self.layers[:-1]:
            h = nn.functional.leaky_relu(layer(h), 0.2)
        return self.layers[-1](h)[:, 0]


def receptive_field() -> tuple[int, int, int]:
    """Return how many pixels wide a patch is, how far one is from the next, and where the first begins (may be < 0).

    From the last convolution back: a field of r pixels after a kernel k of stride s is one of s (r - 1) + k before it.
    """
    size, step, first = 1, 1, 0
    for kernel, stride in reversed(STAGES):
        size, step, first = stride * (size - 1) + kernel, step * stride, stride * first - 1
    return size, step, first
