"""What the learner can set about sampling, and what follows from it at once; the rest is asked of PyMC."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from explainers.bayes.sampling.calibration import WRONG, Calibration, calibrate, judged
from explainers.bayes.sampling.chains import FAULTS, Chains, Walk, film_of, several
from explainers.bayes.sampling.posteriors import PARAMETERS, Marginal, Question, exact, grid, reference
from explainers.bayes.sampling.routes import Answer, Asked, chains_of
from explainers.bayes.sampling.targets import TARGETS, Array
from explainers.bayes.sampling.walkers import SAMPLERS, Step
from explainers.problems import BadInput

MAX_STEPS = 3000


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    sampler: str = "walk"  # "walk" (random-walk Metropolis), "hmc" or "nuts"
    target: str = "banana"  # the density in the plane: "gaussian", "banana", "donut" or "peaks"
    size: float = 0.5  # ε, the step size: of a proposal, or of one leapfrog step
    leaps: int = 12  # L, how many leapfrog steps HMC makes
    steps: int = 150  # k, how many steps the chain has made
    schedule: str = ""  # settings before the present ones, as "50 0.2 12; 90 1.5 12": until which step, ε, L
    examined: str = "ours"  # whose chains are diagnosed: "ours", in the plane, or "pymc", of a model
    chains: int = 4  # how many chains are run, for diagnosis and by NUTS
    draws: int = 400  # of each chain, for diagnosis
    fault: str = "none"  # what is wrong with the chains: "none", "large" (step), "few" (draws) or "stuck"
    model: str = "coin"  # whose posterior PyMC finds: "coin", "regression" or "schools"
    heads: int = 8  # of the coin
    flips: int = 10  # of the coin
    strength: float = 4.0  # n₀, how many flips the prior of the coin is worth
    shift: float = 3.0  # how far the outliers of the regression lie off the line
    freedom: float = 3.0  # ν of the regression's noise; large is Gaussian
    scale: float = 5.0  # of the half-Cauchy prior of the schools' τ
    centred: bool = True  # whether the schools' effects are written as they come, θ ~ Normal(μ, τ)
    cells: int = 30  # of the grid, along each parameter
    answers: int = 1000  # draws of each of PyMC's chains
    simulations: int = 400  # for the calibration: data sets simulated from the prior, each fitted
    wrong: str = "none"  # what is wrong with the sampler that is calibrated: "none", "sure", "loose" or "creep"
    seed: int = 0  # of every chain and of what is simulated


LIMITS = {
    "size": (0.0, 10.0),
    "leaps": (1, 100),
    "steps": (0, MAX_STEPS),
    "chains": (1, 8),
    "draws": (0, 2000),
    "heads": (0, 1000),
    "flips": (1, 1000),
    "strength": (0.5, 200.0),
    "shift": (-10.0, 10.0),
    "freedom": (1.0, 100.0),
    "scale": (0.1, 100.0),
    "cells": (2, 60),
    "answers": (0, 20_000),
    "simulations": (100, 1600),
}
EXAMINED = {"ours": "Our sampler", "pymc": "PyMC"}
NAMED = {"sampler": tuple(SAMPLERS), "target": tuple(TARGETS), "examined": tuple(EXAMINED), "fault": tuple(FAULTS),
         "wrong": tuple(WRONG), "model": tuple(PARAMETERS)}  # fmt: skip


@dataclass(frozen=True)
class Result:
    """A chain as far as it has come, a posterior by the routes that take no time, and what can be asked of it."""

    params: Params
    walk: Walk
    chain: list[Step]  # (k + 1,) the start and every step
    question: Question
    exact: Marginal | None  # where the posterior is known in closed form
    grid: dict[str, Marginal]  # by parameter, on a grid as coarse as was asked
    reference: dict[str, Marginal]  # what the others are measured by
    answers: dict[str, Answer] = field(default_factory=dict)  # of PyMC, by route, as far as they have come
    trace: Answer | None = None  # PyMC's chains to be diagnosed, once they have come
    ranks: NDArray[np.int64] | None = None  # (simulations, parameters) of PyMC's fits, as far as they have come

    @property
    def step(self) -> int:
        """How many steps the chain has made."""
        return len(self.chain) - 1

    @property
    def positions(self) -> Array:
        """Where the chain has been, shape (k + 1, 2)."""
        return np.array([step.position for step in self.chain])

    @property
    def accepted(self) -> float:
        """The share of accepted steps; nan before the first."""
        return float(np.mean([step.accepted for step in self.chain[1:]])) if self.step else float("nan")

    @property
    def percent(self) -> float:
        """The share of accepted steps, in percent."""
        return 100 * self.accepted

    @property
    def part(self) -> int:
        """Which parameter of the examined chains is looked at: of a model the last, of the plane x₁."""
        return len(PARAMETERS[self.params.model]) - 1 if self.params.examined == "pymc" else 0

    @property
    def chains(self) -> Chains | None:
        """Several chains side by side, with the fault that was asked for; none while PyMC has not answered."""
        p = self.params
        if p.examined == "pymc":
            return chains_of(self.trace, PARAMETERS[p.model]) if self.trace else None
        return several(Walk(p.sampler, p.target, p.size, p.leaps, p.seed), p.chains, p.draws, p.fault)

    @property
    def calibrations(self) -> dict[str, Calibration]:
        """How truths rank among draws of a sampler, by parameter; none while nothing has been simulated."""
        p = self.params
        if p.model == "coin":
            return {"theta": calibrate(p.strength, p.flips, p.wrong, p.seed, p.simulations)}
        if self.ranks is None:
            return {}
        return {name: judged(self.ranks[:, i]) for i, name in enumerate(PARAMETERS[p.model])}

    @property
    def asked(self) -> Asked:
        """What PyMC is asked for."""
        p = self.params
        return Asked(self.question, p.answers, p.chains, p.seed)

    @property
    def asked_chains(self) -> Asked:
        """What PyMC is asked for, for its chains to be diagnosed."""
        p = self.params
        return Asked(self.question, p.draws, p.chains, p.seed, p.fault)


def simulate(params: Params) -> Result:
    """Walk the chain to step k and add up the grid. Raises BadInput where something cannot be done."""
    check(params)
    p = params
    walk = Walk(p.sampler, p.target, p.size, p.leaps, p.seed, schedule=read_schedule(p.schedule))
    film = film_of(walk)
    question = question_of(p)
    chain = [film.at(step) for step in range(p.steps + 1)]
    return Result(p, walk, chain, question, exact(question), grid(question, p.cells), reference(question))


def question_of(p: Params) -> Question:
    """Return the model with its data; what belongs to other models is left at its default."""
    match p.model:
        case "coin":
            return Question("coin", heads=p.heads, flips=p.flips, strength=p.strength)
        case "regression":
            return Question("regression", shift=p.shift, freedom=p.freedom)
        case _:
            return Question("schools", scale=p.scale, centred=p.centred)


def check(params: Params) -> None:
    """Raise BadInput, with a sentence, for a setting that cannot be used."""
    for name, (low, high) in LIMITS.items():
        value = getattr(params, name)
        if not low <= value <= high:
            raise BadInput(name, f"{value:,g} is out of range: this page takes {low:g} to {high:,g}.")
    for name, options in NAMED.items():
        if getattr(params, name) not in options:
            raise BadInput(name, f"There is no {name} called “{getattr(params, name)[:30]}”.")
    if params.size == 0:
        raise BadInput("size", "A step of 0 goes nowhere: every proposal is where the chain is already.")
    for name in ("draws", "answers"):
        if getattr(params, name) == 0:
            raise BadInput(name, "Zero draws say nothing about a posterior: ask for one at least.")
    if params.heads > params.flips:
        raise BadInput("heads", f"{params.heads} heads cannot come from {params.flips} flips.")


def read_schedule(text: str) -> tuple[tuple[int, float, int], ...]:
    """Return until which step which ε and L held. Raises BadInput where that cannot be read."""
    try:
        rows = [part.split() for part in text.split(";") if part.strip()]
        schedule = tuple((int(until), float(size), int(leaps)) for until, size, leaps in rows)
    except ValueError:
        raise BadInput("schedule", "Earlier settings are written as 50 0.2 12: until which step, ε and L.") from None
    if any(not (0 <= until <= MAX_STEPS and 0 < size <= 10 and 1 <= leaps <= 100) for until, size, leaps in schedule):
        raise BadInput("schedule", "Earlier settings must be such as the controls could have had.")
    return schedule


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return the chain and the posterior on the grid, and PyMC's draws as far as they have come."""
    x = result.positions
    chain = {"step": np.arange(float(len(x))), "x1": x[:, 0], "x2": x[:, 1],
             "accepted": np.array([float(step.accepted) for step in result.chain])}  # fmt: skip
    grids: dict[str, Array] = {}
    for name, marginal in result.grid.items():
        grids |= {name: marginal.x, f"{name}_density": marginal.density}
    found = {"chain": chain, "grid": grids}
    for route, answer in result.answers.items():
        found[route] = {name: draws.ravel() for name, draws in answer.draws.items()}
    return found


def challenge(result: Result) -> tuple[bool, str]:
    """Check "find steps with which a random walk crosses the banana": ends reached, and a sensible share accepted."""
    if (result.params.sampler, result.params.target) != ("walk", "banana"):
        return False, "This is about the random walk on the banana: choose both."
    if result.step < 300:
        return False, f"The chain has made {result.step} steps. Let it make 300 at least."
    off = float(np.abs(result.positions.mean(axis=0) - TARGETS["banana"].mean).max())
    told = f"After {result.step} steps {result.accepted:.0%} were accepted, and the means are off by {off:.2f}."
    if not 0.2 <= result.accepted <= 0.5:
        return False, f"{told} Bring the accepted share between 20% and 50%."
    if off > 0.25:
        return False, f"{told} Bring the means within 0.25 of the exact ones, which are 0: it may take more steps."
    return True, f"{told} Steps that are neither timid nor reckless cross it soonest."
