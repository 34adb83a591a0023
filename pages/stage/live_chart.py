"""The live chart: a plotly figure that follows the hand while a native slider is dragged.

The server paints the truth on release. Once the browser has painted it, it asks for the rest: the parts of the page below
the stage, and for every slider what the figure would be at each of its stops (the other controls held). Only what
changes is sent, as float32. `live_chart.js` paints it, `live_sweeps.js` asks for it.
"""

import base64
import hashlib
import importlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import plotly
import plotly.graph_objects as go
import streamlit as st
from plotly.io.json import to_json_plotly

from explainers.figure_style import Drawing, Plot, Style
from pages.stage.controls import Controls, Slider

PLOTLY_ROUTE = f"/plotly/{plotly.__version__}/plotly.min.js"
MAX_BYTES = 1_000_000  # for all sweeps of a state
MAX_SECONDS = 1.0  # of the server's time for them; what is not ready by then follows on release
HERE = Path(__file__).parent

_chart = st.components.v2.component(
    "live_chart",
    html="<div class='live-chart' style='width: 100%'></div>",
    js=(HERE / "live_chart.js").read_text("utf-8"),
    isolate_styles=False,
)
_sweeps = st.components.v2.component("live_sweeps", js=(HERE / "live_sweeps.js").read_text("utf-8"))


@dataclass(frozen=True)
class Shown:
    """What the stage shows now: enough to draw the rest of the page from."""

    prefix: str
    module: Any  # the explainer
    view: str
    params: Any
    sliders: tuple[Slider, ...]
    link: str  # the address of this state
    version: str  # of the figure
    style: Style

    def signature(self, slider: Slider) -> str:
        """Return a short name for everything that a sweep of this slider depends on, its own value left out."""
        held = replace(self.params, **slider.change(slider.stops[0]))
        return _digest(repr((held, slider.stops, self.view, self.style)))


def style() -> Style:
    """Return how this visitor wants figures drawn: light or dark, lecture or not."""
    return Style(dark=st.context.theme.type == "dark", lecture=bool(st.session_state.get("lecture")))


def show(controls: Controls[Any], module: Any, view: str, params: Any, result: Any) -> None:
    """Paint the main figure of a page, and remember what it shows for `shown`."""
    prefix, drawn_in = controls.prefix, style()
    figure = getattr(module, f"plot_{view}")(result, drawn_in)
    text = to_json_plotly(figure)
    now = Shown(prefix, module, view, params, tuple(controls.sliders), controls.link(), _digest(text), drawn_in)
    st.session_state[f"{prefix}-shown"] = now
    signatures = {slider.key: now.signature(slider) for slider in now.sliders}
    live_chart(figure, f"{prefix}-chart", "var(--stage-height)", signatures, text=text)


def shown(prefix: str) -> Shown:
    """Return what the stage of a page shows."""
    now: Shown = st.session_state[f"{prefix}-shown"]
    return now


def live_chart(
    figure: go.Figure,
    key: str,
    height: str = "420px",
    signatures: dict[str, str] | None = None,
    on_point: Callable[[], None] | None = None,
    text: str = "",
) -> None:
    """Show a figure; `on_point` runs when a point is picked, which `st.session_state[key]["point"]` then holds.

    If plotly.js does not arrive in the browser, Streamlit's own chart takes over, and follows on release.
    """
    text = text or to_json_plotly(figure)
    alt = figure.layout.meta["alt"]
    data = {"version": _digest(text), "plain": bool(st.session_state.get(f"{key}-failed"))}
    if data["plain"]:
        st.plotly_chart(figure, key=f"{key}-plain", alt=alt, theme=None, config={"displayModeBar": False})
    else:
        data |= {"figure": text, "alt": alt, "height": height, "plotly": PLOTLY_ROUTE}
        data |= {"signatures": signatures or {}, "pick": on_point is not None}

    def give_up() -> None:
        st.session_state[f"{key}-failed"] = True

    _chart(key=key, data=data, on_failed_change=give_up, on_point_change=on_point or (lambda: None))


