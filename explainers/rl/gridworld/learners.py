"""Five learners that are told nothing but rewards, and the walk on which they learn.

Sutton and Barto (2018), Reinforcement learning: Monte Carlo control with a constant step (5.4), SARSA (6.4), Q-learning
(6.5), REINFORCE (13.3) and REINFORCE with a baseline (13.4). Tables are plain lists: for single numbers those are ten
times as fast as arrays.
"""

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from explainers.rl.gridworld.settings import GRADIENTS, Params
from explainers.rl.gridworld.world import World

HORIZON = 200  # steps after which an episode is broken off: what might have come later counts as nothing
DRAWN = 4096  # steps for which chance is drawn at a time
Table = list[list[float]]
Move = tuple[int, int, float]  # cell, action, reward


@dataclass(frozen=True)
class Update:
    """The last change of a single action value: Q(cell, action) was `before`, and is `after`."""

    cell: int
    action: int
    before: float
    reward: float
    bootstrap: float  # the value of what follows; 0 at an end
    alpha: float
    gamma: float
    after: float


@dataclass
class Walk:
    """A learner on its way: everything that its next step depends on."""

    method: str
    cell: int
    q: Table  # (S, 4) action values, or the preferences θ of a softmax policy
    v: list[float]  # (S,) the baseline
    visits: list[int]  # (S,) how often each cell was left
    trail: list[Move]  # of this episode
    step: int = 0
    action: int = -1  # the next one, where it is chosen already
    returned: float = math.nan  # the return of the episode that ended with this step, if one did
    update: Update | None = None

    @property
    def bytes(self) -> int:
        """How much memory this takes, about."""
        return 200 * len(self.q) + 100 * HORIZON

    def copy(self) -> Self:
        """Return a walk that shares nothing with this one."""
        return replace(self, q=[row[:] for row in self.q], v=self.v[:], visits=self.visits[:], trail=self.trail[:])


def begin(world: World, method: str) -> Walk:
    """Return a learner that knows nothing, at the start."""
    cells = len(world.free)
    return Walk(method, world.grid.start, [[0.0] * 4 for _ in range(cells)], [0.0] * cells, [0] * cells, [])


@lru_cache(maxsize=64)
def chances(seed: int, block: int) -> Table:
    """Return three numbers in [0, 1) for each of DRAWN steps: whether to explore, which action, whether it slips."""
    drawn: Table = np.random.default_rng([seed, block]).random((DRAWN, 3)).tolist()
    return drawn


