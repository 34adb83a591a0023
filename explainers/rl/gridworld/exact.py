"""The exact answers, where the transitions are known: values by a linear solve, the best policy, and its gradient."""

from functools import lru_cache

import numpy as np

from explainers.problems import BadInput
from explainers.rl.gridworld.settings import GRADIENTS, MOST_SWEEPS
from explainers.rl.gridworld.world import Array, World, reached

NEARLY_ONE = 1 - 1e-6  # a discount at which the best policy is also best, or as good as any, at 1
SAME = 1e-9  # values that differ by less are the same


def action_values(world: World, values: Array, gamma: float) -> Array:
    """Return Q(s, a) = Σ p (r + γ V(s')), shape (S, 4), for values of shape (S,)."""
    ahead: Array = world.pays + gamma * np.where(world.ends, 0.0, values[world.to])
    return ahead @ world.chance


def greedy(q: Array) -> Array:
    """Return the policy that takes the best action, or any of those that are equally good: (S, 4)."""
    best = q >= q.max(axis=1, keepdims=True) - SAME
    return best / best.sum(axis=1, keepdims=True)


def softmax(theta: Array) -> Array:
    """Return the policy with these preferences, (S, 4)."""
    parts = np.exp(theta - theta.max(axis=1, keepdims=True))
    return np.asarray(parts / parts.sum(axis=1, keepdims=True))


def followed(method: str, q: Array, epsilon: float) -> Array:
    """Return the policy that a learner walks by, (S, 4): softmax of its preferences, or ε-greedy in its values."""
    return softmax(q) if method in GRADIENTS else epsilon / 4 + (1 - epsilon) * greedy(q)


def evaluate(world: World, policy: Array, gamma: float) -> Array:
    """Return V of a policy (S, 4) by solving (I - γ P) V = r, shape (S,).

    Without a discount, V is nan where rewards may go on for ever: where the policy may come to cells from which it
    comes to no end, unless nothing is paid there. Walls and ends have 0.
    """
    steps = np.einsum("sa,sat->st", policy, world.steps)
    pay = (policy * world.mean_pay).sum(axis=1)
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


@lru_cache(maxsize=64)
def optimal(world: World, gamma: float) -> tuple[Array, Array]:
    """Return V* (S,) and Q* (S, 4), by policy iteration from where value iteration has come in some sweeps.

    Raises BadInput where the sum of rewards has no end.
    """
    near = min(gamma, NEARLY_ONE)
    action = action_values(world, sweeps(world, near, "value", MOST_SWEEPS)[-1], near).argmax(axis=1)
    for _ in range(1000):
        q = action_values(world, evaluate(world, np.eye(4)[action], near), near)
        better = q.max(axis=1) > q[np.arange(len(q)), action] + SAME * max(1.0, float(np.abs(q).max()))
        if not better.any():
            break
        action = np.where(better, q.argmax(axis=1), action)
    values = evaluate(world, np.eye(4)[action], gamma)
    if np.isnan(values[world.inside]).any():
        raise BadInput("gamma", "With γ = 1 nothing fades: from some cell rewards add up for ever, as no end can be "
                                "reached, or a loop pays more than any end. Lower γ, or change the world.")  # fmt: skip
    values = np.nan_to_num(values)
    return values, action_values(world, values, gamma)


@lru_cache(maxsize=64)
def blind_walk(world: World, gamma: float) -> float:
    """Return what the start is worth to whoever leaves every step to chance."""
    return float(evaluate(world, np.full((len(world.free), 4), 0.25), gamma)[world.grid.start])


@lru_cache(maxsize=64)
def sweeps(world: World, gamma: float, planner: str, count: int) -> Array:
    """Return V after 0, 1, …, `count` sweeps over all cells, shape (count + 1, S), from V = 0.

    A sweep of value iteration lets each cell ask its neighbours once; one of policy iteration solves for the values of
    a policy, which is then made greedy. It begins with chance.
    """
    values, policy = np.zeros(len(world.free)), np.full((len(world.free), 4), 0.25)
    found = [values]
    for _ in range(count):
        if planner == "value":
            values = action_values(world, values, gamma).max(axis=1)
        else:
            values = np.nan_to_num(evaluate(world, policy, gamma))
            policy = greedy(action_values(world, values, gamma))
        found.append(values)
    return np.array(found)


def policy_gradient(world: World, theta: Array, gamma: float) -> Array:
    """Return the gradient of V(start) in the preferences of a softmax policy, shape (S, 4), γ below 1.

    The policy gradient theorem (Sutton and Barto 2018, 13.2): Σ_s η(s) π(a|s) (Q(s, a) - V(s)), where η(s) counts
    visits, each discounted by when it comes.
    """
    policy = softmax(theta)
    values = evaluate(world, policy, gamma)
    steps = np.einsum("sa,sat->st", policy, world.steps)
    start = np.eye(len(values))[world.grid.start]
    visits = np.linalg.solve(np.eye(len(values)) - gamma * steps.T, start)
    gain: Array = visits[:, None] * policy * (action_values(world, values, gamma) - values[:, None])
    return np.where(world.free[:, None], gain, 0.0)
