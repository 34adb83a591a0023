"""Dates that are plain numbers: years, digits such as 202101, days as Excel counts them, seconds since 1970.

A value may look like any of these. So the name of the column has to say that it holds dates, or the numbers have to
step as a calendar does, at the place where dates stand.
"""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.datetime64]
Array = NDArray[np.float64]
DATE_NAMES = re.compile(
    r"(?:^|.*[^a-z])(?:dates?|timestamp|datetime|datum|fecha|epoch)(?:$|[^a-z])"
    r"|(?:days?|times?|years?|yr|months?|quarters?|qtr|weeks?|periods?|when|dt|ds|zeit|zeitpunkt|zeitraum|jahr|monat|quartal"
    r"|woche|tag|año|mes|ano|anno|mese|giorno|année|annee|mois|jour|unix)(?:$|[^a-z])"
)  # "date" anywhere in a name, but "day" only at its beginning: visitors per day are values
OTHER_NAMES = re.compile(r"(?:^|[^a-z])(?:id|ids|index|nr|no|number|count|counts|code|zip|plz|key)(?:$|[^a-z])|^#$")
DAY = 86_400
FIRST_OF_EXCEL = np.datetime64("1899-12-30")
SERIALS = (10_000, 80_000)  # 1927 to 2119
EPOCHS = {1.0: (3e8, 4e9), 1e3: (3e11, 4e12), 1e6: (3e14, 4e15), 1e9: (3e17, 4e18)}  # units in a second: 1979 to 2096
STEPS = (1, 2, 3, 4, 5, 10)  # years that may lie between two values
FEWEST = 3  # rows by which a step can be seen


@dataclass(frozen=True, eq=False)
class Counted:
    """What numbers are as dates."""

    times: Times  # (n,) NaT where there is none, and everywhere if they are no dates
    told: tuple[str, ...] = ()
    sure: bool = False  # whether name or steps speak for dates


def counted(texts: list[str], name: str, first: bool) -> Counted:
    """Return the times of a column most of whose cells are plain numbers, NaT everywhere where these are no dates."""
    numbers = np.array([number(text) for text in texts])
    there = np.isfinite(numbers)
    none = Counted(np.full(len(texts), np.datetime64("NaT"), "datetime64[s]"))
    given = numbers[there]
    if len(given) == 0 or OTHER_NAMES.search(low := name.strip().lower()):
        return none
    for read in (as_years, as_digits, as_fractions, as_serials, as_epochs):
        found = read(given, [text for text, here in zip(texts, there, strict=True) if here])
        if found is None:
            continue
        times, sentence, stepping = found
        one_way = min((np.diff(times).astype(np.int64) < 0).sum(), (np.diff(times).astype(np.int64) > 0).sum())
        named = bool(DATE_NAMES.match(low)) and one_way <= 0.1 * len(times)
        none.times[there] = times
        return Counted(none.times, (sentence,) if sentence else (), named or (stepping and first))
    return none


def number(text: str) -> float:
    """Return a plain number, nan for anything else."""
    return float(text.replace(",", ".")) if re.fullmatch(r"\d+(?:[.,]\d+)?", text) and len(text) < 25 else np.nan


def steady(values: Array, steps: tuple[float, ...]) -> bool:
    """Return whether numbers go on by one of some steps, nearly always the same, and always one way."""
    gaps = np.diff(values)
    if len(values) < FEWEST or not ((gaps > 0).all() or (gaps < 0).all()):
        return False
    usual = float(np.median(np.abs(gaps)))
    alike = (np.abs(np.abs(gaps) - usual) < 1e-6).mean()
    return any(abs(usual - step) < 1e-6 * step for step in steps) and bool(alike > 0.8)


