"""The numbers in the words of every page are those of its model: each is recomputed here, or said to be given.

A row of CLAIMS (claims.py) is a place in a words file, what is written there with the numbers left out, and how they
come of the result at that place. A number with a decimal point or a percent sign that no row claims must be a setting
of its place, or stand in GIVEN: it belongs to a question, a definition or a source, not to the model.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from explainers.catalogue import Entry, by_path
from pages.stage.story import params_of
from tests.contract.claims import CLAIMS, GIVEN, Numbers
from tests.contract.everything import every_page, record_of, words_of

EACH = [(page, *claim) for page, claims in CLAIMS.items() for claim in claims]


def places(entry: Entry) -> Iterator[tuple[str, str, Any]]:
    """Return every place in the words of a page: its name, its text, and what sets the controls there, if anything."""
    words = words_of(entry)
    for i, step in enumerate(words.story, 1):
        yield f"story {i}", step.notice, step
    for i, use in enumerate(words.applications, 1):
        yield f"application {i}", use.text, use
    asked = words.prediction
    options = [text for option in asked.options for text in (option.text, option.why)]
    yield "prediction", "\n".join([asked.question, asked.explanation, *options]), asked
    for i, question in enumerate(words.quiz, 1):
        texts = [text for option in question.options for text in (option.text, option.why)]
        yield f"quiz {i}", "\n".join([question.question, *texts]), None


@pytest.mark.parametrize(
    ("page", "place", "says", "numbers"), EACH, ids=[f"{page}-{place}: {says[:30]}" for page, place, says, _ in EACH]
)
def test_what_the_words_say_is_what_the_model_gives(page: str, place: str, says: str, numbers: Numbers):
    entry = by_path(page)
    explainer = record_of(entry)
    text, sets = {name: (text, sets) for name, text, sets in places(entry)}[place]
    result = explainer.simulate(params_of(sets, explainer) if sets else explainer.params())
    assert says.format(*numbers(result)) in text


@every_page
def test_no_number_in_the_words_is_left_to_be_believed(entry: Entry):
    for name, written, sets in places(entry):
        text = written
        for _, says, _ in (claim for claim in CLAIMS.get(entry.path, []) if claim[0] == name):
            pattern = re.sub(r"\\{[^}]*\\}", "[^ ]+?", re.escape(says))
            assert re.search(pattern, text), f"{name} says nothing like “{says}”"
            text = re.sub(pattern, "", text)
        settings = sets.settings.values() if sets else ()
        known = {f"{value:g}" for value in settings if isinstance(value, int | float)}
        known |= {f"{100 * float(value):g}%" for value in known}
        known |= {found.removeprefix(f"{name}: ") for found in GIVEN.get(entry.path, set()) if found.startswith(name)}
        numbers = re.findall(r"(?<![\d.])\d[\d,]*(?:\.\d+%?|%)", text)
        unknown = [n for n in numbers if not known & {n, f"{float(n.rstrip('%').replace(',', '')):g}"}]
        assert not unknown, (
            f"{entry.path}, {name}: where do {', '.join(unknown)} come from? A row of CLAIMS in "
            "tests/contract/claims.py says how the model gives a number; GIVEN names settings and facts from elsewhere."
        )
