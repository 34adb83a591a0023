"""Three learners of one field, from the same first weights, on the same batches: noise, velocity and score.

Each is a multilayer perceptron of (x, t), and each output is a guess of x_0 in other words (Kingma et al. 2021).
"""

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from explainers.frontiers.diffusion.exact import Mixture
from explainers.frontiers.diffusion.samplers import Denoiser
from explainers.frontiers.diffusion.schedules import SCHEDULES, Array, Schedule
from explainers.frontiers.diffusion.settings import LEARNERS, MAX_STEPS, Params
from explainers.gans.training.networks import Weights, backward, forward, weights_in
from explainers.gans.training.updates import Player, player
from explainers.optimisers import adam

EARLIEST = 0.002  # no time before this is learnt: there the noise is smaller than what is drawn
MOST = 4.0  # a guess of x_0 is kept in the square to this; without it the first guess of ε by a network is out of it
MEMORY = 0.995  # of the averaged weights
HARMONICS = 3  # of t, as inputs

torch.set_num_threads(1)  # networks as small as these only lose by sharing


@dataclass
class State:
    """Everything that the next step depends on, and what the last one cost."""

    step: int
    players: dict[str, Player]
    averages: dict[str, Tensor]  # of the weights, flat: these are what is shown
    losses: tuple[float, ...] = (float("nan"),) * len(LEARNERS)

    def copy(self) -> "State":
        """Return a state that shares nothing with this one."""
        return replace(self, players={name: one.copy() for name, one in self.players.items()},
                       averages={name: one.clone() for name, one in self.averages.items()})  # fmt: skip

    @property
    def bytes(self) -> int:
        """How much memory this takes."""
        return sum(4 * one.flat.nbytes for one in self.players.values())


def first_state(params: Params) -> State:
    """Return the learners before their first step, all with the same weights."""
    sizes = [2 + 1 + 2 * HARMONICS, params.units, params.units, params.units, 2]
    players = {name: player(sizes, torch.Generator().manual_seed(params.seed)) for name in LEARNERS}
    return State(0, players, {name: one.flat.clone() for name, one in players.items()})


def inputs(x: Tensor, t: Tensor) -> Tensor:
    """Return what a network takes in of points x (n, 2) at times t (n, 1): x, t and harmonics of t, (n, 9)."""
    waves = torch.pi * t * torch.arange(1, HARMONICS + 1)
    return torch.cat([x, 2 * t - 1, waves.sin(), waves.cos()], dim=1)


def wanted(name: str, schedule: Schedule, x_0: Tensor, noise: Tensor, t: Tensor) -> tuple[Tensor, Tensor]:
    """Return what the output is to be, (n, 2), and how it is weighted, (n, 1).

    The score is −ε/σ, its squared error weighted with σ² (Song and Ermon 2019, equation 6).
    """
    sigma = torch.from_numpy(schedule.sigma(t.numpy()))
    match name:
        case "epsilon":
            return noise, torch.ones_like(t)
        case "velocity":
            d_alpha, d_sigma = (torch.from_numpy(slope) for slope in schedule.slopes(t.numpy()))
            return d_alpha * x_0 + d_sigma * noise, torch.ones_like(t)
        case _:
            return -noise / sigma, sigma**2


@torch.inference_mode()
def advance(state: State, params: Params, data: Mixture) -> None:
    """Make a step of all three learners on one batch, in place. Chance depends on seed and step alone."""
    schedule = SCHEDULES[params.path]
    rng = np.random.default_rng((params.seed, state.step))
    x_0 = torch.from_numpy(data.draw(params.batch, rng).astype(np.float32))
    noise = torch.from_numpy(rng.standard_normal((params.batch, 2), dtype=np.float32))
    t = torch.from_numpy(EARLIEST + (1 - EARLIEST) * rng.random((params.batch, 1), dtype=np.float32))
    losses = [learn(state, name, params, schedule, x_0, noise, t) for name in LEARNERS]
    state.losses = tuple(losses)
    state.step += 1


def learn(state: State, name: str, params: Params, schedule: Schedule, x_0: Tensor, noise: Tensor, t: Tensor) -> float:
    """Make a step of one learner, in place; return its loss, the mean weighted squared error."""
    one = state.players[name]
    alpha, sigma = (torch.from_numpy(of(t.numpy())) for of in (schedule.alpha, schedule.sigma))
    target, weight = wanted(name, schedule, x_0, noise, t)
    layers = forward(inputs(alpha * x_0 + sigma * noise, t), one.weights, "leaky_relu")
    error = layers[-1] - target
    backward(layers, one.weights, 2 * weight * error / len(error), "leaky_relu", into=one.gradients)
    adam([one.flat], [one.gradient], one.moments, params.rate, (0.9, 0.99))
    keep = min(MEMORY, (state.step + 1) / (state.step + 10))
    state.averages[name].lerp_(one.flat, 1 - keep)
    return float((weight * error**2).sum(1).mean())


def guess_of(name: str, out: Array, x: Array, schedule: Schedule, t: float) -> Array:
    """Return the guess of x_0 that an output (n, 2) stands for, kept within MOST."""
    if name == "velocity":
        guess = schedule.data_in(x, out, t)
    else:
        noise = out if name == "epsilon" else -schedule.sigma(t) * out
        guess = (x - schedule.sigma(t) * noise) / max(schedule.alpha(t), 1e-4)
    return np.asarray(np.clip(guess, -MOST, MOST))


def denoiser(name: str, weights: Weights, schedule: Schedule) -> Denoiser:
    """Return a learner as a denoiser."""

    def denoise(x: Array, t: float) -> Array:
        at = torch.from_numpy(x.astype(np.float32))
        with torch.inference_mode():
            out = forward(inputs(at, torch.full((len(x), 1), max(t, EARLIEST))), weights, "leaky_relu")[-1]
        return guess_of(name, out.numpy().astype(np.float64), x, schedule, t)

    return denoise


def denoiser_of(state: State, name: str, params: Params) -> Denoiser:
    """Return what a learner has become, with averaged weights, as a denoiser."""
    return denoiser(name, weights_in(state.averages[name], state.players[name].sizes), SCHEDULES[params.path])


def reflowed(state: State, params: Params, noise: Array, made: Array, steps: int = 600) -> Player:
    """Return the velocity learner after more steps on pairs (noise, its own sample) (Liu et al. 2023, section 2.1)."""
    again = State(0, {"velocity": state.players["velocity"].copy()}, {"velocity": state.averages["velocity"].clone()})
    again.players["velocity"].flat.copy_(again.averages["velocity"])
    schedule, pairs = SCHEDULES["straight"], [torch.from_numpy(part.astype(np.float32)) for part in (made, noise)]
    rng = np.random.default_rng((params.seed, MAX_STEPS + 1))
    with torch.inference_mode():
        for _ in range(steps):
            some = torch.from_numpy(rng.integers(len(noise), size=params.batch))
            t = torch.from_numpy(EARLIEST + (1 - EARLIEST) * rng.random((params.batch, 1), dtype=np.float32))
            learn(again, "velocity", params, schedule, pairs[0][some], pairs[1][some], t)
            again.step += 1
    again.players["velocity"].flat.copy_(again.averages["velocity"])
    return again.players["velocity"]
