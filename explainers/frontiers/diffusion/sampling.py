"""Noise carried to data, kept for what is asked again: by every denoiser, every sampler, any number of steps."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from explainers.frontiers.diffusion.learners import denoiser, denoiser_of, reflowed
from explainers.frontiers.diffusion.measures import sliced
from explainers.frontiers.diffusion.points import density, training
from explainers.frontiers.diffusion.samplers import Denoiser, evaluations, probability_flow, sample
from explainers.frontiers.diffusion.schedules import SCHEDULES, Array
from explainers.frontiers.diffusion.settings import SAMPLERS, Params
from explainers.frontiers.diffusion.training_run import RUNS

POINTS = 512  # that are carried from noise to data
PAIRS, PAIR_STEPS = 2048, 40  # that reflow learns from, and Euler's steps for each
WITHIN = (1, 2, 4, 8, 16, 32, 64)  # steps of the samplers that are compared


def without(params: Params, *names: str) -> Params:
    """Return Params with some fields as they are by default: what is asked does not depend on them."""
    return replace(params, **{name: getattr(Params, name) for name in names})


def sampling_alone(params: Params) -> Params:
    """Return what the path of the samples depends on."""
    looked = ("t", "way", "followed", "fork", "letter", "w", "start", "picture", "other", "part", "hidden")
    trained = ("steps", "schedule", "rate", "batch", "units") if params.field == "exact" else ()
    return without(params, *looked, *trained)


def denoiser_for(params: Params) -> Denoiser:
    """Return the denoiser that some Params ask for."""
    return _denoiser(without(sampling_alone(params), "sampler", "evaluations", "langevin"))


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
    """Return the points after each step of the sampler, (N + 1, POINTS, 2). Params are those of `sampling_alone`."""
    p = params
    return sample(p.sampler, denoiser_for(p), noise(p.seed), SCHEDULES[p.path], p.evaluations, p.seed, p.langevin)


@lru_cache(maxsize=16)
def curves(params: Params) -> dict[str, Array]:
    """Return by sampler evaluations of the denoiser and sliced W₁ of the samples, (len(WITHIN), 2)."""
    truth = density(params.data, params.drawn).draw(POINTS, np.random.default_rng(params.seed + 5))
    return {
        name: np.array([(evaluations(name, steps),
                         sliced(carried(replace(params, sampler=name, evaluations=steps))[-1], truth))
                        for steps in WITHIN])
        for name in SAMPLERS
    }  # fmt: skip


@lru_cache(maxsize=16)
def floor(data: str, drawn: str, pairs: int = 16) -> float:
    """Return the mean sliced W₁ of pairs of samples of the target, POINTS each."""
    rng, whole = np.random.default_rng(0), density(data, drawn)
    return float(np.mean([sliced(whole.draw(POINTS, rng), whole.draw(POINTS, rng)) for _ in range(pairs)]))
