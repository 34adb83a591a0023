"""A drawing whose picture follows while the stroke grows, in a real browser."""

from playwright.sync_api import expect

from explainers.figure_style import Style
from explainers.gans.pix2pix import Params
from explainers.gans.pix2pix.figure_draw import plot_draw
from explainers.gans.pix2pix.result import simulate
from tests.browser.conftest import Visit
from tests.browser.driver import settled

CHART = ".st-key-pix2pix-chart .live-chart"


def test_the_picture_follows_while_the_stroke_grows_and_then_is_the_servers(visit: Visit):
    page = visit("/pix2pix?pix2pix_drawn=0.1,0.9")
    before = page.locator(CHART).get_attribute("data-painted")
    box = page.locator(".pad").bounding_box()
    assert box is not None
    for i, share in enumerate((0.2, 0.4, 0.6)):
        page.mouse.move(box["x"] + share * box["width"], box["y"] + 0.5 * box["height"], steps=4)
        if i == 0:
            page.mouse.down()
        page.wait_for_function("([chart, end]) => document.querySelector(chart).dataset.drawn?.endsWith(end)",
                               arg=[CHART, f"{share:.2f},0.50"])  # fmt: skip
        drawn = page.locator(CHART).get_attribute("data-drawn")
        assert drawn is not None
        wanted = plot_draw.draw(simulate(Params(drawn=drawn)), Style())
        expect(page.locator(CHART)).to_have_attribute("aria-label", wanted.alt)
        assert page.locator(CHART).get_attribute("data-painted") == before, "the page has not run again"
    page.mouse.up()
    page.wait_for_function("([chart, before]) => document.querySelector(chart).dataset.painted !== before",
                           arg=[CHART, before])  # fmt: skip
    settled(page)
    expect(page.locator(CHART)).to_have_attribute("aria-label", wanted.alt)
