"""A real server and a real browser, for the browser tests, the benchmarks and the pictures."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import psutil
from playwright.sync_api import Browser, Locator, Page, Playwright

from explainers.bayes.updating import EXPLAINER
from explainers.bayes.updating.model import Params, simulate
from explainers.figure_style import Drawing, Style

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Chromium heeds one such list, the last given: first what costs a process per window or goes to the network, then
    # what Playwright would have named.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,OptimizationHints,MediaRouter,NetworkTimeServiceQuerying,"
    "PaintHolding,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,ThirdPartyStoragePartitioning,LensOverlay,AimEnabled,"
    "DestroyProfileOnBrowserClose,AvoidUnnecessaryBeforeUnloadCheckSync,PreconnectToSearch",
]


def installed_browser() -> str | None:
    """Return the Chromium or Chrome of this machine, if there is one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def browser_path() -> str | None:
    """Return a Chromium to drive, installing one where there is none; None means Playwright's own."""
    if found := installed_browser():
        return found
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=True, stdout=subprocess.DEVNULL)
        return installed_browser()
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    return None


def launch(playwright: Playwright) -> Browser:
    """Start a headless browser."""
    return playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(
    app: str | Path = ROOT / "app.py", log: Path | None = None, workers: str = "lazy"
) -> Iterator[tuple[str, int]]:
    """Run a Streamlit server; yield its address and its process id. It is ended when the block ends.

    `workers` is what COURSE_WORKERS says: lazy, so that no measurement meets workers that warm up beside it.
    """
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true", "--server.fileWatcherType", "none"]
    with (log or Path(os.devnull)).open("wb") as out:
        told = os.environ | {"COURSE_WORKERS": workers}
        process = subprocess.Popen(command, cwd=Path(app).parent, stdout=out, stderr=subprocess.STDOUT, env=told)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_up(address, process)
            yield address, process.pid
        finally:
            process.terminate()
            process.wait(timeout=20)


def workers_of(pid: int) -> list[psutil.Process]:
    """Return the worker processes of a server."""
    return [child for child in psutil.Process(pid).children() if "spawn_main" in " ".join(child.cmdline())]


def wait_until_up(address: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Return as soon as the server answers."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended at once, with code {process.returncode}")
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(f"{address} did not answer within {seconds} s")


def open_page(browser: Browser, url: str, *, width: int = 1280, height: int = 720, dark: bool = False) -> Page:
    """Open a page in a session of its own and wait until its figure is painted."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", accept_downloads=True
    )
    page = context.new_page()
    page.goto(url)
    painted(page)
    return page


def painted(page: Page) -> str:
    """Wait until the main figure is painted and the run that painted it is over; return the figure's version."""
    page.wait_for_selector("[class*='-chart'] .live-chart[data-painted]", timeout=30_000)
    settled(page)
    return str(page.locator("[class*='-chart'] .live-chart").first.get_attribute("data-painted"))


