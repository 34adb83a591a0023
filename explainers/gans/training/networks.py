"""The two players: small multilayer perceptrons, written as functions of their weights, there and back.

Weights are a list W₁, b₁, W₂, b₂, … of views into one flat tensor, which an optimiser moves and a run keeps.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import leaky_relu

Weights = list[Tensor]
_back = torch.ops.aten  # the derivatives that autograd itself would call
_HALF, _MINUS_TWO = torch.tensor(0.5), torch.tensor(-2.0)


class Activation(NamedTuple):
    """y = value(x), and the slope of a loss at x, from its slope at y and y itself."""

    value: Callable[[Tensor], Tensor]
    slope: Callable[[Tensor, Tensor], Tensor]


ACTIVATIONS = {
    "relu": Activation(torch.relu, lambda slope, y: _back.threshold_backward(slope, y, 0.0)),
    "leaky_relu": Activation(leaky_relu, lambda slope, y: _back.leaky_relu_backward(slope, y, 0.01, True)),
    "tanh": Activation(torch.tanh, _back.tanh_backward),
}


def weights_in(flat: Tensor, sizes: list[int]) -> Weights:
    """Return W₁, b₁, … for layers of these sizes, W of shape (fan in, fan out), as views into `flat`."""
    shapes = [shape for fan_in, fan_out in pairwise(sizes) for shape in ((fan_in, fan_out), (fan_out,))]
    parts = torch.split(flat, [torch.Size(shape).numel() for shape in shapes])
    return [part.view(shape) for part, shape in zip(parts, shapes, strict=True)]


def initial(sizes: list[int], generator: torch.Generator) -> Tensor:
    """Return flat weights for these layers: uniform, variance 2 / (fan in + fan out) (Glorot and Bengio 2010)."""
    parts = []
    for fan_in, fan_out in pairwise(sizes):
        bound = (6 / (fan_in + fan_out)) ** 0.5
        parts += [bound * (2 * torch.rand(fan_in * fan_out, generator=generator) - 1), torch.zeros(fan_out)]
    return torch.cat(parts)


def forward(x: Tensor, weights: Weights, activation: str) -> list[Tensor]:
    """Return what enters each layer, first x itself, shape (n, first size), and last what leaves the last layer."""
    act, layers = ACTIVATIONS[activation].value, [x]
    for i in range(0, len(weights) - 2, 2):
        layers.append(act(torch.addmm(weights[i + 1], layers[-1], weights[i])))
    return [*layers, torch.addmm(weights[-1], layers[-1], weights[-2])]


def backward(
    layers: list[Tensor], weights: Weights, slope: Tensor, activation: str, into: Weights | None = None
) -> Tensor:
    """Carry the slope of a loss back from what left a perceptron to what entered it, and return it there.

    The chain rule, layer by layer (Rumelhart, Hinton and Williams 1986). The gradient with respect to the weights
    is written `into` tensors of their shapes. About three times as fast as autograd, for networks as small as these.
    """
    act = ACTIVATIONS[activation].slope
    for i in reversed(range(len(layers) - 1)):
        if into is not None:
            torch.mm(layers[i].t(), slope, out=into[2 * i])
            torch.sum(slope, 0, out=into[2 * i + 1])
        slope = torch.mm(slope, weights[2 * i].t())
        if i:
            slope = act(slope, layers[i])
    return slope


def placed(out: Tensor) -> Tensor:
    """Return points in, or near, the unit square from what leaves the generator's last layer."""
    return torch.add(_HALF, out, alpha=0.5)


def centred(x: Tensor) -> Tensor:
    """Return points of the unit square as the discriminator takes them in: between -2 and 2."""
    return torch.add(_MINUS_TWO, x, alpha=4.0)


def generate(z: Tensor, weights: Weights, activation: str) -> Tensor:
    """Return G(z), shape (n, 2)."""
    return placed(forward(z, weights, activation)[-1])


def judge(x: Tensor, weights: Weights, activation: str) -> Tensor:
    """Return the discriminator's score before the sigmoid, shape (n,): above zero it says "real"."""
    return forward(centred(x), weights, activation)[-1][:, 0]
