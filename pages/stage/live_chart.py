"""The live chart: a plotly figure that follows the hand while a native slider is dragged.

The server paints the truth on release. Once the browser has painted it, it says so and fetches the sweeps: what the
figure would be at each stop of every slider. Until then the rest of the page waits. `live_chart.js` is its other half.
"""

import time
from collections.abc import Callable
from typing import Any, cast

import plotly
import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from explainers.explainer import Explainer
from explainers.figure_style import checked
from explainers.lens import Lens
from pages.stage.components import script, style
from pages.stage.controls import Controls
from pages.stage.figure_json import Figure, figure_json
from pages.stage.shown import Shown, digest, publish

PLOTLY_ROUTE = f"/plotly/{plotly.__version__}/plotly.min.js"
PATIENCE = 90.0  # seconds that the rest of a page waits for the picture, which is long on a slow line
FAILED = "plotly-failed"  # in the state of a session whose browser got no plotly.js


_chart = st.components.v2.component(
    "live_chart",
    html="<div class='lenses'><div class='live-chart' style='width: 100%'></div></div>",
    css="""
    .lenses { position: relative; }
    .live-chart.waits { opacity: 0.6; cursor: progress; }
    .lens { position: absolute; z-index: 2; pointer-events: none; border: 2px solid; border-radius: 6px; padding: 2px;
            text-align: center; font-size: 0.8rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
    .lens[hidden] { display: none; }
    .lens canvas { display: block; width: 88px; height: 88px; }
    .ink { position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none; }
    .ink polyline { fill: none; stroke: var(--st-primary-color); stroke-width: 3px; stroke-linejoin: round; }
    """,
    js=script("lens.js", "pick.js", "follow.js", "live_chart.js"),
    isolate_styles=False,
)


def show(
    controls: Controls[Any],
    explainer: Explainer[Any, Any],
    view: str,
    params: Any,
    result: Any,
    height: str = "var(--stage-height)",
    on_point: Callable[[], None] | None = None,
    find: Callable[[Any], Any] | None = None,
) -> None:
    """Paint the main figure of a page, and remember what it shows for the rest of the page.

    `on_point` is that of `live_chart`. `Explainer.lenses` says what lies under the pointer.
    `find` returns the result for other params with what workers find, or None where they take longer than a moment: the
    browser asks for it as soon as a slider rests, and need not wait for the page to run.
    """
    now, figure, text = remember(controls, explainer, view, params, result, find)
    live_chart(figure, f"{controls.prefix}-chart", height, now, on_point, text)


def remember(
    controls: Controls[Any],
    explainer: Explainer[Any, Any],
    view: str,
    params: Any,
    result: Any,
    find: Callable[[Any], Any] | None = None,
) -> tuple[Shown, Figure, str]:
    """Note what the stage shows; return it with its figure, also as JSON."""
    prefix, drawn_in = controls.prefix, style()
    figure = explainer.view(view).plot.unchecked(result, drawn_in)
    text = figure_json(figure)
    now = Shown(
        prefix,
        explainer,
        view,
        params,
        tuple(controls.sliders),
        controls.link(),
        digest(text),
        drawn_in,
        session=session_id(),
        answers=explainer.answers(result) if explainer.answers else {},
        find=find,
    )
    before = st.session_state.get(f"{prefix}-shown")
    if now.same_as(before):
        now = cast(Shown, before)
    st.session_state[f"{prefix}-shown"] = now
    publish(now)
    return now, figure, text


def session_id() -> str:
    """Return the name of this visitor's session; "" where a page runs without a server."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context and runtime.exists() else ""


def once_painted(prefix: str, rest: Callable[[Shown], None]) -> None:
    """Draw the rest of a page, for what its stage shows, as soon as the browser has painted that.

    So the browser and its line are free for the picture first. A browser that will not paint, or whose visitor does not
    wait, says so.
    """
    now: Shown = st.session_state[f"{prefix}-shown"]
    deadline = time.monotonic() + PATIENCE
    while not now.painted.wait(0.02) and time.monotonic() < deadline:
        if FAILED in st.session_state:  # and here Streamlit lets a page that is left, or opened anew, go first
            break
    now.painted.set()
    _rest(prefix, rest)


@st.fragment
def _rest(prefix: str, rest: Callable[[Shown], None]) -> None:
    rest(st.session_state[f"{prefix}-shown"])


def lenses_of(now: Shown) -> list[Lens]:
    """Return the lenses of what the stage shows, if its explainer has any."""
    lenses = now.explainer.lenses
    return lenses(now.view, now.result(now.params), now.style) if lenses else []


def lens_pictures(now: Shown) -> bytes:
    """Return the pictures of all lenses of what the stage shows, one after the other."""
    return b"".join(lens.pictures.tobytes() for lens in lenses_of(now))


def plainly(figure: Figure, key: str) -> None:
    """Show a figure in Streamlit's own chart."""
    st.plotly_chart(checked(figure), key=f"{key}-plain", alt=figure["layout"]["meta"]["alt"], theme=None,
                    config={"displayModeBar": False})  # fmt: skip


def live_chart(
    figure: Figure,
    key: str,
    height: str = "420px",
    follows: Shown | None = None,
    on_point: Callable[[], None] | None = None,
    text: str = "",
    on_line: Callable[[], None] | None = None,
) -> None:
    """Show a figure, which may follow the sliders of a stage.

    `on_point` runs when a point is picked, which `st.session_state[key]["point"]` then holds; `on_line` when a line has
    been drawn, whose points "line" holds. If plotly.js does not arrive in the browser, Streamlit's own charts take over,
    and follow on release.
    """
    text = text or figure_json(figure)
    alt = figure["layout"]["meta"]["alt"]
    data = {"version": digest(text), "plain": FAILED in st.session_state}
    if data["plain"]:
        plainly(figure, key)
    else:
        data |= {"figure": text, "alt": alt, "height": height, "plotly": PLOTLY_ROUTE}
        data |= {"pick": on_point is not None, "draw": on_line is not None}
        data |= {"token": follows.token, "sliders": follows.stops, "finds": bool(follows.find)} if follows else {}
        data |= {"lenses": [lens.described() for lens in lenses_of(follows)] if follows else []}

    def give_up() -> None:
        st.session_state[FAILED] = True

    def nothing() -> None:
        pass

    _chart(key=key, data=data, on_failed_change=give_up, on_point_change=on_point or nothing,
           on_line_change=on_line or nothing)  # fmt: skip
