"""The story: its steps, the keys that turn its pages, and the keys that do not."""

import tomllib
from dataclasses import replace
from itertools import cycle
from typing import Any

from playwright.sync_api import Page, expect

from explainers.bayes.updating.model import Params
from tests.browser.conftest import Visit
from tests.browser.driver import (
    EXACT,
    POINT,
    ROOT,
    asked,
    differences,
    expected,
    figure,
    painted,
    query,
    repainted,
    slider,
    swept,
)

STORY = tomllib.loads((ROOT / "pages/bayes/updating.toml").read_text("utf-8"))["story"]
LAST = len(STORY)


def of_step(number: int) -> tuple[str, Params]:
    step, start = STORY[number - 1], Params()
    settings: dict[str, Any] = {name: type(getattr(start, name))(v) for name, v in step.get("settings", {}).items()}
    return step.get("view", "belief"), replace(start, **settings)


def at_words(page: Page, number: int) -> None:
    """Wait for a step: its words, its address, and the alt of its figure."""
    expect(page.get_by_text(f"{number}. {STORY[number - 1]['title']}.")).to_be_visible()
    expect(page.locator(".st-key-updating_step [aria-checked=true]")).to_have_text(str(number))
    asked(page, updating_step=str(number) if number > 1 else None)
    page.wait_for_function(
        "(alt) => document.querySelector('.live-chart').getAttribute('aria-label') === alt",
        arg=expected(*of_step(number)).alt,
    )
    painted(page)


def at(page: Page, number: int) -> None:
    """Wait for a step; check that its figure is the module's own."""
    at_words(page, number)
    assert differences(figure(page), expected(*of_step(number)), EXACT) == [], number
    assert query(page) == ({"updating_step": str(number)} if number > 1 else {})


def test_keys_walk_every_step_and_each_shows_the_modules_own_figure(visit: Visit) -> None:
    page = visit()
    at(page, 1)
    forward, backward = cycle(["PageDown", "ArrowRight"]), cycle(["PageUp", "ArrowLeft"])
    for number in range(2, LAST + 1):
        page.keyboard.press(next(forward))
        at(page, number)
    page.keyboard.press(next(forward))  # the last stays the last
    at(page, LAST)
    for number in range(LAST - 1, 0, -1):
        page.keyboard.press(next(backward))
        at(page, number)


def test_buttons_walk_every_step(visit: Visit) -> None:
    page = visit(f"/bayesian-updating?updating_step={LAST - 2}")
    onward, back = (page.locator(f".st-key-updating-{name} button:visible") for name in ("next", "back"))
    for number in (LAST - 1, LAST):
        onward.click()
        at(page, number)
    expect(onward).to_be_disabled()
    page.locator(".st-key-updating_step [role=radio]").nth(1).click()
    at(page, 2)
    back.click()
    at(page, 1)
    expect(back).to_be_disabled()


def test_arrows_belong_to_whatever_has_the_focus_but_page_down_turns_the_page_from_a_slider(
    visit: Visit,
) -> None:
    page = visit()
    text = page.locator(".st-key-updating_data input")
    text.click()
    for key in ("ArrowRight", "ArrowLeft", "PageDown"):
        page.keyboard.press(key)
    swept(page, "mean")
    slider(page, "mean").focus()
    with repainted(page):
        page.keyboard.press("ArrowRight")
    assert query(page) == {"updating_mean": "0.51"}
    page.keyboard.press("PageDown")
    at(page, 2)


def test_reload_keeps_the_step_and_browser_back_does_no_harm(visit: Visit) -> None:
    page = visit("/bayesian-updating?updating_step=4")
    page.reload()
    painted(page)
    at(page, 4)
    page.keyboard.press("PageDown")
    at(page, 5)
    page.go_back()
    painted(page)
    assert page.get_by_test_id("stException").count() == 0
    assert figure(page)["traces"]


def test_page_down_advances_one_step_however_often_the_page_was_left_and_opened_again(visit: Visit) -> None:
    page = visit()
    for _ in range(3):
        page.get_by_role("link", name="All explainers").click()
        page.get_by_role("link", name="How much should ten coin flips").click()
        slider(page, "mean").wait_for(state="attached")
        painted(page)
    page.keyboard.press("PageDown")
    at(page, 2)
    page.keyboard.press("PageDown")
    at(page, 3)


def test_two_figures_on_a_page_do_not_disturb_each_other(visit: Visit) -> None:
    page = visit()
    main, other = figure(page), figure(page, POINT)
    box = page.locator(f"{POINT} .nsewdrag").bounding_box()
    page.locator(POINT).scroll_into_view_if_needed()
    with repainted(page, POINT):
        page.locator(f"{POINT} .nsewdrag").click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    assert figure(page) == main
    guessed = figure(page, POINT)
    assert len(guessed["traces"]) == len(other["traces"]) + 1
    swept(page, "mean")
    slider(page, "mean").focus()
    with repainted(page):
        page.keyboard.press("ArrowRight")
    assert figure(page, POINT)["traces"] == guessed["traces"]


def test_back_undoes_a_step_or_a_view_and_leaves_the_page_last(visit: Visit) -> None:
    """Whatever else was set belongs to the entry in which it was; forward brings it again."""
    page = visit(before=lambda page: None)  # a tab of its own: the history of one holds fifty entries at most
    entries = page.evaluate("history.length")
    page.locator(".st-key-updating-next button:visible").click()
    at(page, 2)
    page.locator(".st-key-updating_mean input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("location.search.includes('updating_mean')")
    changed = query(page)
    page.locator(".st-key-updating_step [role=radio]").nth(2).click()
    at(page, 3)
    page.locator(".st-key-updating_view [role=radio]").nth(1).click()
    page.wait_for_function("location.search.includes('updating_view')")
    painted(page)
    viewed = query(page)
    assert page.evaluate("history.length") == entries + 3
    page.go_back()
    at(page, 3)
    page.go_back()
    asked(page, **changed)
    expect(page.get_by_text(f"2. {STORY[1]['title']}.")).to_be_visible()
    painted(page)
    assert query(page) == changed
    step, start = of_step(2)
    mean = float(changed["updating_mean"])
    expect(page.locator(".st-key-updating_mean input[type=range]")).to_have_value(str(mean))
    assert differences(figure(page), expected(step, replace(start, mean=mean)), EXACT) == []
    page.go_back()
    at(page, 1)
    for number in (2, 3):
        page.go_forward()
        asked(page, updating_step=str(number))
    page.go_forward()
    asked(page, **viewed)
    painted(page)
    assert query(page) == viewed
