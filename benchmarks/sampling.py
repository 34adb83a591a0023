"""The Sampling page: cold and warm answers of PyMC, the memory of a worker, and what another visitor feels of it.

Cold is a fresh process that imports PyMC and compiles one model; the page's workers do that before anybody asks. Warm
is from the release of a slider to the picture with NUTS' answer. Four people sample all the time while another moves
a slider of "Bayesian updating"; the same release is timed with nobody else there, and beside the same four people where
there are no workers, whose browsers take as much of the machine. Run on a machine that does nothing else.
"""

import os
import time
from contextlib import suppress

import psutil
from playwright.sync_api import Browser, Page

from benchmarks.report import Row, milliseconds, percentile, slowness
from benchmarks.rig import PAGE, browser
from explainers.bayes.sampling.pymc_models import name_of
from explainers.bayes.sampling.routes import EVERY, Asked, nuts
from explainers.workers import Workers
from tests.browser.driver import open_page, serve, settled, workers_of

CHART = ".st-key-sampling-chart .live-chart"
ROUTES = "/bayesian-sampling?sampling_view=Four+routes"
MODELS = {  # the address of each model, and a slider of its own with room to the right
    "coin": ("&sampling_flips=200", "heads"),
    "regression": ("&sampling_model=A+regression+with+outliers", "shift"),
    "schools": ("&sampling_model=Eight+schools&sampling_scale=0.5", "scale"),
    "schools, non-centred": ("&sampling_model=Eight+schools&sampling_centred=false&sampling_scale=0.5", "scale"),
}
HAS_NUTS = f"""(old) => {{
  const alt = document.querySelector('{CHART}')?.getAttribute('aria-label') ?? ''
  return alt !== old && alt.includes('NUTS')
}}"""
TURNS, RELEASES, PEOPLE = 5, 20, 4
LOOKED = 3000  # milliseconds that somebody looks at an answer before going on; ADVI is found meanwhile
COMPILED = 120  # seconds at most until the workers have compiled ADVI too


def measure() -> list[Row]:
    rows = [cold(asked) for asked in map(Asked, EVERY)]
    with serve() as (course, pid), browser() as chromium:
        page = open_page(chromium, course + ROUTES)
        started = time.perf_counter()
        page.wait_for_function(HAS_NUTS, arg="", timeout=600_000)
        note = "from opening the page with no worker started, to the picture; all four models are compiled on the way"
        rows.append(Row("NUTS of the coin on the page, cold", f"{time.perf_counter() - started:.1f} s", note=note))
        page.context.close()
        until_idle(pid)
        rows += [warm(chromium, course, name) for name in MODELS]
        memory = [worker.memory_info().rss / 1e6 for worker in workers_of(pid)]
        rows.append(Row("memory of a worker", f"{max(memory):.0f} MB", note=f"{len(memory)} workers"))
        other = open_page(chromium, course + PAGE)
        alone = [release(other) for _ in range(RELEASES)]
        sampling = with_people(chromium, course, other)
    with serve(workers="off") as (course, _), browser() as chromium:
        moving = with_people(chromium, course, open_page(chromium, course + PAGE))
    rows.append(Row("another visitor's release, nobody else there, median", milliseconds(alone, 50)))
    what = f"another visitor's release while {PEOPLE} people sample; bare: beside them without workers"
    return [*rows, *(slowness(what, sampling, moving, share) for share in (50, 95))]


def cold(asked: Asked) -> Row:
    """Time one model in a fresh process that has imported nothing."""
    os.environ.pop("COURSE_WORKERS", None)
    pool = Workers(size=1, warm=())
    started = time.perf_counter()
    pool.submit(nuts, asked).future.result(timeout=600)
    spent = time.perf_counter() - started
    pool.stop()
    return Row(
        f"NUTS, {name_of(asked.question)}, cold", f"{spent:.1f} s", note="a fresh process: PyMC, compiling, sampling"
    )


def warm(chromium: Browser, course: str, name: str) -> Row:
    """Time releases of a slider of one model, to the picture with NUTS' answer."""
    address, slider = MODELS[name]
    page = open_page(chromium, course + ROUTES + address)
    page.wait_for_function(HAS_NUTS, arg="", timeout=120_000)
    settled(page)
    times = [answer(page, slider) for _ in range(TURNS)]
    page.context.close()
    said = f"{1000 * percentile(times, 50):.0f} ms"
    return Row(f"NUTS, {name}, warm", said, note=f"from key to picture; at worst {1000 * max(times):.0f} ms")


def answer(page: Page, slider: str) -> float:
    """Move a slider by one, to where nobody has been before; return the seconds until NUTS' answer is drawn."""
    handle = page.locator(f".st-key-sampling_{slider} input[type=range]")
    handle.focus()
    before = page.locator(CHART).get_attribute("aria-label")
    started = time.perf_counter()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(HAS_NUTS, arg=before, timeout=120_000)
    spent = time.perf_counter() - started
    page.wait_for_timeout(LOOKED)
    return spent


def until_idle(pid: int) -> None:
    """Wait until the workers of a server have nothing to do any more, nor the compilers that they start."""
    quiet, deadline = 0, time.monotonic() + COMPILED
    while quiet < 4 and time.monotonic() < deadline:
        before = seconds_of(pid)
        time.sleep(1.0)
        quiet = quiet + 1 if abs(seconds_of(pid) - before) < 0.1 else 0


def seconds_of(pid: int) -> float:
    """Return the processor seconds of all that a server has started: workers, and the compilers that they start."""
    seconds = 0.0
    for process in psutil.Process(pid).children(recursive=True):
        with suppress(psutil.Error):  # it has just ended
            seconds += sum(process.cpu_times()[:2])
    return seconds


def release(page: Page) -> float:
    """Move a slider of another page by one; return the milliseconds until it is painted anew."""
    chart = ".st-key-updating-chart .live-chart"
    page.locator(".st-key-updating_mean input[type=range]").focus()
    before = page.locator(chart).get_attribute("data-painted")
    started = time.perf_counter()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("([c, b]) => document.querySelector(c).dataset.painted !== b", arg=[chart, before])
    return 1000 * (time.perf_counter() - started)


def with_people(chromium: Browser, course: str, other: Page) -> list[float]:
    """Time the same releases while people keep sampling, each in a tab of their own."""
    address = f"{course}{ROUTES}&sampling_flips=200&sampling_seed="
    people = [open_page(chromium, f"{address}{seed}") for seed in range(1, PEOPLE + 1)]
    found = []
    for _ in range(RELEASES):
        for person in people:  # they all let go of their slider just before, where nobody has been
            person.locator(".st-key-sampling_heads input[type=range]").focus()
            person.keyboard.press("ArrowRight")
        found.append(release(other))
    return found
