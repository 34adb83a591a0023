"""A table that a visitor brings: bytes or pasted text, and what its columns may be."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from explainers.reading.cutting import NAMES, rows_of_text
from explainers.reading.dates import Dates, read_dates
from explainers.reading.fillers import without_fillers
from explainers.reading.heads import headed, mostly
from explainers.reading.limits import check_rows, check_size, refuse
from explainers.reading.signs import Numbers, is_nothing, read_numbers
from explainers.reading.texts import WORKBOOK, text_of
from explainers.reading.together import composed
from explainers.reading.workbooks import rows_of_workbook

DOTTED = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{2}")
SAMPLE = 400  # rows by which a column is judged
COUNTERS = ("id", "index", "nr", "no", "no.", "#", "row", "number", "obs", "unnamed: 0")


@dataclass(frozen=True)
class Choices:
    """How a person says that a table is to be read; "" where the table is to decide."""

    delimiter: str = ""  # "," ";" "|" a tab, or a space for columns aligned by spaces
    decimal: str = ""  # "." or ","; the other one then separates thousands
    order: str = ""  # what comes first in dates such as 03/04/05: "day", "month" or "year"
    fillers: bool = True  # whether -999.99 and the like, far from all other values, stand for “no value”


@dataclass(frozen=True, eq=False)
class Table:
    """What was read: cells as text, and which columns may be what."""

    cells: dict[str, list[str]]  # by name, all of the same length; columns put together from several among them
    names: tuple[str, ...]  # of the columns that stand in the table
    dates: tuple[str, ...]  # those that may be dates, the likeliest first
    numbers: tuple[str, ...]  # those that may be values, the likeliest first
    delimiter: str  # what stands between cells, "" for a single column or a workbook
    told: tuple[str, ...]  # what was done on the way
    choices: Choices = Choices()
    kept: dict[str, Numbers] = field(default_factory=dict)  # columns that were read before

    def __len__(self) -> int:
        return len(next(iter(self.cells.values()), ()))

    @cached_property
    def hint(self) -> str:
        """The decimal sign of most columns that show one; else a comma beside dates such as 31.1.2020; else ""."""
        shown = [found.decimal for name in self.numbers if (found := self.alone(name)).sure]
        if shown:
            return max(shown, key=shown.count)
        return "," if any(DOTTED.match(cell) for name in self.dates for cell in self.cells[name][:1]) else ""

    def alone(self, name: str) -> Numbers:
        """Return some cells of a column as numbers, whatever other columns say."""
        cells = self.cells[name]
        return read_numbers(cells[:: max(1, len(cells) // SAMPLE)], self.choices.decimal)

    def read_numbers(self, name: str) -> Numbers:
        """Return a column as numbers, with sentences on how they were read; the whole column decides on its signs."""
        if name not in self.kept:
            weak = "," if self.delimiter == ";" else ""
            found = read_numbers(self.cells[name], self.choices.decimal, self.hint, weak)
            if self.choices.fillers:
                values, told = without_fillers(found.values)
                found = Numbers(values, found.decimal, found.sure, (*found.told, *told))
            self.kept[name] = found
        return self.kept[name]

    def read_dates(self, name: str) -> Dates:
        """Return a column as times, with sentences on how they were read."""
        return read_dates(self.cells[name], self.choices.order, name, first=name == self.names[0])


def read_table(content: bytes | str, choices: Choices = Choices()) -> Table:
    """Return the columns of a CSV file, of a workbook, or of pasted text.

    Raises BadInput("own", …), with a sentence, for what is too large, is no table, or has no column of numbers.
    """
    told: list[str] = []
    if isinstance(content, bytes) and content.startswith(WORKBOOK):
        check_size(len(content))
        (rows, told), mark = rows_of_workbook(content), ""
        check_rows(rows)
    else:
        text, told = text_of(content)
        rows, mark, more = rows_of_text(text, choices.delimiter, choices.decimal)
        told += more
    names, rows = headed(rows, told)
    if choices.delimiter:
        told.append(f"Cells are separated by {NAMES.get(mark, repr(mark))}.")
    if not rows:
        raise refuse("There are names, but no rows below them.")
    return with_roles(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)), mark, told, choices)


def with_roles(cells: dict[str, list[str]], mark: str, told: list[str], choices: Choices) -> Table:
    """Return the table, with the columns that may be dates and those that may be values. Raises BadInput."""
    names = tuple(cells)
    numbers = [name for name in names if mostly(thinned(cells[name]))]
    dates = [name for name in names if is_dates(cells[name], name, name == names[0], choices)]
    if not numbers:
        raise refuse("No column of this is numbers: at least one is needed.")
    used: list[str] = []
    if (found := composed(cells, dates)) and (left := [name for name in numbers if name not in found[2]]):
        (name, cells[found[0]], used), numbers = found, left
        dates = [name, *(other for other in dates if other not in used)]
    plain = [name for name in dates if name in numbers]  # dates that might be values
    if len(plain) == len(numbers):
        dates = [name for name in dates if name != plain[-1]]
    dates.sort(key=lambda name: name in numbers and len(dates) > 1)
    numbers.sort(key=likeliest(cells, dates))
    return Table(cells, names, tuple(dates), tuple(numbers), mark, tuple(told), choices)


def thinned(cells: list[str]) -> list[str]:
    """Return cells from all over a column, as many as it takes to judge it."""
    return cells[:: max(1, len(cells) // SAMPLE)]


def is_dates(cells: list[str], name: str, first: bool, choices: Choices) -> bool:
    """Return whether most cells at the beginning of a column are dates, and are not as well numbers."""
    filled = [cell for cell in cells if not is_nothing(cell)][:SAMPLE]
    if not filled:
        return False
    dates = read_dates(filled, choices.order, name, first)
    return dates.sure and float(np.isnat(dates.times).mean()) < 0.5


def likeliest(cells: dict[str, list[str]], dates: list[str]) -> Callable[[str], int]:
    """Return a key that puts values first, then columns that only count rows, then dates."""

    def place(name: str) -> int:
        return 2 if name in dates else int(only_counts(name, cells[name], first=name == next(iter(cells))))

    return place


def only_counts(name: str, cells: list[str], first: bool) -> bool:
    """Return whether a column numbers the rows: the first one going 1, 2, 3, …, or one whose name says so."""
    if first and len(cells) > 3 and cells[0] in ("0", "1"):
        return cells == [str(int(cells[0]) + i) for i in range(len(cells))]
    return name.strip().lower() in COUNTERS and len(set(cells)) == len(cells)
