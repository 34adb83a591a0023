"""A chain as far as it has come, a posterior by the routes that take no time, and what can be asked of PyMC."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainers.bayes.sampling.calibration import Calibration, calibrate, judged
from explainers.bayes.sampling.chains import Chains, Walk, film_of, several
from explainers.bayes.sampling.posteriors import PARAMETERS, Marginal, Question, exact, grid, reference
from explainers.bayes.sampling.routes import Answer, Asked, chains_of
from explainers.bayes.sampling.samplers import Step
from explainers.bayes.sampling.settings import TIMELINE, Params, check_settings, question_of
from explainers.bayes.sampling.targets import TARGETS, Array


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

    def with_answers(self, found: Mapping[tuple[str, Any], Any]) -> "Result":
        """Return the result with what workers have found for it, by task and what was asked."""
        ranks = [answer for (task, _), answer in found.items() if task == "trials"]
        answers = {task: answer for (task, _), answer in found.items() if task != "trials"}
        return replace(self, answers=answers, trace=answers.get("nuts"), ranks=np.concatenate(ranks) if ranks else None)


def simulate(params: Params) -> Result:
    """Walk the chain to step k and add up the grid. Raises BadInput where something cannot be done."""
    check_settings(params)
    p, segments = params, TIMELINE.segments(params)
    before = tuple((until, held.size, held.leaps) for until, held in segments[:-1])
    walk = Walk(p.sampler, p.target, p.size, p.leaps, p.seed, schedule=before)
    film = film_of(walk)
    question = question_of(p)
    chain = [film.at(step) for step in range(p.steps + 1)]
    return Result(p, walk, chain, question, exact(question), grid(question, p.cells), reference(question))


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
