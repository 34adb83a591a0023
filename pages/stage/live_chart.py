"""The live chart: a plotly figure that follows the hand while a native slider is dragged.

With the figure goes, for every slider, what the figure would be at each of its stops (the other controls held). Only
what changes is sent, as float32, in an element of its own after the figure. `live_chart.js` paints it.
"""

import base64
import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import replace
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

_component = st.components.v2.component(
    "live_chart",
    html="<div class='live-chart' style='width: 100%'></div>",
    js=(Path(__file__).parent / "live_chart.js").read_text("utf-8"),
    isolate_styles=False,
)


def style() -> Style:
    """Return how this visitor wants figures drawn: light or dark, lecture or not."""
    return Style(dark=st.context.theme.type == "dark", lecture=bool(st.session_state.get("lecture")))


def live_chart(
    figure: go.Figure,
    key: str,
    height: str = "420px",
    signatures: dict[str, str] | None = None,
    on_point: Callable[[], None] | None = None,
) -> Any:
    """Show a figure; `on_point` runs when a point is picked, which `st.session_state[key]["point"]` then holds.

    If plotly.js does not arrive in the browser, Streamlit's own chart takes over, and follows on release.
    """
    drawn = json.loads(to_json_plotly(figure))
    alt = drawn["layout"].get("meta", {}).get("alt", "")
    if st.session_state.get(f"{key}-failed"):
        st.plotly_chart(figure, key=f"{key}-plain", alt=alt, theme=None, config={"displayModeBar": False})
        return None

    def give_up() -> None:
        st.session_state[f"{key}-failed"] = True

    data = {
        "figure": drawn,
        "alt": alt,
        "height": height,
        "plotly": PLOTLY_ROUTE,
        "signatures": signatures or {},
        "pick": on_point is not None,
        "version": hashlib.sha256(json.dumps(drawn, sort_keys=True).encode()).hexdigest()[:12],
    }
    return _component(key=key, data=data, on_failed_change=give_up, on_point_change=on_point or (lambda: None))


def signature(*held: Any) -> str:
    """Return a short name for everything that a sweep depends on but its own slider."""
    return hashlib.sha256(repr(held).encode()).hexdigest()[:12]


class LiveFigure:
    """One figure of a page and its sweeps: `show` paints the truth, `send_sweeps`, called last, what may follow."""

    def __init__(self, module: Any, view: str, controls: Controls[Any], params: Any) -> None:
        self.module, self.view, self.params, self.style = module, view, params, style()
        self.sliders = controls.sliders
        self.key = f"{controls.prefix}-chart"
        self.signatures = {slider.key: self._signature(slider) for slider in self.sliders}

    def show(self, figure: go.Figure, height: str) -> None:
        """Paint the server's figure."""
        live_chart(figure, self.key, height, self.signatures)

    def send_sweeps(self) -> None:
        """Send what the figure would be along every slider, within the bounds on size and time."""
        if st.session_state.get(f"{self.key}-failed"):
            return
        started, room, sweeps = time.monotonic(), MAX_BYTES, {}
        for slider in self.sliders:
            if time.monotonic() - started > MAX_SECONDS:
                break
            all_params = [replace(self.params, **slider.change(stop)) for stop in slider.stops]
            sweep = fit(sweep_of(self.module.__name__, self.view, all_params, self.style), room)
            room -= len(json.dumps(sweep))
            sweeps[slider.key] = sweep | {"signature": self.signatures[slider.key]}
        _component(key=f"{self.key}-sweeps", data={"sweeps": sweeps, "chart": self.key}, height=1)

    def _signature(self, slider: Slider) -> str:
        held = replace(self.params, **slider.change(slider.stops[0]))
        return signature(held, slider.stops, self.view, self.style)


@st.cache_data(max_entries=48, show_spinner=False)
def sweep_of(module_name: str, view: str, all_params: list[Any], style: Style) -> dict[str, Any]:
    """Return one sweep: what changes in a figure as one setting runs through its stops."""
    import importlib  # noqa: PLC0415

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
