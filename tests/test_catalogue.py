"""The table of contents: complete, cheap to read, and forgiving to whoever searches it."""

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainers.catalogue import CHAPTERS, EXPLAINERS, Entry, by_path, nearest
from tests.conftest import ROOT

HEAVY = ("numpy", "plotly", "torch", "pymc", "arviz", "scipy", "pandas", "streamlit")

every_explainer = pytest.mark.parametrize("explainer", EXPLAINERS, ids=lambda explainer: explainer.path)


def test_addresses_paths_titles_and_questions_are_unique():
    for name in ("url", "path", "title", "question"):
        assert len({getattr(explainer, name) for explainer in EXPLAINERS}) == len(EXPLAINERS), name
    assert len({chapter.title for chapter in CHAPTERS}) == len(CHAPTERS)


@every_explainer
def test_every_explainer_is_described_in_full(explainer: Entry):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", explainer.url)
    assert re.fullmatch(r"[a-z_]+/[a-z0-9_]+", explainer.path)
    assert explainer.question.endswith("?")
    assert len(explainer.question) < 80
    assert explainer.summary.endswith(".")
    assert explainer.summary.count(".") == 1
    assert len(explainer.summary) < 200
    assert explainer.title
    assert len(explainer.tags) >= 3
    assert len(set(explainer.tags)) == len(explainer.tags)
    assert explainer.level in ("introductory", "intermediate", "advanced")
    assert 5 <= explainer.minutes <= 90


def test_every_chapter_has_an_explainer_and_pages_of_one_chapter_share_a_folder():
    for chapter in CHAPTERS:
        assert chapter.explainers
        assert len({explainer.path.split("/")[0] for explainer in chapter.explainers}) == 1


def test_widget_keys_of_two_pages_cannot_clash():
    """A key is a prefix, an underscore and a name; so no prefix may be the beginning of another with an underscore."""
    prefixes = [explainer.prefix for explainer in EXPLAINERS]
    assert not [(a, b) for a in prefixes for b in prefixes if a != b and b.startswith(a + "_")]
    assert len(set(prefixes)) == len(prefixes)


def test_reading_the_table_of_contents_imports_nothing_heavy():
    code = f"import sys, explainers.catalogue; print(*(set(sys.modules) & set({HEAVY!r})))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


@every_explainer
def test_an_explainer_is_found_by_its_words_in_any_order_and_case(explainer: Entry):
    for text in (explainer.title, explainer.question, explainer.summary, *explainer.tags):
        assert explainer.matches(text)
        assert explainer.matches(text.upper())
        assert explainer.matches(" ".join(reversed(text.split())))
    assert explainer.matches("")
    assert not explainer.matches("zebra")
    assert not explainer.matches(f"{explainer.tags[0]} zebra"), "every word has to occur"


@every_explainer
def test_the_nearest_page_to_a_slip_of_the_pen_is_the_one_meant(explainer: Entry):
    for slip in (
        explainer.url,
        explainer.url[:-1],
        explainer.url + "s",
        explainer.url.replace("-", ""),
        explainer.url.replace("-", "_"),
        explainer.url[1:],
    ):
        assert nearest(slip) == explainer


@pytest.mark.parametrize(
    ("query", "found"), [("", True), ("POSTERIOR", True), ("coin  flips", True), ("hdi prior", True), ("gan", False)]
)
def test_a_search_finds_titles_questions_and_concepts(query, found):
    assert by_path("bayes/updating").matches(query) is found


@pytest.mark.parametrize("url", ["", "zzzz", "xyzzy", "/", "favicon", "0123456789"])
def test_nothing_is_offered_for_an_address_that_is_like_none(url):
    assert nearest(url) is None


@given(st.text(max_size=200))
def test_any_address_and_any_search_can_be_answered(text: str):
    assert nearest(text) is None or nearest(text) in EXPLAINERS
    assert [explainer.matches(text) in (True, False) for explainer in EXPLAINERS]


def test_an_explainer_is_found_by_its_path():
    assert [by_path(explainer.path) for explainer in EXPLAINERS] == list(EXPLAINERS)
    with pytest.raises(KeyError):
        by_path("bayes/nothing")
