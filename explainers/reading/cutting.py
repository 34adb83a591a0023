"""From text to rows of cells: what stands between cells, and where one number was cut in two."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from explainers.reading.limits import check_count, check_rows, count, refuse

MARKS = ("\t", ";", "|", ",")  # a comma comes last: it also stands inside of numbers
NAMES = {"\t": "tabs", ";": "semicolons", "|": "bars", ",": "commas", " ": "spaces"}
SAMPLE = 200  # rows by which the delimiter is judged
REMARK = re.compile(r"\s*#(?![\t;|,]|N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!)")
DECLARED = re.compile(r"sep=(.)\n", re.IGNORECASE)  # how Excel is told
PAIR = re.compile(r"\s*[+-]?\d[\d.'’ ]*,\d+\s*[%€$£]?\s*")  # a number with a decimal comma, or two with a comma between
WHOLE, MORE = re.compile(r"[+-]?\d{1,15}"), re.compile(r"\d+(?:\.\d+)?")
WIDE = r"\s{2,}|\t"  # what may stand between aligned columns, and not inside of a cell
INSIDE = re.compile(r"[^,]*\s\S*\d(?:,\d+)+\S*(?:\s[^,]*)?")  # commas in one number of a line that spaces cut
EMPTY = "There is nothing in it: numbers are needed, one in a row, with a date if there are dates."
OPEN = "This cannot be read as a table: a quotation mark is opened and not closed."
MARKED = (r"\t", r"\s*[;|]\s*")
NUMBERS = re.compile(r"[-+\d.,eE%$€£]+")


def rows_of_text(text: str, delimiter: str = "", decimal: str = "") -> tuple[list[list[str]], str, list[str]]:
    """Return the rows of a text as cells, what stands between them ("" for nothing), and what is to be said.

    `delimiter` and `decimal` are what a person has chosen, "" where the text is to decide. Raises BadInput where it is
    no table, or too large a one.
    """
    check_count(text.count("\n"))
    if declared := DECLARED.match(text):
        text, delimiter = text[declared.end() :], delimiter or declared[1]
    lines = [line for line in text.split("\n") if line.strip() and not REMARK.match(line)]
    if not lines:
        raise refuse(EMPTY)
    if not delimiter and (column := one_line(lines)):
        check_rows(column)
        return column, "", []
    mark = delimiter or delimiter_of("\n".join(lines[:SAMPLE]), decimal)
    if mark in ("", " ") and text.count('"') % 2:
        raise refuse(OPEN)
    if mark == " ":
        rows = by_spaces(lines)
    elif mark:
        rows = by_mark("\n".join(lines), mark)
    else:
        rows = [[only(line)] for line in lines]
    check_rows(rows)
    if not rows:
        raise refuse(EMPTY)
    told: list[str] = []
    return (rejoined(rows, told) if mark == "," else rows), mark, told


def only(line: str) -> str:
    """Return the one cell of a line."""
    cell = line.strip().rstrip(",;")
    return cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def by_mark(text: str, mark: str) -> list[list[str]]:
    """Return rows whose cells a sign separates; quoted ones may hold it, and line breaks. Raises BadInput."""
    try:
        try:
            rows = list(csv.reader(io.StringIO(text), delimiter=mark, skipinitialspace=True, strict=True))
        except csv.Error as problem:
            if "end of data" in str(problem):
                raise
            rows = list(csv.reader(io.StringIO(text), delimiter=mark, skipinitialspace=True))
    except csv.Error:
        raise refuse(OPEN) from None
    return [[cell.strip() for cell in row] for row in rows if any(map(str.strip, row))]


def delimiter_of(sample: str, decimal: str = "") -> str:
    """Return what stands between cells: the sign that cuts most rows into equally many; "" for a single column.

    csv.Sniffer is not asked: it takes the decimal commas of a single column for it, and the colons of a clock.
    """
    for mark in MARKS:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(sample), delimiter=mark, skipinitialspace=True) if row]
        except csv.Error:
            continue
        wide = [width for width in widths if width > 1]
        if mark == "," and inside_numbers(sample.split("\n"), widths):
            return " "
        alike = mark != "," and len(wide) > 1 and len(set(wide)) == 1 and len(wide) > len(widths) / 3
        if len(wide) > len(widths) / 2 or alike:
            return "" if mark == "," and decimal != "." and decimal_commas(sample.split("\n"), decimal) else mark
    return " " if spaced(sample.split("\n")) else ""


def inside_numbers(lines: Sequence[str], widths: Sequence[int]) -> bool:
    """Return whether all commas stand inside of numbers, in columns that spaces separate."""
    held = [line for line in lines if "," in line]
    aligned = all(re.search(r"\S\s{2,}\S", line.strip()) for line in held) or (
        "," not in lines[0] and len(lines[0].split()) > 1 and len(set(widths)) > 1)  # fmt: skip
    return bool(held) and aligned and all(INSIDE.fullmatch(line.strip()) for line in held)


def decimal_commas(lines: Sequence[str], decimal: str) -> bool:
    """Return whether lines that could be cut at their commas are one column of numbers with decimal commas.

    A name without a comma above them says so, and one with a comma the contrary. Without names: the part after the
    comma is equally long, or has leading zeros, and the part before it does not just count the rows.
    """
    pairs = [line for line in lines if PAIR.fullmatch(line)]
    others = [line for line in lines if not PAIR.fullmatch(line)]
    if len(pairs) < 0.5 * len(lines) or any("," in line for line in others):
        return False
    if decimal == "," or others[:1] == lines[:1]:
        return True
    before, after = zip(*(line.strip(" %€$£").split(",") for line in pairs), strict=True)
    if any(len(part) > 1 and part[0] == "0" for part in after):
        return True
    whole = [int(re.sub(r"\D", "", part)) for part in before]
    if {*whole, *map(int, after)} <= {0, 1}:  # two columns of coin flips
        return False
    if all(b - a == whole[1] - whole[0] for a, b in pairwise(whole)) or len(pairs) < 3:
        return False
    return len({len(part) for part in after}) == 1 and not all(1500 <= year < 2150 for year in whole)


def one_line(lines: Sequence[str]) -> list[list[str]]:
    """Return numbers that were pasted in one line, perhaps below a name, as a column; two such lines as two columns."""
    cut = [tokens(line) for line in lines[:2]]
    if len(lines) > 2 or len(cut[-1]) < 4:
        return []
    if len(lines) == 1 or len(cut[0]) == 1:
        return [*([[cut[0][0]]] if len(lines) == 2 else []), *([cell] for cell in cut[-1])]
    if len(cut[0]) == len(cut[1]):
        return [list(pair) for pair in zip(*cut, strict=True)]
    return []


def tokens(line: str) -> list[str]:
    """Return the cells of a line, whatever stands between them."""
    for mark in (r"\t", r"\s*[;|]\s*", r"\s*,\s+|\s+", r","):
        parts = [part for part in re.split(mark, line.strip()) if part]
        if len(parts) > 3 and (mark in MARKED or any(NUMBERS.fullmatch(part) for part in parts[1:])):
            return parts
    return [line.strip()]


def spaced(lines: Sequence[str]) -> bool:
    """Return whether lines are columns aligned by spaces."""
    wide = [line for line in lines if len(line.split()) > 1]
    return len(wide) > len(lines) / 2 and any(sign.isdigit() for line in wide for sign in line)


def by_spaces(lines: list[str]) -> list[list[str]]:
    """Return rows whose cells spaces separate: two or more of them if that fits all rows, else the places where columns
    stand, else any space."""
    names = re.split(WIDE, lines[0].strip())
    for gap in (WIDE, r"\s+"):
        rows = [re.split(gap, line.strip()) for line in lines]
        width = Counter(map(len, rows)).most_common(1)[0][0]
        if width > 1 and all(len(row) == width for row in rows[1:]):
            for head in (names, lines[0].split(), ["", *lines[0].split()]):  # R leaves numbered rows without a name
                if len(head) == width:
                    return [head, *rows[1:]]
    if (body := by_place(lines[1:])) and len(names) == len(body[0]):
        return [names, *body]
    fixed = by_place(lines)
    return fixed if fixed and len(fixed[0]) > 1 else [line.split() for line in lines]


def by_place(lines: list[str]) -> list[list[str]]:
    """Return rows whose cells stand below each other, some of them empty."""
    import pandas as pd

    try:
        text = io.StringIO("\n".join(lines))
        frame = pd.read_fwf(text, header=None, dtype=str, infer_nrows=1000, keep_default_na=False)
    except (ValueError, IndexError, pd.errors.ParserError, pd.errors.EmptyDataError):
        return []
    return [[str(cell).strip() for cell in row] for row in frame.fillna("").to_numpy().tolist()]


def rejoined(rows: list[list[str]], told: list[str]) -> list[list[str]]:
    """Return rows in which numbers that their own commas cut in two are whole again: below two names, 2021-01,90,0.

    That is done where every row with one cell more than there are names has two numbers side by side at one place.
    """
    names = len(rows[0])
    longer = [row for row in rows if len(row) == names + 1 and row[-1]]
    if names < 2 or not longer or any(map(str.isdigit, rows[0])) or any(len(row) > names + 1 for row in rows):
        return rows
    for at in range(names - 1, -1, -1):
        if all(WHOLE.fullmatch(row[at]) and MORE.fullmatch(row[at + 1]) for row in longer):
            break
    else:
        return rows
    if len(longer) < len(rows) - 1 and not all(len(row[at + 1].split(".")[0]) == 3 for row in longer):
        return rows
    told.append(f"{count(len(longer), 'row', 'has', 'have')} one cell more than there are names: "
                f"{longer[0][at]},{longer[0][at + 1]} was read as one number.")  # fmt: skip
    return [[*row[:at], f"{row[at]},{row[at + 1]}", *row[at + 2 :]] if len(row) == names + 1 and row[-1] else row
            for row in rows]  # fmt: skip
