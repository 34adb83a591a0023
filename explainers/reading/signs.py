"""Numbers as people write them: which sign is the decimal one, decided for a whole column.

A cell such as 1,011 may be 1011 or 1.011; no cell can say by itself. Other cells of the column do (1,5 or 1,234.5),
or other columns of the table, and whole numbers below 1000 beside it, for they are what thousands begin with.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explainers.reading.limits import count
from explainers.reading.workbooks import Exact

Array = NDArray[np.float64]
NOTHING = frozenset(("", "na", "n/a", "n.a.", "#n/a", "nan", "null", "none", "nil", "-", "--", "–", "—", "−", ".", "..",
                     "...", "…", "?", ":", "missing", "k.a.", "k. a."))  # fmt: skip
BEYOND = 1e100  # numbers that are not measured anywhere, and whose squares would not be numbers
NAMES = {",": "comma", ".": "point"}
SPACE = " \t\u00a0\u2007\u2009\u202f"
DASHES = str.maketrans({"−": "-", "–": "-", "\ufe63": "-", "－": "-"})
GROUPED = re.compile(rf"(?<=\d)[{SPACE}'’](?=\d{{3}}(?!\d))")  # what separates thousands and can be nothing else
AROUND = re.compile(r"[$€£¥₹%‰]|\b(?:EUR|USD|GBP|CHF)\b")
ENDLESS = re.compile(r"[+-]?inf(?:inity)?", re.IGNORECASE)
WRITTEN = re.compile(r"[+-]?([\d.,]*\d[\d.,]*)(?:[eE][+-]?\d{1,3})?")
MANY = 1000  # cells that are worth a look whether they can be read all at once
PLAIN = re.compile(r"(?:-?\d+(?:\.\d+)?)?(?:\n(?:-?\d+(?:\.\d+)?)?)*+", re.ASCII)
POINT = re.compile(r"\.(?:\d{1,2}|\d{4,})(?!\d)|(?<!\d)0\.")  # a point that cannot separate thousands
BY_DECIMAL = {
    mark: re.compile(
        rf"(?=[^eE]*\d)[+-]?(?:\d+|\d{{1,3}}(?:{other}\d{{3}})+|\d{{1,2}}(?:{other}\d{{2}})+{other}\d{{3}})?(?:{own}\d*)?"
        r"(?:[eE][+-]?\d{1,3})?"
    )  # the third way of grouping is India's: 12,34,567
    for mark, own, other in ((".", r"\.", ","), (",", ",", r"\."))
}


@dataclass(frozen=True, eq=False)
class Numbers:
    """A column as numbers."""

    values: Array  # (n,) nan where there is none
    decimal: str  # "." or ","
    sure: bool  # whether the column itself says so
    told: tuple[str, ...]  # how cells were read, and which could not be


def is_nothing(cell: str) -> bool:
    """Return whether a cell says that there is no value."""
    return cell.strip().lower() in NOTHING


def read_numbers(cells: Sequence[str], decimal: str = "", hint: str = "", weak: str = "") -> Numbers:
    """Return a column of text as numbers.

    `decimal` is the sign a person has chosen. Else the column decides; `hint` is what other columns say, and counts
    where this one does not; `weak` is what the delimiter suggests, where nothing else does.
    """
    if decimal != "," and (plain := plainly(cells)) is not None:
        return plain
    texts = [cell if type(cell) is Exact else bare(cell) for cell in cells]
    found, sure = (decimal, True) if decimal else decided(texts, hint, weak)
    values = np.array([value_of(text, found) for text in texts], dtype=float)
    return Numbers(values, found, sure, (*said(cells, texts, values, found), *unread(cells, values)))


def plainly(cells: Sequence[str]) -> Numbers | None:
    """Return a long column all at once, None where a cell is more than digits with a point that can be nothing else."""
    joined = "\n".join(cells)
    if len(cells) < MANY or not PLAIN.fullmatch(joined) or ("." in joined and not POINT.search(joined)):
        return None
    return Numbers(np.array([cell or "nan" for cell in cells], dtype=float), ".", "." in joined, ())


def bare(cell: str) -> str:
    """Return a number without currency, per cent and the spaces between thousands, its minus in front."""
    text = cell.translate(DASHES).strip(SPACE)
    if text.isdecimal() or not text:
        return text
    text = GROUPED.sub("", AROUND.sub("", text).strip(SPACE))
    if text[:1] == "(" and text[-1:] == ")":
        text = "-" + text[1:-1]
    if text[-1:] == "-" and text[:1] != "-":
        text = "-" + text[:-1]
    return text[0] + text[1:].lstrip(SPACE) if text[:1] in ("+", "-") else text


def leaning(text: str) -> str:
    """Return which decimal sign a number shows: "." or ","; ".?" or ",?" where that may separate thousands; else ""."""
    match = WRITTEN.fullmatch(text)
    if match is None:
        return ""
    digits = match[1]
    mark = "," if digits.rfind(",") > digits.rfind(".") else "."
    other = "," if mark == "." else "."
    if not (marks := digits.count(mark)):
        return ""
    if marks > 1:
        return other if BY_DECIMAL[other].fullmatch(digits) else ""
    left, right = digits.split(mark)
    if other in digits:
        return mark if BY_DECIMAL[mark].fullmatch(digits) else ""
    return f"{mark}?" if len(right) == 3 and len(left) <= 3 and left[:1] not in ("", "0") else mark


def decided(texts: Sequence[str], hint: str, weak: str) -> tuple[str, bool]:
    """Return the decimal sign of a column, and whether the column itself shows it."""
    leanings = [leaning(text) if type(text) is not Exact else "" for text in texts]
    shown = Counter(leanings)
    if shown["."] != shown[","]:
        return ("." if shown["."] > shown[","] else ","), True
    for mark, other in ((",", "."), (".", ",")):
        if not shown[f"{mark}?"] or shown[f"{other}?"]:
            continue
        whole = {text.lstrip("+-0") for text in texts if text.lstrip("+-").isdecimal()}
        whole -= {text for text in whole if text.strip("9") == "" and len(text) > 1} | {""}  # -999 is no value
        doubtful = [float(text.replace(mark, "")) for text, lean in zip(texts, leanings, strict=True) if lean[1:]]
        if whole:
            return (other if thousands(sorted(float(text) for text in whole), doubtful, mark) else mark), True
    return hint or weak or ".", False


def thousands(whole: list[float], doubtful: list[float], mark: str) -> bool:
    """Return whether cells such as 1,011 are thousands, by the whole numbers beside them.

    A decimal that always has three places is hardly ever a whole number, so that a few of these decide; where there are
    very few cells, or whole numbers beyond 999 are written without a sign, sizes do.
    """
    near, as_read = np.median(np.log(whole)), np.median(np.log(np.abs(doubtful)))
    closer = bool(abs(as_read - near) <= abs(as_read - np.log(1000) - near))
    if whole[-1] >= 1000:
        return closer
    return closer or mark == "," or len(whole) >= 3 <= len(doubtful)


def value_of(text: str, decimal: str) -> float:
    """Return the number that a text stands for, nan for none."""
    if type(text) is Exact:
        return float(text)
    if BY_DECIMAL[decimal].fullmatch(text):
        return float(text.replace("," if decimal == "." else ".", "").replace(",", "."))
    return float(text) if ENDLESS.fullmatch(text) else float("nan")


def said(cells: Sequence[str], texts: Sequence[str], values: Array, decimal: str) -> list[str]:
    """Say, with a cell as example, how signs were read wherever they could be read otherwise."""
    told: dict[str, str] = {}
    doubtful = None
    for cell, text, value in zip(cells, texts, values, strict=True):
        if type(text) is Exact or not np.isfinite(value):
            continue
        if (reason := why(cell, text, decimal)) is not None:
            told.setdefault(reason, f"Read {cell.strip()} as {value:.15g}{reason}.")
        elif doubtful is None and leaning(text) == ".?":
            doubtful = f"Read {text} as {value:.15g}, not as {text.replace('.', '')}: the point is the decimal sign."
    if doubtful and not any(leaning(text) == "." for text in texts):
        told[doubtful] = doubtful
    return list(told.values())


def why(cell: str, text: str, decimal: str) -> str | None:
    """Return what has to be said about how a cell was read, None where it could be read in one way only."""
    group = "," if decimal == "." else "."
    if group in text:
        also = f", and the {NAMES[decimal]} is the decimal sign" if decimal in text else ""
        return f": the {NAMES[group]} separates thousands{also}"
    if decimal in text and decimal == ",":
        return ": the comma is the decimal sign"
    if text == (plain := cell.translate(DASHES).strip(SPACE)):
        return None
    if gap := GROUPED.search(plain):
        return ": the space separates thousands" if gap[0] in SPACE else ": the apostrophe separates thousands"
    return ": parentheses stand for a minus" if plain[0] == "(" else ""


def unread(cells: Sequence[str], values: Array) -> list[str]:
    """Say which cells are no numbers, and which are none that can be used; empty ones are neither."""
    words = [cells[i].strip() for i in np.flatnonzero(np.isnan(values)).tolist() if not is_nothing(cells[i])]
    endless = int((np.abs(values) >= BEYOND).sum())
    told = []
    if words:
        some = ", ".join(" ".join(word.split())[:20] for word in list(dict.fromkeys(words))[:3])
        told.append(f"{count(len(words), 'cell', 'is not a number', 'are not numbers')} ({some}): counted as missing.")
    if endless:
        told.append(f"{count(endless, 'cell')} infinite or beyond {BEYOND:g}: counted as missing.")
    return told
