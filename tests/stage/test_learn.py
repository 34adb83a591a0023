"""Predictions hide the truth until the learner commits; quizzes explain."""

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explainers.bayes.updating import EXPLAINER
from explainers.bayes.updating import model as updating
from explainers.bayes.updating.model import Params
from explainers.figure_style import Style
from pages.stage.learn import plot_distance
from pages.stage.words import Prediction


def page(kind, lecture=False):
    import streamlit as st

    from explainers.bayes.updating import EXPLAINER
    from pages.stage import learn as stage
    from pages.stage.words import Challenge, Option, Prediction, Question

    st.session_state["lecture"] = lecture
    options = [Option("half", "Too little."), Option("most", "It is.", right=True)]
    prediction = Prediction(
        kind=kind,
        question="Where will it be?",
        explanation="Because it adds up.",
        target="peak" if kind == "point" else "posterior.mean",
        plot="peak",
        options=options,
    )
    stage.predict("demo", prediction, EXPLAINER)
    stage.quiz("demo", [Question("How much?", options)])
    stage.challenge(Challenge("Do it.", "Like this."), (lecture, "It is so."))


def opened(kind, lecture=False):
    app = AppTest.from_function(page, args=(kind,), kwargs={"lecture": lecture}, default_timeout=60).run()
    assert not app.exception
    return app


def said(app):
    return " ".join(markdown.value for markdown in app.markdown)


def test_a_number_is_compared_with_the_truth_once_committed():
    app = opened("number")
    assert "0.65" not in said(app)
    assert "Because" not in said(app)
    app.slider(key="demo-guess").set_value(0.5).run()
    app.button(key="demo-commit").click().run()
    assert "You said **0.5**, it is **0.65**: off by **0.15**" in said(app)
    assert "Because it adds up." in said(app)
    app.button(key="demo-again").click().run()
    assert "Because" not in said(app)


def test_a_choice_shows_the_truth_and_ones_own_once_committed():
    app = opened("choice")
    assert app.button(key="demo-commit").disabled
    app.radio(key="demo-guess").set_value("half").run()
    app.button(key="demo-commit").click().run()
    assert "half  :material/person: your guess" in said(app)
    assert "most :material/check: the truth" in said(app)


def test_a_point_can_be_typed_and_is_measured_both_ways():
    app = opened("point")
    assert app.button(key="demo-commit").disabled
    app.number_input(key="demo-guess_x").set_value(0.5).run()
    app.number_input(key="demo-guess_y").set_value(2.0).run()
    app.button(key="demo-commit").click().run()
    peak = updating.simulate(Params()).peak
    assert f"it is at **({peak[0]:.2f}, {peak[1]:.2f})**" in said(app)
    assert f"off by **{peak[0] - 0.5:.2f}** across and **{peak[1] - 2:.2f}** up" in said(app)


@pytest.mark.parametrize("kind", ["number", "choice", "point"])
def test_a_lecturer_may_skip_to_the_answer(kind):
    assert "demo-skip" not in [button.key for button in opened(kind).button]
    app = opened(kind, lecture=True)
    app.button(key="demo-skip").click().run()
    assert not app.exception
    assert "Because it adds up." in said(app)
    assert "You said" not in said(app)
    assert "You put" not in said(app)


def test_the_distance_is_drawn_between_guess_and_truth():
    prediction = Prediction("number", "?", "!")
    both = plot_distance(0.2, 0.65, prediction, Style())
    np.testing.assert_allclose(both.data[0].x, [0.2, 0.65])
    alone = plot_distance(None, 0.65, prediction, Style())
    np.testing.assert_allclose(alone.data[0].x, [0.65])
    assert both.layout.xaxis.range == alone.layout.xaxis.range


def test_the_point_is_not_given_away_before_it_is_revealed():
    result = updating.simulate(Params())
    plot = EXPLAINER.plot("peak")
    hidden, revealed = plot(result, Style()), plot(result, Style(), (0.5, 2.0), True)
    names = [{trace.name for trace in figure.data} for figure in (hidden, revealed)]
    assert "posterior" not in names[0]
    assert "posterior" in names[1]
    assert f"{result.peak[0]:.2f}, {result.peak[1]:.2f}" in revealed.layout.meta["alt"]
    assert f"{result.peak[0]:.2f}, {result.peak[1]:.2f}" not in hidden.layout.meta["alt"]


