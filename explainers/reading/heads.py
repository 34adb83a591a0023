"""Where a table begins: titles and remarks above it, one or two lines of names, then rows."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from explainers.reading.dates import read_dates
from explainers.reading.limits import count
from explainers.reading.signs import bare, is_nothing, leaning, value_of

HIGHEST = 20  # lines among which names are looked for
SAMPLE = 60  # rows by which columns are judged
CENSORED = re.compile(r"[<>≤≥~≈]\s*[\d.,]+|[\d.,]+\s*[<>*]")
LONGEST_NAME = 60


def numeric(cell: str) -> bool:
    """Return whether a cell is a number, with whatever decimal sign."""
    text = bare(cell)
    return any(value_of(text, mark) == value_of(text, mark) for mark in ".,") or bool(leaning(text))


def headed(rows: list[list[str]], told: list[str]) -> tuple[list[str], list[list[str]]]:
    """Return the names of the columns, and the rows below them, all as long as there are names."""
    rows, width = squared(rows, told)
    top = first_row(rows)
    filled = [i for i in range(width) if any(row[i] for row in rows[top:])]
    rows = [[row[i] for i in filled] for row in rows]
    names = names_of(rows[:top], len(filled), told)
    return names, rows[top:]


def squared(rows: list[list[str]], told: list[str]) -> tuple[list[list[str]], int]:
    """Return rows of equal length: that of most of them, or of the names where these are more."""
    usual = Counter(len(row) for row in rows[: 10 * SAMPLE]).most_common(1)[0][0]
    start = next((i for i, row in enumerate(rows[:HIGHEST]) if len(row) >= usual), 0)
    width = max(usual, len(rows[start])) if start < HIGHEST and not any(map(numeric, rows[start])) else usual
    longer = [any(row[width:]) for row in rows]
    if any(longer):
        told.append(f"{count(sum(longer), 'row', 'has', 'have')} more cells than the others: left out.")
    kept = [row for row, long in zip(rows, longer, strict=True) if not long]
    return [[*row[:width], *[""] * (width - len(row))] for row in kept], width


def first_row(rows: Sequence[Sequence[str]]) -> int:
    """Return how many lines stand above the rows: those without a number or a date where all others have one."""
    if len(rows) < 2:
        return 0
    for start in (min(HIGHEST, len(rows) // 2), 1):
        columns = list(zip(*rows[start:][:SAMPLE], strict=True))
        numbers = [i for i, cells in enumerate(columns) if mostly(cells)]
        if numbers:
            break
    dates = [i for i, cells in enumerate(columns) if i not in numbers and dated(cells)]
    if not numbers:
        return 0

    def is_row(row: Sequence[str]) -> bool:
        return (any(numeric(row[i]) or CENSORED.fullmatch(row[i]) for i in numbers)
                or (any(is_nothing(row[i]) and row[i] for i in numbers) and not any(word(row[i]) for i in numbers))
                or any(dated([row[i]]) for i in dates))  # fmt: skip

    if counts_years(rows[0]) and 0 not in numbers:
        return 1
    top = next((i for i, row in enumerate(rows[: HIGHEST + 1]) if is_row(row)), 0)
    if top == 0 and len(rows[0]) > 1:  # numbers in a title: look for a line of nothing but words
        for i, row in enumerate(rows[: min(HIGHEST, len(rows) // 2)]):
            if all(word(cell) for cell in row) and not is_row(row):
                return i + 1
    if top == 0 or any(word(row[i]) for row in rows[:top] for i in numbers):
        return top
    return top if any(word(cell) for row in rows[:top] for cell in row) else 0


def counts_years(row: Sequence[str]) -> bool:
    """Return whether a line is a word, or nothing, and then year after year: names, though they are numbers."""
    years = [int(cell) for cell in row[1:] if re.fullmatch(r"[12]\d{3}", cell)]
    steps = {b - a for a, b in pairwise(years)}
    return not numeric(row[0]) and len(years) == len(row) - 1 > 1 and steps in ({1}, {-1})


def word(cell: str) -> bool:
    """Return whether a cell holds a word, as names do."""
    return not is_nothing(cell) and not numeric(cell) and not CENSORED.fullmatch(cell)


def mostly(cells: Sequence[str]) -> bool:
    """Return whether most cells that are not empty are numbers."""
    filled = [cell for cell in cells if not is_nothing(cell)]
    return sum(map(numeric, filled)) > len(filled) / 2


def dated(cells: Sequence[str]) -> bool:
    """Return whether most cells that are not empty are dates, and could not be numbers."""
    filled = [cell for cell in cells if not is_nothing(cell)]
    dates = read_dates(filled)
    return bool(filled) and dates.sure and float((dates.times == dates.times).mean()) > 0.5


def names_of(lines: Sequence[Sequence[str]], width: int, told: list[str]) -> list[str]:
    """Return a name for each column, none empty and none twice, from the lines above the rows."""
    fullest = max((sum(map(bool, line)) for line in lines), default=0)
    full = max(1, min(2, fullest))  # a title has its words in the first cell; a line over groups of names has not
    begins = (i for i, line in enumerate(lines) if sum(map(bool, line)) >= full or (not line[0] and any(line)))
    begin = next(begins, len(lines))
    names = list(lines[begin:])
    if len(names) > 2:
        names = [line for line in names if sum(map(bool, line)) == fullest][:1]
    if width == 1:
        names = names[-1:]
    if left := len(lines) - len(names):
        told.append(f"{count(left, 'line', 'stands', 'stand')} above the table: left out.")
    if not names:
        return [f"column {i + 1}" for i in range(width)] if width > 1 else ["value"]
    return unique([" ".join(dict.fromkeys(filter(None, parts))) for parts in zip(*names, strict=True)])


def unique(names: Sequence[str]) -> list[str]:
    """Return names that differ: of two columns with the same name the second is "name (2)"."""
    found: list[str] = []
    for i, written in enumerate(names):
        name = base = " ".join(written.split())[:LONGEST_NAME] or f"column {i + 1}"
        again = 1
        while name in found:
            again += 1
            name = f"{base} ({again})"
        found.append(name)
    return found
