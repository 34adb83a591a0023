"""Learners in a grid world as their page runs them, beside their loop bare, in turns; and a wall that is painted.

A page that is watched makes frames, measures now and then how far off the learner is, and keeps states; the loop does
nothing of it. The slower speeds wait for the eye on purpose; "fastest" is for who wants it learnt.
"""

import gc
import time

import numpy as np
from playwright.sync_api import Page

from benchmarks.report import Row, percentile, quartiles
from benchmarks.rig import both_servers, browser
from explainers.figure_style import Style
from explainers.rl.gridworld import EXPLAINER, Params
from explainers.rl.gridworld.learners import advance, begin, chances
from explainers.rl.gridworld.settings import MAX_STEPS, METHODS, WORLDS
from explainers.rl.gridworld.world import world_of
from pages.stage.live_training import frames_of
from pages.stage.shown import Shown
from tests.browser.driver import open_page

TURNS, STEPS = 5, 40_000
RIVALS = ("exact", "sarsa")  # of a Q-learner
ROOM = "/reinforcement-learning?gridworld_view=plan&gridworld_world=empty"
PAINTED = """([x, y]) => new Promise((done) => {
  const plot = document.querySelector('.live-chart')
  const pad = document.querySelector('.cells')
  const box = pad.getBoundingClientRect()
  const [clientX, clientY] = [box.left + (x + 0.5) / 12 * box.width, box.top + (y + 0.5) / 12 * box.height]
  const began = performance.now()
  new MutationObserver((_, seen) => { seen.disconnect(); requestAnimationFrame(() => done(performance.now() - began)) })
    .observe(plot, { attributes: true, attributeFilter: ['data-drawn'] })
  pad.setPointerCapture = () => {}
  pad.dispatchEvent(new PointerEvent('pointerdown', { clientX, clientY, pointerId: 1, bubbles: true }))
})"""


def measure() -> list[Row]:
    gc.freeze()  # as the server does: what is there for good is not looked through again
    return [*(watched(rival, speed) for rival in RIVALS for speed in ("fast", "fastest")), painted()]


def watched(rival: str, speed: str) -> Row:
    """Time runs at one speed of the page, each in turn with the bare loops of the same learners."""
    stride, ours, bare = (EXPLAINER.speeds or {})[speed][0], [], []
    methods = [method for method in ("q_learning", rival) if method in METHODS]
    for turn in range(TURNS + 1):
        params = Params(rival=rival, seed=stride + 10 * len(methods) + turn, steps=0)
        bare.append(sum(seconds_bare(params, method) for method in methods))
        ours.append(seconds_watched(params, stride))
    ours, bare = ours[1:], bare[1:]  # the first fill caches
    ratios = [a / b for a, b in zip(bare, ours, strict=True)]
    wanted = "at least 0.7" if speed == "fastest" else ""
    rates = [f"{STEPS / percentile(times, 50):,.0f}" for times in (ours, bare)]
    return Row(f"steps a second, {len(methods)} in a grid world, {stride:,} a frame", *rates, quartiles(ratios),
               wanted)  # fmt: skip


def seconds_bare(params: Params, method: str) -> float:
    chances.cache_clear()  # random numbers are a part of either
    started, world = time.thread_time(), world_of(params)
    advance(begin(world, method), world, params, STEPS, np.full(MAX_STEPS + 1, np.nan, dtype=np.float32))
    return time.thread_time() - started


def seconds_watched(params: Params, stride: int) -> float:
    """Ask for frames as the browser does until the walk is over."""
    now = Shown("gridworld", EXPLAINER, "learn", params, (), "", "", Style())
    frames_of(now, 0, 1, 1)  # the page is open
    chances.cache_clear()
    started, reached = time.thread_time(), 0
    while reached < STEPS:
        reached = max([reached, *frames_of(now, reached, stride, STEPS)["steps"]])
    return time.thread_time() - started


def painted() -> Row:
    """Time, in a browser, from a touch of the pad to the frame with what value iteration makes of the new wall."""
    with both_servers() as (course, _), browser() as running:
        page: Page = open_page(running, course + ROOM)
        page.get_by_role("button", name="Edit the world").click()
        page.wait_for_selector(".cells rect")
        page.wait_for_timeout(1500)
        times = [page.evaluate(PAINTED, [x, y]) for x in range(1, 11) for y in (2, 5, 8)]
    assert WORLDS["empty"].rows.count("/") == 11
    return Row("ms from a painted cell to the new policy, 12 × 12", f"{percentile(times, 50):.0f}", "",
               quartiles(times), "at most 100")  # fmt: skip
