"""The frame and the gallery: every explainer on a card, found by its words, and a sentence for a wrong address."""

import re

import pytest

from explainers.catalogue import CHAPTERS, EXPLAINERS, by_path
from pages.stage import frame

UPDATING = by_path("bayes/updating")


def cards(visit):
    return [link.value for link in visit.page_link]


def test_the_gallery_shows_every_explainer_with_its_picture(course):
    visit = course.open()
    assert course.complaints(visit) == []
    assert cards(visit) == [f"**{explainer.question}**" for explainer in EXPLAINERS]
    assert [heading.value for heading in visit.subheader] == [chapter.title for chapter in CHAPTERS]
    texts = [markdown.value for markdown in visit.markdown]
    for explainer in EXPLAINERS:
        assert f"![The opening picture of {explainer.title}](cards/{explainer.path}.light.png)" in texts
        assert explainer.summary in texts
        assert any(explainer.level in caption.value for caption in visit.caption)


@pytest.mark.parametrize("explainer", EXPLAINERS, ids=lambda explainer: explainer.path)
def test_a_search_finds_an_explainer_by_any_of_its_concepts(course, explainer):
    for query in (explainer.tags[0].upper(), explainer.title.split()[-1]):
        visit = course.open(q=query)
        assert f"**{explainer.question}**" in cards(visit)
        assert visit.text_input(key="q").value == query, "a search can be linked to"


def test_a_search_that_finds_nothing_says_so(course):
    visit = course.open()
    visit.text_input(key="q").set_value("zebra").run()
    assert course.complaints(visit) == []
    assert cards(visit) == []
    assert [info.value for info in visit.info] == ["Nothing here is about “zebra” yet."]


def test_an_address_of_no_page_gets_a_sentence_and_the_nearest_page(course):
    visit = course.open(unknown="bayesian-updatin")
    assert course.warnings(visit) == ["There is no page at “/bayesian-updatin”. The nearest is:"]
    assert cards(visit)[0] == "Bayesian updating"
    visit = course.open(unknown="zzzz")
    assert course.warnings(visit) == ["There is no page at “/zzzz”."]
    assert cards(visit) == [f"**{explainer.question}**" for explainer in EXPLAINERS]


@pytest.mark.parametrize(
    "unknown", ["x" * 5000, "![](http://elsewhere/picture.png)", "[here](http://elsewhere)", "💥", "#"]
)
def test_an_address_is_repeated_as_text_and_no_longer_than_can_be_read(course, unknown):
    visit = course.open(unknown=unknown)
    assert course.complaints(visit) == []
    assert len(course.warnings(visit)[0]) < 250
    assert not re.search(r"(?<!\\)\]\(http", course.warnings(visit)[0])


@pytest.mark.parametrize("lecture", [None, "true", "false", "perhaps", ""])
def test_the_lecture_switch_is_in_the_link(course, lecture):
    visit = course.open(**({} if lecture is None else {"lecture": lecture}))
    assert course.complaints(visit) == []
    assert visit.toggle(key="lecture").value is (lecture == "true")
    html = " ".join(element.value for element in visit.html)
    assert (frame.LECTURE.strip() in html) is (lecture == "true")


def test_the_lecture_switch_stays_on_from_page_to_page(course):
    visit = course.open(lecture="true")
    visit.switch_page(f"{UPDATING.path}.py").run()
    assert course.shown(visit, UPDATING).style.lecture
