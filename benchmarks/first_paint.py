"""From the start of a navigation to the page's figure on screen, on a warm server, beside the bare page with one chart.

Every visit is a session of its own. "Cold" has an empty browser cache, "warm" is the second visit of the same browser.
The clock is `performance.now()`, which starts with the navigation; it is read on the first animation frame that has
the figure. Then, on servers of their own: from starting a server to the gallery on screen, and which heavy packages it
had imported by then, as told by Python's own `PYTHONPROFILEIMPORTTIME`, which writes down every import.
"""

import os
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

from benchmarks.report import Row, percentile, slowness
from benchmarks.rig import PAGE, both_servers, browser, figure_size
from tests.browser.driver import open_page, serve

TIMES = 12
HEAVY = ("torch", "pymc", "arviz", "scipy", "plotly", "pandas", "pyarrow")
OURS = ".live-chart[data-painted] .main-svg"
BARE = ".js-plotly-plot .scatterlayer path.js-line"
GALLERY = "[data-testid=stMain] h1"
WATCH = """(() => {
  const look = () => {
    if (document.querySelector("SEEN")) window.seen = performance.now()
    else requestAnimationFrame(look)
  }
  look()
})()"""


def measure() -> list[Row]:
    times: dict[str, tuple[list[float], list[float]]] = {"cold": ([], []), "warm": ([], [])}
    with both_servers() as (course, bare), browser() as chromium:
        first = open_page(chromium, f"{course}{PAGE}")
        pages = (f"{course}{PAGE}", OURS), (f"{bare}/?{figure_size(first)}", BARE)
        first.context.close()
        visit(chromium.new_context(), *pages[1])
        for turn in range(TIMES):
            for side in (0, 1) if turn % 2 else (1, 0):
                context = chromium.new_context(viewport={"width": 1280, "height": 720})
                for cache in ("cold", "warm"):
                    times[cache][side].append(visit(context, *pages[side]))
                context.close()
    rows = []
    for cache, (ours, plain) in times.items():
        rows.append(slowness(f"first paint, {cache} browser cache", ours, plain, 50, "at most 1.5"))
    return [*rows, *gallery()]


def visit(context: BrowserContext, address: str, seen: str) -> float:
    """Open a page and return the milliseconds until what it is for is on screen."""
    page = context.new_page()
    page.add_init_script(WATCH.replace("SEEN", seen))
    page.goto(address, wait_until="commit")
    page.wait_for_function("window.seen", timeout=60_000)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
    took = float(page.evaluate("window.seen"))
    page.close()
    return took


def gallery() -> list[Row]:
    """Start servers; time the gallery on each, and note what was imported."""
    with browser() as chromium:
        took = [start_to_gallery(chromium) for _ in range(3)]
        by_gallery, by_page = imports(chromium)
    return [
        Row("server start to gallery painted", f"{percentile(took, 50):.1f} s", note=f"median of {len(took)}"),
        Row("imported by then", ", ".join(by_gallery) or "none", note=f"of {', '.join(HEAVY)}"),
        Row("imported after the first page", ", ".join(by_page) or "none"),
    ]


def start_to_gallery(chromium: Browser) -> float:
    started = time.perf_counter()
    with serve() as (course, _):
        context = chromium.new_context()
        visit(context, course, GALLERY)
        took = time.perf_counter() - started
        context.close()
    return took


def imports(chromium: Browser) -> tuple[list[str], list[str]]:
    """Return the heavy packages a server imports for the gallery, and in all after one page of the course."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "imports"
        os.environ["PYTHONPROFILEIMPORTTIME"] = "1"
        try:
            with serve(log=log) as (course, _):
                context = chromium.new_context()
                visit(context, course, GALLERY)
                by_gallery = heavy(log)
                visit(context, f"{course}{PAGE}", OURS)
                by_page = heavy(log)
                context.close()
        finally:
            del os.environ["PYTHONPROFILEIMPORTTIME"]
    return by_gallery, by_page


def heavy(log: Path) -> list[str]:
    """Return which heavy packages a log of imports names."""
    lines = log.read_text("utf-8", "replace").splitlines()
    imported = {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}
    return [name for name in HEAVY if name in imported]
