"""The world as a Markov decision process: a grid, read from text, and its transition table."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from explainers.problems import BadInput
from explainers.rl.gridworld.settings import KINDS, MOST_SIDE, WORLDS, Params

Array = NDArray[np.float64]
Outcome = tuple[int, float, bool]  # next state, reward, whether the episode ends there
NAMES = ("up", "right", "down", "left")  # of the actions
MOVES = np.array([(-1, 0), (0, 1), (1, 0), (0, -1)])  # (4, 2) rows and columns, by action
WIND = ("^", ">", "v", "<")  # by the action that it adds
TERMINAL = ("G", "g", "O")  # cells in which an episode ends
NOBODY = (*TERMINAL, "#", "~")  # cells in which nobody ever acts
GYMNASIUM = {"FrozenLake-v1": (3, 2, 1, 0), "CliffWalking-v1": (0, 1, 2, 3)}  # its numbers of up, right, down, left


@dataclass(frozen=True, eq=False)
class World:
    """S states, the cells row by row from the top left, and four actions: up, right, down, left.

    An action has three outcomes: where it should lead, to the left of that, and to the right of it.
    """

    shape: tuple[int, int]  # rows and columns
    signs: NDArray[np.str_]  # (S,) what each cell is
    to: NDArray[np.int64]  # (S, 4, 3) next states
    pays: Array  # (S, 4, 3) rewards
    ends: NDArray[np.bool_]  # (S, 4, 3) whether the episode ends
    chance: Array  # (3,) how likely each outcome is

    @cached_property
    def start(self) -> int:
        """Where an episode begins."""
        return int(np.argmax(self.signs == "S"))

    @cached_property
    def free(self) -> NDArray[np.bool_]:
        """Whether one can act in a cell: it is no wall, no end, no cliff; (S,)."""
        return ~np.isin(self.signs, NOBODY)

    @cached_property
    def inside(self) -> NDArray[np.bool_]:
        """Which of the free cells can be reached from the start, (S,)."""
        anywhere = self.transitions(np.ones((len(self.to), 4))) > 0
        return reached(anywhere, np.arange(len(self.to)) == self.start) & self.free

    @cached_property
    def has_way_to_goal(self) -> bool:
        """Whether a goal can be reached from the start, with luck."""
        return bool(np.isin(self.signs[self.to[self.inside][..., self.chance > 0]], ("G", "g")).any())

    @cached_property
    def outcomes(self) -> list[list[list[Outcome]]]:
        """The transition table as plain lists, by state and action: what a learner walks through."""
        each = zip(self.to.tolist(), self.pays.tolist(), self.ends.tolist(), strict=True)
        return [[list(zip(*three, strict=True)) for three in zip(*cell, strict=True)] for cell in each]

    def transitions(self, policy: Array) -> Array:
        """Return how likely a policy (S, 4) goes on from state to state, without an end of the episode: (S, S)."""
        found = np.zeros((len(self.to), len(self.to)))
        likely = policy[..., None] * self.chance * ~self.ends
        np.add.at(found, (np.arange(len(self.to))[:, None, None], self.to), likely)
        return found


def reached(leads: NDArray[np.bool_], first: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which states can be reached from the first ones, where leads[s, t] says that t can follow s."""
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


@lru_cache(maxsize=128)
def made(text: str, library: str, rewards: tuple[float, ...], slip: float) -> World:
    """Return the world of a grid with these rewards (step, goal, pit, coin), or that of an environment in gymnasium."""
    signs = read(text)
    to, pays, ends = from_gymnasium(library) if library else from_grid(signs, *rewards)
    still = np.flatnonzero(np.isin(signs, NOBODY))  # nothing happens there any more
    to[still], pays[still], ends[still] = still[:, None], 0.0, True
    turns = np.array([[a, (a - 1) % 4, (a + 1) % 4] for a in range(4)])
    chance = np.array([1.0 - slip, slip / 2, slip / 2])
    return World(signs.shape, signs.ravel(), to[:, turns], pays[:, turns], ends[:, turns], chance)


def rows_of(text: str) -> list[str]:
    """Return the rows of a grid."""
    return text.strip().strip("/").split("/")


def read(text: str) -> NDArray[np.str_]:
    """Return the cells of a grid, (rows, columns). Raises BadInput for the field "grid"."""
    rows = rows_of(text)
    if unknown := sorted(set("".join(rows)) - set(KINDS)):
        raise BadInput("grid", f"“{unknown[0]}” is no kind of cell: there are {' '.join(KINDS)}, and rows end with /.")
    if not (2 <= len(rows) <= MOST_SIDE and all(2 <= len(row) <= MOST_SIDE for row in rows)):
        raise BadInput("grid", f"This grid has {len(rows)} rows, the longest of {max(map(len, rows))} cells: both are "
                               f"to be between 2 and {MOST_SIDE}.")  # fmt: skip
    for i, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            raise BadInput("grid", f"Row {i} has {len(row)} cells, and row 1 has {len(rows[0])}: make them equal.")
    if (starts := "".join(rows).count("S")) != 1:
        raise BadInput("grid", f"This grid has {starts} starts (S), and it takes one.")
    return np.array([list(row) for row in rows])


def from_grid(
    signs: NDArray[np.str_], step: float, goal: float, pit: float, coin: float
) -> tuple[NDArray[np.int64], Array, NDArray[np.bool_]]:
    """Return where each action leads without a slip, what it pays, and whether it ends the episode; (S, 4) each.

    Walls and the edge stop a step. Wind adds one to every step out of its cell (Sutton and Barto 2018, example 6.5).
    """
    flat, cells, actions = signs.ravel(), np.arange(signs.size)[:, None], np.arange(4)
    to = beside(signs, cells, actions)
    for action, wind in enumerate(WIND):
        to = np.where((flat == wind)[:, None], beside(signs, to, np.full(4, action)), to)
    extra = np.select([flat == sign for sign in "GgO~+"], [goal, 0.1 * goal, pit, pit, coin], 0.0)
    pays, ends = step + np.where(to != cells, extra[to], 0.0), np.isin(flat, TERMINAL)[to]
    return np.where(flat[to] == "~", np.argmax(flat == "S"), to), pays, ends


def beside(signs: NDArray[np.str_], cells: NDArray[np.int64], actions: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the cells to which steps from some cells lead, (S, 4), or the same where a wall or the edge stops them."""
    height, width = signs.shape
    row = np.clip(cells // width + MOVES[actions, 0], 0, height - 1)
    to = row * width + np.clip(cells % width + MOVES[actions, 1], 0, width - 1)
    return np.where(signs.ravel()[to] == "#", cells, to)


def from_gymnasium(name: str) -> tuple[NDArray[np.int64], Array, NDArray[np.bool_]]:
    """Return the same from the transition table of an environment in gymnasium that does not slip."""
    import gymnasium  # noqa: PLC0415 - half a second, for these worlds alone

    table = gymnasium.make(name, is_slippery=False).unwrapped.P  # type: ignore[attr-defined]
    rows = [[table[cell][action][0] for action in GYMNASIUM[name]] for cell in sorted(table)]
    to, pays, ends = (np.array([[move[part] for move in row] for row in rows]) for part in (1, 2, 3))
    return to.astype(np.int64), pays.astype(float), ends.astype(bool)
