"""Five learners that are told nothing but rewards, and the walk on which they learn.

Sutton and Barto (2018), Reinforcement learning: Monte Carlo control with a constant step (5.4), SARSA (6.4), Q-learning
(6.5), REINFORCE (13.3) and REINFORCE with a baseline (13.4). Tables are plain lists: for single numbers those are ten
times as fast as arrays.
"""

import math
from bisect import bisect
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from typing import Self

import numpy as np
from numpy.typing import NDArray

from explainers.rl.gridworld.settings import GRADIENTS, Params
from explainers.rl.gridworld.world import World

HORIZON = 200  # steps after which an episode is broken off: what might have come later counts as nothing
DRAWN = 4096  # steps for which chance is drawn at a time
Table = list[list[float]]
Move = tuple[int, int, float]  # state, action, reward


@dataclass
class Walk:
    """A learner on its way: everything that its next step depends on."""

    method: str
    state: int
    q: Table  # (S, 4) action values, or the preferences θ of a softmax policy
    v: list[float]  # (S,) the baseline
    visits: list[int]  # (S,) how often each state was left
    episode: list[Move]  # so far
    step: int = 0
    action: int = -1  # the next one, where it is chosen already
    returned: float = math.nan  # the return of the episode that ended with this step, if one did
    update: tuple[Move, float, float] | None = None  # the last of a single Q(s, a): what it was, and the value after it

    @property
    def bytes(self) -> int:
        """How much memory this takes, about."""
        return 200 * len(self.q) + 100 * HORIZON

    def copy(self) -> Self:
        """Return a walk that shares nothing with this one."""
        q, v, visits, episode = [row[:] for row in self.q], self.v[:], self.visits[:], self.episode[:]
        return replace(self, q=q, v=v, visits=visits, episode=episode)


def begin(world: World, method: str) -> Walk:
    """Return a learner that knows nothing, at the start."""
    states = len(world.free)
    return Walk(method, world.start, [[0.0] * 4 for _ in range(states)], [0.0] * states, [0] * states, [])


@lru_cache(maxsize=64)
def chances(seed: int, block: int) -> Table:
    """Return three numbers in [0, 1) for each of DRAWN steps: whether to explore, which action, whether it slips."""
    numbers: Table = np.random.default_rng([seed, block]).random((DRAWN, 3)).tolist()
    return numbers


def chance_at(seed: int, step: int) -> list[float]:
    """Return the numbers of one step: the same for all learners."""
    return chances(seed, step // DRAWN)[step % DRAWN]


def softmax(row: list[float]) -> list[float]:
    """Return the probabilities of the actions with these preferences; scipy's takes ten times as long for four."""
    most = max(row)
    parts = [math.exp(preference - most) for preference in row]
    total = sum(parts)
    return [part / total for part in parts]


def choose(walk: Walk, state: int, p: Params, chance: list[float]) -> int:
    """Return an action by softmax of preferences, or any with probability ε and otherwise one of the best."""
    row, (explore, which, _) = walk.q[state], chance
    if walk.method in GRADIENTS:
        return min(bisect(list(accumulate(softmax(row))), which), 3)
    if explore < p.epsilon:
        return int(4 * which)
    best = max(row)
    ties = [action for action, value in enumerate(row) if value == best]
    return ties[int(len(ties) * which)]


def td_update(walk: Walk, move: Move, bootstrap: float, p: Params) -> None:
    """Move Q(s, a) towards r + γ times the value of what follows."""
    state, action, reward = move
    before = walk.q[state][action]
    walk.q[state][action] = before + p.alpha * (reward + p.gamma * bootstrap - before)
    walk.update = move, before, bootstrap


def q_learning(walk: Walk, move: Move, to: int, ends: bool, p: Params) -> None:
    """Learn as if the best action followed, whatever will."""
    td_update(walk, move, 0.0 if ends else max(walk.q[to]), p)


def sarsa(walk: Walk, move: Move, to: int, ends: bool, p: Params) -> None:
    """Learn from the action that does follow: it is chosen now, with the numbers of the next step."""
    walk.action = -1 if ends else choose(walk, to, p, chance_at(p.seed, walk.step + 1))
    td_update(walk, move, 0.0 if ends else walk.q[to][walk.action], p)


def returns(episode: list[Move], gamma: float) -> list[float]:
    """Return, for each step of an episode, the discounted sum of the rewards from there on."""
    rewards = (reward for _, _, reward in reversed(episode))
    return list(accumulate(rewards, lambda later, reward: reward + gamma * later))[::-1]


def monte_carlo(walk: Walk, gains: list[float], p: Params) -> None:
    """Learn from what each action of an episode came to in the end."""
    for (state, action, _), gain in zip(walk.episode, gains, strict=True):
        walk.q[state][action] += p.alpha * (gain - walk.q[state][action])


def reinforce(walk: Walk, gains: list[float], p: Params) -> None:
    """Raise the preference of each action by what came after it, beyond what the baseline expected."""
    slopes = episode_gradient(walk.q, walk.episode, gains, walk.v, p.gamma)
    if walk.method == "baseline":
        for (state, _, _), gain in zip(walk.episode, gains, strict=True):
            walk.v[state] += p.alpha * (gain - walk.v[state])
    for state, slope in slopes.items():
        walk.q[state] = [old + p.alpha * change for old, change in zip(walk.q[state], slope, strict=True)]


def episode_gradient(
    theta: Table, episode: list[Move], gains: list[float], baseline: list[float], gamma: float
) -> dict[int, list[float]]:
    """Return Σ_t γ^t (G_t - b(s_t)) ∇ ln π(a_t|s_t), by state: on average the gradient of V(start)."""
    slopes: dict[int, list[float]] = {}
    policy = {state: softmax(theta[state]) for state, _, _ in episode}
    faded = 1.0
    for (state, action, _), gain in zip(episode, gains, strict=True):
        slope, weight = slopes.setdefault(state, [0.0] * 4), faded * (gain - baseline[state])
        for other, chance in enumerate(policy[state]):
            slope[other] += weight * ((other == action) - chance)
        faded *= gamma
    return slopes


AT_EACH_STEP = {"q_learning": q_learning, "sarsa": sarsa}
AT_THE_END = {"monte_carlo": monte_carlo, "reinforce": reinforce, "baseline": reinforce}


def advance(walk: Walk, world: World, p: Params, until: int, returned: NDArray[np.float32]) -> None:
    """Walk to step `until`, and learn on the way; note in `returned` what each episode came to, at its last step.

    Whoever stands where now is a wall, a cliff or an end begins another episode.
    """
    learn, conclude = AT_EACH_STEP.get(walk.method), AT_THE_END.get(walk.method)
    outcomes, odds = world.outcomes, list(accumulate(world.chance.tolist()))
    if not world.free[walk.state]:
        walk.state, walk.action, walk.episode = world.start, -1, []
    while walk.step < until:
        chance = chance_at(p.seed, walk.step)
        action = walk.action if walk.action >= 0 else choose(walk, walk.state, p, chance)
        to, reward, ends = outcomes[walk.state][action][min(bisect(odds, chance[2]), 2)]
        move = (walk.state, action, reward)
        walk.visits[walk.state] += 1
        walk.episode.append(move)
        if learn:
            learn(walk, move, to, ends, p)
        walk.state, walk.step, walk.returned = to, walk.step + 1, math.nan
        if ends or len(walk.episode) >= HORIZON:
            gains = returns(walk.episode, p.gamma)
            walk.returned = returned[walk.step] = gains[0]
            if conclude:
                conclude(walk, gains, p)
            walk.state, walk.action, walk.episode = world.start, -1, []
