"""Dates as people write them, and the regular steps that lie between them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainers.data.series.series import Array

Times = NDArray[np.datetime64]
Whole = NDArray[np.int64]
CLOCK = r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
YEAR_FIRST = r"^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?" + CLOCK + "$"
YEAR_LAST = r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})" + CLOCK + "$"
YEAR_ONLY = r"^([12]\d{3})(?:\.0*)?$"
DIGITS = r"^([12]\d{3})([01]\d)([0-3]\d)?$"
QUARTER = r"^(?:([12]\d{3})[- ]?Q([1-4])|Q([1-4])[- /]?([12]\d{3}))$"
MONTH = r"^([12]\d{3})M(\d{1,2})$"
IRREGULAR = 0.5  # share of steps without a value, from which on times have no regular step
DAY = 86_400  # seconds


def looks_like_dates(sample: Any) -> bool:
    """Return whether most cells are dates. Numbers are, where they are years, ever later ones."""
    filled = sample[sample != ""].head(100)
    if not len(filled):
        return False
    times, _ = dates_in(filled)
    if np.isnat(times).mean() > 0.5:
        return False
    if filled.str.match(YEAR_ONLY).mean() > 0.5:
        years = times[~np.isnat(times)].astype(np.int64)
        return bool(len(years) > 1 and (np.sign(np.diff(years)) == np.sign(years[-1] - years[0])).mean() > 0.8)
    return True


def dates_in(column: Any) -> tuple[Times, list[str]]:
    """Return the times of a column of text, NaT where there is none, and a sentence on anything unusual."""
    import pandas as pd

    times = np.full(len(column), np.datetime64("NaT"), "datetime64[s]")
    kinds, told = [], []
    for kind, pattern in (("year first", YEAR_FIRST), ("year last", YEAR_LAST), ("year", YEAR_ONLY), ("digits", DIGITS),
                          ("quarter", QUARTER), ("month", MONTH)):  # fmt: skip
        left = np.isnat(times)
        if not left.any():
            break
        parts = column[left].str.extract(pattern)
        hit = np.asarray(parts.notna().any(axis=1))
        if hit.any():
            found, said = assembled(kind, parts[hit])
            times[np.flatnonzero(left)[hit]] = found
            kinds.append(kind)
            told += said
    left = np.isnat(times) & np.asarray(column != "")
    if left.any() and left.sum() <= 20_000:  # month names and the like, slower
        words = column[left]
        written = words.where(words.str.contains(r"[A-Za-z]{3}") & words.str.contains(r"\d"))
        found = np.asarray(
            pd.to_datetime(written, format="mixed", errors="coerce", dayfirst=True, utc=True).dt.tz_localize(None)
        )
        times[left] = found.astype("datetime64[s]")
        kinds += ["words"] if not np.isnat(times[left]).all() else []
    if len(kinds) > 1:
        told.append(f"Dates are written in {len(kinds)} ways; all of them were read.")
    if unread := int(np.isnat(times).sum()):
        told.append(f"{unread:,} {'row has' if unread == 1 else 'rows have'} no date that can be read: left out.")
    return times, told


def assembled(kind: str, parts: Any) -> tuple[Times, list[str]]:
    """Return the times made of the parts that a pattern found."""
    columns = [
        np.asarray(parts[i].fillna("0" if i > 2 or kind == "quarter" else "1"), dtype=np.int64) for i in parts.columns
    ]
    one = np.ones(len(parts), np.int64)
    clock, told = [one * 0] * 3, []
    match kind:
        case "year first":
            (year, month, day), clock = columns[:3], columns[3:6]
        case "year last":
            (first, second, year), clock = columns[:3], columns[3:6]
            year = np.where(year < 100, np.where(year < 70, 2000, 1900) + year, year)
            month_first = bool((second > 12).sum() > (first > 12).sum())
            month, day = (first, second) if month_first else (second, first)
            if not ((first > 12) | (second > 12)).any() and (first != second).any():
                told.append("Dates such as 03/04 were read as day/month.")
        case "quarter":
            year, month, day = columns[0] + columns[3], 3 * (columns[1] + columns[2]) - 2, one
        case "month":
            (year, month), day = columns, one
        case "year":
            year, month, day = columns[0], one, one
        case _:
            year, month, day = columns
    return joined(year, month, day, clock), told


def joined(year: Whole, month: Whole, day: Whole, clock: list[Whole]) -> Times:
    """Return times, NaT where the calendar has no such day."""
    fine = (month >= 1) & (month <= 12) & (day >= 1) & (clock[0] < 24) & (clock[1] < 60) & (clock[2] < 60)
    months = (12 * (year - 1970) + np.clip(month, 1, 12) - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    fine &= days.astype("datetime64[M]") == months
    seconds = days.astype("datetime64[s]") + (3600 * clock[0] + 60 * clock[1] + clock[2])
    return np.where(fine, seconds, np.datetime64("NaT", "s"))


def laid_out(times: Times, y: Array) -> tuple[Times, Array, str, int, list[str]]:
    """Return times and values in order, one for each step, nan where a step has none; the step; and what was done."""
    told = []
    dated = ~np.isnat(times)
    times, y = times[dated], y[dated]
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
        rows = "row repeats" if again == 1 else "rows repeat"
        told.append(f"{again:,} {rows} a date: values of the same date were averaged.")
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
    if missing := length - len(at):
        told.append(f"{missing:,} {'date is' if missing == 1 else 'dates are'} missing between the first and the last.")
    return calendar(times[0], length, step, every), whole, step, every, told


def steps_of(times: Times) -> tuple[NDArray[np.int64], str, int]:
    """Return at which step each time lies, counted from the first; what a step is; and how many of these make one."""
    months = times.astype("datetime64[M]").astype(np.int64)
    days = times.astype("datetime64[D]")
    month_gap = int(np.median(np.diff(months)))
    inside = (days - days.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)
    ends = (days + 1).astype("datetime64[M]") > days.astype("datetime64[M]")
    if month_gap >= 1 and (np.ptp(inside) <= 1 or ends.all()) and (np.diff(months) > 0).all():
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


def calendar(first: np.datetime64, n: int, step: str, every: int) -> Times:
    """Return n times from the first on."""
    counts = every * np.arange(n)
    if step in ("year", "quarter", "month"):
        months = first.astype("datetime64[M]") + counts * {"year": 12, "quarter": 3, "month": 1}[step]
        return np.asarray(months.astype("datetime64[s]"))
    return np.asarray(first + counts * {"week": 7 * DAY, "day": DAY, "hour": 3600, "minute": 60}[step])


def labels_for(times: Times, step: str) -> list[str]:
    """Return times as text, as precise as the step."""
    unit: Any = {"year": "Y", "quarter": "M", "month": "M", "hour": "m", "minute": "m"}.get(step, "D")
    if step == "step" and (times.astype("datetime64[D]") != times).any():
        unit = "m"
    return [text.replace("T", " ") for text in np.datetime_as_string(times, unit=unit)]
