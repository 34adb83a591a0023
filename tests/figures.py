"""Figures as they travel to a browser, read again; and where two of them differ."""

import base64
import math
from collections.abc import Iterator
from typing import Any

import numpy as np


def unpacked(node: Any) -> Any:
    """Return a figure as it is read, typed arrays as lists, without what is not there: empty lists and the template."""
    if isinstance(node, dict):
        if "bdata" in node:
            numbers = np.frombuffer(base64.b64decode(node["bdata"]), node["dtype"])
            shape = [int(length) for length in node.get("shape", str(numbers.size)).split(",")]
            return unpacked(numbers.reshape(shape).tolist())
        return {name: unpacked(part) for name, part in node.items() if name != "template" and part != []}
    if isinstance(node, list):
        return [unpacked(part) for part in node]
    return None if isinstance(node, float) and math.isnan(node) else node


def differing(ours: Any, theirs: Any, path: str = "") -> Iterator[str]:
    """Yield where two figures differ; angles are brought into one turn by plotly, and lose their last digits."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        for name in ours:
            yield from differing(ours[name], theirs[name], f"{path}/{name}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for i, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from differing(one, other, f"{path}/{i}")
    elif ours != theirs and not (path.split("/")[-2] == "angle" and math.isclose(ours, theirs)):
        yield f"{path}: {ours!r} for {theirs!r}"[:200]
