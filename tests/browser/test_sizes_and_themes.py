"""Lecture mode, small and large screens, light and dark."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.driver import CHART, asked, figure, painted, repainted
from tests.browser.test_story import LAST, at_words

# Everything of the stage and the story that must be on one screen, with its box.
BOXES = """() => {
    const seen = []
    const add = (what, element) => {
        const { left, top, right, bottom, width, height } = element.getBoundingClientRect()
        if (width && height) seen.push({ what, left, top, right, bottom })
    }
    add('story', document.querySelector('.st-key-updating-story'))
    const inStory = '.st-key-updating-story p, .st-key-updating-story button'
    for (const p of document.querySelectorAll(inStory)) add('in story', p)
    for (const element of document.querySelectorAll('.st-key-updating-stage [class*="st-key-"]'))
        add([...element.classList].find((name) => name.startsWith('st-key')), element)
    for (const button of document.querySelectorAll('.st-key-updating-stage button')) add(button.innerText, button)
    for (const title of document.querySelectorAll('.st-key-updating-chart .xtitle')) add('axis title', title)
    return seen
}"""

REACHABLE = """(element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect()
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
    return left >= 0 && right <= innerWidth && element.contains(hit)
}"""


def off_screen(page: Page, width: int, height: int) -> list[dict[str, Any]]:
    assert page.get_by_test_id("stMain").evaluate("(main) => main.scrollTop") == 0
    boxes = page.evaluate(BOXES)
    assert any(box["what"] == "axis title" for box in boxes)
    return [
        box
        for box in boxes
        if box["left"] < -1 or box["top"] < -1 or box["right"] > width + 1 or box["bottom"] > height + 1
    ]


def outside_the_story(page: Page) -> list[dict[str, Any]]:
    boxes = page.evaluate(BOXES)
    story = next(box for box in boxes if box["what"] == "story")
    return [box for box in boxes if box["what"] == "in story" and box["bottom"] > story["bottom"]]


def type_sizes(page: Page) -> dict[str, float]:
    selectors = (
        ".st-key-updating-story p",
        ".st-key-updating_mean label p",
        f"{CHART} .xtitle",
        f"{CHART} .textpoint text",
    )
    return {
        name: float(page.locator(name).first.evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)"))
        for name in selectors
    }


def labels_outside(page: Page) -> list[str]:
    """Return the texts of the main figure that are cut off at its edges."""
    return list(
        page.locator(CHART).evaluate(
            """(plot) => {
                const edge = plot.getBoundingClientRect()
                return [...plot.querySelectorAll('text')].filter((text) => {
                    const { left, right, top, bottom, width } = text.getBoundingClientRect()
                    const cut = left < edge.left || right > edge.right || top < edge.top || bottom > edge.bottom
                    return width && cut
                }).map((text) => text.textContent)
            }"""
        )
    )


def test_every_step_of_a_lecture_is_on_one_screen(visit: Visit) -> None:
    page = visit("/bayesian-updating?lecture=true")
    assert page.get_by_test_id("stSidebar").count() == 0
    for number in range(1, LAST + 1):
        if number > 1:
            page.keyboard.press("PageDown")
            at_words(page, number)
        assert off_screen(page, 1280, 720) == [], number
        assert outside_the_story(page) == [], number
        assert labels_outside(page) == [], number
        asked(page, lecture="true")


def test_lecture_switch_enlarges_type_hides_navigation_and_goes_both_ways(visit: Visit) -> None:
    page = visit()
    small = type_sizes(page)
    switch = page.locator(".st-key-lecture label").first
    with repainted(page):
        switch.click()
    expect(page.get_by_role("link", name="All explainers")).to_be_hidden()
    asked(page, lecture="true")
    large = type_sizes(page)
    assert [name for name in small if large[name] <= small[name]] == []
    with repainted(page):
        switch.click()
    expect(page.get_by_role("link", name="All explainers")).to_be_visible()
    assert "lecture" not in page.url
    assert type_sizes(page) == small


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
def test_stage_ends_within_the_screen(visit: Visit, width: int, height: int) -> None:
    page = visit(width=width, height=height)
    assert off_screen(page, width, height) == []
    assert labels_outside(page) == []


def test_telephone_shows_the_figure_first_and_scrolls_only_down(visit: Visit) -> None:
    page = visit(width=390, height=844)
    wide = page.evaluate(
        "[document.scrollingElement, document.querySelector('[data-testid=stMain]')].map((e) => e.scrollWidth)"
    )
    assert max(wide) <= 390
    chart = page.locator(CHART).bounding_box()
    assert chart["x"] >= 0 and chart["x"] + chart["width"] <= 390
    assert chart["y"] < page.locator(".st-key-updating_mean").bounding_box()["y"]
    assert chart["y"] < page.locator(".st-key-updating_family").bounding_box()["y"]
    assert labels_outside(page) == []


def test_telephone_can_reach_every_step_and_the_lecture_switch(visit: Visit) -> None:
    page = visit("/bayesian-updating?updating_step=2", width=390, height=844)
    for control in (
        ".st-key-updating-back button:visible",
        ".st-key-updating-next button:visible",
        ".st-key-lecture label",
    ):
        assert page.locator(control).first.evaluate(REACHABLE), control
    page.locator(".st-key-updating-back button:visible").click()
    at_words(page, 1)


@pytest.mark.parametrize("path", ["/reinforcement-learning", "/gan-training"])
def test_a_tall_picture_leaves_the_controls_below_it_in_reach_on_a_telephone(visit: Visit, path: str) -> None:
    page = visit(path, width=390, height=844)
    control = page.get_by_role("button", name="More controls").first
    control.evaluate("(element) => element.scrollIntoView({ block: 'end' })")
    expect(control).to_be_in_viewport()
    assert control.evaluate(REACHABLE)
    assert page.locator(".live-chart").first.evaluate("(chart) => chart.getBoundingClientRect().bottom") > 100


@pytest.mark.parametrize("dark", [False, True])
def test_figure_follows_the_colour_scheme_with_readable_text(visit: Visit, dark: bool) -> None:
    page = visit(dark=dark)
    painted(page)
    plot = page.locator(CHART)
    ground = rgb(plot.locator(".main-svg").first.evaluate("(svg) => getComputedStyle(svg).backgroundColor"))
    assert ground == rgb(page.get_by_test_id("stApp").evaluate("(app) => getComputedStyle(app).backgroundColor"))
    assert (luminance(ground) < 0.2) == dark
    texts = plot.locator("text").evaluate_all("(texts) => texts.map((t) => [t.textContent, getComputedStyle(t).fill])")
    assert len(texts) > 5
    assert [text for text, fill in texts if contrast(rgb(fill), ground) < 4.5] == []
    assert figure(page)["traces"]


def rgb(colour: str) -> tuple[float, ...]:
    return tuple(float(part) for part in re.findall(r"[\d.]+", colour)[:3])


def luminance(colour: tuple[float, ...]) -> float:
    """WCAG 2.2: relative luminance."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """WCAG 2.2: contrast ratio."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
