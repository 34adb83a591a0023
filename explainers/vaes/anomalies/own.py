"""A learner's own table, brought under the columns of a model; or a sentence on why that cannot be."""

import re

import numpy as np

from explainers.data.anomalies.records import RECORDS
from explainers.problems import BadInput
from explainers.reading import Table
from explainers.vaes.anomalies.found import Array

MOST = 1000  # rows
LARGEST = 1e9


def plain_name(name: str) -> str:
    """Return a name without what people write differently: case, blanks, underscores, hyphens."""
    return re.sub(r"[\s_\-]+", "", name).lower()


def own_records(table: Table, records: str) -> tuple[str, list[str]]:
    """Return the rows of a table that has the columns of a model, as text, and sentences on what was done.

    Columns go by their names, in any order; others are left out, and so are rows that lack a number. Raises BadInput
    where a column is missing, is no numbers, or no whole row is left.
    """
    wanted = RECORDS[records].columns
    there = {plain_name(name): name for name in table.names}
    if missing := [name for name in wanted if plain_name(name) not in there]:
        has = f"it has {listed(table.names)}, and lacks {listed(missing)}"
        raise BadInput("own", f"This table has other columns than the model, which knows {listed(wanted)}: {has}.")
    columns, said = [], list(table.told)
    for name in wanted:
        found = table.read_numbers(there[plain_name(name)])
        if not np.isfinite(found.values).any():
            raise BadInput("own", f"The column “{name}” holds no numbers.")
        columns.append(found.values)
        said += [sentence for sentence in found.told if sentence not in said]
    rows = np.stack(columns, axis=1)
    whole = rows[(np.abs(np.nan_to_num(rows, nan=np.inf)) < LARGEST).all(axis=1)]
    if not len(whole):
        raise BadInput("own", "No row of this has a number in all of the columns.")
    said.append(f"{min(len(whole), MOST):,} rows read.")
    if left := len(rows) - len(whole):
        said.append(f"Left out for want of a number: {left:,} {'row' if left == 1 else 'rows'}.")
    if len(whole) > MOST:
        said.append(f"Only the first {MOST:,} are used.")
    return ";".join(",".join(f"{value:.10g}" for value in row) for row in whole[:MOST]), said


def listed(names: object, most: int = 9) -> str:
    """Return names in a row, no more than `most` of them, each cut short."""
    every = [str(name)[:30] for name in names]  # type: ignore[attr-defined]
    return ", ".join(every[:most]) + (f" and {len(every) - most} more" if len(every) > most else "")


def text_to_records(text: str) -> Array:
    """Return what `own_records` wrote, shape (n, 9). Raises BadInput for any other text."""
    if not text:
        return np.zeros((0, 9))
    try:
        rows = np.array([[float(value) for value in row.split(",")] for row in text.split(";")])
    except ValueError:
        rows = np.zeros((0, 0))
    if rows.ndim != 2 or rows.shape[1:] != (9,) or not np.isfinite(rows).all():
        raise BadInput("own", "These are no records: each has nine numbers.")
    return rows
