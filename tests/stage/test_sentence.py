"""A visitor's own sentence: read by the models while the page goes on, kept for this visitor alone, written on."""

import time

import pytest
from streamlit.testing.v1 import AppTest

from explainers.catalogue import by_path
from explainers.transformers.lm.questions import Encode, Read
from pages.stage import sentence as module
from tests.conftest import Course

HEADS, SURGERY = by_path("transformers/heads"), by_path("transformers/head_surgery")
OWN = "Hello there"


def until_shown(course: Course, visit: AppTest, entry, text: str) -> None:
    """Run the page again, as its fragment would, until it shows a sentence."""
    deadline = time.monotonic() + 60
    while course.shown(visit, entry).params.text != text and time.monotonic() < deadline:
        time.sleep(0.3)
        visit.run()
    assert course.shown(visit, entry).params.text == text
    assert course.complaints(visit) == course.warnings(visit) == []


def test_an_own_sentence_is_read_and_is_nobody_elses(real, course: Course):
    visit = course.open(HEADS, heads_text=OWN, heads_view="both")
    until_shown(course, visit, HEADS, OWN)
    now = course.shown(visit, HEADS)
    assert Read(OWN) in now.answers
    assert now.result(now.params).tokens == ["Hello", " there"]
    assert visit.slider(key="heads_row").max == 1, "as many places as tokens"
    assert set(now.answers) <= {question for _, question in visit.session_state["lm-answers"]}
    other = course.open(HEADS)
    assert "lm-answers" not in other.session_state or not other.session_state["lm-answers"]
    deadline = time.monotonic() + 60
    while Encode(OWN) not in course.shown(visit, HEADS).answers and time.monotonic() < deadline:
        time.sleep(0.3)
        visit.run()
    assert "In MiniLM" in course.sent(visit, "heads-chart")["alt"]


def test_what_is_known_of_a_sentence_is_in_the_archive_that_is_taken_home(real, course: Course):
    from pages.stage.take_home import files_of

    visit = course.open(HEADS, heads_text=OWN)
    until_shown(course, visit, HEADS, OWN)
    now = course.shown(visit, HEADS)
    files = files_of(now.explainer, now.params, now.view, now.answers)
    assert any(path.startswith("explainers/data/attention/read-") for path in files)


def test_an_intervention_follows_the_reading_and_the_slow_answer_is_under_way(real, course: Course):
    visit = course.open(SURGERY, head_surgery_text=OWN, head_surgery_layer="3", head_surgery_head="3")
    until_shown(course, visit, SURGERY, OWN)
    deadline = time.monotonic() + 60
    while "after surgery" not in course.sent(visit, "head_surgery-chart")["alt"] and time.monotonic() < deadline:
        time.sleep(0.3)
        visit.run()
    assert "after surgery" in course.sent(visit, "head_surgery-chart")["alt"]
    assert ["Each of 270 heads is ablated" in bar.proto.text for bar in visit.get("progress")] == [True]
    next(button for button in visit.button if button.label == "Cancel").click().run()
    assert any(button.label == "Go on" for button in visit.button)
    assert course.complaints(visit) == []


def test_the_model_writes_on_behind_the_sentence(real, course: Course):
    visit = course.open(HEADS, heads_view="generate")
    visit.button(key="heads-write_1").click().run()
    deadline = time.monotonic() + 60
    while not course.shown(visit, HEADS).params.written and time.monotonic() < deadline:
        time.sleep(0.3)
        visit.run()
    params = course.shown(visit, HEADS).params
    assert (params.written, params.in_sight) == ("288", 1), "what the story's twelve begin with"
    visit.button(key="heads-erase").click().run()
    assert course.shown(visit, HEADS).params.written == ""


def test_without_the_models_the_examples_work_and_it_is_said(course: Course, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "ready", lambda model: False)
    visit = course.open(HEADS, heads_text=OWN)
    assert course.complaints(visit) == []
    assert ["only the example sentences" in warning for warning in course.warnings(visit)] == [True]
    assert any("SmolLM2 and MiniLM are not on this machine" in caption.value for caption in visit.caption)
    visit.text_input(key="heads_text").set_value("red fox, blue whale, green frog; red fox, blue whale, green").run()
    assert course.warnings(visit) == []
    assert len(course.shown(visit, HEADS).result(course.shown(visit, HEADS).params).tokens) == 16
