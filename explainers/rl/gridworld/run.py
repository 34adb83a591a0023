"""A learner's run that can be wound back, with how far its estimates are from the exact answer, now and then."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import softmax

from explainers.rl.gridworld.exact import action_values, evaluate, greedy, optimal
from explainers.rl.gridworld.learners import Walk, advance, begin
from explainers.rl.gridworld.settings import GRADIENTS, MAX_STEPS, TIMELINE, Params
from explainers.rl.gridworld.world import Array, world_of
from explainers.runs import RewindableRun, Runs

MAX_RUNS = 12


@dataclass(frozen=True)
class Measure:
    """A learner's estimates beside the exact answer: V* for Q-learning, V of the policy it walks by for all others."""

    q: Array  # (S, 4) its action values, or preferences
    policy: Array  # (S, 4) that it walks by: softmax of its preferences, or ε-greedy in its action values
    values: Array  # (S,) its estimate of V; nan where it has none
    exact: Array  # (S,) the answer
    exact_q: Array  # (S, 4)
    worth: float  # V(start) of the policy that it walks by, exactly
    off: float  # root of the mean square of the estimate's error, over the states inside; nan without estimates


def measured(walk: Walk, p: Params) -> Measure:
    """Return a learner's estimates beside the exact answer, with the settings that it has now."""
    world, q = world_of(p), np.array(walk.q)
    policy = softmax(q, axis=1) if walk.method in GRADIENTS else p.epsilon / 4 + (1 - p.epsilon) * greedy(q)
    own = evaluate(world, policy, p.gamma)
    exact, exact_q = own, action_values(world, own, p.gamma)
    if walk.method == "q_learning":
        best = optimal(world, p.gamma)
        values, exact, exact_q = q.max(axis=1), best.v, best.q
    elif walk.method in GRADIENTS:
        values = np.array(walk.v) if walk.method == "baseline" else np.full(len(q), np.nan)
    else:
        values = (policy * q).sum(axis=1)
    gaps = (values - exact)[world.inside]
    known = gaps[np.isfinite(gaps)]
    off = float(np.sqrt((known**2).mean())) if len(known) else float("nan")
    return Measure(q, policy, values, exact, exact_q, float(own[world.start]), off)


class Learner(RewindableRun[Params, Walk, tuple[float, float]]):
    """One learner on its walk. Its history is what each episode came to, at the step at which it ended.

    Its tables are bounded: in MAX_STEPS nothing can outgrow a number, so no step is checked for that.
    """

    timeline = TIMELINE
    measure_every = ((4000, 100), (20_000, 1000), (MAX_STEPS, 5000))
    room = 2_000_000

    def start(self) -> Walk:
        """Return the learner before its first step."""
        return begin(world_of(TIMELINE.settings_at(self.params, 0)), self.params.method)

    def make_step(self, state: Walk, settings: Params) -> None:
        """Walk one step."""
        advance(state, world_of(settings), settings, state.step + 1, self.history[:, 0])

    def moved(self, start: int, step: int, state: Walk) -> Walk:
        """Return the state after `step` steps, many at a time: a step takes less time than its bookkeeping."""
        for until, settings in TIMELINE.segments(self.params):
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
        found = measured(state, TIMELINE.settings_at(self.params, state.step))
        return found.off, found.worth


RUNS = Runs(Learner, TIMELINE, MAX_RUNS)


def run_of(params: Params, method: str) -> Learner:
    """Return the run of one learner that has made `params.steps` steps; what is set from then on makes no other run."""
    return RUNS.run_of(replace(TIMELINE.before(params, params.steps), method=method, rival=Params.rival))
