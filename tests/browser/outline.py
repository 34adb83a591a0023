"""The outline of a figure: what it says as one digest, what it draws as a few sums of each part.

Sums are compared with a tolerance, because the last digits of a network's answer differ from processor to processor,
and no rounding hides that: some number always lies at the edge between two roundings.
"""

import base64
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from PIL import Image

from explainers.catalogue import Entry
from explainers.figure_style import Drawing, Style
from tests.contract.everything import record_of

IMAGE = "data:image/png;base64,"
TOLERANCE = 1e-3  # of the largest number in a part


def outline_of(entry: Entry) -> str:
    """Return the outline of the default figure of a page, as JSON."""
    record = record_of(entry)
    params = record.params()
    if record.timeline:  # the errors of long training grow
        params = replace(params, steps=10)
    return outline(record.view().plot.draw(record.simulate(params), Style()))


def outline(drawing: Drawing) -> str:
    """Return as JSON the digest of all names and words, and for each part its size and two sums of its numbers."""
    said: list[str] = []
    parts = [part for node in [*drawing.traces, drawing.layout] for part in sorted(node.items())]
    sums = [_sums(list(_numbers(value, said, name))) for name, value in parts]
    digest = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]
    return json.dumps({"said": digest, "drawn": [part for part in sums if part]}, separators=(",", ":"))


def difference(first: str, second: str) -> str:
    """Return what tells two outlines apart but for rounding; "" where they are of one figure."""
    one, two = json.loads(first), json.loads(second)
    if one["said"] != two["said"] or len(one["drawn"]) != len(two["drawn"]):
        return "names, words or lengths differ"
    drawn, again = np.array(one["drawn"]).reshape(-1, 3), np.array(two["drawn"]).reshape(-1, 3)
    apart = (np.abs(drawn - again) > TOLERANCE * drawn[:, :1] + 1e-9).any(axis=1)
    return "; ".join(f"part {i}: {drawn[i]} and {again[i]}" for i in np.flatnonzero(apart))


def _numbers(node: Any, said: list[str], name: str) -> Iterator[float]:
    """Yield the numbers under a node; write what is no number, and where it stands, into `said`."""
    if isinstance(node, dict):
        for key, value in sorted(node.items()):
            yield from _numbers(value, said, f"{name}.{key}")
    elif isinstance(node, str) and node.startswith(IMAGE):
        with Image.open(io.BytesIO(base64.b64decode(node.removeprefix(IMAGE)))) as image:
            yield from _numbers(np.asarray(image.convert("RGBA"), dtype=float), said, name)
    elif isinstance(node, str | bool) or node is None:
        said.append(f"{name}={node}")
    elif isinstance(node, list | tuple) or (isinstance(node, np.ndarray) and node.dtype.kind not in "fiu"):
        said.append(f"{name}: {len(node)}")
        for value in node:
            yield from _numbers(value, said, name)
    else:
        values = np.atleast_1d(np.asarray(node, dtype=float)).ravel()
        said.append(f"{name}: {len(values)} numbers, {np.isnan(values).sum()} of them missing")
        yield from values[np.isfinite(values)]


def _sums(numbers: list[float]) -> list[float]:
    """Return the largest size, the mean, and a mean with weights that tell the places apart; [] of no numbers."""
    if not numbers:
        return []
    x = np.array(numbers)
    weights = np.cos(np.arange(len(x)) ** 1.5)
    return [float(f"{value:.6g}") for value in (np.abs(x).max(), x.mean(), x @ weights / len(x))]
