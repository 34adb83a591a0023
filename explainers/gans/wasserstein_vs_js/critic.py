"""A critic that learns: a small network trained to score p above q, its slope held near 1 in one of three ways."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

from explainers.gans.wasserstein_vs_js.heaps import Array, Heap
from explainers.gans.wasserstein_vs_js.transport import ATOMS, quantile_grains
from explainers.optimisers import Moments, adam
from explainers.runs import Recording

LAYERS = (1, 32, 32, 1)
SCALE = 4.0  # the network sees x / SCALE, and its score counts SCALE times: slopes stay as they are
BETAS = (0.5, 0.9)  # of Adam
Weights = list[Tensor]  # W₁, b₁, W₂, b₂, W₃, b₃


@dataclass(frozen=True)
class Training:
    """What a critic is trained on, and how its slope is bounded."""

    real: Heap
    generated: Heap
    bound: str  # "clip" (Arjovsky et al. 2017), "penalty" (Gulrajani et al. 2017), "spectral" (Miyato et al. 2018)
    clip: float  # c, no weight is larger
    penalty: float  # λ on the squared distance of the slope from 1
    rate: float  # Adam's learning rate
    seed: int


def score(x: Tensor, weights: Weights, bound: str) -> Tensor:
    """Return f(x), shape of x."""
    hidden = (x / SCALE)[:, None]
    for i in range(0, len(weights), 2):
        matrix = weights[i]
        if bound == "spectral":  # no layer stretches by more than 1, and so neither does f
            matrix = matrix / torch.linalg.matrix_norm(matrix, 2)
        hidden = hidden @ matrix + weights[i + 1]
        if i < len(weights) - 2:
            hidden = torch.nn.functional.leaky_relu(hidden, 0.2)
    return SCALE * hidden[:, 0]


def critic_updates(training: Training) -> Iterator[Weights]:
    """Yield the weights before the first step and after each: every step shows the critic all grains of both heaps."""
    chance = torch.Generator().manual_seed(training.seed)
    weights: Weights = []
    for fan_in, fan_out in pairwise(LAYERS):
        matrix = torch.nn.init.xavier_uniform_(torch.empty(fan_in, fan_out), generator=chance)
        weights += [matrix.requires_grad_(), torch.zeros(fan_out, requires_grad=True)]
    moments = Moments.before(weights)
    grains = (quantile_grains(heap, ATOMS) for heap in (training.real, training.generated))
    real, generated = (torch.tensor(grain, dtype=torch.float32) for grain in grains)
    while True:
        yield [w.detach().clone() for w in weights]
        scores = score(torch.cat([real, generated]), weights, training.bound)
        loss = scores[ATOMS:].mean() - scores[:ATOMS].mean()
        if training.bound == "penalty":
            share = torch.rand(ATOMS, generator=chance)
            between = (share * real + (1 - share) * generated).requires_grad_()
            (slope,) = torch.autograd.grad(score(between, weights, training.bound).sum(), between, create_graph=True)
            loss = loss + training.penalty * ((slope.abs() - 1) ** 2).mean()
        adam(weights, torch.autograd.grad(loss, weights), moments, training.rate, BETAS)
        if training.bound == "clip":
            with torch.no_grad():
                for w in weights:
                    w.clamp_(-training.clip, training.clip)


@lru_cache(maxsize=12)
def recording(training: Training) -> Recording[Weights]:
    """Return the weights after each step, as far as anyone has watched it."""
    return Recording(critic_updates(training))


@dataclass(frozen=True)
class Critic:
    """A critic after some steps."""

    x: Array  # (N,) places on the line
    f: Array  # (N,) its score there
    slope: Array  # (N,) |f'| there, by autograd
    mean_real: float  # E_p f
    mean_generated: float  # E_q f
    steepest: float  # L, the largest slope between grains next to each other: f's Lipschitz constant on the grains

    @property
    def estimate(self) -> float:
        """E_p f - E_q f: at most L times W₁ between the grains."""
        return self.mean_real - self.mean_generated

    @property
    def bound(self) -> float:
        """A lower bound on W₁: the estimate of f / L, whose slope is at most 1."""
        return self.estimate / self.steepest if self.steepest else 0.0


@lru_cache(maxsize=2000)
def verdict(training: Training, step: int) -> tuple[float, float, float]:
    """Return E_p f, E_q f and L after `step` steps: the means of the score, and its steepest slope between grains."""
    real, generated = (quantile_grains(heap, ATOMS) for heap in (training.real, training.generated))
    grains, which = np.unique(np.concatenate([real, generated]).astype(np.float32), return_inverse=True)
    scores = score(torch.from_numpy(grains), recording(training).at(step), training.bound).double().numpy()
    slopes = np.abs(np.diff(scores) / np.diff(grains.astype(np.float64)))
    return float(scores[which[:ATOMS]].mean()), float(scores[which[ATOMS:]].mean()), float(slopes.max(initial=0.0))


def critic_at(training: Training, step: int, x: Array) -> Critic:
    """Return the critic after `step` steps, with its scores and slopes at the places x, shape (N,)."""
    places = torch.tensor(x, dtype=torch.float32, requires_grad=True)
    f = score(places, recording(training).at(step), training.bound)
    (slope,) = torch.autograd.grad(f.sum(), places)
    return Critic(x, f.detach().double().numpy(), slope.abs().double().numpy(), *verdict(training, step))


def bound_at(training: Training, step: int) -> float:
    """Return the critic's lower bound on W₁ after `step` steps."""
    mean_real, mean_generated, steepest = verdict(training, step)
    return (mean_real - mean_generated) / steepest if steepest else 0.0
