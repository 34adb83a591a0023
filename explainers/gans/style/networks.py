"""A style-based generator of small pictures, in its two forms, and the discriminator that it is trained against."""

from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d

from explainers.gans.pictures.blocks import (
    EqualConv,
    EqualLinear,
    larger,
    leaky,
    minibatch_deviation,
    pixel_norm,
    smaller,  # fmt: skip
)

Kind = Literal["adain", "demodulation"]
KINDS: tuple[Kind, ...] = ("adain", "demodulation")
LETTERS = "AHS"  # that are drawn: few, so that training is short
LATENT = 64  # dimensions of z and of w
SIDES = (4, 4, 8, 8, 16, 16, 32, 32)  # of the feature maps of each layer
CHANNELS = (48, 48, 48, 48, 32, 32, 16, 16)
LAYERS = len(SIDES)
RATE = 0.1  # of learning in the mapping, relative to other layers
MIXED = 0.5  # share of training batches whose pictures have two styles


class Mapping(nn.Sequential):
    """f, from z to w: four layers (Karras et al. 2019, section 2)."""

    def __init__(self) -> None:
        """Make it, with weights from torch's present generator."""
        super().__init__(*(EqualLinear(LATENT, LATENT, rate=RATE) for _ in range(4)))

    def forward(self, z: Tensor) -> Tensor:
        """Return w, shape (n, LATENT), of noise z of that shape; only the direction of z counts."""
        x = pixel_norm(z)
        for layer in self:
            x = leaky(layer(x))
        return x


class AdaIN(nn.Module):
    """A convolution whose feature maps are normalised one by one, then scaled and shifted by the style."""

    def __init__(self, wide: int, narrow: int) -> None:
        """Make a layer from `wide` to `narrow` channels."""
        super().__init__()
        self.conv, self.strength = EqualConv(wide, narrow), nn.Parameter(torch.zeros(narrow, 1, 1))
        self.scale, self.shift = EqualLinear(LATENT, narrow, gain=1, bias=1), EqualLinear(LATENT, narrow, gain=1)

    def forward(self, x: Tensor, w: Tensor, noise: Tensor) -> Tensor:
        """Return feature maps (n, narrow, side, side) of x, of styles w (n, LATENT) and of noise (n, 1, side, side)."""
        x = leaky(self.conv(x) + self.strength * noise)
        return adain(x, self.scale(w), self.shift(w))


def adain(x: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
    """Give each feature map of x the standard deviation |scale| and the mean shift, both (n, channels).

    Karras et al. 2019, equation 1, after Huang and Belongie 2017.
    """
    mean = x.mean((2, 3), keepdim=True)
    deviation = (x.var((2, 3), unbiased=False, keepdim=True) + 1e-8).sqrt()
    return scale[:, :, None, None] * (x - mean) / deviation + shift[:, :, None, None]


class Demodulated(nn.Module):
    """A convolution whose weights are scaled by the style and then brought back to norm 1 (Karras et al. 2020)."""

    def __init__(self, wide: int, narrow: int) -> None:
        """Make a layer from `wide` to `narrow` channels."""
        super().__init__()
        self.weight = nn.Parameter(torch.randn(narrow, wide, 3, 3))
        self.bias, self.strength = nn.Parameter(torch.zeros(narrow, 1, 1)), nn.Parameter(torch.zeros(narrow, 1, 1))
        self.scale = EqualLinear(LATENT, wide, gain=1, bias=1)

    def weights(self, w: Tensor) -> Tensor:
        """Return the weights for styles w (n, LATENT), scaled and not yet demodulated: (n, narrow, wide, 3, 3)."""
        return self.weight * self.scale(w)[:, None, :, None, None]

    def forward(self, x: Tensor, w: Tensor, noise: Tensor) -> Tensor:
        """Return feature maps (n, narrow, side, side) of x, of styles w (n, LATENT) and of noise (n, 1, side, side)."""
        style = self.scale(w)
        # A scale of an input channel or an output channel of the weights is one of the maps: one convolution for all n.
        x = conv2d(x * style[:, :, None, None], self.weight, padding=1) / norms(self.weight, style)[:, :, None, None]
        return leaky(2**0.5 * x + self.strength * noise + self.bias)


def norms(weight: Tensor, style: Tensor) -> Tensor:
    """Return, by picture and output channel, the norm of weights (narrow, wide, 3, 3) scaled by styles (n, wide)."""
    return (style.square() @ weight.square().sum((2, 3)).T + 1e-8).sqrt()


class Generator(nn.Module):
    """A constant, eight layers that each have their own style and noise, and a last layer that makes grey of it."""

    def __init__(self, kind: Kind) -> None:
        """Make it, with weights from torch's present generator."""
        super().__init__()
        layer = AdaIN if kind == "adain" else Demodulated
        self.mapping, self.constant = Mapping(), nn.Parameter(torch.randn(1, CHANNELS[0], 4, 4))
        self.layers = nn.ModuleList(map(layer, (CHANNELS[0], *CHANNELS), CHANNELS))
        self.grey = EqualConv(CHANNELS[-1], 1, size=1, gain=1)

    def forward(self, z: Tensor) -> Tensor:
        """Return pictures (n, 1, 32, 32) of noise z (n, LATENT) for training: half of all batches have two styles."""
        w = self.mapping(z).unsqueeze(1).expand(-1, LAYERS, -1)
        if torch.rand(()) < MIXED:
            other = self.mapping(torch.randn_like(z)).unsqueeze(1).expand_as(w)
            w = mixed(w, other, int(torch.randint(1, LAYERS, ())))
        noise = [torch.randn(len(z), 1, side, side) for side in SIDES]
        return self.picture(self.maps(w, noise)[-1])

    def maps(self, w: Tensor, noise: list[Tensor]) -> list[Tensor]:
        """Return the feature maps behind each layer, of a style for each, w (n, LAYERS, LATENT), and noise."""
        found: list[Tensor] = []
        x = self.constant.expand(len(w), -1, -1, -1)
        for i, layer in enumerate(self.layers):
            x = layer(larger(x) if x.shape[-1] < SIDES[i] else x, w[:, i], noise[i])
            found.append(x)
        return found

    def picture(self, x: Tensor) -> Tensor:
        """Return pictures (n, 1, 32, 32), about -1 (paper) to 1 (ink), of the last feature maps."""
        made: Tensor = self.grey(x)
        return made


def mixed(a: Tensor, b: Tensor, crossover: int) -> Tensor:
    """Return the styles of a in the first `crossover` layers and those of b in the rest, all (…, LAYERS, LATENT)."""
    return torch.cat([a[..., :crossover, :], b[..., crossover:, :]], -2)


class Discriminator(nn.Module):
    """A convolution at every size from 32 to 4, and two linear layers (Karras et al. 2018)."""

    def __init__(self) -> None:
        """Make it, with weights from torch's present generator."""
        super().__init__()
        widths = (16, 32, 48, 64)
        self.first = EqualConv(1, 16, size=3)
        self.body = nn.ModuleList(map(EqualConv, widths[:-1], widths[1:]))
        self.last, self.hidden = EqualConv(65, 64), EqualLinear(64 * 16, 64)
        self.score = EqualLinear(64, 1, gain=1)

    def forward(self, x: Tensor) -> Tensor:
        """Return scores (n, 1) of pictures (n, 1, 32, 32)."""
        x = leaky(self.first(x))
        for layer in self.body:
            x = leaky(layer(smaller(x)))
        x = leaky(self.last(minibatch_deviation(x)))
        score: Tensor = self.score(leaky(self.hidden(x.flatten(1))))
        return score
