"""What asks something of the learner: prediction, challenge, quiz, applications, and data of their own."""

import pytest
from playwright.sync_api import Page, expect

from explainers.bayes.updating import STARTS, Params
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
)

PREDICTION = Params(mean=0.3, strength=20.0, data="16 of 20")


def shown(page: Page, chart: str) -> str:
    """Return the names and texts of a figure."""
    return " ".join(f"{trace['name']} {trace['text']}" for trace in figure(page, chart)["traces"])


def alerts(page: Page) -> list[str]:
    return page.locator("[data-testid=stAlert]").all_inner_texts()


def number(page: Page, name: str) -> float:
    return float(page.locator(f".st-key-bayes-guess_{name} input").input_value())


def test_guess_can_be_typed(visit: Visit) -> None:
    page = visit()
    across, up = (page.locator(f".st-key-bayes-guess_{name} input") for name in "xy")
    across.fill("0.5")
    across.press("Enter")
    up.fill("4")
    with repainted(page, POINT):
        up.press("Enter")
    with repainted(page, POINT):
        page.locator(".st-key-bayes-commit button:visible").click()
    expect(page.get_by_text("You put it at (0.50, 4.00)")).to_be_visible()


def test_lecture_may_skip_to_the_answer(visit: Visit) -> None:
    page = visit("/bayesian-updating?lecture=true")
    painted(page)
    with repainted(page, POINT):
        page.locator(".st-key-bayes-skip button:visible").click()
    assert "posterior" in shown(page, POINT)
    assert "your guess" not in shown(page, POINT)


def test_quiz_explains_a_wrong_and_a_right_answer(visit: Visit) -> None:
    page = visit()
    quiz = page.locator(".st-key-bayes-quiz_1")
    for answer, why in {"0.75": "That would be halfway.", "0.875": "35 / 40"}.items():
        quiz.get_by_text(answer, exact=True).click()
        expect(page.get_by_test_id("stAlert").get_by_text(why)).to_be_visible()
    expect(page.get_by_text("That would be halfway.")).to_have_count(0)


def test_challenge_is_done_once_the_prior_outweighs_the_data(visit: Visit) -> None:
    page = visit("/bayesian-updating?bayes_strength=200")
    expect(page.get_by_text("Done. You have seen 10 observations, and they carry 4.8% of the weight.")).to_be_visible()


@pytest.mark.parametrize("state", ["", "?bayes_family=counts"])
def test_put_it_on_the_stage_loads_the_births(visit: Visit, state: str) -> None:
    page = visit("/bayesian-updating" + state)
    with repainted(page):
        page.locator(".st-key-bayes-use_0 button:visible").click()
    assert differences(figure(page), expected("belief", Params(source="births", strength=2.0)), EXACT) == []
    assert "mean 0.446, 95% interval from 0.415 to 0.477" in page.locator(CHART).get_attribute("aria-label")


def test_switching_the_family_starts_its_own_prior_and_data(visit: Visit) -> None:
    page = visit()
    for name, family in {"Counts": "counts", "Measurements": "measurements", "Coin": "coin"}.items():
        with repainted(page):
            page.locator(".st-key-bayes_family").get_by_text(name, exact=True).click()
        assert differences(figure(page), expected("belief", STARTS[family]), EXACT) == [], family


FILES = {
    "good": (b"1\n0\n1\n1\n", "4 numbers read", "1 0 1 1"),
    "header": (b"heads\n1\n1\n0\n", "3 numbers read from “heads”", "1 1 0"),
    "two columns": (b"first,second\n1,0\n1,0\n0,0\n", "3 numbers read from “first”", "1 1 0"),
    "empty": (b"", "The file is empty.", None),
    "binary": (bytes(range(128, 256)), "The file is not text", None),
    "words": (b"red\ngreen\nblue\n", "no column of numbers", None),
    "not flips": (b"2\n3\n4\n", "Write flips as", None),
}