def settled(page: Page) -> None:
    """Wait until the app is at rest."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=30_000)


# ---- One page in use -------------------------------------------------------------------------------------------------

FLOAT32, EXACT = 1e-6, 1e-12  # shares of the largest number in an array
CHART = ".st-key-updating-chart .live-chart"
POINT = ".st-key-updating-point .live-chart"
READ = """(plot) => {
    const list = (values) => values == null ? [] : Array.from(values)
    const { xaxis, yaxis } = plot.layout
    return {
        traces: plot._fullData.map(({ name, visible, x, y, text }) => (
            { name, visible, x: list(x), y: list(y), text: list(text) })),
        x: xaxis?.range, y: yaxis?.range, painted: plot.live?.painted, version: plot.dataset.painted,
    }
}"""


def figure(page: Page, chart: str = CHART) -> dict[str, Any]:
    """Return what is painted: traces with x, y and text, the ranges of the axes, how often and in which version."""
    return dict(page.locator(chart).evaluate(READ))


def differences(drawn: dict[str, Any], wanted: dict[str, Any] | Drawing, tolerance: float) -> list[str]:
    """Return how two figures differ: in their traces, texts, or in numbers by more than a share of the largest."""
    traces = wanted.traces if isinstance(wanted, Drawing) else wanted["traces"]
    if len(traces) != len(drawn["traces"]):
        return [f"{len(drawn['traces'])} traces instead of {len(traces)}"]
    found = []
    for number, (ours, theirs) in enumerate(zip(drawn["traces"], traces, strict=True)):
        hidden = theirs.get("visible", True) is False
        if len(theirs.get("x", ())) and hidden != (ours["visible"] is False):
            found.append(f"trace {number} is {'shown' if hidden else 'hidden'}")
        if hidden:  # plotly then knows no more of it
            continue
        if ours["text"] != list(theirs.get("text", [])):
            found.append(f"trace {number}: text {ours['text']} instead of {theirs.get('text')}")
        for axis in "xy":
            a, b = (np.asarray(trace.get(axis, []), dtype=float) for trace in (ours, theirs))
            if a.shape != b.shape or not np.array_equal(np.isfinite(a), np.isfinite(b)):
                found.append(f"trace {number}: {axis} of shape {a.shape}, {a[:4]} instead of {b.shape}, {b[:4]}")
                continue
            a, b = a[np.isfinite(a)], b[np.isfinite(b)]
            gap, size = np.abs(a - b).max(initial=0.0), np.abs(b).max(initial=0.0)
            if gap > tolerance * size:
                found.append(f"trace {number}: {axis} off by {gap:.3g} where the largest is {size:.3g}")
    return found


def expected(view: str, params: Params, *, dark: bool = False, lecture: bool = False) -> Drawing:
    """Return what the explainer itself draws."""
    return EXPLAINER.plot(view).draw(simulate(params), Style(dark, lecture))


@contextmanager
def repainted(page: Page, chart: str = CHART) -> Iterator[None]:
    """Wait, after the block, until the server has painted another figure there and is at rest."""
    before = page.locator(chart).get_attribute("data-painted")
    yield
    page.wait_for_function(
        "([chart, before]) => (document.querySelector(chart)?.dataset.painted ?? before) !== before",
        arg=[chart, before],
    )
    settled(page)


def slider(page: Page, name: str) -> Locator:
    """Return the input element of a slider of the page."""
    return page.locator(f".st-key-updating_{name} input[type=range]")


def swept(page: Page, name: str) -> None:
    """Come near a slider, and wait until its whole sweep has arrived and belongs to the figure on screen."""
    slider(page, name).dispatch_event("pointerover")
    page.wait_for_function(
        f"""(key) => {{
            const live = document.querySelector("{CHART}")?.live
            return live?.sweeps[key]?.whole && live.sweeps[key].signature === live.sliders[key].signature
        }}""",
        arg=f"updating_{name}",
    )


def value(page: Page, name: str) -> float:
    """Return what a slider says."""
    return float(str(slider(page, name).get_attribute("aria-valuetext")))


class Hand:
    """A mouse that holds a slider."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name = page, name
        swept(page, name)
        slider(page, name).scroll_into_view_if_needed()
        self.stops = slider(page, name).evaluate("(e) => Math.round((e.max - e.min) / (e.step || 1)) + 1")
        page.mouse.move(*self.place(self.stop()))
        page.mouse.down()

    def stop(self) -> int:
        """Return where the slider stands, counted from 0."""
        return int(slider(self.page, self.name).evaluate("(e) => Math.round((e.value - e.min) / (e.step || 1))"))

    def place(self, stop: int) -> tuple[float, float]:
        """Return the pixel of a stop."""
        track = self.page.locator(f".st-key-updating_{self.name} [role=group] > [data-orientation]").bounding_box()
        assert track is not None
        return track["x"] + track["width"] * stop / (self.stops - 1), track["y"] + track["height"] / 2

    def pull(self, stop: int) -> float:
        """Move to a stop, wait until the figure is painted for it, and return the value there."""
        self.page.mouse.move(*self.place(stop), steps=3)
        followed(self.page, self.name)
        assert self.stop() == stop
        return value(self.page, self.name)


def followed(page: Page, name: str) -> None:
    """Wait until the figure was painted in the browser for where the slider stands."""
    page.wait_for_function(
        f"""(key) => {{
            const input = document.querySelector(`.st-key-${{key}} input[type=range]`)
            const stop = Math.round((input.value - input.min) / (input.step || 1))
            return document.querySelector("{CHART}").dataset.stop === String(stop)
        }}""",
        arg=f"updating_{name}",
    )


def query(page: Page) -> dict[str, str]:
    """Return the state in the address."""
    return dict(parse_qsl(urlsplit(page.url).query))


def asked(page: Page, **parameters: str | None) -> None:
    """Wait until the address says this; None stands for a parameter that is not there."""
    page.wait_for_function(
        """(wanted) => {
            const query = new URLSearchParams(location.search)
            return Object.entries(wanted).every(([name, value]) => query.get(name) === value)
        }""",
        arg=parameters,
    )


# ---- A model in training ---------------------------------------------------------------------------------------------


def step(page: Page, chart: str) -> int:
    """Return the step on screen."""
    return int(page.locator(chart).evaluate("(plot) => plot.live.shown"))


def play_until(page: Page, least: int, chart: str) -> None:
    """Play, and return once some step is on screen, still playing."""
    page.get_by_role("button", name="Play or pause").click()
    page.wait_for_function(f"document.querySelector('{chart}').live.shown >= {least}")


def pause(page: Page, chart: str) -> int:
    """Pause, wait for the server's figure, and return the step."""
    with repainted(page, chart):
        page.get_by_role("button", name="Play or pause").click()
    return step(page, chart)


def set_by_script(page: Page, name: str, value: Any, chart: str) -> None:
    """Move the scrubber as a hand would: it says so on the way and at the end."""
    page.locator(f"{chart} >> xpath=.. >> .{name}").evaluate(
        "(e, v) => { e.value = v; for (const kind of ['input', 'change']) e.dispatchEvent(new Event(kind)) }", value
    )
