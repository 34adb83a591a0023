"""A grid as text: read, checked, and where a step leads in it."""

from dataclasses import dataclass
from functools import cached_property

from explainers.problems import BadInput
from explainers.rl.gridworld.settings import KINDS, MOST_SIDE

UP, RIGHT, DOWN, LEFT = range(4)
MOVES = ((-1, 0), (0, 1), (1, 0), (0, -1))  # rows and columns, by action
NAMES = ("up", "right", "down", "left")
WIND = {"^": UP, ">": RIGHT, "v": DOWN, "<": LEFT}
ENDS = "GgO"  # cells in which an episode ends
NOBODY = ENDS + "#~"  # cells in which nobody ever acts


@dataclass(frozen=True)
class Grid:
    """Rows of cells. A cell is known by its number, row by row from the top left, from 0."""

    rows: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns there are."""
        return len(self.rows), len(self.rows[0])

    @cached_property
    def signs(self) -> str:
        """What each cell is, in the order of their numbers."""
        return "".join(self.rows)

    @cached_property
    def start(self) -> int:
        """Where an episode begins."""
        return self.signs.index("S")

    def beside(self, cell: int, action: int) -> int:
        """Return where a step from a cell leads: walls and the edge stop it."""
        (height, width), (down, across) = self.shape, MOVES[action]
        row, column = cell // width + down, cell % width + across
        inside = 0 <= row < height and 0 <= column < width and self.rows[row][column] != "#"
        return row * width + column if inside else cell

    def after(self, cell: int, action: int) -> int:
        """Return where a step leads, with the wind of the cell that is left (Sutton and Barto 2018, example 6.5)."""
        place, sign = self.beside(cell, action), self.signs[cell]
        return self.beside(place, WIND[sign]) if sign in WIND else place


def read(text: str) -> Grid:
    """Return a grid from rows with "/" between. Raises BadInput for the field "grid"."""
    rows = tuple(row for row in text.strip().strip("/").replace("\n", "/").split("/"))
    if unknown := sorted(set("".join(rows)) - set(KINDS)):
        raise BadInput("grid", f"“{unknown[0]}” is no kind of cell: there are {' '.join(KINDS)}, and rows end with /.")
    if not (2 <= len(rows) <= MOST_SIDE and all(2 <= len(row) <= MOST_SIDE for row in rows)):
        raise BadInput("grid", f"This grid has {len(rows)} rows, the longest of {max(map(len, rows))} cells: both are "
                               f"to be between 2 and {MOST_SIDE}.")  # fmt: skip
    if len({len(row) for row in rows}) > 1:
        odd = next(i for i, row in enumerate(rows, 1) if len(row) != len(rows[0]))
        raise BadInput(
            "grid", f"Row {odd} has {len(rows[odd - 1])} cells, and row 1 has {len(rows[0])}: make them equal."
        )
    if (starts := "".join(rows).count("S")) != 1:
        raise BadInput("grid", f"This grid has {starts} starts (S), and it takes one.")
    return Grid(rows)
