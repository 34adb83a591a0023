"""Dates whose parts stand in columns of their own: year and month, day and clock."""

import re
from collections.abc import Sequence
from itertools import pairwise

from explainers.reading.months import month_of
from explainers.reading.signs import is_nothing

Columns = dict[str, list[str]]
NAMES = {  # what the first word of a column's name says that it holds
    "year": "year yr yyyy jahr año ano anno année annee jaar",
    "quarter": "quarter qtr q quartal trimestre trim",
    "month": "month mon mo mm monat mes mois mese maand mnth",
    "day": "day dd d tag día dia jour giorno dag dom",
    "hour": "hour hr hh h stunde std heure hora ora",
    "clock": "time clock uhrzeit zeit heure hora ora",
}
RANGES = {"year": (1000, 2999), "quarter": (1, 4), "month": (1, 12), "day": (1, 31), "hour": (0, 24)}
CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s?[AaPp]\.?[Mm]\.?)?")
QUARTER = re.compile(r"[QqTt]?\s?([1-4])")
SAMPLE = 400
MOSTLY = 0.9


def composed(columns: Columns, dates: Sequence[str]) -> tuple[str, list[str], list[str]] | None:
    """Return the name of dates put together from several columns, their cells as text, and these columns; or None.

    `dates` are the columns that are whole dates by themselves; one of them may have its clock beside it.
    """
    parts = named(columns) or counting(columns)
    if "year" in parts and ("month" in parts or "quarter" in parts):
        return from_parts(columns, parts)
    for day in dates:
        clocks = (parts.get("clock"), parts.get("hour"), clock_in(columns))
        beside = next((name for name in clocks if name and name != day), None)
        if beside and not any(":" in cell for cell in columns[day][:SAMPLE]):
            both = zip(columns[day], columns[beside], strict=True)
            cells = [f"{a} {clock(b)}" if a.strip() else "" for a, b in both]
            return f"{day} and {beside}", cells, [day, beside]
    return None


def from_parts(columns: Columns, parts: dict[str, str]) -> tuple[str, list[str], list[str]]:
    """Return dates put together from year and month or quarter, and from day and time where these are there too."""
    wanted = ["year", "month"] if "month" in parts else ["year", "quarter"]
    wanted += [part for part in ("day",) if part in parts and "month" in parts]
    if "day" in wanted:
        wanted += [part for part in ("clock", "hour") if part in parts][:1]
    used = [parts[part] for part in wanted]
    rows = zip(*(columns[name] for name in used), strict=True)
    return " and ".join(used), [put(dict(zip(wanted, row, strict=True))) for row in rows], used


def named(columns: Columns) -> dict[str, str]:
    """Return which column holds which part of dates, by names that fit what is in them."""
    found: dict[str, str] = {}
    for name, cells in columns.items():
        words = re.findall(r"[^\W\d_]+", name.lower())
        for part, names in NAMES.items():
            if words and words[0] in names.split() and part not in found and fits(cells, part):
                found[part] = name
                break
    return found


def fits(cells: Sequence[str], part: str) -> bool:
    """Return whether nearly all cells can be such a part of a date."""
    filled = [cell.strip() for cell in cells[:SAMPLE] if not is_nothing(cell)]
    if part == "clock":
        good = [bool(CLOCK.fullmatch(cell)) for cell in filled]
    else:
        low, high = RANGES[part]
        good = [low <= whole(cell, part) <= high for cell in filled]
    return bool(good) and sum(good) >= MOSTLY * len(good)


def whole(cell: str, part: str) -> int:
    """Return the number of a year, quarter, month, day or hour, -1 where there is none."""
    text = cell.strip()
    if re.fullmatch(r"\d{1,4}(?:\.0*)?", text):
        return int(text.split(".")[0])
    if part == "month":
        return month_of(text) or -1
    match = QUARTER.fullmatch(text) if part == "quarter" else None
    return int(match[1]) if match else -1


def counting(columns: Columns) -> dict[str, str]:
    """Return year and month, or year and quarter, by what the first two columns count: 2021 1, 2021 2, …, 2022 1."""
    first = list(columns)[:2]
    for year, other in (first, first[::-1]) if len(columns) > 2 else ():
        if not fits(columns[year], "year"):
            continue
        years = [whole(cell, "year") for cell in columns[year][:SAMPLE]]
        rising = all(1500 <= a <= b <= 2150 for a, b in pairwise(years))
        if not rising or len(set(years)) == len(years):
            continue
        for part, size in (("month", 12), ("quarter", 4)):
            counts = [whole(cell, part) for cell in columns[other][:SAMPLE]]
            steps = [b == a % size + 1 for a, b in pairwise(counts)]
            if len(steps) > 3 and sum(steps) >= MOSTLY * len(steps) and max(counts) == size:
                return {"year": year, part: other}
    return {}


def clock_in(columns: Columns) -> str | None:
    """Return the column that holds clock times and nothing else."""
    return next((name for name, cells in columns.items() if fits(cells, "clock")), None)


def put(parts: dict[str, str]) -> str:
    """Return a date as text, "" where a part of it is missing."""
    if any(is_nothing(cell) for cell in parts.values()):
        return ""
    numbers = {part: whole(cell, part) for part, cell in parts.items() if part != "clock"}
    if -1 in numbers.values():
        return " ".join(parts.values())  # which nothing can read, and the visitor sees why
    if "month" not in numbers:
        return f"{numbers['year']}Q{numbers['quarter']}"
    text = "-".join(f"{numbers[part]:02}" for part in ("year", "month", "day") if part in numbers)
    time = parts.get("clock", parts.get("hour", ""))
    return f"{text} {clock(time)}" if time else text


def clock(cell: str) -> str:
    """Return a time of day with its minutes: 7 is 07:00."""
    hour = whole(cell, "hour")
    return f"{hour:02}:00" if hour >= 0 else cell.strip()
