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
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
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
MAX_BYTES = 900_000  # for all sweeps of a state: with the figure itself, they stay below a megabyte
MAX_SECONDS = 1.0  # of the server's time for them at one go; the browser asks again for what is not ready by then
FAILED = "plotly-failed"  # in the state of a session whose browser got no plotly.js
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
    settings: dict[str, Any] = field(default_factory=dict)  # what the learner had set

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
    now = Shown(
        prefix,
        module,
        view,
        params,
        tuple(controls.sliders),
        controls.link(),
        _digest(text),
        drawn_in,
        _settings(prefix),
    )
    st.session_state[f"{prefix}-shown"] = now
    sliders = {slider.key: {"signature": now.signature(slider), "stop": slider.stop} for slider in now.sliders}
    live_chart(figure, f"{prefix}-chart", "var(--stage-height)", sliders, text=text)


def _settings(prefix: str) -> dict[str, Any]:
    """Return what the learner has set: keys with an underscore are theirs, those with a hyphen the page's own."""
    state = st.session_state
    return {
        key: getattr(state[key], "file_id", state[key])
        for key in map(str, state)
        if key.startswith(f"{prefix}_") or key == "lecture"
    }


@st.fragment
def once_painted(prefix: str, rest: Callable[[Shown], None]) -> None:
    """Draw the rest of a page, for what its stage shows, whenever the browser has painted that.

    The sweeps come with it. Where a change of the stage arrives in one message with the browser's asking, it asks for
    this fragment only: then the whole page runs again.
    """
    now: Shown = st.session_state[f"{prefix}-shown"]
    if now.settings != _settings(prefix):
        st.rerun()
    if f"{prefix}-painted" in st.session_state:
        rest(now)
    follow(now)


def live_chart(
    figure: go.Figure,
    key: str,
    height: str = "420px",
    sliders: dict[str, dict[str, Any]] | None = None,
    on_point: Callable[[], None] | None = None,
    text: str = "",
) -> None:
    """Show a figure, which follows `sliders`: by key, the signature of the sweep and the stop the figure is for.

    `on_point` runs when a point is picked, which `st.session_state[key]["point"]` then holds. If plotly.js does not
    arrive in the browser, Streamlit's own charts take over, and follow on release.
    """
    text = text or to_json_plotly(figure)
    alt = figure.layout.meta["alt"]
    data = {"version": _digest(text), "plain": FAILED in st.session_state}
    if data["plain"]:
        st.plotly_chart(figure, key=f"{key}-plain", alt=alt, theme=None, config={"displayModeBar": False})
    else:
        data |= {"figure": text, "alt": alt, "height": height, "plotly": PLOTLY_ROUTE}
        data |= {"sliders": sliders, "pick": on_point is not None}

    def give_up() -> None:
        st.session_state[FAILED] = True

    _chart(key=key, data=data, on_failed_change=give_up, on_point_change=on_point or (lambda: None))


def follow(now: Shown) -> None:
    """Send the sweeps of what is shown, and have the calling fragment run again when the stage has painted anew."""
    key, painted = f"{now.prefix}-sweeps", f"{now.prefix}-painted"

    def note_painted() -> None:
        st.session_state[painted] = st.session_state[key]["painted"]

    version = st.session_state.get(painted)
    follows = version == now.version and FAILED not in st.session_state
    sweeps = sweeps_of(now) if follows else {}
    waiting = len(now.sliders) - len(sweeps) if follows else 0
    data = {"chart": f"{now.prefix}-chart", "version": version, "sweeps": sweeps, "waiting": waiting}
    _sweeps(key=key, data=data, height=1, on_painted_change=note_painted, on_waiting_change=lambda: None)


def sweeps_of(now: Shown) -> dict[str, Any]:
    """Return, for each slider, what the figure would be along it, within the bounds on size and time."""
    started, packed, sweeps = time.monotonic(), {}, {}
    for slider in now.sliders:
        if time.monotonic() - started > MAX_SECONDS:
            break
        all_params = tuple(replace(now.params, **slider.change(stop)) for stop in slider.stops)
        packed[slider] = sweep_of(now.module.__name__, now.view, all_params, now.style)
    room = MAX_BYTES
    for left, slider in zip(range(len(packed), 0, -1), sorted(packed, key=lambda s: _size(packed[s])), strict=True):
        sweep = fit(packed[slider], room // left)  # what the small ones do not need is for the large ones
        room -= len(json.dumps(sweep))
        sweeps[slider.key] = sweep | {"signature": now.signature(slider)}
    return sweeps


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@lru_cache(maxsize=48)
def sweep_of(module_name: str, view: str, all_params: tuple[Any, ...], style: Style) -> dict[str, Any]:
    """Return one sweep: what changes in a figure as one setting runs through its stops."""
    module = importlib.import_module(module_name)
    plot: Plot[Any] = getattr(module, f"plot_{view}")

    def drawings(some: Iterable[Any]) -> list[Drawing]:
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
        change: dict[str, Any] = {"path": list(path), "asList": isinstance(first, list)}
        if isinstance(first, np.ndarray | list) and all(np.asarray(value).dtype.kind in "fiu" for value in column):
            change |= {"floats": [np.asarray(value, dtype=np.float32).ravel() for value in column]}
        else:
            change |= {"values": column}
        changes.append(change)
    return {"changes": changes, "count": len(drawings), "stride": 1}


def _size(sweep: dict[str, Any]) -> int:
    return sum(len(floats) for change in sweep["changes"] for floats in change.get("floats", []))


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
    """Return every array, list of plain values and single value in a figure, with the path to it."""
    if isinstance(node, dict) or (isinstance(node, list) and any(isinstance(part, dict | list) for part in node)):
        children = node.items() if isinstance(node, dict) else enumerate(node)
        return [leaf for name, child in children for leaf in _leaves(child, (*path, name))]
    return [(path, node)]


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and a.dtype.kind == "f":
        return a.shape == b.shape and np.array_equal(a, b, equal_nan=True)
    return np.array_equal(a, b)
