"""The two players: small multilayer perceptrons, written as functions of their weights.

Weights are a flat list W₁, b₁, W₂, b₂, …; a function of them can be differentiated, kept and replayed without ado.
"""

from itertools import pairwise

import torch
from torch import Tensor

Weights = list[Tensor]
ACTIVATIONS = {"relu": torch.relu, "leaky_relu": torch.nn.functional.leaky_relu, "tanh": torch.tanh}


def initial(sizes: list[int], generator: torch.Generator) -> Weights:
    """Return weights for layers of these sizes: uniform, variance 2 / (fan in + fan out) (Glorot and Bengio 2010)."""
    weights = []
    for fan_in, fan_out in pairwise(sizes):
        bound = (6 / (fan_in + fan_out)) ** 0.5
        weights += [bound * (2 * torch.rand(fan_in, fan_out, generator=generator) - 1), torch.zeros(fan_out)]
    return weights


def perceptron(x: Tensor, weights: Weights, activation: str) -> Tensor:
    """Return the last layer's output, shape (n, last size), for x of shape (n, first size)."""
    act = ACTIVATIONS[activation]
    for i in range(0, len(weights) - 2, 2):
        x = act(torch.addmm(weights[i + 1], x, weights[i]))
    return torch.addmm(weights[-1], x, weights[-2])


def generate(z: Tensor, weights: Weights, activation: str) -> Tensor:
    """Return G(z), shape (n, 2): points in, or near, the unit square."""
    return 0.5 + 0.5 * perceptron(z, weights, activation)


def judge(x: Tensor, weights: Weights, activation: str) -> Tensor:
    """Return the discriminator's score before the sigmoid, shape (n,): above zero it says "real"."""
    return perceptron(4.0 * x - 2.0, weights, activation)[:, 0]
