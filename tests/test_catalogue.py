"""The table of contents, and how the gallery searches it."""

import pytest

from explainers.catalogue import CHAPTERS, EXPLAINERS, by_path, nearest


def test_every_explainer_has_an_address_of_its_own():
    urls = [explainer.url for explainer in EXPLAINERS]
    assert len(set(urls)) == len(urls) == sum(len(chapter.explainers) for chapter in CHAPTERS)
    assert all("/" not in url and url == url.lower() for url in urls)


@pytest.mark.parametrize("explainer", EXPLAINERS, ids=lambda explainer: explainer.path)
def test_every_explainer_is_described(explainer):
    assert explainer.question.endswith("?")
    assert explainer.summary.count(".") == 1
    assert explainer.summary.endswith(".")
    assert explainer.tags
    assert explainer.level in ("introductory", "intermediate", "advanced")
    assert explainer.minutes > 0
    assert by_path(explainer.path) is explainer


@pytest.mark.parametrize(
    ("query", "found"), [("", True), ("POSTERIOR", True), ("coin  flips", True), ("hdi prior", True), ("gan", False)]
)
def test_a_search_finds_titles_questions_and_concepts(query, found):
    assert by_path("bayes/updating").matches(query) is found


@pytest.mark.parametrize(
    ("typed", "meant"), [("bayesian-updatin", "bayesian-updating"), ("bayes", "bayesian-updating"), ("xyzzy", None)]
)
def test_a_mistyped_address_finds_the_nearest_page(typed, meant):
    guess = nearest(typed)
    assert (guess and guess.url) == meant


def test_an_unknown_path_is_an_error():
    with pytest.raises(KeyError):
        by_path("bayes/nothing")
