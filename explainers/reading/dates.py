"""Dates as people write them, read for a whole column: what one cell leaves open, the others decide."""

import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
from dateutil.parser import parse
from numpy.typing import NDArray

from explainers.reading.counted import counted
from explainers.reading.forms import SEASON, matched
from explainers.reading.limits import count
from explainers.reading.parts import in_one_zone, joined, offset_of, resolved
from explainers.reading.signs import is_nothing

Times = NDArray[np.datetime64]
COARSE = ("year", "half", "quarter", "month", "day")  # what a cell may name, the longest first
NUMERIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
YEARS = re.compile(r"[12]\d{3}(?:0[1-9]|1[0-2])?")
CLOCK = r"(?:[ T]\d\d:\d\d(?::\d\d)?)?"
ISO = re.compile(rf"(?:[12]\d{{3}}-\d\d\n)++|(?:[12]\d{{3}}-\d\d-\d\d{CLOCK}\n)++")  # what numpy reads all at once
WORDY = re.compile(r"(?=.*[^\W\d_]{2}).*[12]\d{3}")  # a word and a year
FILLINGS = (datetime(2000, 1, 1), datetime(2004, 2, 2))
MOST_BY_DATEUTIL = 2_000  # cells; it takes a tenth of a millisecond for each


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
    if ISO.fullmatch("\n".join([*texts, ""])):
        with suppress(ValueError):  # the calendar has no such day
            return Dates(np.array(texts, dtype="datetime64[s]"))
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


def by_dateutil(texts: list[str], left: NDArray[np.bool_]) -> dict[int, np.datetime64]:
    """Return the times that dateutil finds in cells of no usual form, by place; by UTC where they have an offset.

    It fills in what a cell does not say: two readings with different fillings have to agree.
    """
    found: dict[int, np.datetime64] = {}
    places = [int(i) for i in np.flatnonzero(left) if WORDY.search(texts[i])]
    for tried, i in enumerate(places[:MOST_BY_DATEUTIL]):
        if tried == 20 and not found:
            break
        try:
            one, other = (parse(texts[i], default=filling, dayfirst=True) for filling in FILLINGS)
        except (ValueError, OverflowError, TypeError, AttributeError, IndexError, ArithmeticError):
            continue
        if one == other and 1000 <= one.year < 3000:
            plain = one.astimezone(UTC).replace(tzinfo=None) if one.tzinfo else one
            found[i] = np.datetime64(plain, "s")
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
    all_of_them = f"{', '.join(listed[:-1])} and {listed[-1]}"
    told.append(f"The dates are {all_of_them} in one column: only the {names[most]} are used.")
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
