"""The exact answers, where the transitions are known: values by a linear solve, the best policy, and its gradient."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from scipy.special import softmax

from explainers.one_thread import one_thread
from explainers.problems import BadInput
from explainers.rl.gridworld.settings import MOST_SWEEPS
from explainers.rl.gridworld.world import Array, Outcome, World, reached

NEARLY_ONE = 1 - 1e-6  # a discount at which the best policy is also best, or as good as any, at 1
SAME = 1e-9  # values that differ by less are the same
FOREVER = (
    "With γ = 1 nothing fades: from some cell rewards add up for ever, as no end can be reached, or a loop pays more "
    "than any end. Lower γ, or change the world."
)


@dataclass(frozen=True, eq=False)
class Optimum:
    """What is best in a world, with a discount."""

    world: World
    gamma: float
    v: Array  # (S,) V*
    q: Array  # (S, 4) Q*

    @property
    def at_start(self) -> float:
        """V*(S): what the start is worth."""
        return float(self.v[self.world.start])

    @cached_property
    def blind(self) -> float:
        """What the start is worth to whoever leaves every step to chance; nan where that has no end."""
        return float(evaluate(self.world, np.full(self.q.shape, 0.25), self.gamma)[self.world.start])

    @cached_property
    def scale(self) -> float:
        """The largest value in size, by which cells are coloured."""
        return float(np.abs(self.v[self.world.free]).max(initial=0.0)) or 1.0


def action_values(world: World, values: Array, gamma: float) -> Array:
    """Return Q(s, a) = Σ p (r + γ V(s')), shape (S, 4), for values of shape (S,)."""
    ahead: Array = world.pays + gamma * np.where(world.ends, 0.0, values[world.to])
    return ahead @ world.chance


def outcomes_of(world: World, state: int, action: int) -> list[tuple[float, Outcome]]:
    """Return what an action may lead to, each with its probability."""
    columns = (world.to, world.pays, world.ends)
    each = zip(*(column[state, action].tolist() for column in columns), strict=True)
    return [(chance, outcome) for chance, outcome in zip(world.chance.tolist(), each, strict=True) if chance > 0]


def greedy(q: Array) -> Array:
    """Return the policy that takes the best action, or any of those that are equally good: (S, 4)."""
    best = q >= q.max(axis=1, keepdims=True) - SAME
    return best / best.sum(axis=1, keepdims=True)


@one_thread
def evaluate(world: World, policy: Array, gamma: float) -> Array:
    """Return V of a policy (S, 4) by solving (I - γ P) V = r, shape (S,).

    Without a discount, V is nan where rewards may go on for ever: where the policy may come to cells from which it
    comes to no end, unless nothing is paid there. Walls and ends have 0.
    """
    steps = world.transitions(policy)
    pay = (policy * (world.pays @ world.chance)).sum(axis=1)
    solved = world.free.copy()
    endless = np.zeros_like(solved)
    if gamma == 1.0:
        over = steps.sum(axis=1) < 1 - SAME  # the episode may end here, or has ended
        trapped = world.free & ~reached(steps.T > 0, over)
        endless = reached(steps.T > 0, trapped & (np.abs(pay) > 0))
        solved &= ~endless & ~trapped
    values = np.where(endless, np.nan, 0.0)
    at = np.ix_(solved, solved)
    values[solved] = np.linalg.solve(np.eye(int(solved.sum())) - gamma * steps[at], pay[solved])
    return values


@lru_cache(maxsize=256)
def optimal(world: World, gamma: float) -> Optimum:
    """Return what is best, by policy iteration. Raises BadInput where the sum of rewards has no end."""
    near = min(gamma, NEARLY_ONE)
    action = action_values(world, sweeps(world, near, "policy", MOST_SWEEPS)[-1], near).argmax(axis=1)
    values = evaluate(world, np.eye(4)[action], gamma)
    if np.isnan(values[world.inside]).any():
        raise BadInput("gamma", FOREVER)
    values = np.nan_to_num(values)
    return Optimum(world, gamma, values, action_values(world, values, gamma))


@lru_cache(maxsize=64)
def sweeps(world: World, gamma: float, planner: str, count: int) -> Array:
    """Return V after 0, 1, …, `count` sweeps over all states, shape (count + 1, S), from V = 0.

    A sweep of value iteration backs each state up from its neighbours once; one of policy iteration solves for the
    values of a policy, which is then made greedy. It begins with chance.
    """
    found, policy = [np.zeros(len(world.free))], np.full((len(world.free), 4), 0.25)
    before = np.zeros_like(policy)
    while len(found) <= count:
        if planner == "value":
            found.append(action_values(world, found[-1], gamma).max(axis=1))
        elif np.array_equal(policy, before):
            found.append(found[-1])
        else:
            found.append(np.nan_to_num(evaluate(world, policy, gamma)))
            policy, before = greedy(action_values(world, found[-1], gamma)), policy
    return np.array(found)


@one_thread
def policy_gradient(world: World, theta: Array, gamma: float) -> Array:
    """Return the gradient of V(start) in the preferences of a softmax policy, shape (S, 4), γ below 1.

    The policy gradient theorem (Sutton and Barto 2018, 13.2): Σ_s η(s) π(a|s) (Q(s, a) - V(s)), where η(s) counts
    visits, each discounted by when it comes.
    """
    policy = softmax(theta, axis=1)
    values = evaluate(world, policy, gamma)
    start = np.eye(len(values))[world.start]
    visits = np.linalg.solve(np.eye(len(values)) - gamma * world.transitions(policy).T, start)
    gain: Array = visits[:, None] * policy * (action_values(world, values, gamma) - values[:, None])
    return np.where(world.free[:, None], gain, 0.0)