def chance_at(seed: int, step: int) -> list[float]:
    """Return the numbers of one step: the same for all learners."""
    return chances(seed, step // DRAWN)[step % DRAWN]


def epsilon_greedy(row: list[float], epsilon: float, explore: float, which: float) -> int:
    """Return any action with probability ε, otherwise one of the best."""
    if explore < epsilon:
        return int(4 * which)
    best = max(row)
    ties = [action for action, value in enumerate(row) if value == best]
    return ties[int(len(ties) * which)]


def softmax(row: list[float]) -> list[float]:
    """Return the probabilities of the actions with these preferences."""
    most = max(row)
    parts = [math.exp(preference - most) for preference in row]
    total = sum(parts)
    return [part / total for part in parts]


def drawn(chances: list[float], which: float) -> int:
    """Return which of several comes, given their probabilities and a number in [0, 1)."""
    for i, chance in enumerate(chances):
        which -= chance
        if which < 0:
            return i
    return max(range(len(chances)), key=chances.__getitem__)


def choose(walk: Walk, cell: int, p: Params, chance: list[float]) -> int:
    """Return what a learner does in a cell."""
    if walk.method in GRADIENTS:
        return drawn(softmax(walk.q[cell]), chance[1])
    return epsilon_greedy(walk.q[cell], p.epsilon, chance[0], chance[1])


def towards(walk: Walk, move: Move, bootstrap: float, p: Params) -> None:
    """Move Q(s, a) towards r + γ times the value of what follows: the temporal-difference update."""
    cell, action, reward = move
    before = walk.q[cell][action]
    after = before + p.alpha * (reward + p.gamma * bootstrap - before)
    walk.q[cell][action] = after
    walk.update = Update(cell, action, before, reward, bootstrap, p.alpha, p.gamma, after)


def q_learning(walk: Walk, move: Move, to: int, ends: bool, p: Params) -> None:
    """Learn as if the best action followed, whatever will."""
    towards(walk, move, 0.0 if ends else max(walk.q[to]), p)


def sarsa(walk: Walk, move: Move, to: int, ends: bool, p: Params) -> None:
    """Learn from the action that does follow: it is chosen now, with the numbers of the next step."""
    walk.action = -1 if ends else choose(walk, to, p, chance_at(p.seed, walk.step + 1))
    towards(walk, move, 0.0 if ends else walk.q[to][walk.action], p)


def returns(trail: list[Move], gamma: float) -> list[float]:
    """Return, for each step of an episode, the discounted sum of the rewards from there on."""
    found, total = [], 0.0
    for _, _, reward in reversed(trail):
        total = reward + gamma * total
        found.append(total)
    return found[::-1]


def monte_carlo(walk: Walk, gains: list[float], p: Params) -> None:
    """Learn from what each action of an episode came to in the end."""
    for (cell, action, _), gain in zip(walk.trail, gains, strict=True):
        walk.q[cell][action] += p.alpha * (gain - walk.q[cell][action])


def reinforce(walk: Walk, gains: list[float], p: Params) -> None:
    """Raise the preference of each action by what came after it, beyond what the baseline expected."""
    with_baseline = walk.method == "baseline"
    slopes = episode_gradient(walk.q, walk.trail, gains, walk.v, p.gamma)
    if with_baseline:
        for (cell, _, _), gain in zip(walk.trail, gains, strict=True):
            walk.v[cell] += p.alpha * (gain - walk.v[cell])
    for cell, slope in slopes.items():
        walk.q[cell] = [old + p.alpha * change for old, change in zip(walk.q[cell], slope, strict=True)]


def episode_gradient(
    theta: Table, trail: list[Move], gains: list[float], baseline: list[float], gamma: float
) -> dict[int, list[float]]:
    """Return Σ_t γ^t (G_t - b(s_t)) ∇ ln π(a_t|s_t), by cell: on average the gradient of V(start)."""
    slopes: dict[int, list[float]] = {}
    policy = {cell: softmax(theta[cell]) for cell, _, _ in trail}
    faded = 1.0
    for (cell, action, _), gain in zip(trail, gains, strict=True):
        slope, weight = slopes.setdefault(cell, [0.0] * 4), faded * (gain - baseline[cell])
        for other, chance in enumerate(policy[cell]):
            slope[other] += weight * ((other == action) - chance)
        faded *= gamma
    return slopes


AT_EACH_STEP = {"q_learning": q_learning, "sarsa": sarsa}
AT_THE_END = {"monte_carlo": monte_carlo, "reinforce": reinforce, "baseline": reinforce}


def advance(walk: Walk, world: World, p: Params, until: int, returned: NDArray[np.float32]) -> None:
    """Walk to step `until`, and learn on the way; note in `returned` what each episode came to, at its last step."""
    learn, conclude = AT_EACH_STEP.get(walk.method), AT_THE_END.get(walk.method)
    outcomes, odds = world.outcomes, world.chance.tolist()
    while walk.step < until:
        chance = chance_at(p.seed, walk.step)
        action = walk.action if walk.action >= 0 else choose(walk, walk.cell, p, chance)
        to, reward, ends = outcomes[walk.cell][action][drawn(odds, chance[2])]
        move = (walk.cell, action, reward)
        walk.visits[walk.cell] += 1
        walk.trail.append(move)
        if learn:
            learn(walk, move, to, ends, p)
        walk.cell, walk.step, walk.returned = to, walk.step + 1, math.nan
        if ends or len(walk.trail) >= HORIZON:
            gains = returns(walk.trail, p.gamma)
            walk.returned = returned[walk.step] = gains[0]
            if conclude:
                conclude(walk, gains, p)
            walk.cell, walk.action, walk.trail = world.grid.start, -1, []
