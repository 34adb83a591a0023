"""A training run that can be wound back, with what is noted of every step and measured now and then."""

from functools import cache
from typing import NamedTuple

import torch
from torch import Tensor

from explainers.data.images import pictures
from explainers.runs import RewindableRun, Runs
from explainers.vaes.elbo import terms
from explainers.vaes.latent_walk.settings import MAX_STEPS, TIMELINE, Params
from explainers.vaes.latent_walk.updates import State, advance, start, training_pictures

HELD_OUT = 250  # test pictures, as many of each class
MAX_RUNS = 8


class HeldOutLoss(NamedTuple):
    """The loss of held-out pictures, in nats a picture."""

    log_likelihood: float  # log p(x|z)
    kl: tuple[float, ...]  # by dimension


class TrainingRun(RewindableRun[Params, State, HeldOutLoss]):
    """One training run."""

    timeline = TIMELINE
    measure_every = ((50, 10), (1000, 25), (MAX_STEPS, 100))
    room = 40_000_000

    def start(self) -> State:
        """Return the state before the first step."""
        return start(self.params)

    def make_step(self, state: State, settings: Params) -> None:
        """Make one step, in place."""
        advance(state, settings, training_pictures(settings.data))

    def noted(self, state: State) -> tuple[float, ...]:
        """Return log p(x|z) and KL by dimension."""
        return state.log_likelihood, *state.kl

    def size(self, state: State) -> float:
        """Return log p(x|z) and the length of all weights together, as one vector."""
        return abs(state.log_likelihood) + float(torch.dot(state.flat, state.flat)) ** 0.5

    def measure(self, state: State) -> HeldOutLoss:
        """Return the loss of held-out pictures, each with one ε that is the same at every step."""
        x = held_out(self.params.data)
        with torch.no_grad():
            log_likelihood, kl = terms(state.model, x, _noise(self.params.latent), self.params.likelihood)
        return HeldOutLoss(log_likelihood.mean().item(), tuple(kl.mean(0).tolist()))


@cache
def held_out(data: str) -> Tensor:
    """Return test pictures, class after class, shape (HELD_OUT, PIXELS)."""
    x = pictures(data, "test")
    return torch.tensor(x[:: len(x) // HELD_OUT])


@cache
def _noise(latent: int) -> Tensor:
    return torch.randn(HELD_OUT, latent, generator=torch.Generator().manual_seed(7))


RUNS = Runs(TrainingRun, TIMELINE, MAX_RUNS)
