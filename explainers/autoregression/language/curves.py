"""What is recorded of texts: bits per letter by order and by how much is learnt from, and of programs that pack."""

import bz2
import gzip
import lzma
from collections.abc import Callable
from functools import cache
from typing import Any

from explainers.autoregression.language.ngrams import SMOOTHED, Counts, at_each

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000)  # letters of a text that are learnt from
PACKERS: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress}
MEASURED = 90_000  # letters of either part on which a model is measured


def sizes_of(text: str) -> list[int]:
    """Return how many letters of a text may be learnt from: SIZES as far as they go, and all."""
    return [size for size in SIZES if size < len(text)] + [len(text)]


def curves(train: str, test: str) -> dict[str, Any]:
    """Return all curves of a text: by smoothing, for each size, on what was learnt from and on what was held out."""
    found: dict[str, Any] = {"sizes": sizes_of(train)} | {name: {"train": [], "test": []} for name in SMOOTHED}
    for size in found["sizes"]:
        counts = Counts(train[:size])
        looks = {"train": cache(at_each(train[:size][:MEASURED])), "test": cache(at_each(test[:MEASURED]))}
        for name in SMOOTHED:
            for part, look in looks.items():
                found[name][part].append([round(value, 4) for value in counts.curve(look, name)])
    return found


def packed(train: str, test: str) -> dict[str, float]:
    """Return the bits per letter of a text, packed by programs that have read another one just before it."""
    known, new = train.encode(), test[:MEASURED].encode()
    return {name: 8 * (len(pack(known + new)) - len(pack(known))) / len(new) for name, pack in PACKERS.items()}
