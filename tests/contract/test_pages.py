"""Every page, opened as a visitor who comes by a link would find it, without a browser."""

import inspect
import json
import random
from urllib.parse import parse_qsl, urlsplit

from streamlit.testing.v1 import AppTest

from explainers.catalogue import Entry
from explainers.controls import Choice, Number, Select, Slider, Stops, Toggle
from explainers.figure_style import Style
from pages.stage.story import params_of
from pages.stage.widgets import read
from tests.conftest import Course
from tests.contract.everything import every_page, record_of, words_of
from tests.figures import differing, unpacked

PARTS = ["Predict first", "How it works", "The code", "Challenge", "Check yourself", "Where it is used", "Take it home",
         "References"]  # fmt: skip
GARBAGE = ["", "nan", "inf", "-1e400", "🙂", "x" * 3000]


def title(visit: AppTest) -> list[str]:
    return [shown.value for shown in visit.title]


@every_page
def test_the_story_shows_what_its_steps_say_and_each_step_is_a_link(course: Course, entry: Entry):
    explainer, story, prefix = record_of(entry), words_of(entry).story, entry.prefix
    visit = course.open(entry)
    assert course.complaints(visit) == course.warnings(visit) == []
    assert title(visit) == [entry.question]
    for number, step in enumerate(story, 1):
        now, asked = course.shown(visit, entry), params_of(step, explainer)
        assert now.view == explainer.view(step.view).name
        for name in step.settings:
            assert read(now.params, name) == read(asked, name), name
        drawn = course.sent(visit, f"{prefix}-chart")
        figure = explainer.view(now.view).plot(explainer.simulate(asked), Style())
        assert drawn["alt"] == figure.layout.meta["alt"], "the controls stand where the step says"
        assert list(differing(*(unpacked(json.loads(text)) for text in (drawn["figure"], figure.to_json())))) == []
        assert any(step.notice in markdown.value for markdown in visit.markdown)
        assert urlsplit(now.link).query == ("" if number == 1 else f"{prefix}_step={number}")
        if number < len(story):
            visit.button(key=f"{prefix}-next").click().run()
            assert course.complaints(visit) == []
    assert visit.button(key=f"{prefix}-next").disabled
    last = course.open(entry, **{f"{prefix}_step": str(len(story))})
    assert course.sent(last, f"{prefix}-chart")["alt"] == drawn["alt"], "and a link leads there as well"
    assert course.complaints(last) == course.warnings(last) == []


@every_page
def test_a_link_says_what_the_controls_say_and_comes_back(course: Course, entry: Entry):
    """Some settings are changed by a link; the link that the page then offers leads to the same picture."""
    explainer, chance, asked = record_of(entry), random.Random(entry.path), {}
    for name, control in explainer.controls.items():
        match control:
            case Stops(values=values):
                asked[name] = f"{chance.choice(values):g}"
            case Toggle():
                asked[name] = chance.choice(["true", "false"])
            case Choice(options=options) | Select(options=options):
                asked[name] = chance.choice(
                    [option for option in options if option not in ("drawn", "uploaded", "own")]
                )
            case Slider(low=low, step=step) | Number(low=low, step=step) if name not in ("steps", "fork"):
                asked[name] = f"{low + 2 * (step or 1):g}"
    visit = course.open(entry, **{f"{entry.prefix}_{name}": value for name, value in asked.items()})
    assert course.complaints(visit) == []
    link = dict(parse_qsl(urlsplit(course.shown(visit, entry).link).query))
    again = course.open(entry, **link)
    assert course.complaints(again) == []
    assert course.shown(again, entry).params == course.shown(visit, entry).params
    assert course.sent(again, f"{entry.prefix}-chart")["alt"] == course.sent(visit, f"{entry.prefix}-chart")["alt"]


@every_page
def test_no_link_however_malformed_breaks_the_page(course: Course, entry: Entry):
    opened = course.open(entry)
    names = sorted(key for key in opened.session_state if key.startswith(f"{entry.prefix}_"))
    assert len(names) >= 3
    for turn in range(2):
        asked = {name: GARBAGE[(i + turn) % len(GARBAGE)] for i, name in enumerate(names)}
        visit = course.open(entry, **asked, lang=GARBAGE[turn], lecture=GARBAGE[turn + 2])
        assert course.complaints(visit) == [], turn
        assert title(visit) == [entry.question]
        assert course.sent(visit, f"{entry.prefix}-chart")["alt"]
        assert course.warnings(visit)
        assert all(len(warning) < 250 for warning in course.warnings(visit))


@every_page
def test_a_lecture_in_the_dark_keeps_what_is_for_the_room(course: Course, entry: Entry):
    usual, lecture = course.open(entry), course.open(entry, lecture="true")
    assert course.complaints(lecture) == []
    headings = {subheader.value for subheader in lecture.subheader}
    assert headings < {subheader.value for subheader in usual.subheader}
    assert lecture.button(key=f"{entry.prefix}-next")
    lecture.context = {"theme": "dark"}
    lecture.run()
    assert course.shown(lecture, entry).style == Style(lecture=True, dark=True)
    layouts = [json.loads(course.sent(v, f"{entry.prefix}-chart")["figure"])["layout"] for v in (usual, lecture)]
    assert layouts[1]["font"]["size"] > layouts[0]["font"]["size"]
    assert layouts[1]["paper_bgcolor"] == Style(dark=True).colour("background")


@every_page
def test_every_part_of_a_page_is_there(course: Course, entry: Entry):
    visit, words, explainer = course.open(entry), words_of(entry), record_of(entry)
    assert [shown.value for shown in visit.subheader if shown.value in PARTS] == PARTS
    result = explainer.simulate(course.shown(visit, entry).params)
    assert [shown.value.strip("$\n ") for shown in visit.latex] == [
        equation.latex.strip() for equation in explainer.equations(result)
    ]
    code = [block.value.strip() for block in visit.code]
    assert inspect.getsource(explainer.simulate).strip() in code
    assert inspect.getsource(inspect.unwrap(explainer.view().plot)).strip() in code
    assert len([radio for radio in visit.radio if (radio.key or "").startswith(f"{entry.prefix}-quiz")]) == len(
        words.quiz
    )
    assert all(control.help for kind in ("slider", "select_slider", "number_input", "selectbox", "toggle")
               for control in getattr(visit, kind) if (control.key or "").startswith(f"{entry.prefix}_"))  # fmt: skip
