"""The Sampling page: cold and warm answers of PyMC, the memory of a worker, and what another visitor feels of it.

Four people sample all the time while somebody else moves a slider of "Bayesian updating"; the same release is timed
before, with nobody sampling. Run on a machine that does nothing else.
"""

import time

import psutil
from playwright.sync_api import Browser, Page

from benchmarks.report import Row, percentile
from benchmarks.rig import PAGE, browser
from tests.browser.driver import open_page, serve

CHART = ".st-key-sampling-chart .live-chart"
ROUTES = "/bayesian-sampling?sampling_step=5"
HAS_NUTS = f"""(old) => {{
  const alt = document.querySelector('{CHART}')?.getAttribute('aria-label') ?? ''
  return alt !== old && alt.includes('NUTS')
}}"""
TURNS, PEOPLE = 15, 4


def measure() -> list[Row]:
    with serve() as (course, pid), browser() as chromium:
        page = open_page(chromium, course + ROUTES)
        started = time.perf_counter()
        page.wait_for_function(HAS_NUTS, arg="", timeout=600_000)
        cold = time.perf_counter() - started
        page.wait_for_timeout(20_000)  # ADVI compiles
        warm = [answer(page, "Left" if turn % 2 else "Right") for turn in range(TURNS)]
        workers = [
            child for child in psutil.Process(pid).children(recursive=True) if "spawn_main" in str(child.cmdline())
        ]
        memory = [worker.memory_info().rss / 1e6 for worker in workers]
        other = open_page(chromium, course + PAGE)
        alone = [release(other) for _ in range(TURNS)]
        beside = with_people(chromium, course, other)
    usual, busy = (f"{1000 * percentile(times, 50):.0f} ms" for times in (alone, beside))
    return [
        Row("NUTS of the coin, cold", f"{cold:.1f} s", note="from opening the page; the workers start with it"),
        Row("NUTS of the coin, warm", f"{1000 * percentile(warm, 50):.0f} ms", note="from key to picture"),
        Row("memory of a worker", f"{max(memory):.0f} MB", note=f"{len(memory)} workers"),
        Row("another visitor's release", busy, usual, note=f"while {PEOPLE} people sample; bare: nobody does"),
    ]


def answer(page: Page, way: str) -> float:
    """Move the heads by one; return the seconds until NUTS' answer is drawn."""
    page.locator(".st-key-sampling_heads input[type=range]").focus()
    before = page.locator(CHART).get_attribute("aria-label")
    started = time.perf_counter()
    page.keyboard.press(f"Arrow{way}")
    page.wait_for_function(HAS_NUTS, arg=before, timeout=120_000)
    return time.perf_counter() - started


def release(page: Page) -> float:
    """Move a slider of another page by one; return the seconds until it is painted anew."""
    chart = ".st-key-updating-chart .live-chart"
    page.locator(".st-key-updating_mean input[type=range]").focus()
    before = page.locator(chart).get_attribute("data-painted")
    started = time.perf_counter()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("([c, b]) => document.querySelector(c).dataset.painted !== b", arg=[chart, before])
    return time.perf_counter() - started


def with_people(chromium: Browser, course: str, other: Page) -> list[float]:
    """Time the same releases while people keep sampling, each in a tab of their own."""
    people = [open_page(chromium, f"{course}{ROUTES}&sampling_seed={seed}") for seed in range(1, PEOPLE + 1)]
    found = []
    for turn in range(TURNS):
        for person in people:  # they all let go of their slider just before
            person.locator(".st-key-sampling_heads input[type=range]").focus()
            person.keyboard.press("ArrowLeft" if turn % 2 else "ArrowRight")
        found.append(release(other))
    return found
