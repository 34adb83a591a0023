"""How much is read of what a visitor brings; checked before anything is computed."""

from explainers.problems import BadInput

MOST_BYTES = 5_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 200
LONGEST = 2_000  # characters in a cell
FIELD = "own"  # of Params, as the pages name it


def refuse(sentence: str) -> BadInput:
    """Return what is raised where a table cannot be read."""
    return BadInput(FIELD, sentence)


def check_size(size: int) -> None:
    """Raise BadInput for a file that is too large; `size` in bytes."""
    if size > MOST_BYTES:
        raise refuse(f"This has {size / 1e6:.1f} MB; at most {MOST_BYTES / 1e6:.0f} MB are read. Leave out columns "
                     "that are not needed, or the oldest rows.")  # fmt: skip


def check_count(rows: int) -> None:
    """Raise BadInput where there are too many rows."""
    if rows > MOST_ROWS:
        raise refuse(f"This has {rows:,} rows; at most {MOST_ROWS:,} are read. Leave out the oldest, or take averages.")


def check_rows(rows: list[list[str]]) -> None:
    """Raise BadInput where a table is too long or too wide, or has a cell that no table has."""
    check_count(len(rows))
    if (width := max(map(len, rows), default=0)) > MOST_COLUMNS:
        raise refuse(f"This has {width:,} columns; at most {MOST_COLUMNS} are read. Leave out those not needed.")
    longest = max((len(cell) for row in rows for cell in row), default=0)
    if longest > LONGEST:
        raise refuse(f"This cannot be read as a table: a cell has {longest:,} characters, and at most {LONGEST:,} are "
                     "read. Perhaps a quotation mark is not closed.")  # fmt: skip


def count(n: int, what: str, one: str = "is", many: str = "are") -> str:
    """Return "1 cell is" or "3 cells are"."""
    return f"{n:,} {what} {one}" if n == 1 else f"{n:,} {what}s {many}"
