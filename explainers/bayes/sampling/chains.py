"""Chains: many steps one after the other, as a film that can be wound back, and several side by side for diagnosis."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explainers.bayes.sampling.samplers import SAMPLERS, Step
from explainers.bayes.sampling.targets import TARGETS, Array
from explainers.runs import Recording

STARTS = np.array(
    [[-1.5, 1.0], [1.5, -1.0], [1.2, 1.6], [-1.0, -1.4], [0.4, 2.4], [2.4, 0.2], [-2.4, 0.4], [0.2, -2.4]]
)


@dataclass(frozen=True)
class Walk:
    """Everything that a chain depends on; settings that were changed on the way stand in `schedule`."""

    sampler: str
    target: str
    size: float  # ε
    leaps: int  # L, of HMC
    seed: int
    chain: int = 0  # which of several, each with a start and luck of its own
    schedule: tuple[tuple[int, float, int], ...] = ()  # (until which step, ε, L), ascending

    def settings_at(self, step: int) -> tuple[float, int]:
        """Return ε and L of a step, counted from 1."""
        for until, size, leaps in self.schedule:
            if step <= until:
                return size, leaps
        return self.size, self.leaps


def walking(walk: Walk) -> Iterator[Step]:
    """Yield the start as a step that went nowhere, then step after step."""
    target, sampler = TARGETS[walk.target], SAMPLERS[walk.sampler]
    x, number = STARTS[walk.chain % len(STARTS)], 0
    yield Step(x, x, True, 1.0, x[None], float(-target.log(x)), 0)
    while True:
        number += 1
        rng = np.random.default_rng((walk.seed, walk.chain, number))
        step = sampler(target, x, *walk.settings_at(number), rng)
        x = step.position
        yield step


@lru_cache(maxsize=24)
def film_of(walk: Walk) -> Recording[Step]:
    """Return the film of a chain, as far as anyone has watched it. Chains that differ later are different films."""
    return Recording(walking(walk))


@dataclass(frozen=True)
class Chains:
    """Several chains of equal length, and their energies."""

    draws: Array  # (chains, draws, 2)
    energy: Array  # (chains, draws)
    accepted: float  # share of steps
    divergent: int
    momentum: bool  # whether the energies are those of position and momentum


FAULTS = {  # what a button does to the sampler
    "none": "as it should be",
    "large": "a step far too large",
    "few": "far too few draws",
    "stuck": "one chain stuck",
}
FEW, LARGE = 12, 9.0  # draws, and how many times larger the step


@lru_cache(maxsize=8)
def several(walk: Walk, chains: int, draws: int, fault: str) -> Chains:
    """Run several chains from different starts, with a fault if one is asked for."""
    size = walk.size * (LARGE if fault == "large" else 1)
    draws = min(draws, FEW) if fault == "few" else draws
    found = []
    for chain in range(chains):
        mine = Walk(walk.sampler, walk.target, size, walk.leaps, walk.seed, chain)
        steps = walking(mine)
        found.append([next(steps) for _ in range(draws + 1)][1:])
    positions = np.array([[step.position for step in steps] for steps in found])
    if fault == "stuck":
        positions = stick(positions)
    everything = [step for steps in found for step in steps]
    return Chains(
        positions,
        np.array([[step.energy for step in steps] for steps in found]),
        float(np.mean([step.accepted for step in everything])),
        sum(step.divergent for step in everything),
        walk.sampler != "walk",
    )


def stick(x: Array) -> Array:
    """Return draws (chains, draws, …) whose last chain gets stuck after an eighth of its way."""
    x, from_here = x.copy(), x.shape[1] // 8
    x[-1, from_here:] = x[-1, from_here]
    return x
