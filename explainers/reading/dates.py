"""Dates as people write them, read for a whole column: what one cell leaves open, the others decide."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from dateutil.parser import parse
from numpy.typing import NDArray

from explainers.reading.counted import counted
from explainers.reading.forms import SEASON, ZONES, Form, matched
from explainers.reading.limits import count
from explainers.reading.months import month_of
from explainers.reading.signs import is_nothing

Times = NDArray[np.datetime64]
Whole = NDArray[np.int64]
Parts = dict[str, str | None]
COARSE = ("year", "half", "quarter", "month", "day")  # what a cell may name, the longest first
NUMERIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
YEARS = re.compile(r"[12]\d{3}(?:0[1-9]|1[0-2])?")
PIVOT = 50  # two digits below it are years after 2000
MOST_BY_DATEUTIL = 2_000  # cells; it takes a tenth of a millisecond for each
ORDERS = {"day": "dmy", "month": "mdy", "year": "ymd"}  # by what comes first
NAMED = {"dmy": "day/month", "mdy": "month/day", "ymd": "year/month/day"}


@dataclass(frozen=True, eq=False)
class Dates:
    """A column as times."""

    times: Times  # (n,) datetime64[s], NaT where there is none
    told: tuple[str, ...] = ()
    sure: bool = True  # False where the cells may as well be numbers
    open: bool = False  # whether day and month could be told apart by nothing in the column


def read_dates(cells: Sequence[str], order: str = "", name: str = "", first: bool = True) -> Dates:
    """Return a column of text as times, and a sentence on whatever was decided or could not be read.

    `order` is what a person says comes first in dates such as 03/04/05: "day", "month" or "year". The `name` of the
    column and whether it is the `first` help to tell dates that are plain numbers from values.
    """
    texts = ["" if is_nothing(cell) else " ".join(cell.split()) for cell in cells]
    numeric = [bool(NUMERIC.fullmatch(text)) for text in texts]
    words = [i for i, text in enumerate(texts) if text and not numeric[i]]
    if sum(numeric) <= len(words):
        return with_unread(texts, read_words(texts, order))
    spelt = read_words([text if i in set(words) else "" for i, text in enumerate(texts)], order) if words else None
    if spelt and not np.isnat(spelt.times).all() and all(YEARS.fullmatch(texts[i]) for i in np.flatnonzero(numeric)):
        return with_unread(texts, read_words(texts, order))  # years, and quarters or months among them
    plain = counted(texts, name, first)
    times = np.where(np.isnat(plain.times), spelt.times, plain.times) if spelt else plain.times
    return with_unread(texts, Dates(times, plain.told, sure=plain.sure))


def read_words(texts: list[str], order: str) -> Dates:
    """Return the times of those cells that are not empty."""
    times = np.full(len(texts), np.datetime64("NaT"), "datetime64[s]")
    filled = [i for i, text in enumerate(texts) if text]
    if not filled:
        return Dates(times)
    if seasons := split_years([texts[i] for i in filled]):
        times[filled] = seasons
        return Dates(times, (f"Read {texts[filled[0]]} as the year in which it begins.",))
    written = as_written([texts[i] for i in filled], order)
    times[filled] = written.times
    return replace(written, times=times)


def split_years(texts: list[str]) -> list[np.datetime64]:
    """Return the first years of cells such as 2009/10, none where any is something else."""
    parts = [SEASON.fullmatch(text) for text in texts]
    if len(parts) < 3 or not all(part and (int(part["year"]) + 1) % 100 == int(part["next"]) % 100 for part in parts):
        return []
    return [np.datetime64(part["year"], "s") for part in parts if part]


def as_written(texts: list[str], order: str) -> Dates:
    """Return the times of cells that are none of them empty."""
    hits = matched(texts)
    told: list[str] = []
    parts, kinds, is_open = resolved(texts, hits, order, told)
    times = joined(parts)
    offsets = np.array([offset_of(hit[1]) if hit else np.nan for hit in hits])
    times = in_one_zone(times, offsets, hits, told)
    extra = by_dateutil(texts, np.isnat(times))
    times[list(extra)] = list(extra.values())
    ways = {hit[0] for hit, time in zip(hits, times, strict=True) if hit and not np.isnat(time)}
    dropped = mixture(times, kinds, told)
    if len(ways) + bool(extra) > 1 and not dropped:
        told.append(f"Dates are written in {len(ways) + bool(extra)} ways; all of them were read.")
    return Dates(times, tuple(told), open=is_open)


def resolved(
    texts: list[str], hits: list[Any], order: str, told: list[str]
) -> tuple[NDArray[np.float64], list[str], bool]:
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
        chosen, is_open = order_of(abc, short, order, dotted)
        parts[triples, :3] = arranged(abc, short, chosen)
        if is_open:
            example = next(texts[i] for i, three in zip(triples, abc, strict=True) if len(set(three)) > 1)
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


def order_of(abc: Whole, short: NDArray[np.bool_], order: str, dotted: bool) -> tuple[str, bool]:
    """Return the order of three numbers, and whether another would make as many of them dates.

    The order that makes most of them dates, and of several such the one in which they follow each other regularly;
    else the day comes first. Where points stand between them, as in 31.1.2020, the day comes first wherever it can.
    """
    if order:
        return ORDERS[order] if order != "year" or short.all() else "dmy", False
    scores = {}
    for candidate in ("dmy", "mdy", "ymd")[: 3 if short.all() else 2]:
        times = joined(np.column_stack([arranged(abc, short, candidate), np.zeros(len(abc))]))
        good = times[~np.isnat(times)]
        scores[candidate] = (len(times) - len(good), *irregular(good))
        if dotted and len(good) == len(times):
            return candidate, False
    best = min(scores, key=lambda candidate: scores[candidate])
    least = min(score[0] for score in scores.values())
    as_good = [candidate for candidate, score in scores.items() if score[0] == least]
    if best != as_good[0] and scores[best][1]:  # regular in neither: habit decides
        best = as_good[0]
    same = {tuple(joined(np.column_stack([arranged(abc, short, one), np.zeros(len(abc))])).astype(int).tolist())
            for one in as_good}  # fmt: skip
    return best, len(same) > 1


def irregular(times: Times) -> tuple[int, int]:
    """Return how often times turn back, and how many different steps there are between them."""
    steps = np.diff(times.astype("datetime64[D]").astype(np.int64))
    months = np.diff(times.astype("datetime64[M]").astype(np.int64))
    turns = min(int((steps < 0).sum()), int((steps > 0).sum()))
    days = times.astype("datetime64[D]") - times.astype("datetime64[M]").astype("datetime64[D]")
    by_month = len(np.unique(months)) if len(np.unique(days)) == 1 else len(steps) + 1
    return turns, min(len(np.unique(steps)), by_month)


def arranged(abc: Whole, short: NDArray[np.bool_], order: str) -> NDArray[np.float64]:
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


def without_years(hits: list[tuple[Form, Parts] | None], parts: NDArray[np.float64]) -> None:
    """Take back cells such as 1-Jan, 2-Jan, …: numbers that change faster than the month are days, of no known year."""
    short = [i for i, hit in enumerate(hits) if hit and hit[0].kind == "month" and len(hit[1].get("year") or "") == 2]
    steps = [(parts[j, 0] - parts[i, 0], parts[j, 1] - parts[i, 1]) for i, j in pairwise(short)]
    if len(steps) > 1 and sum(year != 0 and month == 0 for year, month in steps) > len(steps) / 2:
        if len({parts[i, 1] for i in short}) > 1 or any(year not in (1, -1) for year, _ in steps):
            parts[short] = np.nan
        elif len(short) < len(hits):
            parts[short] = np.nan


def joined(parts: NDArray[np.float64]) -> Times:
    """Return times made of year, month, day and seconds, NaT where the calendar has no such day."""
    fine = np.isfinite(parts).all(axis=1)
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


def in_one_zone(times: Times, offsets: NDArray[np.float64], hits: list[Any], told: list[str]) -> Times:
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


def by_dateutil(texts: list[str], left: NDArray[np.bool_]) -> dict[int, np.datetime64]:
    """Return the times that dateutil finds in cells that have none of the usual forms, by place; by UTC if they say so.

    It fills in what a cell does not say: two readings with different fillings have to agree.
    """
    from datetime import UTC, datetime

    found: dict[int, np.datetime64] = {}
    places = [i for i in np.flatnonzero(left) if re.search(r"[^\W\d_]{2}", texts[i]) and re.search(r"[12]\d{3}", texts[i])]
    for tried, i in enumerate(places[:MOST_BY_DATEUTIL]):
        if tried == 20 and not found:
            break
        try:
            one, other = (parse(texts[i], default=start, dayfirst=True) for start in (datetime(2000, 1, 1), datetime(2004, 2, 2)))
        except (ValueError, OverflowError, TypeError, AttributeError, IndexError, ArithmeticError):
            continue
        if one == other and 1000 <= one.year < 3000:
            plain = one.astimezone(UTC).replace(tzinfo=None) if one.tzinfo else one
            found[int(i)] = np.datetime64(plain, "s")
    return found


def mixture(times: Times, kinds: list[str], told: list[str]) -> bool:
    """Keep, of years, quarters and months in one column, what most cells are; return whether any were left out."""
    seen = Counter(kind for kind, time in zip(kinds, times, strict=True) if kind and not np.isnat(time))
    if len(seen) < 2:
        return False
    if set(seen) == {"month", "day"}:  # a month may be written by its first day
        firsts = times.astype("datetime64[M]").astype("datetime64[s]")
        if (firsts == times)[~np.isnat(times)].all() and len(np.unique(times)) == len(times):
            return False
    most = max(seen, key=lambda kind: (seen[kind], COARSE.index(kind)))
    names = {kind: f"{kind if kind != 'half' else 'half-year'}s" for kind in seen}
    listed = [f"{names[kind]} ({seen[kind]:,})" for kind in COARSE if kind in seen]
    told.append(f"The dates are {', '.join(listed[:-1])} and {listed[-1]} in one column: only the {names[most]} are used.")
    times[[kind not in ("", most) for kind in kinds]] = np.datetime64("NaT")
    return True


def with_unread(texts: list[str], dates: Dates) -> Dates:
    """Return the dates, with a sentence on the rows that have none."""
    none = np.isnat(dates.times)
    words = [texts[i] for i in np.flatnonzero(none) if texts[i]]
    told = list(dates.told)
    if any("in one column" in sentence for sentence in told):
        words = []
    if empty := sum(not texts[i] for i in np.flatnonzero(none)):
        told.append(f"{count(empty, 'row', 'has', 'have')} no date: left out.")
    if words:
        told.append(f"{count(len(words), 'row', 'has', 'have')} no date that can be read ({words[0][:20]}): left out.")
    return replace(dates, told=tuple(told))
