"""What the measurements in a browser share: the two servers, the size of the figure, the page's sliders."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.driver import launch, open_page, serve

BARE = Path(__file__).parent / "bare" / "chart.py"
PAGE = "/bayesian-updating"
VIEWS = ("belief", "path", "routes", "next")
SLIDERS = ("mean", "strength", "seen")  # those in sight
HAS_SWEEPS = """(keys) => {
  const { sweeps, sliders } = document.querySelector('.live-chart')?.live ?? {}
  return sliders && keys.every((key) => sweeps[key]?.whole && sweeps[key].signature === sliders[key]?.signature)
}"""


@contextmanager
def both_servers() -> Iterator[tuple[str, str]]:
    """Run the course and the bare page side by side; yield their addresses."""
    os.environ["STREAMLIT_BROWSER_GATHER_USAGE_STATS"] = "false"  # as in the course's own settings
    with serve() as (course, _), serve(BARE) as (bare, _):
        yield course, bare


@contextmanager
def browser() -> Iterator[Browser]:
    """Run a headless browser."""
    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()


def open_with_sweeps(
    browser: Browser, address: str, prefix: str = "updating", sliders: Sequence[str] = SLIDERS
) -> Page:
    """Open a page and wait until the sweep of every slider in sight has arrived."""
    page = open_page(browser, address)
    for key in [f"{prefix}_{slider}" for slider in sliders]:
        page.locator(f".st-key-{key}").dispatch_event("pointerover")
        page.wait_for_function(HAS_SWEEPS, arg=[key])
    return page


def figure_size(page: Page) -> str:
    """Return the size of the page's figure, as the bare page wants it in its address."""
    box = page.locator(".live-chart").first.bounding_box() or {"width": 600, "height": 400}
    return f"width={box['width']:.0f}&height={box['height']:.0f}"


def open_bare(browser: Browser, address: str) -> Page:
    """Open the bare page in a session of its own and wait until its chart is drawn."""
    page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
    page.goto(address)
    page.wait_for_selector(".js-plotly-plot .scatterlayer path.js-line", state="attached", timeout=60_000)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
    return page
