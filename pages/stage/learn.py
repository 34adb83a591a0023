"""The parts of a page below its stage that ask something of the learner: prediction, challenge, quiz."""

from typing import Any

import numpy as np
import streamlit as st

from explainers.explainer import Explainer
from explainers.figure_style import Drawing, Plot, Style, base_layout
from pages.stage.components import style
from pages.stage.live_chart import live_chart
from pages.stage.outside import plain
from pages.stage.path import predict_path
from pages.stage.story import params_of
from pages.stage.words import Challenge, Option, Prediction, Question


def predict(prefix: str, prediction: Prediction, explainer: Explainer[Any, Any]) -> None:
    """Ask for a number, a choice, a point or a path; only when the learner commits, draw guess, truth and distance together."""
    st.subheader("Predict first", anchor="predict")
    with st.container(border=True, key=f"{prefix}-predict"):
        st.markdown(prediction.question)
        committed = f"{prefix}-committed"
        if prediction.kind == "path":
            predict_path(prefix, prediction, explainer)
            return
        guess = {"number": _number, "choice": _choice, "point": _point}[prediction.kind](prefix, prediction, explainer)
        with st.container(horizontal=True):
            if st.session_state.get(committed) is None:
                st.button("Commit", key=f"{prefix}-commit", type="primary", disabled=guess is None,
                          on_click=_set, args=(committed, guess))  # fmt: skip
                if st.session_state.get("lecture"):
                    st.button("Skip to the answer", key=f"{prefix}-skip", on_click=_set, args=(committed, "skipped"))
            else:
                st.button("Guess again", key=f"{prefix}-again", on_click=_set, args=(committed, None))
        if st.session_state.get(committed) is not None:
            st.markdown(prediction.explanation)


def _set(key: str, value: Any) -> None:
    st.session_state[key] = value


def _committed(prefix: str) -> Any:
    return st.session_state.get(f"{prefix}-committed")


def _number(prefix: str, prediction: Prediction, explainer: Explainer[Any, Any]) -> Any:
    low, high = prediction.low, prediction.high
    committed = _committed(prefix)
    guess = st.slider("Your guess", low, high, (low + high) / 2, (high - low) / 100,
                      key=f"{prefix}-guess", disabled=committed is not None)  # fmt: skip
    if committed is None:
        return guess
    truth = _target(prediction, explainer)
    figure = plot_distance.unchecked(None if committed == "skipped" else committed, truth, prediction, style())
    live_chart(figure, f"{prefix}-distance", "130px")
    if committed != "skipped":
        st.markdown(f"You said **{committed:.3g}**, it is **{truth:.3g}**: off by **{abs(committed - truth):.3g}**"
                    f" {prediction.unit}.")  # fmt: skip
    return guess


def _choice(prefix: str, prediction: Prediction, explainer: Explainer[Any, Any]) -> Any:
    committed = _committed(prefix)
    texts = [option.text for option in prediction.options]
    guess = st.radio("Your guess", texts, index=None, key=f"{prefix}-guess", disabled=committed is not None)
    if committed is not None:
        for option in prediction.options:
            mark = ":material/check: the truth" if option.right else ""
            mine = ":material/person: your guess" if option.text == committed else ""
            st.markdown(f"- {option.text} {mark} {mine}  \n  {option.why}")
    return guess


