"""Heaps of sand in a real browser: dragged, drawn, played."""

import re

import pytest
from playwright.sync_api import Page, expect

from explainers.figure_style import Style
from explainers.gans.wasserstein_vs_js import EXPLAINER, Params
from tests.browser.conftest import Visit
from tests.browser.driver import settled

PREFIX = "wasserstein_vs_js"
CHART = f".st-key-{PREFIX}-chart .live-chart"


def page_at(visit: Visit, **settings: str) -> Page:
    query = "&".join(f"{PREFIX}_{name}={value}" for name, value in settings.items())
    return visit(f"/wasserstein-vs-js?{query}")


def test_a_heap_is_drawn_with_the_mouse(visit: Visit):
    page = page_at(visit, generated="Your+own")
    page.get_by_role("button", name="Generated sand").click()
    box = page.locator(".pad").first.bounding_box()
    assert box is not None
    page.locator("button.clear").first.click()
    expect(page.get_by_text("There is no sand here yet")).to_be_visible()
    box = page.locator(".pad").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.25 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.75 * box["width"], box["y"] + 0.5 * box["height"], steps=10)
    page.mouse.up()
    expect(page.get_by_text("There is no sand here yet")).to_be_hidden()
    settled(page)
    page.wait_for_function(
        f"new URLSearchParams(location.search).get('{PREFIX}_drawn_generated')?.split(' ').length > 5"
    )
    drawn = page.evaluate(f"new URLSearchParams(location.search).get('{PREFIX}_drawn_generated')")
    wanted = EXPLAINER.view("apart").plot(EXPLAINER.simulate(Params(generated="drawn", drawn_generated=drawn)), Style())
    expect(page.locator(CHART)).to_have_attribute("aria-label", wanted.layout.meta["alt"])


@pytest.mark.parametrize("step", [5, 6])
def test_critic_and_descents_are_played(visit: Visit, step: int):
    page = page_at(visit, step=str(step), steps="0")
    play = page.get_by_role("button", name="Play or pause")
    play.click()
    page.wait_for_function(f"document.querySelector('{CHART}').live.shown >= 20")
    play.click()
    page.wait_for_function(f"Number(new URLSearchParams(location.search).get('{PREFIX}_steps')) >= 20")
    settled(page)
    reached = int(page.locator(CHART).evaluate("(plot) => plot.live.shown"))
    expect(page.locator(CHART)).to_have_attribute("aria-label", re.compile(rf"after {reached} steps", re.IGNORECASE))
