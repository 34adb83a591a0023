"""The one reader of tables that visitors bring: files and pasted text as people have them.

It decides on encoding, delimiter, decimal sign and dates for whole columns, says in sentences what it decided wherever
that could be done otherwise, and takes a person's own `Choices` instead. What is too much or no table is `BadInput`.
"""

from explainers.reading.limits import MOST_BYTES
from explainers.reading.steps import labels_for, laid_out
from explainers.reading.table import Choices, Table, read_table

__all__ = ["MOST_BYTES", "Choices", "Table", "labels_for", "laid_out", "read_table"]
