"""The page of forecasts: figures painted while a weight, the window or the origin is dragged, beside the bare loop."""

from benchmarks.drag import PREPARE, by_frames
from benchmarks.report import Row
from benchmarks.rig import browser, open_with_sweeps
from tests.browser.driver import serve

PREFIX = "forecasting"
DRAGGED = {"process": ("phi_1", "phi_2"), "window": ("at", "phi_1"), "forecast": ("origin", "horizon")}


def measure() -> list[Row]:
    rows = []
    with serve() as (course, _), browser() as chromium:
        for view, sliders in DRAGGED.items():
            page = open_with_sweeps(chromium, f"{course}/ar-forecasting?{PREFIX}_view={view}", PREFIX, sliders)
            page.evaluate(PREPARE)
            rows += [by_frames(page, view, slider, PREFIX) for slider in sliders]
            page.context.close()
    return rows