def follow(now: Shown) -> None:
    """Send the sweeps of what is shown, and have the calling fragment run again when the stage has painted anew."""
    key, painted = f"{now.prefix}-sweeps", f"{now.prefix}-painted"

    def note_painted() -> None:
        st.session_state[painted] = st.session_state[key]["painted"]

    ready = st.session_state.get(painted) == now.version and not st.session_state.get(f"{now.prefix}-chart-failed")
    data = {
        "chart": f"{now.prefix}-chart",
        "version": st.session_state.get(painted),
        "sweeps": sweeps_of(now) if ready else {},
    }
    _sweeps(key=key, data=data, height=1, on_painted_change=note_painted)


def sweeps_of(now: Shown) -> dict[str, Any]:
    """Return, for each slider, what the figure would be along it, within the bounds on size and time."""
    started, room, sweeps = time.monotonic(), MAX_BYTES, {}
    for slider in now.sliders:
        if time.monotonic() - started > MAX_SECONDS:
            break
        all_params = [replace(now.params, **slider.change(stop)) for stop in slider.stops]
        sweep = fit(sweep_of(now.module.__name__, now.view, all_params, now.style), room)
        room -= len(json.dumps(sweep))
        sweeps[slider.key] = sweep | {"signature": now.signature(slider)}
    return sweeps


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@st.cache_data(max_entries=48, show_spinner=False)
def sweep_of(module_name: str, view: str, all_params: list[Any], style: Style) -> dict[str, Any]:
    """Return one sweep: what changes in a figure as one setting runs through its stops."""
    module = importlib.import_module(module_name)
    plot: Plot[Any] = getattr(module, f"plot_{view}")

    def drawings(some: list[Any]) -> list[Drawing]:
        return [plot.draw(module.simulate(params), style) for params in some]

    probe = pack(drawings([all_params[0], all_params[len(all_params) // 2], all_params[-1]]))
    return pack(drawings(all_params)) if probe["changes"] else probe


def pack(drawings: list[Drawing]) -> dict[str, Any]:
    """Return the parts of the drawings that change from one to the next, numbers as float32 in base64.

    Of a part whose length changes too, `ends` says where each stop's numbers end.
    """
    leaves = [dict(_leaves({"data": drawing.traces, "layout": drawing.layout})) for drawing in drawings]
    changes = []
    for path, first in leaves[0].items():
        column = [leaf[path] for leaf in leaves]
        if all(_same(value, first) for value in column):
            continue
        change: dict[str, Any] = {"path": list(path), "asList": not isinstance(first, np.ndarray)}
        if all(np.asarray(value).dtype.kind in "fiu" for value in column):
            change |= {"floats": [np.asarray(value, dtype=np.float32).ravel() for value in column]}
        else:
            change |= {"values": [list(value) for value in column]}
        changes.append(change)
    return {"changes": changes, "count": len(drawings), "stride": 1}


def encode(sweep: dict[str, Any]) -> dict[str, Any]:
    """Return a sweep as it travels: numbers in base64."""
    return sweep | {"changes": [_encoded(change) for change in sweep["changes"]]}


def _encoded(change: dict[str, Any]) -> dict[str, Any]:
    if "floats" not in change:
        return change
    text = base64.b64encode(np.concatenate(change["floats"]).tobytes()).decode()
    ends = np.cumsum([len(floats) for floats in change["floats"]]).tolist()
    return {"path": change["path"], "asList": change["asList"], "ends": ends, "float32": text}


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


def _leaves(node: Any, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Any]]:
    """Return every array and list of plain values in a figure, with the path to it."""
    if isinstance(node, np.ndarray) or (isinstance(node, list) and not any(isinstance(x, dict | list) for x in node)):
        return [(path, node)]
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [leaf for name, child in children for leaf in _leaves(child, (*path, name))]


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and a.dtype.kind == "f":
        return a.shape == b.shape and np.array_equal(a, b, equal_nan=True)
    return np.array_equal(a, b)
