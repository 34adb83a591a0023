"""Forecasting in a real browser: weights and origin are dragged, a point clicked, a path drawn, a file read."""

import numpy as np
from playwright.sync_api import Page, expect

from explainers.autoregression.forecasting import EXPLAINER, Params
from explainers.autoregression.forecasting.model import simulate
from explainers.controls import changed
from explainers.figure_style import Style
from tests.browser.conftest import Visit
from tests.browser.driver import asked, query, repainted, settled

PREFIX = "forecasting"
CHART = f".st-key-{PREFIX}-chart .live-chart"
PATH = f".st-key-{PREFIX}-path .live-chart"
HAS_SWEEP = f"""(name) => {{
    const live = document.querySelector("{CHART}")?.live
    const key = `{PREFIX}_${{name}}`
    return live?.sweeps[key] && live.sweeps[key].signature === live.sliders[key].signature
}}"""
STOPS = "(e) => [e.value, e.max].map((at) => Math.round((at - e.min) / (e.step || 1)))"
PLACE = """([chart, x, y]) => {
    const plot = document.querySelector(chart)
    const { xaxis, yaxis } = plot._fullLayout
    const box = plot.getBoundingClientRect()
    return [box.left + xaxis._offset + xaxis.d2p(x), box.top + yaxis._offset + yaxis.d2p(y)]
}"""


def page_at(visit: Visit, **settings: str) -> Page:
    return visit("/ar-forecasting?" + "&".join(f"{PREFIX}_{name}={value}" for name, value in settings.items()))


def test_a_click_in_the_triangle_moves_both_weights(visit: Visit) -> None:
    page = page_at(visit)
    page.mouse.click(*page.evaluate(PLACE, [CHART, -0.5, 0.25]))
    page.wait_for_function(f"new URLSearchParams(location.search).has('{PREFIX}_phi_2')")
    settled(page)
    phi_1, phi_2 = (float(query(page)[f"{PREFIX}_phi_{k}"]) for k in (1, 2))
    assert abs(phi_1 + 0.5) < 0.06 and abs(phi_2 - 0.25) < 0.06, "to a pixel"
    wanted = EXPLAINER.plot("process")(simulate(changed(Params(), {"phi_1": phi_1, "phi_2": phi_2})), Style())
    expect(page.locator(CHART)).to_have_attribute("aria-label", wanted.layout.meta["alt"])


def test_the_window_is_played_and_stops_where_it_is_stopped(visit: Visit) -> None:
    page = page_at(visit, view="window", at="36")
    page.locator(f".st-key-{PREFIX}_at input[type=range]").dispatch_event("pointerover")
    page.wait_for_function(HAS_SWEEP, arg="at")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(f"new URLSearchParams(location.search).get('{PREFIX}_at') === '40'")
    settled(page)
    wanted = EXPLAINER.plot("window")(simulate(Params(at=40)), Style())
    expect(page.locator(CHART)).to_have_attribute("aria-label", wanted.layout.meta["alt"])


def test_the_next_value_is_typed_and_the_ten_after_it_are_drawn(visit: Visit) -> None:
    page = page_at(visit)
    future = simulate(Params(origin=288)).future
    guess = page.get_by_label("Draw the next value")
    guess.fill("90")
    guess.press("Enter")
    page.get_by_role("button", name="Commit").click()
    expect(page.get_by_text("One step ahead, off: you by")).to_be_visible()
    said = str(page.locator(PATH).get_attribute("aria-label"))
    assert f"{future[0]:.4g}" in said
    assert f"{future[1]:.4g}" not in said
    page.locator(PATH).scroll_into_view_if_needed()
    page.mouse.move(*page.evaluate(PLACE, [PATH, 1.8, 110]))
    page.mouse.down()
    for step in range(2, 12):
        page.mouse.move(*page.evaluate(PLACE, [PATH, step, 110 + step]), steps=3)
    page.mouse.up()
    guess = page.get_by_label("Draw the next 10 values")
    page.wait_for_function("(e) => e.value.split(' ').length === 10", arg=guess.element_handle())
    np.testing.assert_allclose([float(word) for word in guess.input_value().split()], 112.0 + np.arange(10), atol=3)
    page.get_by_role("button", name="Commit").click()
    expect(page.get_by_text("Over 11 steps, on average, off: you by")).to_be_visible()
    assert f"{future[10]:.4g}" in str(page.locator(PATH).get_attribute("aria-label"))


def test_a_file_is_forecast_and_stays_out_of_the_address(visit: Visit) -> None:
    page = page_at(visit, view="forecast", series="Your+own")
    rows = "\n".join(f"{2000 + i // 12}-{i % 12 + 1:02};{10 + np.sin(i / 2) + i % 5:.3f}" for i in range(90) if i != 40)
    page.get_by_role("button", name="Your series").click()
    content = ("month;sales\n" + rows).encode()
    page.locator("input[type=file]").set_input_files(
        files=[{"name": "sales.csv", "mimeType": "text/csv", "buffer": content}]
    )
    expect(page.get_by_text("sales, forecast", exact=False).or_(page.locator(CHART))).to_have_count(1)
    page.wait_for_function(f"document.querySelector('{CHART}').getAttribute('aria-label').startsWith('sales')")
    assert "sales" not in page.url
    expect(page.get_by_text("missing", exact=False).first).to_be_attached()


CUT_OFF = """(plot) => {
    const edge = plot.getBoundingClientRect()
    const beyond = ({ left, right, top, bottom, width }) =>
        width && (left < edge.left - 1 || right > edge.right + 1 || top < edge.top - 1 || bottom > edge.bottom + 1)
    return [...plot.querySelectorAll('text')].filter((text) => beyond(text.getBoundingClientRect()))
        .map((text) => text.textContent)
}"""


def test_every_step_of_a_lecture_is_on_one_screen(visit: Visit) -> None:
    page = visit("/ar-forecasting?lecture=true")
    for step in range(1, 8):
        if step > 1:
            with repainted(page, CHART):
                page.keyboard.press("PageDown")
            asked(page, forecasting_step=str(step))
        chart = page.locator(CHART).bounding_box()
        assert chart is not None
        assert chart["y"] + chart["height"] <= 721, step
        assert chart["x"] + chart["width"] <= 1281, step
        assert page.locator(CHART).evaluate(CUT_OFF) == [], step
