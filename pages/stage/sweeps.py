"""Sweeps: what a figure would be at every stop of a slider, the other controls held.

Only what changes, as float32; what an explainer keeps in bytes travels in bytes.
"""

import base64
import json
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from threading import Lock
from typing import Any

import numpy as np

from explainers import controls as declared
from explainers.controls import is_private
from explainers.figure_style import Drawing
from explainers.problems import BadInput
from pages.stage.ahead import make_way
from pages.stage.figure_json import figure_json
from pages.stage.shown import Shown
from pages.stage.widgets import Slider

MAX_BYTES = 450_000  # for the sweep of a slider
QUICK = 0.3  # seconds that a first, coarse sweep may take,
UNASKED = 0.15  # or one that no hand has come near to
FEWEST = 4  # stops of a coarse sweep
KEPT = 64  # sweeps, of all visitors together
NONE: dict[str, Any] = {"changes": [], "count": 0, "stride": 1}
_kept: OrderedDict[tuple[Any, ...], dict[str, Any]] = OrderedDict()
_lock = Lock()


class Superseded(Exception):
    """Nobody waits for this any more."""


def sweeps_of(now: Shown) -> dict[str, Any]:
    """Return the whole sweep of every slider, by its key."""
    return {slider.key: sweep_of(now, slider.key) for slider in now.sliders}


def sweep_of(now: Shown, key: str, quick: bool = False, unasked: bool = False) -> dict[str, Any]:
    """Return what the figure would be along one slider, and the signature of that sweep.

    A quick one has as many stops as can be drawn in a moment; there is then a `stride` between them. One that is
    `unasked` has no stops where a few would take longer: most sliders are never touched. Raises Superseded when the
    visitor has gone on meanwhile, ValueError where there is no such slider.
    """
    slider = next((slider for slider in now.sliders if slider.key == key), None)
    if slider is None:
        raise ValueError("There is no such slider.")
    if not unasked or not now.wanted:
        now.wanted[:] = [key]
    signature = now.signature(slider)
    name = (now.explainer.path, now.view, signature)
    with _lock:
        whole = _kept.get(name)
    if whole is None:
        stops = _stops(now, slider, quick, unasked)
        if not stops:
            return NONE | {"signature": signature}
        packed = pack([_drawn(now, slider, stop) for stop in stops])
        stride = slider.stops.index(stops[1]) if len(stops) > 1 else 1
        if stride > 1:
            return fit(packed, MAX_BYTES, stride) | {"signature": signature}
        whole = fit(packed, MAX_BYTES)
        if not is_private(now.params) and not now.answers:  # what is a visitor's own is not kept for others
            with _lock:
                _kept[name] = whole
                while len(_kept) > KEPT:
                    _kept.popitem(last=False)
    return whole | {"signature": signature}


def _stops(now: Shown, slider: Slider, quick: bool, unasked: bool) -> list[Any]:
    """Return the stops that are drawn: all of them, every second one, every third, … as there is time; perhaps none."""
    if not (quick or unasked):
        return slider.stops
    started = time.perf_counter()
    _drawn(now, slider, slider.stops[0])
    most = round((UNASKED if unasked else QUICK) / (time.perf_counter() - started + 1e-6))
    if unasked and most < FEWEST:
        return []
    return slider.stops[:: -(-len(slider.stops) // max(most, FEWEST))]


def _drawn(now: Shown, slider: Slider, stop: Any) -> Drawing:
    make_way()
    if now.superseded or now.wanted != [slider.key]:
        raise Superseded
    try:
        result = now.result(slider.change(now.params, stop))
    except BadInput:  # of which the page says something when it runs; until then its picture stays
        result = now.result(now.params)
    return now.explainer.view(now.view).plot.draw(result, now.style)


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
    return figure_json(now.explainer.view(now.view).plot.unchecked(result, now.style))


def drawn_at(now: Shown, name: str, text: str) -> str:
    """Return the figure with what is on a pad while a stroke grows, as JSON; "" where nothing can be made of it.

    Raises ValueError where there is no pad that pictures follow.
    """
    pad = now.explainer.controls.get(name)
    if not (isinstance(pad, declared.Drawing | declared.Cells) and pad.follows):
        raise ValueError("There is no such pad.")
    with suppress(BadInput):  # of which the page says something when it runs
        result = now.result(replace(now.params, **{name: text}))
        return figure_json(now.explainer.view(now.view).plot.unchecked(result, now.style))
    return ""


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


def fit(sweep: dict[str, Any], room: int, spacing: int = 1) -> dict[str, Any]:
    """Thin a sweep until it fits into `room` bytes: every second stop, every third, … None of it, if need be.

    `spacing` is how many stops of the slider lie from one drawing to the next.
    """
    for stride in range(1, sweep["count"] + 1):
        kept = range(0, sweep["count"], stride)
        changes = [
            change | {part: [change[part][i] for i in kept] for part in ("floats", "values") if part in change}
            for change in sweep["changes"]
        ]
        thinned = encode({"changes": changes, "count": len(kept), "stride": stride * spacing})
        if len(json.dumps(thinned)) <= room:
            return thinned
    return NONE


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
