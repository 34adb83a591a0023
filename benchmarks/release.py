"""From a slider let go to the server's figure on screen, beside a bare fragment with one slider and one chart.

A real mouse takes the slider by its thumb, moves it three stops and lets go; the other half of the time an arrow key
does it. Both pages are open in one browser and take turns. The clock is the page's own: it starts with the pointerup
or keydown event, and stops when the new figure is in the page (ours says so in `data-painted`; in the bare
chart the drawn lines are replaced).
"""

from playwright.sync_api import Page

from benchmarks.report import Row, slowness
from benchmarks.rig import PAGE, SLIDERS, both_servers, browser, figure_size, open_bare
from tests.browser.driver import open_page

TIMES = 48
WATCH = """(shown) => {
  const look = new Function('return ' + shown)
  const clock = window.clock = { started: 0, took: null, before: null }
  const start = (event) => Object.assign(clock, { started: event.timeStamp, took: null, before: look() })
  addEventListener('pointerup', start, true)
  addEventListener('keydown', start, true)
  const stop = () => {
    if (clock.took === null && clock.started && look() && look() !== clock.before)
      clock.took = performance.now() - clock.started
  }
  const changes = { subtree: true, childList: true, attributeFilter: ['data-painted', 'd'] }
  new MutationObserver(stop).observe(document.body, changes)
}"""
OURS = "document.querySelector('.live-chart').dataset.painted"
BARE = "Array.from(document.querySelectorAll('.scatterlayer .js-line'), (line) => line.getAttribute('d')).join()"


def measure() -> list[Row]:
    with both_servers() as (course, bare), browser() as chromium:
        ours = open_page(chromium, f"{course}{PAGE}")
        plain = open_bare(chromium, f"{bare}/?slider&{figure_size(ours)}")
        ours.evaluate(WATCH, OURS)
        plain.evaluate(WATCH, BARE)
        course_times, bare_times = [], []
        for i in range(TIMES + 4):
            slider = SLIDERS[i % len(SLIDERS)]
            pair = release(ours, f"updating_{slider}", i % 2 == 0), release(plain, "mean", i % 2 == 0)
            if i >= 4:  # the first ones fill caches
                course_times.append(pair[0])
                bare_times.append(pair[1])
    what = "slider released to truth painted"
    return [slowness(what, course_times, bare_times, 50), slowness(what, course_times, bare_times, 95, "at most 1.3")]


def release(page: Page, slider: str, by_key: bool) -> float:
    """Move a slider a little, let go, and return the milliseconds until the truth is painted.

    The mean only ever goes up, so that no state comes twice and caches help nobody; the others go towards their middle.
    """
    page.bring_to_front()
    thumb = page.locator(f".st-key-{slider} input[type=range]")
    low, high, step, value = thumb.evaluate("e => [e.min, e.max, e.step || 1, e.value].map(Number)")
    direction = 1 if slider.endswith("mean") or value < (low + high) / 2 else -1
    if by_key:
        thumb.focus()
        page.keyboard.press("ArrowRight" if direction > 0 else "ArrowLeft")
    else:
        box = thumb.locator("xpath=../..").bounding_box()
        track = thumb.locator("xpath=../../..").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        stop = track["width"] * step / (high - low)
        page.mouse.move(x, y)
        page.mouse.down()
        for stops in (1, 2, 3):
            page.mouse.move(x + direction * stops * stop, y)
        page.mouse.up()
    page.wait_for_function("window.clock.took !== null", timeout=30_000)
    took = float(page.evaluate("window.clock.took"))
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=30_000)
    page.wait_for_timeout(150)
    return took
