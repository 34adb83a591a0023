"""The page of the latent walk: opening it beside the bare page with one chart, its lens, and what it ships."""

import time

from playwright.sync_api import Page

from benchmarks.first_paint import BARE, OURS, visit
from benchmarks.report import Row, slowness
from benchmarks.rig import both_servers, browser, figure_size
from tests.browser.driver import ROOT, open_page

PAGE = "/vae-latent-walk"
TIMES = 8
SECONDS = 4
PAINTED = "document.querySelector('.live-chart').lenses.painted"
SHIPPED = (
    "explainers/data/digits-*",
    "explainers/data/fashion-*",
    "explainers/weights/latent_walk*",
    "pages/vaes/*.png",
)


def measure() -> list[Row]:
    times: tuple[list[float], list[float]] = ([], [])
    with both_servers() as (course, bare), browser() as chromium:
        first = open_page(chromium, f"{course}{PAGE}")
        pages = (f"{course}{PAGE}", OURS), (f"{bare}/?{figure_size(first)}", BARE)
        rows = [lens(first)]
        first.context.close()
        visit(chromium.new_context(), *pages[1])
        for turn in range(TIMES):
            for side in (0, 1) if turn % 2 else (1, 0):
                context = chromium.new_context(viewport={"width": 1280, "height": 720})
                times[side].append(visit(context, *pages[side]))
                context.close()
    size = sum(file.stat().st_size for pattern in SHIPPED for file in ROOT.glob(pattern)) / 1e6
    return [slowness("latent walk: first paint", *times, 50, "at most 2"), *rows,
            Row("latent walk: shipped for it", f"{size:.1f} MB", target="at most 15 MB")]  # fmt: skip


def lens(page: Page) -> Row:
    """Move the pointer over the map for a while; return how many pictures under it were painted a second."""
    page.wait_for_function("document.querySelector('.live-chart').lenses?.list.length")
    box = page.locator(".live-chart").first.bounding_box() or {"x": 0, "y": 0, "width": 600, "height": 400}
    before, moves, until = page.evaluate(PAINTED), 0, time.monotonic() + SECONDS
    while time.monotonic() < until:
        moves += 1
        page.mouse.move(box["x"] + 80 + (3 * moves) % 200, box["y"] + 80 + (2 * moves) % 200)
    painted = page.evaluate(PAINTED) - before
    return Row("latent walk: pictures under the pointer", f"{painted / SECONDS:.0f} a second",
               f"{moves / SECONDS:.0f} moves a second", target="at least 30")  # fmt: skip
