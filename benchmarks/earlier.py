"""The pages of today beside an earlier state of the course: first paint, a slider let go, pictures a second in a drag.

`git worktree add FOLDER COMMIT`, then `COURSE_EARLIER=FOLDER python -m benchmarks earlier`. Both run on this machine in
turns; the column "bare" is the earlier one. Pages that only one of them has are left out.
"""

import os
import re
from pathlib import Path

from playwright.sync_api import Browser, Error, Page

from benchmarks.drag import PREPARE, SECONDS, TURNS
from benchmarks.first_paint import OURS as SEEN
from benchmarks.first_paint import visit
from benchmarks.pages import IN_SIGHT
from benchmarks.release import OURS, WATCH, release
from benchmarks.report import Row, percentile, quartiles, slowness
from benchmarks.rig import browser
from explainers.catalogue import EXPLAINERS, Entry
from tests.browser.driver import open_page, serve

OPENED, RELEASED = 7, 12  # times
FOLLOWS = """(key) => {
  const { sweeps, sliders } = document.querySelector('.live-chart')?.live ?? {}
  return sliders?.[key] && sweeps[key]?.signature === sliders[key].signature && sweeps[key].whole !== false
}"""


def measure() -> list[Row]:
    folder = os.environ.get("COURSE_EARLIER")
    if not folder:
        return [Row("beside an earlier state", "COURSE_EARLIER names no folder")]
    urls = re.findall(r'url="([^"]+)"', (Path(folder) / "explainers" / "catalogue.py").read_text("utf-8"))
    shared = [entry for entry in EXPLAINERS if entry.url in urls]
    rows = []
    with serve() as (today, _), serve(Path(folder) / "app.py") as (earlier, _), browser() as chromium:
        for entry in shared:
            rows += of_page(chromium, entry, (f"{today}/{entry.url}", f"{earlier}/{entry.url}"))
    return rows


def of_page(chromium: Browser, entry: Entry, addresses: tuple[str, str]) -> list[Row]:
    """Return how a page of today does beside the earlier one."""
    opened: tuple[list[float], list[float]] = ([], [])
    for turn in range(OPENED):
        for side in in_turn(turn):
            context = chromium.new_context(viewport={"width": 1280, "height": 720})
            opened[side].append(visit(context, addresses[side], SEEN))
            context.close()
    pages = [open_page(chromium, address) for address in addresses]
    rows = [slowness(f"{entry.path}: first paint", *opened, 50, "at most 1.05")]
    if key := slider_of(pages, entry.prefix):
        rows += [of_drag(pages, key, entry.path), of_release(pages, key, entry.path)]
    for page in pages:
        page.context.close()
    return rows


def in_turn(turn: int) -> tuple[int, int]:
    """Return which of the two goes first."""
    return (0, 1) if turn % 2 else (1, 0)


def slider_of(pages: list[Page], prefix: str) -> str:
    """Return the key of the first slider in sight that the picture follows on both pages; "" where none is."""
    names = [set(page.evaluate(IN_SIGHT, prefix)) for page in pages]
    for name in pages[0].evaluate(IN_SIGHT, prefix):
        key = f"{prefix}_{name}"
        if name in names[1] and all(follows(page, key) for page in pages):
            return key
    return ""


def follows(page: Page, key: str) -> bool:
    """Return whether the sweep of a slider arrives within some seconds."""
    page.bring_to_front()
    page.locator(f".st-key-{key}").dispatch_event("pointerover")
    try:
        page.wait_for_function(FOLLOWS, arg=key, timeout=8_000)
    except Error:
        return False
    return True


def of_drag(pages: list[Page], key: str, path: str) -> Row:
    """Return the pictures painted a second while the slider is moved by the browser's own frames."""
    for page in pages:
        page.bring_to_front()
        page.evaluate(PREPARE)
        page.evaluate("(key) => window.drag(key, 0)", key)
    painted: tuple[list[float], list[float]] = ([], [])
    for turn in range(TURNS):
        for side in in_turn(turn):
            pages[side].bring_to_front()
            painted[side].append(pages[side].evaluate("([key, seconds]) => window.drag(key, seconds)", [key, SECONDS]))
    ratios = [a / b for a, b in zip(*painted, strict=True)]
    ours, earlier = (f"{percentile(side, 50):.0f}/s" for side in painted)
    return Row(f"{path}: drag, {key}", ours, earlier, quartiles(ratios), "at least 0.95")


def of_release(pages: list[Page], key: str, path: str) -> Row:
    """Return the milliseconds from a slider let go to the server's figure on screen."""
    took: tuple[list[float], list[float]] = ([], [])
    for page in pages:
        page.evaluate(WATCH, OURS)
    for turn in range(RELEASED + 2):
        for side in in_turn(turn):
            milliseconds = release(pages[side], key, turn % 4 < 2)
            if turn >= 2:  # the first ones fill caches
                took[side].append(milliseconds)
    return slowness(f"{path}: release, {key}", *took, 50, "at most 1.05")
