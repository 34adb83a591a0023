"""What the parts of written dates mean, for a whole column: the order of days and months, offsets from UTC."""

import re
from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainers.reading.forms import ZONES, Form
from explainers.reading.limits import count
from explainers.reading.months import month_of

Times = NDArray[np.datetime64]
Whole = NDArray[np.int64]
Array = NDArray[np.float64]
Parts = dict[str, str | None]
PIVOT = 50  # two digits below it are years after 2000
ORDERS = {"day": "dmy", "month": "mdy", "year": "ymd"}  # by what comes first
NAMED = {"dmy": "day/month", "mdy": "month/day", "ymd": "year/month/day"}


def resolved(texts: list[str], hits: list[Any], order: str, told: list[str]) -> tuple[Array, list[str], bool]:
    """Return year, month, day and seconds of each cell, shape (n, 4), nan where there is none; and what it names.

    Also whether days and months might be the other way round.
    """
    parts, kinds = np.full((len(hits), 4), np.nan), [""] * len(hits)
    triples = [i for i, hit in enumerate(hits) if hit and hit[1].get("a")]
    is_open = False
    if triples:
        abc = np.array([[int(hits[i][1][name]) for name in "abc"] for i in triples])
        short = np.array([len(hits[i][1]["c"]) == 2 for i in triples])
        dotted = all(texts[i].lstrip("0123456789")[0] == "." for i in triples)
        seconds = np.array([seconds_of(hits[i][1]) for i in triples])
        chosen, is_open = order_of(abc, short, seconds, order, dotted)
        parts[triples, :3] = arranged(abc, short, chosen)
        if is_open:
            example = next(texts[i] for i, three in zip(triples, abc, strict=True) if three[0] != three[1])
            told.append(f"Dates such as {example} were read as {NAMED[chosen]}.")
    for i, hit in enumerate(hits):
        if hit is None:
            continue
        kinds[i], found = hit[0].kind, hit[1]
        if not found.get("a"):
            parts[i, :3] = single(found)
        parts[i, 3] = seconds_of(found)
    without_years(hits, parts)
    return parts, kinds, is_open


def single(found: Parts) -> tuple[float, float, float]:
    """Return year, month and day of a cell that names its year."""
    year = int(found["year"] or 0)
    year = full(year) if len(found["year"] or "") == 2 else year
    month, day = float(found.get("month") or 1), float(found.get("day") or 1)
    if word := found.get("word"):
        month = month_of(word) or np.nan
    if quarter := found.get("quarter"):
        month = 3 * int(quarter) - 2
    if half := found.get("half"):
        month = 6 * int(half) - 5
    if week := found.get("week"):  # ISO 8601: the first week has 4 January in it, and begins on a Monday
        fourth = np.datetime64(f"{year}-01-04")
        monday = fourth - (fourth.astype(int) + 3) % 7 + 7 * (int(week) - 1) + int(found.get("weekday") or 1) - 1
        if not 1 <= int(week) <= 53:
            return np.nan, np.nan, np.nan
        text = str(monday)
        return float(text[:4]), float(text[5:7]), float(text[8:])
    return year, month, day


def full(year: int) -> int:
    """Return a year written with two digits in full."""
    return year + (2000 if year < PIVOT else 1900)


def order_of(abc: Whole, short: NDArray[np.bool_], seconds: Array, order: str, dotted: bool) -> tuple[str, bool]:
    """Return the order of three numbers, and whether another would make as many of them dates.

    The order that makes most of them dates, and of several such the one in which they follow each other regularly;
    else the day comes first. Where points stand between them, as in 31.1.2020, the day comes first wherever it can.
    """
    if order:
        return ORDERS[order] if order != "year" or short.all() else "dmy", False
    scores = {}
    for candidate in ("dmy", "mdy", "ymd")[: 3 if short.all() else 2]:
        times = joined(np.column_stack([arranged(abc, short, candidate), seconds]))
        good = times[~np.isnat(times)]
        scores[candidate] = (len(times) - len(good), *irregular(good))
        if dotted and len(good) == len(times):
            return candidate, False
    best = min(scores, key=lambda candidate: scores[candidate])
    least = min(score[0] for score in scores.values())
    as_good = [candidate for candidate, score in scores.items() if score[0] == least]
    if best != as_good[0] and scores[best][1]:  # regular in neither: habit decides
        best = as_good[0]
    same = {tuple(joined(np.column_stack([arranged(abc, short, one), seconds])).astype(int).tolist())
            for one in as_good}  # fmt: skip
    return best, len(same) > 1


