"""How a measurement is summed up and printed. Nothing here passes or fails."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    ours: str
    beside: str = ""  # the same of what we are measured against
    ratio: str = ""
    target: str = ""
    note: str = ""


def percentile(values: Sequence[float], share: float) -> float:
    return float(np.percentile(values, share))


def milliseconds(values: Sequence[float], share: float) -> str:
    return f"{percentile(values, share):.0f} ms"


def quartiles(values: Sequence[float]) -> str:
    """Return the median of some ratios, and the middle half of them."""
    low, middle, high = np.percentile(values, (25, 50, 75))
    return f"{middle:.2f} ({low:.2f} to {high:.2f})"


def slowness(what: str, ours: Sequence[float], bare: Sequence[float], share: float, target: str = "") -> Row:
    """Return a row that compares a percentile of two lists of times, given in milliseconds."""
    ratio = percentile(ours, share) / percentile(bare, share)
    return Row(
        f"{what}, p{share:g}",
        milliseconds(ours, share),
        milliseconds(bare, share),
        f"{ratio:.2f}",
        target,
        f"{len(ours)} and {len(bare)} times",
    )


def table(rows: Sequence[Row]) -> str:
    """Return rows as a table in Markdown, in columns that line up in a terminal too."""
    heads = ("measured", "course", "bare", "ratio", "target", "notes")
    cells = [heads, *((row.what, row.ours, row.beside, row.ratio, row.target, row.note) for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(heads))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
