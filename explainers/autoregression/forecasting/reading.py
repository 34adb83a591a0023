"""A learner's own series, from a file or pasted text: which columns it has, and what has to be done to use it.

Whatever is done to the data is said in a sentence. Nothing is kept here.
"""

import csv
import io
from dataclasses import dataclass
from typing import Any

import numpy as np

from explainers.autoregression.forecasting.dating import dates_in, labels_for, laid_out, looks_like_dates
from explainers.autoregression.forecasting.preparing import FEWEST, correlation
from explainers.data.series.series import Array, Series
from explainers.problems import BadInput

MOST_BYTES = 5_000_000
MOST_VALUES = 5000  # that are kept, the last ones
BEYOND = 1e100  # numbers that are not measured anywhere, and whose squares would not be numbers
SAMPLE = 400  # rows by which a column is judged
NOTHING = ("", "na", "n/a", "nan", "null", "none", "-", ".", "?", "missing", "#n/a")
SEASONS = {"month": (12,), "quarter": (4,), "week": (52,), "day": (7, 365), "working day": (5,), "hour": (24, 168),
           "minute": (60, 1440)}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Table:
    """What was read: cells as text, and which columns may be what."""

    names: tuple[str, ...]
    cells: dict[str, Any]  # by name: a pandas Series of text, "" where there is none
    dates: tuple[str, ...]  # columns that look like dates, the likeliest first
    numbers: tuple[str, ...]  # columns that look like numbers; the likeliest value column first
    mark: str  # what stood between cells
    told: tuple[str, ...]  # what was done on the way


