"""A path is drawn or typed, in rounds; the truth of a round is not seen before it is committed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from pages.stage.path import along, compared, read_path, written


def page(rounds, lecture=False):
    from types import SimpleNamespace

    import streamlit as st

    from explainers.figure_style import Drawing, Plot, base_layout
    from pages.stage import learn
    from pages.stage.words import Prediction

    truth = [3.0, 5.0, 4.0]

    def draw(result, style, guessed, shown):
        told = f"Guessed {guessed}; true so far {truth[:shown]}."
        return Drawing([{"type": "scatter", "x": [1.0], "y": [2.0], "hoverinfo": "skip"}], base_layout(style), told)

    explainer = SimpleNamespace(
        params=__import__("explainers.bayes.updating", fromlist=["Params"]).Params,
        simulate=lambda params: SimpleNamespace(future=truth, rivals={"a ruler": [3.0, 3.0, 3.0]}),
        plot={"path": Plot(draw)}.get,
    )
    st.session_state["lecture"] = lecture
    prediction = Prediction("path", "What comes?", "Because.", target="future", plot="path", rounds=rounds)
    learn.predict("demo", prediction, explainer)


def opened(rounds, lecture=False):
    app = AppTest.from_function(page, args=(rounds,), kwargs={"lecture": lecture}, default_timeout=60).run()
    assert not app.exception
    return app


def said(app):
    return " ".join(markdown.value for markdown in app.markdown)


def alt(app):
    import json

    return json.loads(app.get_by_key("demo-path").proto.json)["alt"]


def test_rounds_follow_one_another_and_end_with_the_explanation():
    app = opened([1, 2])
    assert "true so far []" in alt(app)
    assert app.button(key="demo-commit").disabled
    app.text_input(key="demo-guess").set_value("4").run()
    assert "Guessed [4.0]" in alt(app)
    app.button(key="demo-commit").click().run()
    assert "true so far [3.0]" in alt(app)
    assert "you by **1**, a ruler by **0**" in said(app)
    assert "Because." not in said(app)
    app.text_input(key="demo-guess").set_value("5 5").run()
    app.button(key="demo-commit").click().run()
    assert "true so far [3.0, 5.0, 4.0]" in alt(app)
    assert "Over 3 steps, on average, off: you by **0.667**, a ruler by **1**." in said(app)
    assert "Because." in said(app)
    app.button(key="demo-again").click().run()
    assert "true so far []" in alt(app)
    assert "Because." not in said(app)


def test_a_lecturer_may_skip_every_round():
    app = opened([1, 2], lecture=True)
    for _ in range(2):
        app.button(key="demo-skip").click().run()
    assert not app.exception
    assert "Because." in said(app)
    assert ", off: " not in said(app)


@pytest.mark.parametrize(
    ("text", "about"), [("two", "not a number"), ("inf", "no value"), ("1 2 3", "only the first 2")]
)
def test_what_cannot_be_read_gets_a_sentence(text, about):
    app = opened([2])
    app.text_input(key="demo-guess").set_value(text).run()
    assert about in app.warning[0].value
    assert app.button(key="demo-commit").disabled == (about != "only the first 2")


def test_a_line_is_read_where_it_passes_the_steps():
    assert along([[0.9, 1.0], [3.1, 2.1]], 1, 4) == [1.05, 1.55, 2.05, None]
    assert along([[2.2, 7.0]], 1, 3) == [None, 7.0, None]
    assert along([[3.0, 1.0], [1.0, 3.0]], 1, 3) == [3.0, 2.0, 1.0], "drawn from right to left"


@given(st.lists(st.none() | st.floats(-1e6, 1e6).map(lambda x: float(f"{x:.4g}")), min_size=1, max_size=12))
def test_what_is_written_is_read_back(values):
    found, problem = read_path(written(values), len(values))
    assert problem == ""
    assert [None if v is None else pytest.approx(v, rel=1e-4) for v in values] == found


def test_steps_without_a_guess_do_not_count():
    assert compared([None, 2.0], np.array([5.0, 4.0]), {}) == "One step ahead, off: you by **2**."
