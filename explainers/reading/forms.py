"""The forms in which a date is written, each as a pattern; what the parts of a cell mean is left to `dates.py`."""

import re
from dataclasses import dataclass

from explainers.reading.months import month_of

YEAR = r"(?P<year>[12]\d{3})"
SHORT = r"(?P<year>[12]\d{3}|\d{2})"
WORD = r"(?P<word>[^\W\d_]{3,10})\.?"
GAP = r"(?:\s?[-/.]\s?|\s)"
ANY = r"[-/.\s]*"
CLOCK = (
    r"(?:(?:\s?T|,?\s+)(?P<hour>\d{1,2})(?=:|\s?[AaPp]\.?[Mm]|(?<=T\d\d)\b)"
    r"(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r"\s?(?P<noon>[AaPp])?(?(noon)\.?[Mm]\.?)\s?(?P<zone>[A-Z]{1,4}(?![\d+-])|(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?)?)?"
)
ZONES = {"Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2,
         "EEST": 3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
         "JST": 9, "IST": 5.5, "MSK": 3, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13}  # fmt: skip
WEEKDAY = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[.,]*\s+|(?:Mo|Di|Mi|Do|Fr|Sa|So)[.,]+\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Form:
    """One way of writing a date."""

    kind: str  # how much time it names: "year", "half", "quarter", "month" or "day"
    pattern: re.Pattern[str]


def form(kind: str, *parts: str) -> Form:
    """Return a form made of parts of a pattern."""
    return Form(kind, re.compile("".join(parts), re.IGNORECASE if kind in ("quarter", "half") else 0))


FORMS = (
    form("day", YEAR, GAP, r"(?P<month>\d{1,2})", GAP, r"(?P<day>\d{1,2})\.?", CLOCK),
    form("month", YEAR, r"[-/\s](?P<month>\d{1,2})"),
    form("day", r"(?P<a>\d{1,2})", GAP, r"(?P<b>\d{1,2})", GAP, r"(?P<c>\d{4}|\d{2})", CLOCK),
    form("month", r"(?P<month>\d{1,2})[-/\s]", YEAR),
    form("month", WORD, r"(?:\s+de)?[-/.,'’\s]*", SHORT),
    form("day", r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º)?", ANY, r"(?:(?:de|of)\s+)?", WORD, r"(?:\s+de)?[-/.,\s]*",
         SHORT, CLOCK),
    form("month", r"(?P<year>\d{2})[-/\s]", WORD),
    form("day", WORD, ANY, r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[-/,\s]+", YEAR, CLOCK),
    form("day", YEAR, r"[-/.,\s]*", WORD, ANY, r"(?P<day>\d{1,2})", CLOCK),
    form("month", YEAR, r"[-/.,\s]*", WORD),
    form("month", YEAR, r"\s?[Mm](?P<month>\d{1,2})"),
    form("quarter", YEAR, r"[-/:.\s]*[QTK](?:tr|uarter|uartal)?\s?(?P<quarter>[1-4])"),
    form("quarter", r"[QTK](?:tr|uarter|uartal)?\.?\s?(?P<quarter>[1-4])[-/.'’\s]*", SHORT),
    form("quarter", r"(?P<quarter>[1-4])(?:st|nd|rd|th|\.)?\s?[QTK](?:tr|uarter|uartal|rimestre)?\.?[-/.'’\s]*", SHORT),
    form("half", YEAR, r"[-/\s]*[HS](?P<half>[12])"),
    form("half", r"[HS](?P<half>[12])[-/\s]*", YEAR),
    form("day", YEAR, r"-?\s?W(?P<week>\d{1,2})(?:-?(?P<weekday>[1-7]))?"),
    form("month", YEAR, r":(?P<month>\d{1,2})"),
    form("day", YEAR, r"(?P<month>[01]\d)(?P<day>[0-3]\d)", CLOCK),
    form("month", YEAR, r"(?P<month>0[1-9]|1[0-2])"),
    form("year", YEAR, r"(?:\.0*)?"),
)  # fmt: skip
SEASON = re.compile(rf"{YEAR}\s?[-/–]\s?(?P<next>\d{{4}}|\d{{2}})")  # 2009/10: it ends in the next year


def matched(cells: list[str]) -> list[tuple[Form, dict[str, str | None]] | None]:
    """Return for each cell the form it has and its parts, None where it has none."""
    found: list[tuple[Form, dict[str, str | None]] | None] = []
    order = list(FORMS)
    for cell in cells:
        text = cell[match.end() :] if cell[:1].isalpha() and (match := WEEKDAY.match(cell)) else cell
        for place, candidate in enumerate(order):
            match = candidate.pattern.fullmatch(text)
            if match and ("word" not in match.groupdict() or month_of(match["word"])):
                found.append((candidate, match.groupdict()))
                order.insert(0, order.pop(place))  # most of a column is written alike
                break
        else:
            found.append(None)
    return found