def _point(prefix: str, prediction: Prediction, explainer: Explainer[Any, Any]) -> Any:
    committed = _committed(prefix)
    result = explainer.simulate(params_of(prediction, explainer))
    plot = explainer.plot(prediction.plot)
    chart, x_key, y_key = f"{prefix}-point", f"{prefix}-guess_x", f"{prefix}-guess_y"

    def place() -> None:
        picked = st.session_state[chart]["point"]
        st.session_state[x_key], st.session_state[y_key] = round(picked[0], 3), round(picked[1], 2)

    if committed is None:
        figure, picking = plot.unchecked(result, style()), place
    else:
        figure, picking = plot.unchecked(result, style(), None if committed == "skipped" else committed, True), None
    here, there = st.columns([3, 1], vertical_alignment="center")
    with there:
        st.caption("Click in the picture, or type the place.")
        x = st.number_input("across", value=None, key=x_key, disabled=committed is not None)
        y = st.number_input("up", value=None, key=y_key, disabled=committed is not None)
        guess = None if x is None or y is None else (float(x), float(y))
    if committed is None and guess is not None:
        mark = {"type": "scatter", "x": [x], "y": [y], "mode": "markers",
                "marker": {"color": style().colour("guess"), "size": 16},
                "hovertemplate": "your guess: (%{x}, %{y})<extra></extra>"}  # fmt: skip
        figure["data"] = [*figure["data"], mark]
    with here:
        live_chart(figure, chart, "320px", on_point=picking)
    if committed is not None and committed != "skipped":
        truth = getattr(result, prediction.target)
        st.markdown(
            f"You put it at **({committed[0]:.2f}, {committed[1]:.2f})**; it is at **({truth[0]:.2f}, {truth[1]:.2f})**: "
            f"off by **{abs(committed[0] - truth[0]):.2f}** across and **{abs(committed[1] - truth[1]):.2f}** up."
        )
    return guess


def _target(prediction: Prediction, explainer: Explainer[Any, Any]) -> float:
    result = explainer.simulate(params_of(prediction, explainer))
    value: Any = result
    for name in prediction.target.split("."):
        value = getattr(value, name)
    return float(np.asarray(value))


@Plot
def plot_distance(guess: float | None, truth: float, prediction: Prediction, style: Style) -> Drawing:
    """Draw a guess and the truth on one line, with the distance between them."""
    places = {"truth": truth} if guess is None else {"guess": guess, "truth": truth}
    names = {
        "guess": f"<b>your guess {guess:.3g}</b>" if guess is not None else "",
        "truth": f"<b>truth {truth:.3g}</b>",
    }
    trace = {
        "type": "scatter",
        "mode": "lines+markers+text",
        "x": np.array(list(places.values())),
        "y": np.zeros(len(places)),
        "text": [names[role] for role in places],
        "textposition": ["top center", "bottom center"][-len(places) :],
        "textfont": {"color": [style.colour(role) for role in places], "size": style.text},
        "marker": {"color": [style.colour(role) for role in places], "size": 4.5 * style.stroke},
        "line": {"color": style.colour("guess"), "dash": "dot"},
        "hovertemplate": "%{x:.4g}<extra></extra>",
    }
    layout = base_layout(
        style,
        xaxis={
            "range": [prediction.low, prediction.high],
            "title": {"text": prediction.unit},
            "showgrid": False,
        },
        yaxis={"range": [-1, 1], "visible": False},
    )
    alt = f"The truth is {truth:.4g}" + (f"; you guessed {guess:.4g}." if guess is not None else ".")
    return Drawing([trace], layout, alt)


def challenge(goal: Challenge, outcome: tuple[bool, str]) -> None:
    """Show a goal and whether the controls have reached it."""
    st.subheader("Challenge", anchor="challenge")
    reached, said = outcome
    with st.container(border=True):
        st.markdown(f"**{goal.goal}**")
        if reached:
            st.success(f"Done. {plain(said)}", icon=":material/check_circle:")
        else:
            st.info(plain(said), icon=":material/target:")
            with st.expander("A hint"):
                st.markdown(goal.hint)


def quiz(prefix: str, questions: list[Question]) -> None:
    """Ask a few questions; every answer is explained, right or wrong."""
    st.subheader("Check yourself", anchor="quiz")
    for number, question in enumerate(questions, 1):
        with st.container(border=True):
            texts = [option.text for option in question.options]
            chosen = st.radio(f"**{number}.** {question.question}", texts, index=None, key=f"{prefix}-quiz_{number}")
            if chosen is not None:
                _feedback(question.options[texts.index(chosen)])


def _feedback(option: Option) -> None:
    show, icon = (st.success, ":material/check:") if option.right else (st.warning, ":material/close:")
    show(option.why, icon=icon)
