"""A figure as plain data on its way to the browser, as plotly.js reads it: its arrays of numbers in base64."""

import base64
from typing import Any

import numpy as np
from plotly.io.json import to_json_plotly

TYPES = {"i1", "u1", "i2", "u2", "i4", "u4", "f4", "f8"}  # of typed arrays, as plotly.js calls them
LISTS = {"base", "range"}  # attributes that plotly.js takes as lists only
Figure = dict[str, Any]  # what `Plot.unchecked` returns


def figure_json(figure: Figure) -> str:
    """Return a figure as JSON."""
    return str(to_json_plotly(packed(figure), engine="orjson"))


def packed(node: Any) -> Any:
    """Return a figure, or a part of one, with its arrays of numbers as typed arrays; what is shared is left as it is."""
    if isinstance(node, dict):
        return {name: value if name in LISTS else packed(value) for name, value in node.items()}
    if isinstance(node, list | tuple) and any(isinstance(part, dict | np.ndarray) for part in node):
        return [packed(part) for part in node]
    return typed(node) if isinstance(node, np.ndarray) else node


def typed(numbers: np.ndarray[Any, Any]) -> Any:
    """Return an array as `{"dtype", "bdata", "shape"}`, or as a list where plotly.js has no such type."""
    if numbers.dtype == np.int64 and np.array_equal(numbers, small := numbers.astype(np.int32)):
        numbers = small
    kind = f"{numbers.dtype.kind}{numbers.dtype.itemsize}"
    if kind not in TYPES or not numbers.size:
        return numbers.tolist()
    shape = {"shape": ", ".join(map(str, numbers.shape))} if numbers.ndim > 1 else {}
    return {"dtype": kind, "bdata": base64.b64encode(numbers.tobytes()).decode()} | shape