def irregular(times: Times) -> tuple[int, int]:
    """Return how often times turn back, and how many different steps there are between them."""
    steps = np.diff(times.astype(np.int64))
    months = np.diff(times.astype("datetime64[M]").astype(np.int64))
    turns = min(int((steps < 0).sum()), int((steps > 0).sum()))
    days = times.astype("datetime64[D]") - times.astype("datetime64[M]").astype("datetime64[D]")
    by_month = len(np.unique(months)) if len(np.unique(days)) == 1 else len(steps) + 1
    return turns, min(len(np.unique(steps)), by_month)


def arranged(abc: Whole, short: NDArray[np.bool_], order: str) -> Array:
    """Return year, month and day, shape (n, 3), of three numbers in some order."""
    found = abc[:, [order.index(part) for part in "ymd"]].astype(float)
    found[:, 0] += np.where(short, np.where(found[:, 0] < PIVOT, 2000, 1900), 0)
    return found


def seconds_of(found: Parts) -> float:
    """Return the seconds since midnight, nan where a clock has no such time."""
    hour = int(found.get("hour") or 0)
    minute, second = int(found.get("minute") or 0), int(found.get("second") or 0)
    if noon := found.get("noon"):
        if not 1 <= hour <= 12:
            return np.nan
        hour = hour % 12 + 12 * (noon.lower() == "p")
    fine = minute < 60 and second < 61 and (hour < 24 or (hour == 24 and minute == second == 0))
    return 3600 * hour + 60 * minute + second if fine else np.nan


def without_years(hits: list[tuple[Form, Parts] | None], parts: Array) -> None:
    """Take back cells such as 1-Jan, 2-Jan, …: numbers that change faster than the month are days, of no known year."""
    short = [i for i, hit in enumerate(hits) if hit and hit[0].kind == "month" and len(hit[1].get("year") or "") == 2]
    steps = [(parts[j, 0] - parts[i, 0], parts[j, 1] - parts[i, 1]) for i, j in pairwise(short)]
    if len(steps) > 1 and sum(year != 0 and month == 0 for year, month in steps) > len(steps) / 2:
        by_one = all(year in (1, -1) for year, _ in steps)
        if len({parts[i, 1] for i in short}) > 1 or not by_one or len(short) < len(hits):
            parts[short] = np.nan


def joined(parts: Array) -> Times:
    """Return times made of year, month, day and seconds, NaT where the calendar has no such day."""
    fine: NDArray[np.bool_] = np.asarray(np.isfinite(parts).all(axis=1))
    year, month, day, seconds = np.where(fine[:, None], parts, 1).astype(np.int64).T
    fine &= (month >= 1) & (month <= 12) & (day >= 1) & (year >= 1000) & (year < 3000)
    months = (12 * (year - 1970) + np.clip(month, 1, 12) - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    fine &= days.astype("datetime64[M]") == months
    return np.where(fine, days.astype("datetime64[s]") + seconds, np.datetime64("NaT", "s"))


def offset_of(found: Parts) -> float:
    """Return by how many hours a clock is ahead of UTC, nan where it does not say."""
    zone = found.get("zone")
    if not zone:
        return np.nan
    if zone in ZONES:
        return ZONES[zone]
    digits = re.sub(r"\D", "", zone)
    return (-1 if "-" in zone else 1) * (int(digits[:2]) + int(digits[2:4] or 0) / 60) if digits else np.nan


def in_one_zone(times: Times, offsets: Array, hits: list[Any], told: list[str]) -> Times:
    """Return the times by one clock: as written where all offsets are the same, else by UTC."""
    given = np.isfinite(offsets) & ~np.isnat(times)
    different = np.unique(offsets[given])
    if len(different) < 2:
        return times
    first = [next(i for i in range(len(hits)) if given[i] and offsets[i] == offset) for offset in different]
    marks = ", ".join(hits[i][1]["zone"] for i in sorted(first)[:3])
    told.append(f"The offset from UTC changes ({marks}): all times were put into UTC.")
    usual = Counter(offsets[given].tolist()).most_common(1)[0][0]
    if lacking := int((~given & ~np.isnat(times)).sum()):
        told.append(f"{count(lacking, 'time', 'has', 'have')} no offset: the most common one was used.")
    return times - np.round(3600 * np.where(given, offsets, usual)).astype("timedelta64[s]")
