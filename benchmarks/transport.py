"""The Wasserstein page: the exact plan with its arrows beside bare POT, and figures painted while heaps are dragged."""

import time
from collections.abc import Callable

import ot

from benchmarks.drag import PREPARE, by_frames
from benchmarks.report import Row, percentile, quartiles
from benchmarks.rig import browser, open_with_sweeps
from explainers.gans.wasserstein_vs_js.clouds import MOST, clouds, exact
from tests.browser.driver import serve

TURNS = 31
PREFIX = "wasserstein_vs_js"
DRAGGED = {"apart": ("separation", "width"), "plan": ("separation", "moved"), "clouds": ("separation", "epsilon")}


def measure() -> list[Row]:
    rows = [plan_and_arrows()]
    with serve() as (course, _), browser() as chromium:
        for view, sliders in DRAGGED.items():
            address = f"{course}/wasserstein-vs-js?{PREFIX}_view={view}"
            page = open_with_sweeps(chromium, address, PREFIX, sliders)
            page.evaluate(PREPARE)
            rows += [by_frames(page, view, slider, PREFIX) for slider in sliders]
            page.context.close()
    return rows


def plan_and_arrows() -> Row:
    """Time the exact plan with its arrows for the largest clouds, in turns with POT's plan alone."""
    pair = clouds("blobs", MOST, 2.0, "", "", 0)

    def bare() -> None:
        ot.emd(pair.mass_real, pair.mass_generated, ot.dist(pair.real, pair.generated, "euclidean"))

    ours, theirs = [], []
    for _ in range(TURNS):
        theirs.append(milliseconds_of(bare))
        ours.append(milliseconds_of(lambda: exact(pair)))
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    return Row(f"exact plan and arrows, {MOST} against {MOST} points", f"{percentile(ours, 50):.0f} ms",
               f"{percentile(theirs, 50):.0f} ms", quartiles(ratios), "at most 1.2",
               "bare: ot.dist and ot.emd")  # fmt: skip


def milliseconds_of(what: Callable[[], object]) -> float:
    started = time.perf_counter()
    what()
    return 1000 * (time.perf_counter() - started)