def test_every_answer_of_a_quiz_is_explained():
    app = opened("number")
    app.radio(key="demo-quiz_1").set_value("half").run()
    assert app.warning[0].value == "Too little."
    app.radio(key="demo-quiz_1").set_value("most").run()
    assert app.success[0].value == "It is."
    assert not app.warning


def test_a_challenge_says_how_far_it_is_and_when_it_is_done():
    assert opened("number").info[0].value == "It is so."
    assert opened("number", lecture=True).success[0].value == "Done. It is so."


# ---------------------------------------------------------------------------------------------- nothing given away


def everything_sent(app):
    """Return all that the browser gets, as text."""
    return " ".join(
        str(element.proto) for kind in ("markdown", "bidi_component", "caption") for element in app.get(kind)
    )


@pytest.mark.parametrize(("kind", "truth"), [("number", "0.65"), ("point", "posterior"), ("choice", "the truth")])
def test_the_truth_is_not_sent_before_the_learner_commits(kind, truth):
    app = opened(kind)
    sent = everything_sent(app)
    assert truth not in sent
    assert "Because it adds up." not in sent


def test_guess_and_truth_are_drawn_together():
    app = opened("number")
    app.slider(key="demo-guess").set_value(0.5).run()
    app.button(key="demo-commit").click().run()
    drawn = json.loads(app.get_by_key("demo-distance").proto.json)
    assert drawn["alt"] == "The truth is 0.65; you guessed 0.5."
    assert app.slider(key="demo-guess").disabled, "committed is committed"


def test_a_point_is_drawn_where_it_is_typed_and_beside_the_truth_once_committed():
    app = opened("point")
    app.number_input(key="demo-guess_x").set_value(0.5).run()
    app.number_input(key="demo-guess_y").set_value(2.0).run()
    before = json.loads(app.get_by_key("demo-point").proto.json)
    assert "your guess" in before["figure"]
    assert before["pick"] is True
    app.button(key="demo-commit").click().run()
    after = json.loads(app.get_by_key("demo-point").proto.json)
    assert "your guess at (0.50, 2.00)" in after["alt"]
    assert "posterior at" in after["alt"]
    assert after["pick"] is False
    app.button(key="demo-again").click().run()
    assert not app.exception
    assert "posterior at" not in json.loads(app.get_by_key("demo-point").proto.json)["alt"]


@pytest.mark.parametrize(("x", "y"), [(0.0, 0.0), (-1e300, 1e300), (1e-300, -5.0)])
def test_a_point_far_off_is_measured_all_the_same(x, y):
    app = opened("point")
    app.number_input(key="demo-guess_x").set_value(x).run()
    app.number_input(key="demo-guess_y").set_value(y).run()
    app.button(key="demo-commit").click().run()
    assert not app.exception
    assert "Because it adds up." in said(app)
    assert "You put it at" in said(app)


def number_from_zero(guess):
    import streamlit as st

    from explainers.bayes.updating import EXPLAINER
    from pages.stage import learn as stage
    from pages.stage.words import Prediction

    prediction = Prediction(
        "number", "How far?", "This far.", target="posterior.mean", low=-1.0, high=1.0, unit="of the way"
    )
    stage.predict("demo", prediction, EXPLAINER)
    st.session_state["guessed"] = guess


def test_a_guess_of_nought_is_a_guess(script):
    app = script(number_from_zero, guess=0)
    assert app.slider(key="demo-guess").value == 0
    app.button(key="demo-commit").click().run()
    assert not app.exception
    assert "You said **0**, it is **0.65**: off by **0.65** of the way." in said(app)
    assert "This far." in said(app)
    assert [button.key for button in app.button] == ["demo-again"]


def test_a_choice_can_be_made_again():
    app = opened("choice")
    app.radio(key="demo-guess").set_value("most").run()
    app.button(key="demo-commit").click().run()
    assert "most :material/check: the truth :material/person: your guess" in said(app)
    assert app.radio(key="demo-guess").disabled
    app.button(key="demo-again").click().run()
    assert "the truth" not in said(app)


def test_a_hint_is_there_until_the_challenge_is_met():
    assert [expander.label for expander in opened("number").expander] == ["A hint"]
    assert not opened("number", lecture=True).expander


def test_no_answer_of_a_quiz_is_chosen_beforehand():
    app = opened("number")
    assert app.radio(key="demo-quiz_1").value is None
    assert not app.success
    assert not app.warning
