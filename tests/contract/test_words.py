"""The words of every page: they can be read, they are as many as they should be, and what they promise is there."""

import re
from pathlib import Path
from typing import Any

from explainers.catalogue import Entry
from explainers.figure_style import Style
from pages.stage.story import params_of
from pages.stage.words import read
from tests.contract.everything import PAGES, every_page, places_of, record_of, words_of


def sentences(text: str) -> int:
    return len(re.findall(r"[.!?…](?=[\s”*)]|$)", text.strip()))


@every_page
def test_its_words_and_their_translations_can_be_read(entry: Entry):
    original = words_of(entry)
    for file in (PAGES / entry.path).parent.glob(f"{Path(entry.path).name}.*.toml"):
        words = read(file, file.stat().st_mtime, record_of(entry).params)
        for part in ("story", "quiz", "applications"):
            assert len(getattr(words, part)) == len(getattr(original, part)), f"{file.name}: {part}"
        assert [step.settings for step in words.story] == [step.settings for step in original.story]


@every_page
def test_a_story_step_says_in_two_sentences_what_to_notice(entry: Entry):
    story = words_of(entry).story
    assert 4 <= len(story) <= 7
    assert len({step.title for step in story}) == len(story)
    for step in story:
        assert 1 <= sentences(step.notice) <= 2, step.notice
        assert len(step.notice) < 260, "for the back row"
    assert story[0].settings == {}, "a page opens on its defaults, which the gallery pictures"
    assert story[0].view == ""
    assert len({(repr(sorted(step.settings.items())), step.view) for step in story}) == len(story)


@every_page
def test_what_is_to_be_predicted_is_there(entry: Entry):
    explainer, prediction = record_of(entry), words_of(entry).prediction
    result = explainer.simulate(params_of(prediction, explainer))
    if prediction.kind == "choice":
        assert sum(option.right for option in prediction.options) == 1
        assert all(option.why for option in prediction.options)
        return
    truth: Any = result
    for name in prediction.target.split("."):
        truth = getattr(truth, name)
    if prediction.kind == "path":
        assert len(truth) == sum(prediction.rounds)
        plot = explainer.plot(prediction.plot)
        low, high = plot(result, Style()).layout.xaxis.range
        assert low < 1 and len(truth) < high, "every step can be drawn"
        low, high = plot(result, Style()).layout.yaxis.range
        assert low < min(truth) and max(truth) < high
        alts = [plot(result, Style(), list(truth), shown).layout.meta["alt"] for shown in (0, len(truth))]
        assert "your guess" in alts[0]
        assert "what then came" in alts[1] and "what then came" not in alts[0]
    elif prediction.kind == "number":
        assert prediction.low <= float(truth) <= prediction.high
    else:
        plot = explainer.plot(prediction.plot)
        asked = plot(result, Style())
        low, high = asked.layout.xaxis.range
        assert low < truth[0] < high
        low, high = asked.layout.yaxis.range
        assert low < truth[1] < high, "the right answer can be clicked on"
        assert "your guess" in plot(result, Style(), (truth[0], truth[1]), True).layout.meta["alt"]


@every_page
def test_its_challenge_is_open_at_first_and_can_be_met(entry: Entry):
    explainer = record_of(entry)
    assert explainer.challenge(explainer.simulate(explainer.params()))[0] is False
    ways = [params_of(place, explainer) for place in places_of(entry)]
    assert any(explainer.challenge(explainer.simulate(params))[0] for params in ways)


@every_page
def test_its_quiz_explains_every_answer(entry: Entry):
    words = words_of(entry)
    assert 3 <= len(words.quiz) <= 5
    for question in words.quiz:
        assert len({option.text for option in question.options}) == len(question.options) >= 2
        assert sum(option.right for option in question.options) == 1
        assert all(len(option.why) > 20 for option in question.options), (
            f"“{question.question[:40]}”: say to every answer why, not just right or wrong"
        )
    assert len({[option.right for option in question.options].index(True) for question in words.quiz}) > 1


@every_page
def test_it_has_uses_with_real_settings_and_references_that_can_be_followed(entry: Entry):
    words = words_of(entry)
    assert len(words.applications) >= 3
    assert any(use.settings for use in words.applications)
    assert all(re.search(r"\b(1[6-9]|20)\d\d\b", reference.text) for reference in words.references), "a year"
    assert all(re.fullmatch(r"(https://\S+)?", reference.url) for reference in words.references)
