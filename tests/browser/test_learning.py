"""What asks something of the learner: prediction, challenge, quiz, applications, and data of their own."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from explainers.bayes.updating.model import STARTS, Params, simulate
from tests.browser.conftest import Visit
from tests.browser.driver import (
    CHART,
    EXACT,
    POINT,
    differences,
    expected,
    figure,
    painted,
    repainted,
    slider,
)

PREDICTION = Params(mean=0.3, strength=20.0, data="16 of 20")


def shown(page: Page, chart: str) -> str:
    """Return the names and texts of a figure."""
    return " ".join(f"{trace['name']} {trace['text']}" for trace in figure(page, chart)["traces"])


def alerts(page: Page) -> list[str]:
    return page.locator("[data-testid=stAlert]").all_inner_texts()


def number(page: Page, name: str) -> float:
    return float(page.locator(f".st-key-updating-guess_{name} input").input_value())


def test_click_in_the_picture_is_a_guess_and_commit_shows_guess_truth_and_distance(visit: Visit) -> None:
    page = visit()
    area = page.locator(f"{POINT} .nsewdrag")
    area.scroll_into_view_if_needed()
    commit = page.locator(".st-key-updating-commit button:visible")
    expect(commit).to_be_disabled()
    assert "posterior" not in shown(page, POINT)
    box, (low, high) = area.bounding_box(), figure(page, POINT)["y"]
    with repainted(page, POINT):
        area.click(position={"x": 0.4 * box["width"], "y": 0.5 * box["height"]})
    x, y = number(page, "x"), number(page, "y")
    assert x == pytest.approx(0.4, abs=0.01)
    assert y == pytest.approx((low + high) / 2, abs=0.02 * (high - low))
    assert "posterior" not in shown(page, POINT)
    with repainted(page, POINT):
        commit.click()
    peak = simulate(PREDICTION).peak
    said = f"You put it at ({x:.2f}, {y:.2f}); it is at ({peak[0]:.2f}, {peak[1]:.2f}): off by "
    said += f"{abs(x - peak[0]):.2f} across and {abs(y - peak[1]):.2f} up."
    expect(page.get_by_text(said)).to_be_visible()
    assert "posterior" in shown(page, POINT)
    assert "your guess" in shown(page, POINT)
    with repainted(page, POINT):
        page.locator(".st-key-updating-again button:visible").click()
    assert "posterior" not in shown(page, POINT)


def test_guess_can_be_typed(visit: Visit) -> None:
    page = visit()
    across, up = (page.locator(f".st-key-updating-guess_{name} input") for name in "xy")
    across.fill("0.5")
    across.press("Enter")
    up.fill("4")
    with repainted(page, POINT):
        up.press("Enter")
    with repainted(page, POINT):
        page.locator(".st-key-updating-commit button:visible").click()
    expect(page.get_by_text("You put it at (0.50, 4.00)")).to_be_visible()


def test_lecture_may_skip_to_the_answer(visit: Visit) -> None:
    page = visit("/bayesian-updating?lecture=true")
    painted(page)
    with repainted(page, POINT):
        page.locator(".st-key-updating-skip button:visible").click()
    assert "posterior" in shown(page, POINT)
    assert "your guess" not in shown(page, POINT)


def test_quiz_explains_a_wrong_and_a_right_answer(visit: Visit) -> None:
    page = visit()
    quiz = page.locator(".st-key-updating-quiz_1")
    for answer, why in {"0.75": "That would be halfway.", "0.875": "35 / 40"}.items():
        quiz.get_by_text(answer, exact=True).click()
        expect(page.get_by_test_id("stAlert").get_by_text(why)).to_be_visible()
    expect(page.get_by_text("That would be halfway.")).to_have_count(0)


def test_challenge_is_done_once_the_prior_outweighs_the_data(visit: Visit) -> None:
    page = visit("/bayesian-updating?updating_strength=200")
    expect(page.get_by_text("Done. You have seen 10 observations, and they carry 4.8% of the weight.")).to_be_visible()


@pytest.mark.parametrize("state", ["", "?updating_family=counts"])
def test_put_it_on_the_stage_loads_the_births(visit: Visit, state: str) -> None:
    page = visit("/bayesian-updating" + state)
    with repainted(page):
        page.locator(".st-key-updating-use_0 button:visible").click()
    assert differences(figure(page), expected("belief", Params(source="births", strength=2.0)), EXACT) == []
    assert "mean 0.446, 95% interval from 0.415 to 0.477" in page.locator(CHART).get_attribute("aria-label")


def test_switching_the_family_starts_its_own_prior_and_data(visit: Visit) -> None:
    page = visit()
    for name, family in {"Counts": "counts", "Measurements": "measurements", "Coin": "coin"}.items():
        with repainted(page):
            page.locator(".st-key-updating_family").get_by_text(name, exact=True).click()
        assert differences(figure(page), expected("belief", STARTS[family]), EXACT) == [], family


def test_typed_data_that_cannot_be_get_a_sentence_and_the_picture_stays(visit: Visit) -> None:
    page = visit()
    text = page.locator(".st-key-updating_data input")
    before = figure(page)
    bad = {
        "-3 of 10": "A count cannot be negative, and -3 is.",
        "abc": "“abc” is not a number.",
        "12 of 10": "12 heads cannot come from 10 flips.",
        "600000 of 1000000": "at most 2,500 observations",
        "7.5 of 10": "A count is a whole number, and 7.5 is not.",
        "": "There are no observations yet",
    }
    for typed, sentence in bad.items():
        text.fill(typed)
        text.press("Enter")
        said = page.locator("[data-testid=stAlert]", has_text=sentence)
        expect(said).to_be_visible()
        assert (
            said.bounding_box()["y"]
            < slider(page, "mean").locator("xpath=ancestor::*[@role='group']").bounding_box()["y"]
        )
        assert figure(page)["traces"] == before["traces"], typed
    text.fill("7 of 10")
    with repainted(page):
        text.press("Enter")
    assert differences(figure(page), expected("belief", Params(data="7 of 10")), EXACT) == []


FILES = {
    "good": (b"1\n0\n1\n1\n", "4 numbers read", "1 0 1 1"),
    "header": (b"heads\n1\n1\n0\n", "3 numbers read from “heads”", "1 1 0"),
    "two columns": (b"first,second\n1,0\n1,0\n0,0\n", "3 numbers read from “first”", "1 1 0"),
    "empty": (b"", "There is nothing in it", None),
    "binary": (bytes(range(256)), "This file is not text", None),
    "words": (b"red\ngreen\nblue\n", "No column of this is numbers", None),
    "not flips": (b"2\n3\n4\n", "Write flips as", None),
}


def test_uploaded_files_are_drawn_or_get_a_sentence(visit: Visit) -> None:
    page = visit("/bayesian-updating?updating_source=uploaded")
    for name, (content, sentence, data) in FILES.items():
        file = {"name": f"{name}.csv", "mimeType": "text/csv", "buffer": content}
        page.locator(".st-key-updating_upload input[type=file]").set_input_files(file)
        expect(page.locator("[data-testid=stMain]").get_by_text(sentence).first).to_be_visible()
        painted(page)
        assert page.get_by_test_id("stException").count() == 0
        if data:
            label = expected("belief", Params(data=data)).alt
            page.wait_for_function(f"(alt) => document.querySelector('{CHART}').ariaLabel === alt", arg=label)
            assert differences(figure(page), expected("belief", Params(data=data)), EXACT) == [], name


def test_all_of_a_longer_file_is_seen(visit: Visit) -> None:
    page = visit("/bayesian-updating?updating_source=uploaded")
    file = {"name": "longer.csv", "mimeType": "text/csv", "buffer": b"1\n0\n1\n" * 20}
    with repainted(page):
        page.locator(".st-key-updating_upload input[type=file]").set_input_files(file)
    assert differences(figure(page), expected("belief", Params(data="1 0 1 " * 20)), EXACT) == []


def test_other_column_of_a_file_can_be_chosen(visit: Visit) -> None:
    page = visit("/bayesian-updating?updating_source=uploaded")
    file = {"name": "two.csv", "mimeType": "text/csv", "buffer": FILES["two columns"][0]}
    page.locator(".st-key-updating_upload input[type=file]").set_input_files(file)
    column = page.locator("[class*=st-key-updating_column] input")
    column.wait_for()
    painted(page)
    with repainted(page):
        column.click()
        page.get_by_role("option", name="second").click()
    assert differences(figure(page), expected("belief", Params(data="0 0 0")), EXACT) == []


def test_prior_stays_when_it_is_written_as_pseudo_counts(visit: Visit) -> None:
    page = visit("/bayesian-updating?updating_mean=0.3")
    before = figure(page)
    page.get_by_text("More controls").click()
    page.get_by_text("pseudo-counts", exact=True).click()
    slider(page, "a").wait_for(state="attached")
    painted(page)
    assert [float(slider(page, name).get_attribute("aria-valuetext")) for name in "ab"] == [3.0, 7.0]
    assert differences(figure(page), before, EXACT) == []
    page.keyboard.press("Escape")
    slider(page, "a").focus()
    with repainted(page):
        page.keyboard.press("ArrowRight")
    assert differences(figure(page), expected("belief", Params(mean=3.5 / 10.5, strength=10.5)), EXACT) == []


def test_hidden_coin_is_flipped_more_and_started_over(visit: Visit) -> None:
    page, params = visit("/bayesian-updating?updating_source=simulated"), Params(source="simulated")
    for more, size in {"more_1": 11, "more_10": 21, "more_100": 121, "clear": 0}.items():
        with repainted(page):
            page.locator(f".st-key-updating-{more} button:visible").click()
        assert differences(figure(page), expected("belief", replace(params, size=size)), EXACT) == [], size
    assert not re.search("nan", page.locator(CHART).get_attribute("aria-label"))
