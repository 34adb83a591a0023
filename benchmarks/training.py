"""Live training: steps a second while it is watched, beside the same loop bare; and frames, beside a bare repaint."""

import time
from urllib.parse import urlencode

import torch
from playwright.sync_api import Page

from benchmarks.report import Row
from benchmarks.rig import browser
from explainers.gans.training import Params, train
from tests.browser.driver import open_page, serve

SECONDS = 12
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
    let painted = 0
    while (performance.now() - started < 1000 * seconds) {
        await draw(data.map((trace) => ({ ...trace, x: copy(trace.x), y: copy(trace.y) })))
        await new Promise(requestAnimationFrame)
        painted += 1
    }
    return painted / seconds
}"""


def measure() -> list[Row]:
    rows = []
    with serve() as (course, _), browser() as chromium:
        for name, settings in {"the page's defaults": {}, "GAN Lab's defaults": GAN_LAB}.items():
            bare = alone(Params(**settings))
            page = open_page(chromium, f"{course}/gan-training?{address(settings)}")
            steps, frames, stall = watched(page, "fastest")
            note = "GAN Lab itself, elsewhere: 47, and 143 without a view" if settings else "100 steps a frame"
            rows.append(Row(f"steps a second while watched, {name}", f"{steps:.0f}", f"{bare:.0f}",
                            f"{steps / bare:.2f}", "at least 0.7", note))  # fmt: skip
            _, frames, stall = watched(page, "usual")
            beside = page.evaluate(REPAINT, 5)
            rows.append(Row(f"frames a second, {name}", f"{frames:.1f}", f"{beside:.1f}", f"{frames / beside:.2f}",
                            "at least 0.8", f"longest stall {stall:.0f} ms; 5 steps a frame"))  # fmt: skip
            page.context.close()
    return rows


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
