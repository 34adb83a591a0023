"""A learner's run that can be wound back, with how far its estimates are from the exact answer, now and then."""

from dataclasses import dataclass, replace

import numpy as np

from explainers.rl.gridworld.exact import action_values, evaluate, followed, optimal
from explainers.rl.gridworld.learners import Walk, advance, begin
from explainers.rl.gridworld.settings import MAX_STEPS, TIMELINE, Params
from explainers.rl.gridworld.world import Array, World, world_of
from explainers.runs import RewindableRun, Runs

MAX_RUNS = 12


@dataclass(frozen=True)
class Measure:
    """A learner's estimates beside the exact answer: V* for Q-learning, V of the policy it walks by for all others."""

    policy: Array  # (S, 4) that it walks by
    values: Array  # (S,) its estimate of V; nan where it has none
    exact: Array  # (S,) the answer
    exact_q: Array  # (S, 4)
    worth: float  # V(start) of the policy that it walks by, exactly
    off: float  # root of the mean square of the estimate's error, over the cells it can come to; nan without estimates


def measured(walk: Walk, world: World, p: Params) -> Measure:
    """Return a learner's estimates beside the exact answer, for the world as it is now."""
    q = np.array(walk.q)
    policy = followed(walk.method, q, p.epsilon)
    own = evaluate(world, policy, p.gamma)
    match walk.method:
        case "q_learning":
            values, (exact, exact_q) = q.max(axis=1), optimal(world, p.gamma)
        case "sarsa" | "monte_carlo":
            values, exact = (policy * q).sum(axis=1), own
        case "baseline":
            values, exact = np.array(walk.v), own
        case _:
            values, exact = np.full(len(own), np.nan), own
    if exact is own:
        exact_q = action_values(world, own, p.gamma)
    gaps = (values - exact)[world.inside]
    known = gaps[np.isfinite(gaps)]
    off = float(np.sqrt((known**2).mean())) if len(known) else float("nan")
    return Measure(policy, values, exact, exact_q, float(own[world.grid.start]), off)


class Learner(RewindableRun[Params, Walk, tuple[float, float]]):
    """One learner on its walk. Its history is what each episode came to, at the step at which it ended.

    Its tables are bounded: in MAX_STEPS nothing can outgrow a number, so no step is checked for that.
    """

    timeline = TIMELINE
    measure_every = ((4000, 100), (20_000, 1000), (MAX_STEPS, 5000))
    room = 2_000_000

    def start(self) -> Walk:
        """Return the learner before its first step."""
        return begin(world_of(self.params), self.params.method)

    def make_step(self, state: Walk, settings: Params) -> None:
        """Walk one step."""
        advance(state, world_of(settings), settings, state.step + 1, self.history[:, 0])

    def moved(self, start: int, step: int, state: Walk) -> Walk:
        """Return the state after `step` steps, many at a time: a step takes less time than its bookkeeping."""
        for until, settings in self.timeline.segments(self.params):
            world = world_of(settings)
            while state.step < min(until, step):
                every = next(every for last, every in self.measure_every if state.step < last)
                stop = state.step - state.step % every + every
                advance(state, world, settings, min(stop, until, step), self.history[:, 0])
                self.keep(state.step, state)
        return state

    def noted(self, state: Walk) -> tuple[float]:
        """Return the return of the episode that has just ended; nan where none has."""
        return (state.returned,)

    def size(self, state: Walk) -> float:
        """Return the largest number of the table."""
        return max(max(map(abs, row)) for row in state.q)

    def measure(self, state: Walk) -> tuple[float, float]:
        """Return how far the estimates are off, and what the policy is worth."""
        settings = self.timeline.settings_at(self.params, state.step)
        found = measured(state, world_of(settings), settings)
        return found.off, found.worth


RUNS = Runs(Learner, TIMELINE, MAX_RUNS)


def run_of(params: Params, method: str) -> Learner:
    """Return the run of one learner with these settings."""
    return RUNS.run_of(replace(params, method=method, rival=Params.rival))
