"""Every page: opening it beside the bare page with one chart, and pictures painted a second while a slider is dragged.

`python -m benchmarks pages`. `COURSE_PAGES="vaes gans/training"` says which, by the beginning of their paths.
"""

import os

from playwright.sync_api import Browser, Error, Page

from benchmarks.drag import PREPARE, by_frames
from benchmarks.first_paint import BARE, OURS, visit
from benchmarks.report import Row, slowness
from benchmarks.rig import HAS_SWEEPS, both_servers, browser, figure_size
from explainers.catalogue import EXPLAINERS, Entry
from tests.browser.driver import open_page

CHOSEN = tuple(os.environ.get("COURSE_PAGES", "").split()) or ("",)
TIMES = 5
IN_SIGHT = """(prefix) => [...document.querySelectorAll(`[class*='st-key-${prefix}_']`)]
  .filter((box) => box.querySelector('input[type=range]') && box.offsetParent)
  .map((box) => box.className.match(`st-key-${prefix}_([^ ]+)`)[1])"""


def measure() -> list[Row]:
    rows = []
    with both_servers() as (course, bare), browser() as chromium:
        for entry in (entry for entry in EXPLAINERS if entry.path.startswith(CHOSEN)):
            rows += of_page(chromium, entry, f"{course}/{entry.url}", bare)
    return rows


def of_page(chromium: Browser, entry: Entry, address: str, bare: str) -> list[Row]:
    """Return how a page opens, and how its first slider that has a sweep follows the hand."""
    page = open_page(chromium, address)
    pages = (address, OURS), (f"{bare}/?{figure_size(page)}", BARE)
    dragged = followed(page, entry)
    page.context.close()
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(TIMES):
        for side in (0, 1) if turn % 2 else (1, 0):
            context = chromium.new_context(viewport={"width": 1280, "height": 720})
            times[side].append(visit(context, *pages[side]))
            context.close()
    return [slowness(f"{entry.path}: first paint", *times, 50, "at most 2"), dragged]


def followed(page: Page, entry: Entry) -> Row:
    """Drag the first slider in sight that has a sweep within some seconds."""
    for name in page.evaluate(IN_SIGHT, entry.prefix):
        key = f"{entry.prefix}_{name}"
        page.locator(f".st-key-{key}").dispatch_event("pointerover")
        try:
            page.wait_for_function(HAS_SWEEPS, arg=[key], timeout=5_000)
        except Error:
            continue
        page.evaluate(PREPARE)
        return by_frames(page, entry.path, name, entry.prefix)
    return Row(f"drag, {entry.path}", "no slider in sight follows the hand")
