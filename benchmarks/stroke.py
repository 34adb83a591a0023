"""Milliseconds from a point of a stroke on a pad to the painted picture that was made with it.

`python -m benchmarks stroke`. The browser moves the pointer itself, a point per animation frame along a spiral. A point
counts as painted at the first animation frame after plotly has drawn a figure made with it.
"""

from benchmarks.report import Row, milliseconds
from benchmarks.rig import both_servers, browser
from tests.browser.driver import open_page

PAGES = (("pix2pix", "pix2pix"),)  # what follows a stroke: address and prefix
POINTS, TIMES = 80, 3
DRAW = """async ([prefix, points]) => {
  const pad = document.querySelector(`.st-key-${prefix}-drawn-pad .pad`)
  const plot = document.querySelector(`.st-key-${prefix}-chart .live-chart`)
  const parts = { asked: [], painted: [] }
  const timed = (list, work) => async (...given) => {
    const begun = performance.now()
    const answer = await work(...given)
    list.push(performance.now() - begun)
    return answer
  }
  const { fetch, Plotly: { react } } = window
  window.fetch = timed(parts.asked, fetch.bind(window))
  window.Plotly.react = timed(parts.painted, react)
  pad.setPointerCapture = () => {}
  pad.hasPointerCapture = () => true
  const { left, top, width, height } = pad.getBoundingClientRect()
  const send = (kind, k) => {
    const [angle, radius] = [k / 5, 0.1 + 0.35 * k / points]
    const [x, y] = [0.5 + radius * Math.cos(angle), 0.5 + radius * Math.sin(angle)]
    const place = { clientX: left + width * x, clientY: top + height * y }
    pad.dispatchEvent(new PointerEvent(kind, { pointerId: 1, bubbles: true, cancelable: true, ...place }))
  }
  const inPad = () => pad.lastElementChild.getAttribute('points').split(' ').length
  const inPicture = () => (plot.dataset.drawn ?? '').split('; ').at(-1).split(' ').length
  const before = plot.dataset.drawn
  const drawn = [], took = []
  send('pointerdown', 0)
  for (let k = 1; k < points + 120 && !(k > points && took.length >= drawn.length); k += 1) {
    const now = await new Promise(requestAnimationFrame)
    const shown = plot.dataset.drawn === before ? 0 : inPicture()
    while (took.length < Math.min(shown, drawn.length)) took.push(now - drawn[took.length])
    if (k > points) continue
    send('pointermove', k)
    while (drawn.length < inPad()) drawn.push(now)
  }
  const missing = drawn.length - took.length
  send('pointerup', points)
  Object.assign(window, { fetch })
  window.Plotly.react = react
  return { took, missing, ...parts }
}"""


def measure() -> list[Row]:
    rows = []
    with both_servers() as (course, _), browser() as chromium:
        for address, prefix in PAGES:
            found: dict[str, list[float]] = {"took": [], "asked": [], "painted": []}
            missing = 0
            for _turn in range(TIMES):
                page = open_page(chromium, f"{course}/{address}")
                page.locator(f".st-key-{prefix}-drawn-pad .pad").scroll_into_view_if_needed()
                answer = page.evaluate(DRAW, [prefix, POINTS])
                missing += answer["missing"]
                for name, times in found.items():
                    times.extend(answer[name])
                page.context.close()
            parts = ", ".join(f"{name} {milliseconds(found[name], 50)}" for name in ("asked", "painted"))
            said = f"{len(found['took'])} points, {missing} never painted; of it {parts}"
            rows += [Row(f"stroke, {address}, p50", milliseconds(found["took"], 50)),
                     Row(f"stroke, {address}, p95", milliseconds(found["took"], 95), target="at most 100 ms",
                         note=said)]  # fmt: skip
    return rows
