"""Figures painted per second while a slider is dragged, beside a bare `Plotly.react` loop of the very same frames.

The slider is moved by the browser itself: on every animation frame its input gets the next stop and the events a hand
would cause, back and forth through all stops, so that no automation is in the way. What the live chart then paints is
kept, and painted again by a loop that does nothing but call `Plotly.react` once per animation frame, in the same
element, with plotly as it comes: without what figures.js keeps for it from one repaint to the next. The two take turns,
five times 1.2 s each; the ratio is the median over the turns, with its quartiles.
A second line per view says what a real mouse paints, as fast as Playwright moves it.
"""

import time

from playwright.sync_api import Page

from benchmarks.report import Row, percentile, quartiles
from benchmarks.rig import PAGE, SLIDERS, VIEWS, both_servers, browser, open_with_sweeps

TURNS, SECONDS = 5, 1.2
PREPARE = """() => {
  const plot = document.querySelector('.live-chart')
  const react = window.Plotly.react
  const kept = window.kept = new Map()
  window.Plotly.react = (element, data, layout, config) => {
    if (element === plot && window.keeping !== undefined) kept.set(window.keeping, [data, layout, config])
    return react(element, data, layout, config)
  }
  const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set
  const loop = (seconds, step, least = 0) => new Promise((resolve) => {
    const started = performance.now()
    let turns = 0
    const next = (now) => {
      const past = (now - started) / 1000
      if (past > seconds && turns >= least) return resolve({ turns, past })
      step(turns++)
      requestAnimationFrame(next)
    }
    requestAnimationFrame(next)
  })
  const there_and_back = (count, turn) => {
    const place = turn % Math.max(2 * count - 2, 1)
    return place < count ? place : 2 * count - 2 - place
  }
  window.drag = async (key, seconds) => {
    const input = document.querySelector(`.st-key-${key} input[type=range]`)
    const [low, high, step] = [input.min, input.max, input.step || 1].map(Number)
    const count = Math.round((high - low) / step) + 1
    input.focus()
    const before = plot.live.painted
    const { past } = await loop(seconds, (turn) => {
      const stop = there_and_back(count, turn)
      window.keeping = seconds ? undefined : stop
      write.call(input, low + stop * step)
      input.dispatchEvent(new Event('input', { bubbles: true }))
      input.dispatchEvent(new Event('change', { bubbles: true }))
    }, seconds ? 0 : count)
    window.keeping = undefined
    return (plot.live.painted - before) / past
  }
  window.bare = async (seconds) => {
    const frames = [...kept.keys()].sort((a, b) => a - b).map((stop) => kept.get(stop))
    const schema = window.Plotly.PlotSchema
    const ours = schema.findArrayAttributes
    schema.findArrayAttributes = ours.own ?? ours
    const { turns, past } = await loop(seconds, (turn) => react(plot, ...frames[there_and_back(frames.length, turn)]))
    schema.findArrayAttributes = ours
    return turns / past
  }
}"""


def measure() -> list[Row]:
    rows = []
    with both_servers() as (course, _), browser() as chromium:
        for view in VIEWS:
            page = open_with_sweeps(chromium, f"{course}{PAGE}?updating_view={view}&updating_source=births")
            page.evaluate(PREPARE)
            rows += [by_frames(page, view, slider) for slider in SLIDERS]
            rows.append(by_mouse(page, view))
            page.context.close()
    return rows


def by_frames(page: Page, view: str, slider: str, prefix: str = "updating") -> Row:
    """Drag one slider from the browser's own frames, in turns with the bare loop."""
    key = f"{prefix}_{slider}"
    page.evaluate("window.kept.clear()")
    page.evaluate("(key) => window.drag(key, 0)", key)  # once through all stops, to keep the frames
    stops = page.evaluate("window.kept.size")
    ours, bare = [], []
    for turn in range(TURNS):
        for side in (0, 1) if turn % 2 else (1, 0):
            if side:
                ours.append(page.evaluate("([key, seconds]) => window.drag(key, seconds)", [key, SECONDS]))
            else:
                bare.append(page.evaluate("(seconds) => window.bare(seconds)", SECONDS))
    ratios = [a / b for a, b in zip(ours, bare, strict=True)]
    return Row(
        f"drag, {view}, {slider}",
        f"{percentile(ours, 50):.0f}/s",
        f"{percentile(bare, 50):.0f}/s",
        quartiles(ratios),
        "at least 0.8",
        f"{stops} frames",
    )


def by_mouse(page: Page, view: str) -> Row:
    """Drag the prior mean with a real mouse from end to end."""
    thumb = page.locator(".st-key-updating_mean input[type=range]").locator("xpath=../..")
    box, track = thumb.bounding_box(), thumb.locator("xpath=..").bounding_box()
    assert box and track
    y, moves = box["y"] + box["height"] / 2, 120
    page.mouse.move(box["x"] + box["width"] / 2, y)
    page.mouse.down()
    before, started = page.evaluate("document.querySelector('.live-chart').live.painted"), time.perf_counter()
    for move in range(moves):
        page.mouse.move(track["x"] + track["width"] * (move + 1) / (moves + 1), y)
    took = time.perf_counter() - started
    painted = page.evaluate("document.querySelector('.live-chart').live.painted") - before
    page.mouse.up()
    return Row(f"drag, {view}, mean, by mouse", f"{painted / took:.0f}/s", note=f"{painted} painted for {moves} moves")
