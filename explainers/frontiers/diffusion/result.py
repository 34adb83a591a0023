"""What noise becomes under a denoiser and a sampler, and how good that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainers.controls import check
from explainers.frontiers.diffusion.exact import Mixture
from explainers.frontiers.diffusion.learners import State, denoiser_of
from explainers.frontiers.diffusion.measures import bending, costs, given_back, sliced
from explainers.frontiers.diffusion.pictures import mask
from explainers.frontiers.diffusion.points import density, training
from explainers.frontiers.diffusion.samplers import Denoiser, evaluations, noise_in, score_of
from explainers.frontiers.diffusion.sampling import (
    POINTS,
    carried,
    curves,
    denoiser_for,
    floor,
    noise,
    sampling_alone,
    without,
)
from explainers.frontiers.diffusion.schedules import SCHEDULES, Array, Schedule
from explainers.frontiers.diffusion.settings import TIMELINE, Params
from explainers.frontiers.diffusion.training_run import RUNS, Run
from explainers.problems import BadInput

SHOWN = 128  # of the points that are carried from noise to data, those that are drawn
REACH, SIDE, ARROWS = 3.0, 49, 13  # half the side of the plane that is drawn; places along it, for density and arrows


@dataclass(frozen=True)
class Result:
    """One target, one schedule, one denoiser and one sampler. All is computed when asked for."""

    params: Params

    @property
    def path(self) -> Schedule:
        """The noise schedule."""
        return SCHEDULES[self.params.path]

    @cached_property
    def known(self) -> Mixture:
        """What is known of the data."""
        return training(self.params)

    @property
    def learner(self) -> str:
        """The learner that is looked at: where the exact answer is, that of the velocity."""
        return self.params.field if self.params.field != "exact" else "velocity"

    @property
    def time(self) -> float:
        """The time at which fields are drawn: a little after 0, where the score may not exist."""
        return max(self.params.t, 0.02)

    # From noise to data

    @cached_property
    def denoise(self) -> Denoiser:
        """The denoiser that samplers ask."""
        return denoiser_for(self.params)

    @cached_property
    def carried(self) -> Array:
        """The points after each step of the sampler, (N + 1, POINTS, 2)."""
        return carried(sampling_alone(self.params))

    @cached_property
    def data(self) -> Array:
        """As many points of the target, (POINTS, 2)."""
        return density(self.params.data, self.params.drawn).draw(POINTS, np.random.default_rng(self.params.seed + 5))

    @cached_property
    def ways(self) -> Array:
        """The ways of the points that are drawn: of the sampler, or from data to noise, (stops, SHOWN, 2)."""
        if self.params.way == "reverse":
            return self.carried[:, :SHOWN]
        x_0 = self.known.draw(SHOWN, np.random.default_rng(self.params.seed + 6))
        t = np.linspace(0.0, 1.0, 33)[:, None, None]
        return np.asarray(self.path.alpha(t) * x_0 + self.path.sigma(t) * noise(self.params.seed)[:SHOWN])

    @cached_property
    def now(self) -> Array:
        """The points at time t, (SHOWN, 2): on their ways, between two stops in a straight line."""
        t, last = self.params.t, len(self.ways) - 1
        place = (t if self.params.way == "forward" else 1 - t) * last
        before = min(int(place), last - 1)
        return np.asarray(self.ways[before] + (place - before) * (self.ways[before + 1] - self.ways[before]))

    def nearest(self, x: float, y: float) -> int:
        """Return which of the points that are drawn is nearest to a place."""
        return int(np.linalg.norm(self.now - (x, y), axis=1).argmin())

    def score(self, denoise: Denoiser) -> Array:
        """Return the score of a denoiser at time t, at the places of arrows, (ARROWS², 2)."""
        x = places(ARROWS)
        return score_of(x, denoise(x, self.time), self.path, self.time)

    def exact(self, x: Array, t: float) -> Array:
        """Return the best guess of x_0 for points x at time t: the exact denoiser."""
        return self.known.denoised(x, self.path, t)

    @cached_property
    def sliced(self) -> float:
        """The sliced W₁ between samples and target."""
        return sliced(self.carried[-1], self.data)

    @property
    def floor(self) -> float:
        """The sliced W₁ between two samples of the target of this size, on average."""
        return floor(self.params.data, self.params.drawn)

    @cached_property
    def costs(self) -> tuple[float, float]:
        """The mean squared distance from noise to sample, and the least possible."""
        return costs(self.carried[:, :SHOWN])

    @cached_property
    def bending(self) -> float:
        """How much longer the paths are than straight ones."""
        return bending(self.carried)

    @property
    def given_back(self) -> float:
        """The share of samples that are training points again; 0 where none are given."""
        return given_back(self.carried[-1], self.known.centres) if self.params.known else 0.0

    @cached_property
    def curves(self) -> dict[str, Array]:
        """By sampler, evaluations of the denoiser and sliced W₁ of the samples, (len(WITHIN), 2)."""
        return curves(without(sampling_alone(self.params), "sampler", "evaluations"))

    # The run

    @property
    def run(self) -> Run:
        """The training run of the three learners."""
        return RUNS.run_of(self.params)

    @cached_property
    def state(self) -> State:
        """The learners after `params.steps` steps, or where training broke down."""
        return self.run.at(self.params.steps)

    @property
    def step(self) -> int:
        """How many steps were made: fewer than asked for where training broke down."""
        return self.state.step

    @property
    def diverged(self) -> int | None:
        """The step at which training broke down, if it did."""
        return self.run.broken_down(self.params.steps) if self.step < self.params.steps else None

    @cached_property
    def measured(self) -> Array:
        """Step and the error of each learner's ε̂, now and then, (M, 4)."""
        state, run = self.state, self.run
        with run.lock:
            before = [(step, *found) for step, found in sorted(run.measures.items()) if step < state.step]
            return np.array([*before, (state.step, *run.measure(state))])

    @cached_property
    def beside(self) -> "Result | None":
        """The run without the change at `params.fork`, at the same step."""
        unchanged = TIMELINE.unchanged(self.params)
        return Result(unchanged) if unchanged else None

    @cached_property
    def learnt(self) -> Denoiser:
        """What the learner that is looked at has become."""
        return denoiser_of(self.state, self.learner, self.params)

    @cached_property
    def errors(self) -> Array:
        """The squared error of the learner's ε̂ at time t, at the places of the plane, (SIDE²,)."""
        x, t = places(SIDE), self.time
        learnt, exact = (noise_in(x, ask(x, t), self.path, t) for ask in (self.learnt, self.exact))
        return np.asarray(((learnt - exact) ** 2).sum(1))