def as_years(given: Array, texts: list[str]) -> tuple[Times, str, bool] | None:
    """Return whole years from 1000 on."""
    if not ((given == np.floor(given)) & (given >= 1000) & (given < 3000)).all():
        return None
    times = (given.astype(np.int64) - 1970).astype("datetime64[Y]").astype("datetime64[s]")
    return times, "", steady(given, STEPS) and bool((given >= 1500).all() and (given <= 2150).all())


def as_digits(given: Array, texts: list[str]) -> tuple[Times, str, bool] | None:
    """Return 202101 and 20210131 as dates, where nearly all cells can be."""
    size = len(texts[0])
    if size not in (6, 8) or not all(text.isdigit() and text.isascii() and len(text) == size for text in texts):
        return None
    whole = given.astype(np.int64)
    year, month, day = (whole // 100, whole % 100, 1 + 0 * whole) if size == 6 else (
        whole // 10_000, whole // 100 % 100, whole % 100)  # fmt: skip
    fine = (year >= 1500) & (year < 2200) & (month >= 1) & (month <= 12) & (day >= 1)
    months = (12 * (year - 1970) + np.clip(month, 1, 12) - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + np.clip(day - 1, 0, 40)
    fine &= days.astype("datetime64[M]") == months
    if fine.mean() < 0.9:
        return None
    times = np.where(fine, days.astype("datetime64[s]"), np.datetime64("NaT", "s"))
    ordered = days.astype(np.int64) if size == 8 else months.astype(np.int64)
    gaps = np.diff(ordered)
    return times, "", len(gaps) > 1 and bool((gaps >= 0).all() or (gaps <= 0).all())


def as_fractions(given: Array, texts: list[str]) -> tuple[Times, str, bool] | None:
    """Return years with fractions, such as 2021.25 and 1990.0417, as the months they fall into."""
    if not ((given > 1500) & (given < 2150)).all():
        return None
    for in_year in (12, 4, 2):
        if len(given) > FEWEST and (np.abs(np.diff(given) - 1 / in_year) < 0.002).mean() > 0.8:
            places = np.floor(in_year * given + 0.02).astype(np.int64) * (12 // in_year)
            times = (places - 12 * 1970).astype("datetime64[M]").astype("datetime64[s]")
            return times, f"Read {texts[0]} as {str(times[0])[:7]}: a year with a fraction.", True
    return None


def as_serials(given: Array, texts: list[str]) -> tuple[Times, str, bool] | None:
    """Return days as Excel counts them, from 30 December 1899 on."""
    if not ((given >= SERIALS[0]) & (given < SERIALS[1])).all():
        return None
    times = FIRST_OF_EXCEL.astype("datetime64[s]") + np.round(DAY * given).astype(np.int64)
    days, months = times.astype("datetime64[D]"), times.astype("datetime64[M]")
    after = (days + 1).astype("datetime64[M]") - months
    ends = (after.astype(np.int64) > 0).all()
    firsts = (days == months.astype("datetime64[D]")).all() and (given == np.floor(given)).all()
    by_month = len(given) >= FEWEST and (firsts or ends) and len(np.unique(months)) == len(months)
    stamp = str(times[0]).replace("T", " ")
    shown = stamp[:10] if (given == np.floor(given)).all() else stamp[:16]
    stepping = bool(by_month) or steady(given, (1.0, 7.0))
    return times, f"Read {texts[0]} as {shown}: days as Excel counts them.", stepping


def as_epochs(given: Array, texts: list[str]) -> tuple[Times, str, bool] | None:
    """Return seconds since 1970, or thousandths, millionths or billionths of them."""
    for units, (low, high) in EPOCHS.items():
        if ((given >= low) & (given < high)).all():
            times = np.round(given / units).astype(np.int64).astype("datetime64[s]")
            seconds = np.diff(times).astype(np.int64)
            stepping = len(seconds) > 1 and bool((seconds > 0).all() and np.median(seconds) % 60 == 0)
            stamp = str(times[0]).replace("T", " ")[:16]
            return times, f"Read {texts[0]} as {stamp} UTC: time since 1970.", stepping
    return None
