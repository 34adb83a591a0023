"""A learner's own series: two columns of their table as values at equal steps, and a sentence for all that takes."""

import numpy as np

from explainers.autoregression.forecasting.preparing import FEWEST, correlation
from explainers.data.series.series import Array, Series, series_to_text
from explainers.problems import BadInput
from explainers.reading import Table, labels_for, laid_out
from explainers.reading.limits import count
from explainers.reading.signs import BEYOND

MOST_VALUES = 5000  # that are kept, the last ones
SEASONS = {"month": (12,), "quarter": (4,), "week": (52,), "day": (7, 365), "working day": (5,), "hour": (24, 168),
           "minute": (60, 1440)}  # fmt: skip


def clean(table: Table, date: str | None, value: str) -> tuple[Series, list[str]]:
    """Return one column as a series with equal steps, and a sentence for everything that was done to it.

    Raises BadInput("own", …), with what is needed, where no series can be made of it.
    """
    numbers = table.read_numbers(value)
    told = [*table.told, *numbers.told]
    y = np.where(np.abs(numbers.values) < BEYOND, numbers.values, np.nan)
    if not np.isfinite(y).any():
        raise BadInput("own", f"There is not one number in “{value}”.")
    if date is None:
        labels, step, every = [str(i + 1) for i in range(len(y))], "step", 1
        told += ["Without dates every row counts as one step."] if len(table.names) > 1 else []
    else:
        dates = table.read_dates(date)
        told += dates.told
        if np.isnat(dates.times).all():
            raise BadInput("own", f"Not one cell of “{date}” can be read as a date.")
        times, y, step, every, more = laid_out(dates.times, y)
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
    return Series(value, value, tuple(labels), y, step, every, season_of(y, step, every)), told


def filled(labels: list[str], y: Array) -> tuple[list[str], Array, list[str]]:
    """Return the values from the first to the last number, missing ones on a straight line between their neighbours."""
    there = np.flatnonzero(np.isfinite(y))
    if not len(there):
        raise BadInput("own", "Not one row has both a date and a number.")
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


def cleaned_as_text(table: Table, date: str | None, value: str) -> tuple[str, list[str]]:
    """Return what `clean` makes of a column as text, as Params keep it. Raises BadInput as that does."""
    found, sentences = clean(table, date, value)
    return series_to_text(found), sentences
