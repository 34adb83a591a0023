"""From noise to data with any denoiser: the same noise under every sampler, so that only the sampler differs.

A denoiser returns its guess of x_0 for points x (n, 2) at time t. Noise, score and velocity follow from it.
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from explainers.frontiers.diffusion.schedules import Array, Schedule

Denoiser = Callable[[Array, float], Array]
FIRST = 0.002  # where inversion starts: at t = 0 the noise in a point of the data is not defined


def noise_in(x: Array, guess: Array, schedule: Schedule, t: float) -> Array:
    """Return ε̂, the noise in x if x_0 were `guess`."""
    return np.asarray((x - schedule.alpha(t) * guess) / schedule.sigma(t))


def score_of(x: Array, guess: Array, schedule: Schedule, t: float) -> Array:
    """Return ∇ log p_t at x, from the best guess of x_0 (Tweedie's formula: Robbins 1956)."""
    return -noise_in(x, guess, schedule, t) / np.asarray(schedule.sigma(t))


def velocity(denoise: Denoiser, x: Array, schedule: Schedule, t: float) -> Array:
    """Return dx/dt of the probability-flow ODE, α′ x̂_0 + σ′ ε̂ (Song et al. 2021, equation 13; Lipman et al. 2023)."""
    guess = denoise(x, t)
    d_alpha, d_sigma = schedule.slopes(t)
    return np.asarray(d_alpha * guess + d_sigma * noise_in(x, guess, schedule, t))


def ddim(denoise: Denoiser, x: Array, schedule: Schedule, times: Array, eta: float, noises: Array) -> Array:
    """Return the path of a DDIM sampler, (len(times), n, 2) (Song, Meng and Ermon 2021, equation 12).

    With eta = 0 it is deterministic; with eta = 1 it is ancestral sampling, DDPM (Ho et al. 2020, Algorithm 2).
    """
    path = [x]
    for i, (t, s) in enumerate(pairwise(times)):
        guess = denoise(x, t)
        fresh = eta**2 * schedule.posterior_variance(t, s) if eta else 0.0
        kept = np.sqrt(max(schedule.sigma(s) ** 2 - fresh, 0.0))
        x = schedule.alpha(s) * guess + kept * noise_in(x, guess, schedule, t) + np.sqrt(max(fresh, 0.0)) * noises[i]
        path.append(x)
    return np.stack(path)


def probability_flow(denoise: Denoiser, x: Array, schedule: Schedule, times: Array, heun: bool) -> Array:
    """Return the path along the probability-flow ODE, by Euler's method or Heun's (Karras et al. 2022, Algorithm 1).

    Times may rise (from data to noise) or fall. At t = 0 nothing is asked, so a last step to there is one of Euler.
    """
    path = [x]
    for t, s in pairwise(times):
        slope = velocity(denoise, x, schedule, t)
        ahead = x + (s - t) * slope
        if heun and s > 0:
            ahead = x + (s - t) * 0.5 * (slope + velocity(denoise, ahead, schedule, s))
        x = ahead
        path.append(x)
    return np.stack(path)


def langevin(denoise: Denoiser, x: Array, schedule: Schedule, times: Array, size: float, noises: Array) -> Array:
    """Return the path of annealed Langevin dynamics (Song and Ermon 2019), a step of `size` σ² at each level of noise.

    The last step denoises, as the score of the data themselves may not exist (Jolicoeur-Martineau et al. 2021).
    """
    path = [x]
    for i, t in enumerate(times[:-1]):
        if i == len(times) - 2:
            x = denoise(x, t)
        else:
            step = size * schedule.sigma(t) ** 2
            x = x + 0.5 * step * score_of(x, denoise(x, t), schedule, t) + np.sqrt(step) * noises[i]
        path.append(x)
    return np.stack(path)


def sample(
    name: str, denoise: Denoiser, start: Array, schedule: Schedule, steps: int, seed: int = 0, size: float = 0.5
) -> Array:
    """Return the path of the sampler of that name from `start` (n, 2) to data, (steps + 1, n, 2).

    `size` is that of Langevin's steps. Noise on the way depends on the seed.
    """
    times = np.linspace(1.0, 0.0, steps + 1)
    noises = np.random.default_rng(seed).standard_normal((steps, *start.shape))
    match name:
        case "ddpm" | "ddim":
            return ddim(denoise, start, schedule, times, float(name == "ddpm"), noises)
        case "langevin":
            return langevin(denoise, start, schedule, times, size, noises)
        case _:
            return probability_flow(denoise, start, schedule, times, heun=name == "heun")


def evaluations(name: str, steps: int) -> int:
    """Return how often a sampler asks the denoiser (NFE). Heun asks twice a step, but for the last."""
    return 2 * steps - 1 if name == "heun" else steps


def inverted(denoise: Denoiser, x: Array, schedule: Schedule, steps: int) -> Array:
    """Return the noise that the probability-flow ODE would turn into x, (n, 2): DDIM inversion, by Heun's method."""
    return np.asarray(probability_flow(denoise, x, schedule, np.linspace(FIRST, 1.0, steps + 1), heun=True)[-1])
