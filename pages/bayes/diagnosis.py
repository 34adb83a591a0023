"""The test is 99% accurate. Are you ill? Prevalence, sensitivity and specificity under the learner's hand, in people."""

from dataclasses import replace

import streamlit as st

from explainers.bayes.diagnosis import EXPLAINER
from explainers.bayes.diagnosis.model import EVERYONE, Params, Result, remark
from explainers.data.diagnostic_tests import DIAGNOSTIC_TESTS
from explainers.explainer import View
from pages import stage

PREFIX = EXPLAINER.prefix


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls; among the people, offer to test them one by one, or all at once."""
    for name in view.controls:
        controls.ask(name)
    if view.name == "people":
        with st.container(horizontal=True, gap="xsmall"):
            st.button("Test one", key=f"{PREFIX}-one", on_click=test_one, help="Test one more person, picked at random")
            st.button("Test all", key=f"{PREFIX}-all", on_click=test_all, help="Test everyone")
    controls.rest()


def test_one() -> None:
    """Test one more person; when all have been tested, begin again with nobody."""
    tested, people = (int(st.session_state[f"{PREFIX}_{name}"]) for name in ("tested", "people"))
    st.session_state[f"{PREFIX}_tested"] = 1.0 if tested >= people else tested + 1.0


def test_all() -> None:
    """Test everyone."""
    st.session_state[f"{PREFIX}_tested"] = float(EVERYONE)


def beside(result: Result, _: View[Result]) -> None:
    """Say where the counts alone would mislead, and offer tests in use, each with its source."""
    if said := remark(result):
        st.caption(said)
    with st.popover("Real tests", icon=":material/biotech:", width="stretch"):
        for name, test in DIAGNOSTIC_TESTS.items():
            st.markdown(f"**{test.title}.** Sensitivity {test.sensitivity:g}%, specificity {test.specificity:g}%, prevalence "
                        f"{test.prevalence:g}%. {test.note} [{test.origin}]({test.url})")  # fmt: skip
            st.button("Put it on the stage", key=f"{PREFIX}-real_{name}", on_click=put, args=(name,))


def put(name: str) -> None:
    """Set the rates to those of a test in use, among ten thousand people."""
    for field in ("prevalence", "sensitivity", "specificity"):
        st.session_state[f"{PREFIX}_{field}"] = getattr(DIAGNOSTIC_TESTS[name], field)
    st.session_state[f"{PREFIX}_people"] = float(EVERYONE)


def draw_guess(now: stage.Shown) -> None:
    """Draw a prediction that was just made on the stage, among the counts."""
    guess, key = st.session_state.get(f"{PREFIX}-committed"), f"{PREFIX}-guess_drawn"
    if guess != st.session_state.get(key):
        st.session_state[key] = guess
        params = replace(now.params, guess=float(guess) if isinstance(guess, float | int) else 0.0)
        stage.set_all(PREFIX, params, view=now.view)
        st.rerun()


stage.page(EXPLAINER, ask=ask, beside=beside, end=draw_guess)
