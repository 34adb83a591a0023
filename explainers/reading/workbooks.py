"""The first table of an Excel workbook, as rows of text."""

import datetime
import io
import zipfile
from typing import Any

from explainers.reading.limits import check_count, refuse

MOST_UNPACKED = 40_000_000  # bytes: a small archive may hold much
MOST_CELLS = 400_000


class Exact(str):
    """A number as a workbook holds it: its point is the decimal sign, whatever stands in other cells."""

    __slots__ = ()


def rows_of_workbook(content: bytes) -> tuple[list[list[str]], list[str]]:
    """Return the rows of the first sheet that has two of them, and what is to be said about it.

    Raises BadInput for any other archive, and for a workbook that is too large. Formulas count by the values that were
    saved with them.
    """
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names, size = set(archive.namelist()), sum(member.file_size for member in archive.infolist())
        if "xl/workbook.xml" not in names:
            raise refuse("This is an archive, but not an Excel workbook (.xlsx): save the table as .xlsx or as CSV.")
        if size > MOST_UNPACKED:
            raise refuse(f"This workbook has {size / 1e6:.0f} MB when unpacked; at most {MOST_UNPACKED / 1e6:.0f} MB "
                         "are read. Save the one sheet that matters, as CSV.")  # fmt: skip
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
        for sheet in sheets:
            if len(rows := rows_of_sheet(sheet)) > 1:
                return rows, [f"Of {len(book.sheetnames)} sheets “{sheet.title[:40]}” was read."] * (len(sheets) > 1)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError, EOFError, AttributeError,
            NotImplementedError, RuntimeError, IndexError) as problem:  # fmt: skip
        if hasattr(problem, "sentence"):
            raise
        raise refuse("This Excel workbook cannot be read: it has to be saved again, or saved as CSV.") from None
    raise refuse("There is nothing in this workbook: a sheet with a table is needed.")


def rows_of_sheet(sheet: Any) -> list[list[str]]:
    """Return the rows of a sheet that are not empty, as text."""
    rows, cells = [], 0
    for row in sheet.iter_rows(values_only=True):
        cells += len(row)
        if cells > MOST_CELLS:
            raise refuse(f"This sheet has more than {MOST_CELLS:,} cells: keep the columns and rows that matter.")
        width = max((i for i, value in enumerate(row, 1) if value is not None), default=0)
        if width:
            rows.append([as_text(value) for value in row[:width]])
            check_count(len(rows))
    return rows


def as_text(value: Any) -> str:
    """Return a cell as text: dates as ISO writes them, numbers exactly."""
    match value:
        case None:
            return ""
        case bool():
            return str(value)
        case int() | float():
            return Exact(int(value)) if value == value // 1 and abs(value) < 1e15 else Exact(repr(value))
        case datetime.datetime():
            return str(value.replace(microsecond=0) + datetime.timedelta(seconds=value.microsecond >= 500_000))
        case _:
            return str(value)
