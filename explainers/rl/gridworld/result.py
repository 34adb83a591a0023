"""What is drawn: the exact answer, and what learners have made of rewards alone after some steps."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from explainers.controls import check
from explainers.problems import BadInput
from explainers.rl.gridworld.exact import Optimum, greedy, optimal, sweeps
from explainers.rl.gridworld.learners import Walk
from explainers.rl.gridworld.run import Measure, measured, run_of
from explainers.rl.gridworld.settings import METHODS, MOST_SWEEPS, TIMELINE, Params
from explainers.rl.gridworld.world import NAMES, Array, World, world_of

NO_WAY = "There is no way from the start to a goal: nobody can learn to get there. Open a wall, or add a G."


@dataclass(frozen=True)
class Learnt:
    """One learner after some steps."""

    method: str
    walk: Walk  # not to be changed
    visits: Array  # (S,) how often it left each state
    best: Optimum  # of the world as it was then: the run may be wound back to before it was changed
    now: Measure
    ended: Array  # (E,) at which step each episode ended
    returned: Array  # (E,) and what it came to, discounted
    at: Array  # (M,) at which step it was measured
    off: Array  # (M,) how far its estimates were from the exact answer
    worth: Array  # (M,) what its policy was worth

    @property
    def lately(self) -> float:
        """The mean return of the episodes in the last half of the run; nan where there are none."""
        some = self.returned[self.ended > self.walk.step / 2]
        return float(some.mean()) if len(some) else float("nan")


@dataclass(frozen=True)
class Result:
    """The world, its exact answer, and, as soon as they are asked for, its learners after `params.steps` steps."""

    params: Params
    best: Optimum

    @property
    def step(self) -> int:
        """How many steps were made."""
        return self.params.steps

    @property
    def world(self) -> World:
        """The world as the controls have it."""
        return self.best.world

    @property
    def cell(self) -> int:
        """The open cell: the start, unless another is open in which something can be done."""
        chosen = self.params.cell - 1
        return chosen if 0 <= chosen < len(self.best.v) and self.world.free[chosen] else self.world.start

    @cached_property
    def main(self) -> Learnt:
        """The learner."""
        return learnt(self.params, self.params.method)

    @cached_property
    def rival(self) -> Learnt | None:
        """The one beside it, on the same random numbers, if there is one."""
        return learnt(self.params, self.params.rival) if self.params.rival in METHODS else None

    @cached_property
    def planned(self) -> Array:
        """V after 0, 1, … sweeps: (MOST_SWEEPS + 1, S)."""
        return sweeps(self.world, self.params.gamma, self.params.planner, MOST_SWEEPS)

    @cached_property
    def plan_off(self) -> Array:
        """By how much V is off at most after 0, 1, … sweeps, over the states inside."""
        return np.asarray(np.abs(self.planned - self.best.v)[:, self.world.inside].max(axis=1, initial=0.0))


def learnt(params: Params, method: str) -> Learnt:
    """Return a learner after `params.steps` steps."""
    run, step = run_of(params, method), params.steps
    with run.lock:
        walk = run.at(step)
        found = [(at, *run.measures[at]) for at in sorted(run.measures) if at <= step]
        episodes = run.history[: step + 1, 0]
        ended = np.flatnonzero(~np.isnan(episodes))
        returned = episodes[ended].astype(float)
    settings = TIMELINE.settings_at(params, step)
    now = measured(walk, settings)
    at, off, worth = np.array([*found, (step, now.off, now.worth)]).T
    best = optimal(world_of(settings), settings.gamma)
    return Learnt(method, walk, np.array(walk.visits), best, now, ended.astype(float), returned, at, off, worth)


def simulate(params: Params) -> Result:
    """Find the exact answer, and let learners walk when they are asked for. Raises BadInput where a setting is out of
    range, the grid or the schedule cannot be read, or rewards add up for ever.
    """
    check(params)
    best = optimal(world_of(params), params.gamma)
    for until, settings in TIMELINE.segments(params)[:-1]:
        try:
            before = optimal(world_of(settings), settings.gamma)
        except BadInput as problem:
            raise BadInput("schedule", f"Until step {until:,}: {problem.sentence}") from None
        if before.world.shape != best.world.shape:
            raise BadInput("schedule", "A grid of another size is another world: a run cannot go on in it.")
    return Result(params, best)


def best_path(best: Optimum) -> list[int]:
    """Return the states from the start on by the best actions, where nothing slips, until one comes again."""
    world, states, action = best.world, [best.world.start], greedy(best.q).argmax(axis=1)
    while world.free[states[-1]] and len(set(states)) == len(states):
        states.append(int(world.to[states[-1], action[states[-1]], 0]))
    return states


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return each cell's exact and learnt values, and the course of the run, as named columns."""
    one = result.main
    places = np.flatnonzero(one.best.world.free)
    row, column = np.divmod(places, one.best.world.shape[1]) + np.ones((2, 1))
    cells = {"row": row, "column": column, "v_best": one.best.v[places], "v_exact": one.now.exact[places],
             "visits": one.visits[places]}  # fmt: skip
    for a, name in enumerate(NAMES):
        cells |= {f"q_best_{name}": one.best.q[places, a], f"learnt_{name}": one.now.q[places, a]}
    return {"cells": cells, "episodes": {"step": one.ended, "return": one.returned},
            "run": {"step": one.at, "off": one.off, "worth": one.worth}}  # fmt: skip


def challenge(result: Result) -> tuple[bool, str]:
    """Check "make the best policy in the world of coins go to the goal, as it stands"."""
    p = result.params
    if p.world != "loop" or p.grid:
        return False, "Choose the world “Coins on the way”, and leave its cells as they are."
    if p.coin == 0:
        return False, "Coins that pay nothing are no temptation: let them pay something."
    path = best_path(result.best)
    if result.world.signs[path[-1]] == "G":
        return True, f"The best policy reaches the goal after {len(path) - 1} steps, past coins that pay {p.coin:g}."
    return False, "The best policy still runs in circles, and never ends. What makes an end worth more than a coin?"
