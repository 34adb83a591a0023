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

from playwright.sync_api import Browser, Page, Playwright

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
def serve(app: str | Path = ROOT / "app.py", log: Path | None = None) -> Iterator[tuple[str, int]]:
    """Run a Streamlit server; yield its address and its process id. It is ended when the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true", "--server.fileWatcherType", "none"]
    with (log or Path(os.devnull)).open("wb") as out:
        process = subprocess.Popen(command, cwd=Path(app).parent, stdout=out, stderr=subprocess.STDOUT)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_up(address, process)
            yield address, process.pid
        finally:
            process.terminate()
            process.wait(timeout=20)


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

