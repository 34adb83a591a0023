"""The three learners in training, which can be wound back."""

import numpy as np
import torch

from explainers.frontiers.diffusion.learners import State, advance, denoiser_of, first_state
from explainers.frontiers.diffusion.points import training
from explainers.frontiers.diffusion.samplers import noise_in
from explainers.frontiers.diffusion.schedules import SCHEDULES
from explainers.frontiers.diffusion.settings import LEARNERS, MAX_STEPS, TIMELINE, Params
from explainers.runs import RewindableRun, Runs

COMPARED = 256  # noisy points at each of these times, at which learned and exact are compared
AT = (0.1, 0.3, 0.5, 0.7, 0.9)


class Run(RewindableRun[Params, State, tuple[float, ...]]):
    """One training run of all three learners."""

    timeline = TIMELINE
    measure_every = ((200, 20), (MAX_STEPS, 100))
    room = 8_000_000

    def __init__(self, params: Params) -> None:
        """Know the data, and make the state before the first step."""
        self.data, self.path = training(params), SCHEDULES[params.path]
        rng = np.random.default_rng((params.seed, MAX_STEPS + 2))
        self.compared = [(t, self.path.alpha(t) * self.data.draw(COMPARED, rng)
                          + self.path.sigma(t) * rng.standard_normal((COMPARED, 2))) for t in AT]  # fmt: skip
        super().__init__(params)

    def start(self) -> State:
        """Return the state before the first step."""
        return first_state(self.params)

    def make_step(self, state: State, settings: Params) -> None:
        """Make one step, in place."""
        advance(state, settings, self.data)

    def noted(self, state: State) -> tuple[float, ...]:
        """Return the losses of the three learners."""
        return state.losses

    def size(self, state: State) -> float:
        """Return the losses and the length of all weights together."""
        length: float = sum(float(torch.dot(one.flat, one.flat)) for one in state.players.values()) ** 0.5
        return length + (sum(state.losses) if state.step else 0.0)

    def measure(self, state: State) -> tuple[float, ...]:
        """Return for each learner the mean squared error of its ε̂ against the exact one, over times and points.

        It is σ² times that of the score, so times with much and with little noise count alike.
        """
        found = []
        for name in LEARNERS:
            ask, errors = denoiser_of(state, name, self.params), []
            for t, x in self.compared:
                exact = self.data.denoised(x, self.path, t)
                errors.append(((noise_in(x, ask(x, t), self.path, t) - noise_in(x, exact, self.path, t)) ** 2).sum(1))
            found.append(float(np.mean(errors)))
        return tuple(found)


RUNS = Runs(Run, TIMELINE, 12)
