"""Memory of the server process: with no visitor, after the first session of the page, and what each further one adds.

Unique memory (USS: what would be free if the process ended), read with psutil. Every session is a browser window of its
own that stays open; each moves a slider and turns a page of the story. What one adds is the slope over all of them.
"""

import numpy as np
import psutil
from playwright.sync_api import Page

from benchmarks.report import Row
from benchmarks.rig import PAGE, browser
from tests.browser.driver import open_page, serve, settled

SESSIONS = 10


def measure() -> list[Row]:
    with serve() as (course, pid), browser() as chromium:
        server = psutil.Process(pid)
        empty = unique(server)
        use(open_page(chromium, f"{course}{PAGE}"))
        used = [unique(server)]
        for _ in range(SESSIONS):
            use(open_page(chromium, f"{course}{PAGE}"))
            used.append(unique(server))
    slope = float(np.polyfit(range(len(used)), used, 1)[0])
    return [
        Row("memory, no visitor", f"{empty:.0f} MB", note="unique (USS), one process"),
        Row("memory, after the first session", f"{used[0]:.0f} MB"),
        Row(
            "memory, each further open session",
            f"{slope:.1f} MB",
            note=f"slope over {SESSIONS}; with all open {used[-1]:.0f} MB",
        ),
    ]


def unique(process: psutil.Process) -> float:
    """Return the unique memory of a process and its children, in MB."""
    family = [process, *process.children(recursive=True)]
    return sum(member.memory_full_info().uss for member in family) / 1e6


def use(page: Page) -> None:
    """Do what a visitor does: move a slider, turn a page of the story."""
    page.wait_for_timeout(1000)
    page.locator(".st-key-updating_strength input[type=range]").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(300)
        settled(page)
    page.locator(".st-key-updating-next button").first.click()
    page.wait_for_timeout(1000)
    settled(page)
