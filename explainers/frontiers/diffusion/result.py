"""What noise becomes under a denoiser and a sampler, and how good that is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainers.controls import check
from explainers.frontiers.diffusion.exact import Array, Mixture
from explainers.frontiers.diffusion.learners import State, denoiser, denoiser_of, reflowed
from explainers.frontiers.diffusion.measures import bending, costs, given_back, sliced
from explainers.frontiers.diffusion.points import density, training
from explainers.frontiers.diffusion.samplers import Denoiser, evaluations, noise_in, probability_flow, sample
from explainers.frontiers.diffusion.schedules import SCHEDULES, Schedule
from explainers.frontiers.diffusion.settings import SAMPLERS, TIMELINE, Params
from explainers.frontiers.diffusion.training_run import RUNS
from explainers.problems import BadInput

POINTS, SHOWN = 512, 128  # that are carried from noise to data: measured, and drawn
REACH, SIDE, ARROWS = 3.0, 49, 13  # half the side of the plane that is drawn; places along it, for density and arrows
PAIRS, PAIR_STEPS = 2048, 40  # that reflow learns from, and Euler's steps for each
WITHIN = (1, 2, 4, 8, 16, 32, 64)  # steps of the samplers that are compared


@dataclass(frozen=True)
class Result:
    """One target, one schedule, one denoiser and one sampler. All is computed when asked for."""

    params: Params

    @property
    def path(self) -> Schedule:
        """The noise schedule."""
        return SCHEDULES[self.params.path]

    @property
    def mixture(self) -> Mixture:
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
    def now(self) -> Array:
        """The points at time t, (SHOWN, 2): data with noise, or noise on its way to data."""
        t = self.params.t
        if self.params.way == "forward":
            x_0 = self.mixture.draw(SHOWN, np.random.default_rng(self.params.seed + 6))
            return np.asarray(self.path.alpha(t) * x_0 + self.path.sigma(t) * noise(self.params.seed)[:SHOWN])
        place = (1 - t) * (len(self.carried) - 1)
        before, part = min(int(place), len(self.carried) - 2), place - min(int(place), len(self.carried) - 2)
        return np.asarray(((1 - part) * self.carried[before] + part * self.carried[before + 1])[:SHOWN])

    @cached_property
    def log_density(self) -> Array:
        """log p_t of what is known, at the places of the plane, (SIDE²,)."""
        return self.mixture.log_density(places(SIDE), self.path, self.time)

    @cached_property
    def scores(self) -> tuple[Array, Array]:
        """The exact score and that of the denoiser, at the places of arrows at time t, (ARROWS², 2) each."""
        x, t = places(ARROWS), self.time
        guess = self.mixture.denoised(x, self.path, t), self.denoise(x, t)
        exact, asked = (-noise_in(x, one, self.path, t) / self.path.sigma(t) for one in guess)
        return exact, asked

    @cached_property
    def sliced(self) -> float:
        """The sliced W₁ between samples and target."""
        return sliced(self.carried[-1], self.data)

    @property
    def floor(self) -> float:
        """The sliced W₁ between two samples of the target of this size, on average: no sampler can do better."""
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
        return given_back(self.carried[-1], self.mixture.centres) if self.params.known else 0.0

    @cached_property
    def curves(self) -> dict[str, Array]:
        """By sampler, evaluations of the denoiser and sliced W₁ of the samples, (len(WITHIN), 2)."""
        return curves(replace(sampling_alone(self.params), sampler=Params.sampler, evaluations=Params.evaluations))

    # The run

    @cached_property
    def state(self) -> State:
        """The learners after `params.steps` steps, or where training broke down."""
        return RUNS.run_of(self.params).at(self.params.steps)

    @property
    def step(self) -> int:
        """How many steps were made: fewer than asked for where training broke down."""
        return self.state.step

    @cached_property
    def diverged(self) -> int | None:
        """The step at which training broke down, if it did."""
        at, run = self.step, RUNS.run_of(self.params)
        return run.diverged if run.diverged is not None and at < run.diverged <= self.params.steps else None

    @cached_property
    def measured(self) -> Array:
        """Step and the error of each learner's ε̂, now and then, (M, 4)."""
        state, run = self.state, RUNS.run_of(self.params)
        with run.lock:
            before = [(step, *found) for step, found in sorted(run.measures.items()) if step < state.step]
            return np.array([*before, (state.step, *run.measure(state))])

    @cached_property
    def beside(self) -> "Result | None":
        """The run without the change at `params.fork`, at the same step."""
        without = TIMELINE.unchanged(self.params)
        return Result(without) if without else None

    @cached_property
    def errors(self) -> Array:
        """The squared error of the learner's ε̂ at time t, at the places of the plane, (SIDE²,)."""
        x, t = places(SIDE), self.time
        learnt = denoiser_of(self.state, self.learner, self.params)(x, t)
        exact = self.mixture.denoised(x, self.path, t)
        return np.asarray(((self.path.alpha(t) * (learnt - exact) / self.path.sigma(t)) ** 2).sum(1))