def simulate(params: Params) -> Result:
    """Return what is known. Raises BadInput where a setting, a drawing or the earlier settings cannot be used."""
    check(params)
    TIMELINE.segments(params)
    training(params)
    if params.start == "hole":
        mask(params.hidden)
    if params.reflow and (params.path, params.field) != ("straight", "velocity"):
        raise BadInput("reflow", "Reflow straightens the paths of a velocity learner: choose straight paths and it.")
    return Result(params)


@lru_cache(maxsize=2)
def places(side: int) -> Array:
    """Return the places of a square grid over the plane, (side², 2), row by row from below."""
    axis = np.linspace(-REACH, REACH, side)
    return np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)


def tables(result: Result) -> Mapping[str, Mapping[str, NDArray[Any]]]:
    """Return points, paths and what the samplers reach, as named columns."""
    x, path = result.now, result.carried[:, result.params.followed]
    return {
        "points": {"x1": x[:, 0], "x2": x[:, 1]},
        "followed": {"t": np.linspace(1, 0, len(path)), "x1": path[:, 0], "x2": path[:, 1]},
        "samplers": {f"{name}_{what}": values[:, i] for name, values in result.curves.items()
                     for i, what in enumerate(("evaluations", "sliced_w1"))},
    }  # fmt: skip


def challenge(result: Result) -> tuple[bool, str]:
    """Check "bring a learner below 0.12 with at most four evaluations"."""
    used = evaluations(result.params.sampler, result.params.evaluations)
    if result.params.field == "exact":
        return False, "Choose a denoiser that learns: the exact answer is not to be had in life."
    said = f"With {used} evaluations the sliced W₁ is {result.sliced:.3f}."
    return used <= 4 and result.sliced < 0.12, said
