"""What a state costs the server: one frame of a sweep, all sweeps of a state, and the bytes sent to the browser.

The times are processor time in this process, so that neighbours on the machine do not count: the median of several,
every one of another state. The bytes are counted in a browser, on its websocket and in the sweeps that it fetches:
those of opening the page, and those of one release of a slider up to rest.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from playwright.sync_api import Page

from benchmarks.report import Row
from benchmarks.rig import PAGE, VIEWS, browser
from explainers.bayes.updating import EXPLAINER, Params
from explainers.figure_style import Style
from pages.stage.shown import Shown
from pages.stage.sweeps import sweeps_of
from pages.stage.widgets import Slider
from tests.browser.driver import serve, settled

STRENGTHS = [0.5, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 300, 500, 1000]
STOPS: dict[str, list[Any]] = {
    "mean": np.arange(0.01, 1.0, 0.01).round(2).tolist(),
    "strength": STRENGTHS,
    "seen": list(range(101)),
    "level": np.arange(0.5, 1.0, 0.01).round(2).tolist(),
}
STATES = [Params(source="births", seen=980, mean=mean) for mean in (0.31, 0.41, 0.51, 0.61, 0.71)]


def measure() -> list[Row]:
    rows = [row for view in VIEWS for row in computed(view)]
    with serve() as (course, _), browser() as chromium:
        for view in VIEWS:
            page = chromium.new_context(viewport={"width": 1280, "height": 720}).new_page()
            rows.append(sent(page, f"{course}{PAGE}?updating_view={view}&updating_source=births", view))
            page.context.close()
    return rows


def computed(view: str) -> list[Row]:
    """Time one frame, and all sweeps of a state when they are new and when they have been computed before."""
    draw, simulate = EXPLAINER.view(view).plot.draw, EXPLAINER.simulate
    frames = [spent(lambda p=params: draw(simulate(p), Style())) for params in STATES for _ in range(5)]
    states = [shown(view, params) for params in STATES]
    cold = [spent(lambda s=state: sweeps_of(s)) for state in states]
    again = [spent(lambda s=state: sweeps_of(s)) for state in states]
    stops = sum(len(of) for of in STOPS.values())
    return [
        Row(f"one frame, {view}", f"{np.median(frames):.2f} ms", note="processor time"),
        Row(f"all sweeps of a state, {view}", f"{np.median(cold):.0f} ms", note=f"{stops} stops; 980 births"),
        Row(f"the same, computed before, {view}", f"{np.median(again):.0f} ms"),
    ]


def spent(work: Callable[[], object]) -> float:
    """Return the processor time of some work, in milliseconds."""
    started = time.process_time()
    work()
    return 1000 * (time.process_time() - started)


def shown(view: str, params: Params) -> Shown:
    """Return what the stage would remember of a state."""
    sliders = tuple(
        Slider(f"updating_{name}", stops, lambda params, v, n=name: replace(params, **{n: v}), stops[0])
        for name, stops in STOPS.items()
    )
    return Shown("updating", EXPLAINER, view, params, sliders, link="", version="", style=Style())


def sent(page: Page, address: str, view: str) -> Row:
    """Count the bytes from server to browser for opening the page, and for one release of a slider."""
    counted: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: counted.append(len(data))))
    page.on("response", lambda answer: "/sweeps?" in answer.url and counted.append(len(answer.body())))
    page.goto(address)
    page.wait_for_selector(".live-chart[data-painted]", timeout=60_000)
    rest(page, counted)
    opening = sum(counted)
    counted.clear()
    page.locator(".st-key-updating_mean input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    rest(page, counted)
    return Row(
        f"sent, {view}",
        f"{sum(counted) / 1000:.0f} kB",
        note=f"{len(counted)} messages for a release; {opening / 1000:.0f} kB for opening the page",
    )


def rest(page: Page, counted: list[int]) -> None:
    """Wait until nothing has arrived for two seconds."""
    before = -1
    while before != len(counted):
        before = len(counted)
        page.wait_for_timeout(2000)
        settled(page)
