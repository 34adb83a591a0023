"""What is drawn: the exact answer, and what learners have made of rewards alone after some steps."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from explainers.controls import check
from explainers.rl.gridworld.exact import action_values, greedy, optimal, sweeps
from explainers.rl.gridworld.learners import Walk
from explainers.rl.gridworld.run import Measure, measured, run_of
from explainers.rl.gridworld.settings import GRADIENTS, MAX_STEPS, MOST_SWEEPS, TIMELINE, Params
from explainers.rl.gridworld.world import Array, World, world_of

NO_WAY = "There is no way from the start to a goal: nobody can learn to get there. Open a wall, or add a G."


@dataclass(frozen=True)
class Learnt:
    """One learner after some steps."""

    params: Params  # with which it went on last
    walk: Walk  # not to be changed
    now: Measure
    ended: Array  # (E,) at which step each episode ended
    returned: Array  # (E,) and what it came to, discounted
    at: Array  # (M,) at which step it was measured
    off: Array  # (M,) how far its estimates were from the exact answer
    worth: Array  # (M,) what its policy was worth

    @property
    def method(self) -> str:
        """Who it is."""
        return self.walk.method

    @property
    def gradient(self) -> bool:
        """Whether it learns a policy, not action values."""
        return self.method in GRADIENTS

    @cached_property
    def q(self) -> Array:
        """Its action values, or preferences: (S, 4)."""
        return np.array(self.walk.q)

    @cached_property
    def visits(self) -> Array:
        """How often it left each cell, (S,)."""
        return np.array(self.walk.visits, dtype=float)


@dataclass(frozen=True)
class Result:
    """The world, its exact answer, and, as soon as they are asked for, its learners after `params.steps` steps."""

    params: Params
    world: World
    best: Array  # (S,) V*
    best_q: Array  # (S, 4) Q*

    @property
    def step(self) -> int:
        """How many steps were made."""
        return min(self.params.steps, MAX_STEPS)

    @property
    def cell(self) -> int:
        """The open cell: the start, unless another is open in which something can be done."""
        chosen = self.params.cell - 1
        return chosen if 0 <= chosen < len(self.best) and self.world.free[chosen] else self.world.grid.start

    @cached_property
    def scale(self) -> float:
        """The largest value in size, by which cells are coloured."""
        return float(np.abs(self.best[self.world.free]).max(initial=0.0)) or 1.0

    @cached_property
    def main(self) -> Learnt:
        """The learner."""
        return self._learnt(self.params.method)

    @cached_property
    def rival(self) -> Learnt:
        """The one beside it, on the same random numbers."""
        return self._learnt(self.params.rival)

    @cached_property
    def planned(self) -> Array:
        """V after 0, 1, … sweeps: (MOST_SWEEPS + 1, S)."""
        return sweeps(self.world, self.params.gamma, self.params.planner, MOST_SWEEPS)

    @cached_property
    def plan_q(self) -> Array:
        """Q after `params.sweeps` sweeps, (S, 4)."""
        return action_values(self.world, self.planned[self.params.sweeps], self.params.gamma)

    @cached_property
    def plan_off(self) -> Array:
        """By how much V is off at most after 0, 1, … sweeps, over the cells that can be come to."""
        inside = self.world.inside
        return np.asarray(np.abs(self.planned - self.best)[:, inside].max(axis=1, initial=0.0))

    def _learnt(self, method: str) -> Learnt:
        run = run_of(self.params, method)
        with run.lock:
            walk = run.at(self.step)
            found = [(step, *run.measures[step]) for step in sorted(run.measures) if step <= self.step]
            episodes = run.history[: self.step + 1, 0]
            ended = np.flatnonzero(~np.isnan(episodes))
            returned = episodes[ended].astype(float)
        now = measured(walk, self.world, self.params)
        at, off, worth = np.array([*found, (self.step, now.off, now.worth)]).T
        return Learnt(self.params, walk, now, ended.astype(float), returned, at, off, worth)


def simulate(params: Params) -> Result:
    """Find the exact answer, and let learners walk when they are asked for. Raises BadInput where a setting is out of
    range, the grid or the schedule cannot be read, or rewards add up for ever.
    """
    check(params)
    TIMELINE.segments(params)
    world = world_of(params)
    best, best_q = optimal(world, params.gamma)
    return Result(params, world, best, best_q)


def sentences(result: Result, view: str) -> list[str]:
    """Return what is to be known of learners that have no action values."""
    who = {"learn": {result.params.method}, "two": {result.params.method, result.params.rival}}.get(view, set())
    if who & set(GRADIENTS):
        return ["REINFORCE learns a policy and no action values: its triangles show π(a|s)."]
    return []


def way(world: World, q: Array) -> list[int]:
    """Return the cells from the start on by the best actions, where nothing slips, until a cell comes again."""
    cells, policy = [world.grid.start], greedy(q).argmax(axis=1)
    while world.free[cells[-1]] and len(set(cells)) == len(cells):
        cells.append(int(world.to[cells[-1], policy[cells[-1]], 0]))
    return cells


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return each cell's exact and learnt values, and the course of the run, as named columns."""
    width, learnt = result.world.grid.shape[1], result.main
    places = np.flatnonzero(result.world.free)
    row, column = (np.array(part, dtype=float) for part in divmod(places, width))
    cells = {"row": row + 1, "column": column + 1}
    cells |= {"v_best": result.best[places], "v_exact": learnt.now.exact[places], "visits": learnt.visits[places]}
    for a, name in enumerate(("up", "right", "down", "left")):
        cells |= {f"q_best_{name}": result.best_q[places, a], f"learnt_{name}": learnt.q[places, a]}
    return {"cells": cells, "episodes": {"step": learnt.ended, "return": learnt.returned},
            "run": {"step": learnt.at, "off": learnt.off, "worth": learnt.worth}}  # fmt: skip


def challenge(result: Result) -> tuple[bool, str]:
    """Check "make the best policy in the world of coins go to the goal, as it stands"."""
    p = result.params
    if p.world != "loop" or p.grid:
        return False, "Choose the world “Coins on the way”, and leave its cells as they are."
    if p.coin == 0:
        return False, "Coins that pay nothing are no temptation: let them pay something."
    signs = result.world.grid.signs
    cells = way(result.world, result.best_q)
    if signs[cells[-1]] == "G":
        return True, f"The best policy reaches the goal after {len(cells) - 1} steps, past coins that pay {p.coin:g}."
    return False, "The best policy still runs in circles, and never ends. What makes an end worth more than a coin?"
