"""The regular steps that lie between dates: one value for each step, and a sentence for whatever that takes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainers.reading.limits import count

Array = NDArray[np.float64]
Times = NDArray[np.datetime64]
Whole = NDArray[np.int64]
IRREGULAR = 0.5  # share of steps without a value, from which on times have no regular step
DAY = 86_400  # seconds
WITHIN = 6  # days by which the day of a month may differ: a third Friday is the 15th to the 21st
SPANS = {"year": 12, "quarter": 3, "month": 1}  # months


def laid_out(times: Times, y: Array) -> tuple[Times, Array, str, int, list[str]]:
    """Return times and values in order, one for each step, nan where a step has none; the step; and what was done.

    `times` and `y` have shape (n,); rows without a time are left out. The step is "year", "quarter", "month", "week",
    "day", "working day", "hour", "minute" or, where there is no regular one, "step"; then how many of these it takes.
    """
    dated = ~np.isnat(times)
    times, y, told = ordered(times[dated], y[dated])
    if len(times) < 3:
        return times, y, "step", 1, told
    at, step, every = steps_of(times)
    if step == "working day":
        told.append("Weekends have no values: a step is a working day.")
    length = int(at[-1]) + 1
    if step == "step" or (np.diff(at) < 1).any() or length - len(at) > IRREGULAR * length:
        told.append("The dates have no regular step: every row counts as one step.")
        return times, y, "step", 1, told
    whole = np.full(length, np.nan)
    whole[at] = y
    if length == len(at):
        return times, whole, step, every, told
    told.append(f"{count(length - len(at), 'date')} missing between the first and the last.")
    return calendar(times[0], length, step, every), whole, step, every, told


def ordered(times: Times, y: Array) -> tuple[Times, Array, list[str]]:
    """Return times and values sorted, one for each time: the mean where there are several."""
    told = []
    if (np.diff(times) < np.timedelta64(0)).any():
        back = (np.diff(times) <= np.timedelta64(0)).all()
        told.append("The newest row came first: the order was turned round." if back else "Rows were sorted by date.")
        order = np.argsort(times, kind="stable")
        times, y = times[order], y[order]
    once, where = np.unique(times, return_inverse=True)
    if again := len(times) - len(once):
        there = np.isfinite(y)
        counts = np.bincount(where[there], minlength=len(once))
        sums = np.bincount(where[there], y[there], len(once))
        y = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
        times = once
        told.append(f"{count(again, 'row', 'repeats', 'repeat')} a date: values of the same date were averaged.")
    return times, y, told


def steps_of(times: Times) -> tuple[Whole, str, int]:
    """Return at which step each time lies, counted from the first; what a step is; and how many of these make one."""
    months = times.astype("datetime64[M]").astype(np.int64)
    days = times.astype("datetime64[D]")
    month_gap = int(np.median(np.diff(months)))
    if month_gap >= 1 and by_month(days):
        step, every = ("year", month_gap // 12) if month_gap % 12 == 0 else ("month", month_gap)
        step, every = ("quarter", 1) if month_gap == 3 else (step, every)
        return np.round((months - months[0]) / month_gap).astype(np.int64), step, every
    seconds = (times - times[0]).astype(np.int64)
    gap = int(np.median(np.diff(seconds)))
    at = np.round(seconds / max(gap, 1)).astype(np.int64)
    if gap >= DAY and gap % DAY == 0:
        if gap == DAY and len(times) > 10 and np.is_busday(days).all():
            return np.arange(len(times)), "working day", 1
        return at, *(("week", gap // DAY // 7) if gap % (7 * DAY) == 0 else ("day", gap // DAY))
    for step, length in (("hour", 3600), ("minute", 60)):
        if gap >= length and gap % length == 0:
            return at, step, gap // length
    return at, "step", 1


def by_month(days: NDArray[np.datetime64]) -> bool:
    """Return whether there is one date in a month, at about the same place of it: the 15th, the last working day."""
    months = days.astype("datetime64[M]")
    if (np.diff(months.astype(np.int64)) < 1).any():
        return False
    inside = (days - months.astype("datetime64[D]")).astype(np.int64)
    before_end = ((months + 1).astype("datetime64[D]") - days).astype(np.int64)
    gaps = np.diff(days).astype(np.int64)
    if len(gaps) > 3 and np.ptp(gaps) == 0 and gaps[0] < 365:  # every 30 days is no month
        return False
    return bool(min(np.ptp(inside), np.ptp(before_end)) <= WITHIN)


def calendar(first: np.datetime64, n: int, step: str, every: int) -> Times:
    """Return n times from the first on."""
    counts = every * np.arange(n)
    if step in SPANS:
        months = first.astype("datetime64[M]") + counts * SPANS[step]
        return np.asarray(months.astype("datetime64[s]"))
    return np.asarray(first + counts * {"week": 7 * DAY, "day": DAY, "hour": 3600, "minute": 60}[step])


def labels_for(times: Times, step: str) -> list[str]:
    """Return times as text, as precise as the step."""
    unit: Any = {"year": "Y", "quarter": "M", "month": "M", "hour": "m", "minute": "m"}.get(step, "D")
    if step == "step" and (times.astype("datetime64[D]") != times).any():
        unit = "m"
    return [text.replace("T", " ") for text in np.datetime_as_string(times, unit=unit)]
