"""Building blocks of Karras et al. 2018 and after, for small networks of pictures."""

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, conv2d, interpolate, leaky_relu, linear

SLOPE = 0.2  # of the leaky ReLU below zero


class EqualLinear(nn.Module):
    """A linear layer with an equalised learning rate (Karras et al. 2018, section 4.1).

    Weights start as N(0, 1) and are scaled by He's constant each time they are used, so that one learning rate suits
    all layers. With `rate` they learn so many times slower or faster (Karras et al. 2019: 0.01 for the mapping).
    """

    def __init__(self, wide: int, narrow: int, gain: float = 2**0.5, rate: float = 1.0, bias: float = 0.0) -> None:
        """Make a layer from `wide` to `narrow` numbers, its biases starting at `bias`."""
        super().__init__()
        self.weight = nn.Parameter(torch.randn(narrow, wide) / rate)
        self.bias = nn.Parameter(torch.full((narrow,), bias / rate))
        self.scale, self.rate = gain / wide**0.5 * rate, rate

    def forward(self, x: Tensor) -> Tensor:
        """Return W x + b, shape (n, narrow)."""
        return linear(x, self.weight * self.scale, self.bias * self.rate)


class EqualConv(nn.Module):
    """A convolution that keeps the size of pictures, with an equalised learning rate like EqualLinear."""

    def __init__(self, wide: int, narrow: int, size: int = 3, gain: float = 2**0.5) -> None:
        """Make a layer from `wide` to `narrow` channels."""
        super().__init__()
        self.weight = nn.Parameter(torch.randn(narrow, wide, size, size))
        self.bias = nn.Parameter(torch.zeros(narrow))
        self.scale, self.around = gain / (wide * size**2) ** 0.5, size // 2

    def forward(self, x: Tensor) -> Tensor:
        """Return feature maps of shape (n, narrow, side, side)."""
        return conv2d(x, self.weight * self.scale, self.bias, padding=self.around)


def pixel_norm(x: Tensor) -> Tensor:
    """Divide each vector along dimension 1 by its root mean square (Karras et al. 2018, section 4.2)."""
    return x * (x.square().mean(1, keepdim=True) + 1e-8).rsqrt()


def minibatch_deviation(x: Tensor) -> Tensor:
    """Append one feature map: how much the pictures of the batch differ (Karras et al. 2018, section 3).

    The standard deviation over the batch of each feature at each place, averaged over both: one number, everywhere.
    """
    deviation = (x.var(0, unbiased=False) + 1e-8).sqrt().mean()
    return torch.cat([x, deviation.expand(len(x), 1, *x.shape[2:])], 1)


def leaky(x: Tensor) -> Tensor:
    """Return the leaky ReLU of x."""
    return leaky_relu(x, SLOPE)


def larger(x: Tensor) -> Tensor:
    """Return feature maps of twice the side, every pixel four times."""
    return interpolate(x, scale_factor=2, mode="nearest")


def smaller(x: Tensor) -> Tensor:
    """Return feature maps of half the side, each pixel the mean of four."""
    return avg_pool2d(x, 2)