def read_table(content: bytes | str) -> Table:
    """Return the columns of a CSV file or of pasted text. Raises BadInput("own", …) where there are no numbers."""
    import pandas as pd

    text = decoded(content)
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if not lines:
        raise BadInput(
            "own", "There is nothing in it: numbers are needed, one in a row, with a date if there are dates."
        )
    mark = separator_of(lines)
    if len(lines) <= 2 and len(parts := lines[-1].replace(mark, " ").split()) > 3:  # all in one line
        lines, mark = [*lines[:-1], *parts], ","
    try:
        frame = pd.read_csv(io.StringIO("\n".join(lines)), sep=mark, header=None, dtype=str, keep_default_na=False,
                            on_bad_lines="skip", skipinitialspace=True, names=range(width_of(lines, mark)))  # fmt: skip
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as problem:
        raise BadInput("own", f"This cannot be read as a table: {str(problem)[:100]}.") from None
    told = []
    if left := len(lines) - len(frame):
        told.append(f"{left:,} {'row has' if left == 1 else 'rows have'} more cells than the others: left out.")
    frame = frame.fillna("").map(str.strip) if len(frame) < 1000 else frame.fillna("")
    if named_first(frame, mark):
        names, frame = unique(list(frame.iloc[0])), frame.iloc[1:]
    else:
        names = [f"column {i + 1}" for i in range(frame.shape[1])] if frame.shape[1] > 1 else ["value"]
    cells = {name: frame.iloc[:, i].reset_index(drop=True) for i, name in enumerate(names)}
    sample = {name: column.iloc[:: max(1, len(column) // SAMPLE)] for name, column in cells.items()}
    dates = tuple(name for name in names if looks_like_dates(sample[name]))
    numbers = [name for name in names if share_of_numbers(sample[name], mark) > 0.5]
    if len(numbers) == 1:
        dates = tuple(name for name in dates if name != numbers[0])
    if not numbers:
        raise BadInput("own", "No column of this is numbers: at least one is needed.")
    numbers.sort(key=lambda name: name in dates)
    return Table(tuple(names), cells, dates, tuple(numbers), mark, tuple(told))


def decoded(content: bytes | str) -> str:
    """Return the text of a file. Raises BadInput where it is too large or not text."""
    size = len(content)
    if size > MOST_BYTES:
        raise BadInput("own", f"This has {size / 1e6:.1f} MB; at most {MOST_BYTES / 1e6:.0f} MB are read. Leave out "
                       "columns that are not needed, or the oldest rows.")  # fmt: skip
    if isinstance(content, str):
        return content.lstrip("\ufeff")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content[:4096]:
        raise BadInput("own", "This file is not text. A spreadsheet has to be saved as CSV first.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def separator_of(lines: list[str]) -> str:
    """Return what stands between cells: the mark that is in most of the first rows, a comma at last."""
    first = lines[:20]
    for mark in ("\t", ";"):
        if sum(mark in line for line in first) > len(first) / 2:
            return mark
    return ","


def width_of(lines: list[str], mark: str) -> int:
    """Return how many cells a row has: as many as most of the first rows have."""
    counts = [len(row) for row in csv.reader(lines[:50], delimiter=mark, skipinitialspace=True)]
    return max(set(counts), key=counts.count)


def named_first(frame: Any, mark: str) -> bool:
    """Return whether the first row names the columns: whether it has a word on top of numbers."""
    if len(frame) < 2:
        return False
    for i in range(frame.shape[1]):
        column = frame.iloc[1 : SAMPLE + 1, i]
        head = frame.iloc[:1, i]
        if (
            share_of_numbers(column, mark) > 0.5
            and share_of_numbers(head, mark) == 0
            and head.iloc[0].lower() not in NOTHING
        ):
            return True
    return False


def unique(names: list[str]) -> list[str]:
    """Return names for columns, none empty and none twice."""
    found: list[str] = []
    for i, name in enumerate(names):
        base = " ".join(str(name).split())[:60] or f"column {i + 1}"
        again = sum(other == base or other.startswith(f"{base} (") for other in found)
        found.append(f"{base} ({again + 1})" if again else base)
    return found


def numbers_in(column: Any, mark: str) -> Array:
    """Return the numbers of a column, nan where there is none. Where cells are not separated by commas, 1,5 is 1.5."""
    import pandas as pd

    found = pd.to_numeric(column, errors="coerce")
    left = found.isna() & (column != "")
    if left.any():
        rest = column[left].str.replace(r"[\s\u00a0_$€£%]", "", regex=True)
        rest = rest.str.replace("\u2212", "-").str.replace(r"^\((.+)\)$", r"-\1", regex=True)
        if mark != ",":
            dotted = rest.str.contains(",", regex=False)
            rest[dotted] = rest[dotted].str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
        else:
            rest = rest.str.replace(r",(?=\d{3}(\D|$))", "", regex=True)
        found[left] = pd.to_numeric(rest, errors="coerce")
    return np.asarray(found, float)


def share_of_numbers(column: Any, mark: str) -> float:
    """Return the share of cells that are numbers, of those that are not empty."""
    filled = column[~column.str.strip().str.lower().isin(NOTHING)]
    return float(np.isfinite(numbers_in(filled, mark)).mean()) if len(filled) else 0.0


def clean(table: Table, date: str | None, value: str) -> tuple[Series, list[str]]:
    """Return one column as a series with equal steps, and a sentence for everything that was done to it.

    Raises BadInput("own", …), with what is needed, where no series can be made of it.
    """
    told = list(table.told)
    column = table.cells[value].str.strip()
    y = numbers_in(column, table.mark)
    told += missing_told(column, y)
    y = np.where(np.abs(y) < BEYOND, y, np.nan)
    if not np.isfinite(y).any():
        raise BadInput("own", f"There is not one number in “{value}”.")
    if date is None:
        labels, step, every = [str(i + 1) for i in range(len(y))], "step", 1
        told += ["Without dates every row counts as one step."] if len(table.names) > 1 else []
    else:
        times, more = dates_in(table.cells[date].str.strip())
        told += more
        if np.isnat(times).all():
            raise BadInput("own", f"Not one cell of “{date}” can be read as a date.")
        times, y, step, every, more = laid_out(times, y)
        told += more
        labels = labels_for(times, step)
    labels, y, more = filled(labels, y)
    told += more
    if len(y) > MOST_VALUES:
        told.append(f"Of {len(y):,} values the last {MOST_VALUES:,} are used.")
        labels, y = labels[-MOST_VALUES:], y[-MOST_VALUES:]
    if len(y) < FEWEST:
        raise BadInput("own", f"{len(y)} values are too few: at least {FEWEST} are needed to fit and to look ahead.")
    if np.ptp(y) <= max(1e-12 * np.abs(y).max(), 1 / BEYOND):
        raise BadInput("own", f"“{value}” is {y[0]:g} all the time: there is nothing to forecast.")
    season = season_of(y, step, every)
    return Series(value, value, tuple(labels), y, step, every, season), told


def missing_told(column: Any, y: Array) -> list[str]:
    """Say which cells have no number one can use."""
    bare = column.str.lower()
    unread = np.isnan(y) & ~np.asarray(bare.isin(NOTHING))
    endless = ~np.isnan(y) & (np.abs(y) >= BEYOND)
    told = []
    if unread.any():
        example = str(column[unread].iloc[0])[:20]
        told.append(f"{count(int(unread.sum()), 'cell')} not a number (“{example}”): counted as missing.")
    if endless.any():
        told.append(f"{count(int(endless.sum()), 'cell')} infinite or beyond {BEYOND:g}: counted as missing.")
    return told


def count(n: int, what: str) -> str:
    """Return "1 cell is" or "3 cells are"."""
    return f"{n:,} {what} is" if n == 1 else f"{n:,} {what}s are"


def filled(labels: list[str], y: Array) -> tuple[list[str], Array, list[str]]:
    """Return the values from the first to the last number, missing ones on a straight line between their neighbours."""
    there = np.flatnonzero(np.isfinite(y))
    first, last = int(there[0]), int(there[-1])
    told = []
    if (ends := len(y) - (last - first + 1)) > 0:
        told.append(f"{count(ends, 'value')} missing at the ends and left out.")
    y, labels = y[first : last + 1], labels[first : last + 1]
    gaps = np.isnan(y)
    if gaps.any():
        if gaps.mean() > 0.5:
            raise BadInput("own", f"{gaps.mean():.0%} of the values are missing: too many to be filled in.")
        at = np.arange(len(y))
        y = np.where(gaps, np.interp(at, at[~gaps], y[~gaps]), y)
        told.append(f"{count(int(gaps.sum()), 'value')} missing and filled in on a straight line between neighbours.")
    return labels, y, told


def season_of(y: Array, step: str, every: int) -> int:
    """Return after how many values things may repeat: what the calendar suggests, and the series bears out best."""
    found, best = 1, -1.0
    for length in SEASONS.get(step, ()):
        s = length // every
        if s < 2 or length % every or len(y) < 2 * s + FEWEST:
            continue
        flat = y - np.polyval(np.polyfit(np.arange(len(y)), y, 1), np.arange(len(y)))
        again = correlation(flat[s:], flat[:-s])
        if again > best:
            found, best = s, again
    return found