def simulate(params: Params) -> Result:
    """Return what is known. Raises BadInput where a setting, the drawing or the earlier settings cannot be used."""
    check(params)
    TIMELINE.segments(params)
    training(params)
    if params.reflow and (params.path, params.field) != ("straight", "velocity"):
        raise BadInput("reflow", "Reflow straightens the paths of a velocity learner: choose straight paths and it.")
    return Result(params)


def sampling_alone(params: Params) -> Params:
    """Return what the path of the samples depends on: what is only looked at is as it is by default."""
    looked = {name: getattr(Params, name) for name in ("t", "way", "followed", "fork")}
    unlearnt = {name: getattr(Params, name) for name in ("steps", "schedule", "rate", "batch", "units")}
    return replace(params, **looked | (unlearnt if params.field == "exact" else {}))


def denoiser_for(params: Params) -> Denoiser:
    """Return the denoiser that some Params ask for."""
    unasked = {name: getattr(Params, name) for name in ("sampler", "evaluations")}
    return _denoiser(replace(sampling_alone(params), **unasked))


@lru_cache(maxsize=16)
def _denoiser(params: Params) -> Denoiser:
    path = SCHEDULES[params.path]
    if params.field == "exact":
        known = training(params)
        return lambda x, t: known.denoised(x, path, t)
    state = RUNS.run_of(params).at(params.steps)
    if not params.reflow:
        return denoiser_of(state, params.field, params)
    start = np.random.default_rng((params.seed, 9)).standard_normal((PAIRS, 2))
    times = np.linspace(1.0, 0.0, PAIR_STEPS + 1)
    made = probability_flow(denoiser_of(state, "velocity", params), start, path, times, heun=False)[-1]
    return denoiser("velocity", reflowed(state, params, start, made).weights, path)


@lru_cache(maxsize=4)
def noise(seed: int) -> Array:
    """Return the noise that all samplers start from, (POINTS, 2)."""
    return np.random.default_rng((seed, 8)).standard_normal((POINTS, 2))


@lru_cache(maxsize=32)
def carried(params: Params) -> Array:
    """Return the points after each step of the sampler."""
    denoise = denoiser_for(params)
    return sample(params.sampler, denoise, noise(params.seed), SCHEDULES[params.path], params.evaluations, params.seed)


@lru_cache(maxsize=16)
def curves(params: Params) -> dict[str, Array]:
    """Return by sampler what so many evaluations of the denoiser come to."""
    truth = density(params.data, params.drawn).draw(POINTS, np.random.default_rng(params.seed + 5))
    found = {}
    for name in SAMPLERS:
        ends = [carried(replace(params, sampler=name, evaluations=steps))[-1] for steps in WITHIN]
        found[name] = np.array([(evaluations(name, steps), sliced(end, truth))
                                for steps, end in zip(WITHIN, ends, strict=True)])  # fmt: skip
    return found


@lru_cache(maxsize=16)
def floor(data: str, drawn: str, pairs: int = 16) -> float:
    """Return the mean sliced W₁ of pairs of samples of the target, POINTS each."""
    rng, whole = np.random.default_rng(0), density(data, drawn)
    return float(np.mean([sliced(whole.draw(POINTS, rng), whole.draw(POINTS, rng)) for _ in range(pairs)]))


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
