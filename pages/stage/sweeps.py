"""Sweeps: what a figure would be at every stop of a slider, the other controls held.

Only what changes, as float32; what an explainer keeps in bytes travels in bytes.
"""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np
from plotly.io.json import to_json_plotly

from explainers.controls import is_private
from explainers.explainer import Explainer
from explainers.figure_style import Drawing, Style
from explainers.problems import BadInput
from pages.stage.shown import Shown

MAX_BYTES = 900_000  # for all sweeps of a state: with the figure itself, they stay below a megabyte
_one_at_a_time = Lock()  # a release of someone's slider has precedence over the sweeps of many


def sweeps_of(now: Shown) -> dict[str, Any]:
    """Return, by the key of each slider, what the figure would be along it, and the signature of that sweep."""
    packed = {}
    for slider in now.sliders:
        all_params = tuple(slider.change(now.params, stop) for stop in slider.stops)
        with _one_at_a_time:
            if is_private(now.params) or now.answers:  # what is a visitor's own is not kept
                packed[slider] = sweep(now.explainer, now.view, all_params, now.style, now.answers)
            else:
                packed[slider] = sweep_of(now.explainer, now.view, all_params, now.style)
    sweeps, room = {}, MAX_BYTES
    for left, slider in zip(range(len(packed), 0, -1), sorted(packed, key=lambda s: _size(packed[s])), strict=True):
        sweep = fit(packed[slider], room // left)  # what the small ones do not need is for the large ones
        room -= len(json.dumps(sweep))
        sweeps[slider.key] = sweep | {"signature": now.signature(slider)}
    return sweeps


@lru_cache(maxsize=48)
def sweep_of(explainer: Explainer[Any, Any], view: str, all_params: tuple[Any, ...], style: Style) -> dict[str, Any]:
    """Return one sweep, kept for whoever else comes to the same settings."""
    return sweep(explainer, view, all_params, style, {})


def sweep(explainer: Explainer[Any, Any], view: str, all_params: tuple[Any, ...], style: Style,
          answers: Mapping[Any, Any]) -> dict[str, Any]:  # fmt: skip
    """Return one sweep: what changes in a figure as one setting runs through its stops."""
    plot = explainer.view(view).plot

    def drawings(some: Iterable[Any]) -> list[Drawing]:
        return [plot.draw(explainer.result(params, answers), style) for params in some]

    probe = pack(drawings([all_params[0], all_params[len(all_params) // 2], all_params[-1]]))
    return pack(drawings(all_params)) if probe["changes"] else probe


def found_at(now: Shown, key: str, stop: int) -> str:
    """Return the figure at one stop of a slider with what workers find there, as JSON; "" where they are not so quick.

    Raises ValueError where there is no such slider or stop.
    """
    slider = next((slider for slider in now.sliders if slider.key == key), None)
    if slider is None or not 0 <= stop < len(slider.stops):
        raise ValueError("There is no such slider, or it has no such stop.")
    result = None
    with suppress(BadInput):  # of which the page says something when it runs
        result = now.find(slider.change(now.params, slider.stops[stop])) if now.find else None
    if result is None:
        return ""
    return str(to_json_plotly(now.explainer.view(now.view).plot.unchecked(result, now.style)))


def pack(drawings: list[Drawing]) -> dict[str, Any]:
    """Return the parts of the drawings that change from one to the next, numbers as float32 or bytes.

    Of a part whose length changes too, `ends` says where each stop's numbers end.
    """
    changes = []
    for path, column in _changing([{"data": drawing.traces, "layout": drawing.layout} for drawing in drawings]):
        first = column[0]
        change: dict[str, Any] = {"path": list(path), "asList": isinstance(first, list)}
        if isinstance(first, np.ndarray) and first.ndim == 2:
            change["columns"] = first.shape[1]
        if isinstance(first, np.ndarray | list) and all(np.asarray(value).dtype.kind in "fiu" for value in column):
            small = all(isinstance(value, np.ndarray) and value.dtype == np.uint8 for value in column)
            change |= {"floats": [np.asarray(value, np.uint8 if small else np.float32).ravel() for value in column]}
        else:
            change |= {"values": column}
        changes.append(change)
    return {"changes": changes, "count": len(drawings), "stride": 1}


def _size(sweep: dict[str, Any]) -> int:
    return sum(floats.nbytes for change in sweep["changes"] for floats in change.get("floats", []))


def encode(sweep: dict[str, Any]) -> dict[str, Any]:
    """Return a sweep as it travels: numbers in base64."""
    return sweep | {"changes": [_encoded(change) for change in sweep["changes"]]}


def _encoded(change: dict[str, Any]) -> dict[str, Any]:
    if "floats" not in change:
        return change
    numbers = np.concatenate(change["floats"])
    text = base64.b64encode(numbers.tobytes()).decode()
    ends = np.cumsum([len(floats) for floats in change["floats"]]).tolist()
    rest = {name: value for name, value in change.items() if name != "floats"}
    return rest | {"ends": ends, str(numbers.dtype): text}


def fit(sweep: dict[str, Any], room: int) -> dict[str, Any]:
    """Thin a sweep until it fits into `room` bytes: every second stop, every third, … None of it, if need be."""
    for stride in range(1, sweep["count"] + 1):
        kept = range(0, sweep["count"], stride)
        changes = [
            change | {part: [change[part][i] for i in kept] for part in ("floats", "values") if part in change}
            for change in sweep["changes"]
        ]
        thinned = encode({"changes": changes, "count": len(kept), "stride": stride})
        if len(json.dumps(thinned)) <= room:
            return thinned
    return {"changes": [], "count": 0, "stride": 1}


def _changing(column: list[Any], path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], list[Any]]]:
    """Yield every array, list of plain values and single value that is not the same in all figures, with its path."""
    first = column[0]
    if all(node is first for node in column):  # what is cached need not be looked into
        return
    if isinstance(first, dict):
        for name in first:
            yield from _changing([node[name] for node in column], (*path, name))
    elif isinstance(first, list) and any(isinstance(part, dict | list) for part in first):
        for i in range(len(first)):
            yield from _changing([node[i] for node in column], (*path, i))
    elif not all(_same(node, first) for node in column):
        yield path, column


def _same(a: Any, b: Any) -> bool:
    if a is b:
        return True
    if isinstance(a, str | float | int | None) and isinstance(b, str | float | int | None):
        return a == b  # most of a figure; numpy would take ten times as long
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and a.dtype.kind == "f":
        return a.shape == b.shape and np.array_equal(a, b, equal_nan=True)
    return np.array_equal(a, b)
