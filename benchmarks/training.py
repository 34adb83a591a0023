"""Live training: steps a second while it is watched, beside the same loop bare; frames, beside a bare repaint.

And what five who train at once cost somebody who moves a slider on another page; and the memory of the longest run.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from urllib.parse import urlencode
from urllib.request import urlopen

import psutil
import torch
from playwright.sync_api import Browser, Page

from benchmarks.memory import unique
from benchmarks.release import OURS, WATCH, release
from benchmarks.report import Row, slowness
from benchmarks.rig import PAGE, browser
from explainers.gans.training.settings import MAX_STEPS, Params
from explainers.gans.training.updates import train
from tests.browser.driver import open_page, serve

SECONDS = 12
CROWD, TIMES = 5, 16
GAN_LAB = {  # its default setting; an epoch there is one of our steps
    "data": "ring", "noise": "uniform", "g_units": 8, "d_units": 8, "activation": "relu", "batch": 150,
    "optimiser": "sgd", "lr_g": 0.03, "lr_d": 0.1, "d_updates": 2,
}  # fmt: skip
LABELS = {"data": {"ring": "A ring"}, "noise": {"uniform": "Uniform"}, "activation": {"relu": "ReLU"},
          "optimiser": {"sgd": "SGD"}}  # fmt: skip
# Repaints the figure of the page as fast as it can.
REPAINT = """async (seconds) => {
    const plot = document.querySelector('.live-chart')
    const { layout } = plot.live.figure
    const copy = (values) => (values?.slice ? values.slice() : values)
    const draw = (data) => window.Plotly.react(plot, data, layout, { displayModeBar: false, responsive: true })
    const data = plot.data
    const started = performance.now()
    let [painted, stall, last] = [0, 0, started]
    while (performance.now() - started < 1000 * seconds) {
        await draw(data.map((trace) => ({ ...trace, x: copy(trace.x), y: copy(trace.y) })))
        await new Promise(requestAnimationFrame)
        painted += 1
        stall = Math.max(stall, performance.now() - last)
        last = performance.now()
    }
    return [painted / seconds, stall]
}"""


def measure() -> list[Row]:
    rows = []
    with serve() as (course, server), browser() as chromium:
        for name, settings in {"the page's defaults": {}, "GAN Lab's defaults": GAN_LAB}.items():
            bare = alone(Params(**settings))
            page = open_page(chromium, f"{course}/gan-training?{address(settings)}")
            steps, frames, stall = watched(page, "fastest")
            note = "GAN Lab itself, elsewhere: 47, and 143 without a view" if settings else "200 steps a frame"
            rows.append(Row(f"steps a second while watched, {name}", f"{steps:.0f}", f"{bare:.0f}",
                            f"{steps / bare:.2f}", "at least 0.7", note))  # fmt: skip
            _, frames, stall = watched(page, "usual")
            beside, beside_stall = page.evaluate(REPAINT, SECONDS)
            note = f"longest stall {stall:.0f} ms, of a bare repaint {beside_stall:.0f} ms; 5 steps a frame"
            rows.append(Row(f"frames a second, {name}", f"{frames:.1f}", f"{beside:.1f}", f"{frames / beside:.2f}",
                            "at least 0.8", note))  # fmt: skip
            page.context.close()
        rows += [crowd(course, chromium), long_run(course, chromium, psutil.Process(server))]
    return rows


def crowd(course: str, chromium: Browser) -> Row:
    """Release a slider of another page, alone and while five others train as fast as the server answers them."""
    page = open_page(chromium, f"{course}{PAGE}")
    page.evaluate(WATCH, OURS)
    for _ in range(3):  # these fill caches
        release(page, "updating_strength", by_key=True)
    alone_times = [release(page, "updating_strength", by_key=True) for _ in range(TIMES)]
    tokens = [token_of(course, chromium, {"seed": seed}) for seed in range(1, CROWD + 1)]
    with training(course, tokens) as made:
        time.sleep(1)
        crowded = [release(page, "updating_strength", by_key=True) for _ in range(TIMES)]
    row = slowness(f"slider of another page released while {CROWD} train", crowded, alone_times, 95)
    return Row(row.what, row.ours, row.beside, row.ratio, note=f"{row.note}; they made {sum(made):,} steps meanwhile")


@contextmanager
def training(course: str, tokens: list[str]) -> Iterator[list[int]]:
    """Let visitors train, each asking again as soon as it was answered; yield how many steps each has made."""
    made, over = [0] * len(tokens), Event()

    def train_on(number: int, token: str) -> None:
        while not over.is_set():
            made[number] = frames(course, token, made[number], 100)[-1]

    threads = [Thread(target=train_on, args=pair) for pair in enumerate(tokens)]
    for thread in threads:
        thread.start()
    yield made
    over.set()
    for thread in threads:
        thread.join()


def frames(course: str, token: str, after: int, stride: int) -> list[int]:
    """Ask for frames as the browser does; return the steps they show."""
    with urlopen(f"{course}/live/{token}/frames?after={after}&stride={stride}&most={MAX_STEPS}") as answer:
        steps: list[int] = json.load(answer)["steps"]
    return steps


def token_of(course: str, chromium: Browser, settings: dict[str, object]) -> str:
    """Open the page, and return the token of what its stage shows."""
    page = open_page(chromium, f"{course}/gan-training?{address(settings | {'steps': 0})}")
    token = str(page.evaluate("document.querySelector('.live-chart').live.token"))
    page.context.close()
    return token


def long_run(course: str, chromium: Browser, server: psutil.Process) -> Row:
    """Train to the last step that there is, and see what the server keeps of it."""
    token, step = token_of(course, chromium, {"seed": 77}), 0
    frames(course, token, 0, 100)
    before = unique(server)
    while step < MAX_STEPS:
        step = frames(course, token, step, 1000)[-1]
    return Row(
        f"memory added by a run of {MAX_STEPS:,} steps", f"{unique(server) - before:.0f} MB", target="at most 50 MB"
    )


def address(settings: dict[str, object]) -> str:
    """Return settings as the page's address has them."""
    return urlencode(
        {f"training_{name}": LABELS.get(name, {}).get(str(value), value) for name, value in settings.items()}
    )


def alone(params: Params) -> float:
    """Return the steps a second of the training loop with nothing around it."""
    torch.set_num_threads(1)
    states = train(params)
    for _ in range(50):
        next(states)
    started, made = time.monotonic(), 0
    while time.monotonic() - started < SECONDS / 3:
        next(states)
        made += 1
    return made / (time.monotonic() - started)


def watched(page: Page, speed: str) -> tuple[float, float, float]:
    """Play; return steps a second, frames a second, and the longest time without a frame, in milliseconds."""
    page.locator(".speed").select_option(label=speed)
    play = page.get_by_role("button", name="Play or pause")
    play.click()
    page.wait_for_timeout(1500)
    steps, frames, stall = page.evaluate(
        """async (seconds) => {
            const { live } = document.querySelector('.live-chart')
            const [step, painted, started] = [live.shown, live.painted, performance.now()]
            let [last, seen, stall] = [started, live.painted, 0]
            while (performance.now() - started < 1000 * seconds) {
                await new Promise((next) => setTimeout(next, 5))
                if (live.painted !== seen) {
                    stall = Math.max(stall, performance.now() - last)
                    last = performance.now()
                    seen = live.painted
                }
            }
            const spent = (performance.now() - started) / 1000
            return [(live.shown - step) / spent, (live.painted - painted) / spent, stall]
        }""",
        SECONDS,
    )
    play.click()
    page.wait_for_timeout(1500)
    return steps, frames, stall
