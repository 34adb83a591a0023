"""Which page a test is about."""

import pytest

from tests.by_page import page_of


@pytest.mark.parametrize(
    ("test", "page"),
    [
        ("tests/contract/test_words.py::test_a_step[bayes/updating]", "bayes/updating"),
        ("tests/contract/test_words.py::test_a_step[bayes/updating-3]", "bayes/updating"),
        ("tests/contract/test_files.py::test_it_is_there[.light.png-vaes/latent_walk]", "vaes/latent_walk"),
        ("tests/bayes/test_updating.py::test_posterior[beta-1]", "bayes/updating"),
        ("tests/gans/test_training_engine.py::test_a_run", "gans/training"),
        ("tests/browser/test_wasserstein_vs_js.py::test_a_drag", "gans/wasserstein_vs_js"),
        ("tests/browser/test_story.py::test_a_key", ""),
        ("tests/stage/test_controls.py::test_a_link[demo/none]", ""),
        ("tests/test_runs.py::test_a_run", ""),
    ],
)
def test_a_test_is_counted_for_the_page_it_is_about(test, page):
    assert page_of(test) == page
