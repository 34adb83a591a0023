"""The world as a Markov decision process: where each action leads, how likely, and what it pays."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from explainers.rl.gridworld.grid import ENDS, NOBODY, Grid, read
from explainers.rl.gridworld.settings import WORLDS, Params

Array = NDArray[np.float64]
Outcomes = list[tuple[int, float, bool]]  # where to, what it pays, whether the episode ends there
LIBRARY = {"FrozenLake-v1": (3, 2, 1, 0), "FrozenLake8x8-v1": (3, 2, 1, 0), "CliffWalking-v1": (0, 1, 2, 3)}
# of gymnasium: by what numbers it knows the actions up, right, down and left


@dataclass(frozen=True, eq=False)
class World:
    """S cells and four actions: up, right, down, left. An action goes where it should, to its left, or to its right."""

    grid: Grid
    to: NDArray[np.int64]  # (S, 4, 3) cells
    pays: Array  # (S, 4, 3)
    ends: NDArray[np.bool_]  # (S, 4, 3)
    chance: Array  # (3,) of the three outcomes

    @cached_property
    def free(self) -> NDArray[np.bool_]:
        """Whether one can act in a cell: it is no wall, no end, no cliff; (S,)."""
        return np.array([sign not in NOBODY for sign in self.grid.signs])

    @cached_property
    def steps(self) -> Array:
        """How likely an action leads on from cell to cell, without ending the episode: (S, 4, S)."""
        cells = len(self.to)
        steps = np.zeros((cells, 4, cells))
        s, a = np.ogrid[:cells, :4]
        for way, chance in enumerate(self.chance):
            np.add.at(steps, (s, a, self.to[..., way]), chance * ~self.ends[..., way])
        return steps

    @cached_property
    def mean_pay(self) -> Array:
        """What an action pays on average, (S, 4)."""
        return self.pays @ self.chance

    @cached_property
    def inside(self) -> NDArray[np.bool_]:
        """Which of the free cells can be come to from the start, (S,)."""
        leads: NDArray[np.bool_] = np.any(self.steps > 0, axis=1)
        return reached(leads, np.arange(len(self.to)) == self.grid.start) & self.free

    @cached_property
    def has_way_to_goal(self) -> bool:
        """Whether a goal can be come to from the start, with luck."""
        signs = np.array(list(self.grid.signs))
        return bool(np.isin(signs[self.to[self.inside][..., self.chance > 0]], list("Gg")).any())

    @cached_property
    def outcomes(self) -> list[list[Outcomes]]:
        """The same as plain lists, by cell and action: what a learner walks through."""
        each = zip(self.to.tolist(), self.pays.tolist(), self.ends.tolist(), strict=True)
        return [[list(zip(*three, strict=True)) for three in zip(*cell, strict=True)] for cell in each]


def reached(leads: NDArray[np.bool_], first: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which cells can be come to from the first ones, where leads[s, t] says that t can follow s."""
    now = first
    while (more := now | leads[now].any(axis=0)).sum() > now.sum():
        now = more
    return now


def world_of(params: Params) -> World:
    """Return the world that some settings describe. Raises BadInput for a grid that cannot be read."""
    preset = WORLDS[params.world]
    rewards = (params.step_reward, params.goal, params.pit, params.coin)
    library = "" if params.grid else preset.library
    return made(params.grid or preset.rows, library, () if library else rewards, params.slip)


@lru_cache(maxsize=48)
def made(text: str, library: str, rewards: tuple[float, ...], slip: float) -> World:
    """Return the world of a grid with these rewards (step, goal, pit, coin), or that of an environment in gymnasium."""
    grid = read(text)
    to, pays, ends = from_library(library) if library else from_grid(grid, rewards)
    still = [cell for cell, sign in enumerate(grid.signs) if sign in NOBODY]
    to[still], pays[still], ends[still] = np.array(still)[:, None], 0.0, True  # nothing happens there any more
    ways = np.array([[a, (a - 1) % 4, (a + 1) % 4] for a in range(4)])
    chance = np.array([1.0 - slip, slip / 2, slip / 2])
    return World(grid, to[:, ways], pays[:, ways], ends[:, ways], chance)


def from_grid(grid: Grid, rewards: tuple[float, ...]) -> tuple[NDArray[np.int64], Array, NDArray[np.bool_]]:
    """Return where each action leads without a slip, what it pays, and whether it ends the episode; (S, 4) each."""
    step, goal, pit, coin = rewards
    extra = {"G": goal, "g": 0.1 * goal, "O": pit, "~": pit, "+": coin}
    signs = grid.signs
    to = np.array([[grid.after(cell, action) for action in range(4)] for cell in range(len(signs))])
    moved = to != np.arange(len(signs))[:, None]
    pays = step + moved * np.array([extra.get(sign, 0.0) for sign in signs])[to]
    ends = np.array([sign in ENDS for sign in signs])[to]
    to[np.array([sign == "~" for sign in signs])[to]] = grid.start
    return to, pays, ends


def from_library(name: str) -> tuple[NDArray[np.int64], Array, NDArray[np.bool_]]:
    """Return the same from the transition table of an environment in gymnasium that does not slip."""
    import gymnasium  # noqa: PLC0415 - half a second, for these worlds alone

    table = gymnasium.make(name, is_slippery=False).unwrapped.P  # type: ignore[attr-defined]
    rows = [[table[cell][action][0] for action in LIBRARY[name]] for cell in sorted(table)]
    to, pays, ends = (np.array([[move[part] for move in row] for row in rows]) for part in (1, 2, 3))
    return to.astype(np.int64), pays.astype(float), ends.astype(bool)
