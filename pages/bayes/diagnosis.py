"""The test is 99% accurate. Are you ill? Prevalence, sensitivity and specificity under the learner's hand, in people."""

from dataclasses import replace

import streamlit as st

from explainers.bayes import diagnosis
from explainers.bayes.diagnosis import EVERYONE, Params
from explainers.bayes.diagnosis.generative import sample
from explainers.bayes.diagnosis.model import MOST_SAMPLED, count, passing
from explainers.data.diagnostic_tests import DIAGNOSTIC_TESTS
from explainers.legacy import as_explainer
from pages import stage

PREFIX = "diagnosis"
VIEWS = {
    "people": "People",
    "tree": "Tree and table",
    "prevalence": "Along the prevalence",
    "sample": "Sample and keep",
}
PREVALENCES = [0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.59, 0.8, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0, 15.0, 20.0,
               30.0, 40.0, 50.0, 70.0, 90.0, 100.0]  # fmt: skip
RATES = [0.0, 20.0, 40.0, 50.0, 60.0, 70.0, 80.0, 85.0, 90.0, 92.0, 94.0, 95.0, 96.0, 97.0, 98.0, 99.0, 99.5, 99.9, 99.98,
         100.0]  # fmt: skip
SENSITIVITIES = sorted({*RATES, 73.0, 86.9})
SPECIFICITIES = sorted({*RATES, 88.9, 99.1})
SAMPLED = [10, 20, 50, 100, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000, 7000, 10_000, 15_000, MOST_SAMPLED]
CODE = {"people": (count,), "tree": (count,), "prevalence": (passing,), "sample": (sample,)}
EXPLAINER = as_explainer(diagnosis)
words = stage.words_for(EXPLAINER)


def rates(controls: stage.Controls[Params]) -> None:
    """Ask how common the illness is, and how good the test."""
    controls.stops(
        "prevalence", "Prevalence  π, in %", PREVALENCES, "π = P(ill), how many of a hundred people are ill."
    )
    controls.stops(
        "sensitivity",
        "Sensitivity  s, in %",
        SENSITIVITIES,
        "s = P(positive | ill), how many of a hundred who are ill test positive.",
    )
    controls.stops(
        "specificity",
        "Specificity  c, in %",
        SPECIFICITIES,
        "c = P(negative | healthy), how many of a hundred who are healthy test negative.",
    )


def tests(controls: stage.Controls[Params]) -> None:
    """Ask how often people are tested."""
    controls.slider("tests", "Tests  k", 1, 3, 1, "k: whoever was positive every time so far is tested again.")


def repeat(controls: stage.Controls[Params]) -> None:
    """Ask how far errors repeat."""
    controls.slider("repeat", "Errors that repeat  ρ", 0.0, 1.0, 0.05,
                    "ρ, the correlation of two results of one person: at 0 they are independent, at 1 the second only repeats the first.")  # fmt: skip


def order(controls: stage.Controls[Params]) -> None:
    """Ask how people stand."""
    controls.choice("order", "Sort people by", {"scattered": "Mixed", "illness": "Ill", "result": "Result"},
                    "Where people stand; they stay who they are.")  # fmt: skip


def testing(controls: stage.Controls[Params]) -> None:
    """Offer to test people one by one, or all at once."""
    with st.container(horizontal=True, gap="xsmall"):
        st.button(
            "Test one",
            key=f"{PREFIX}-one",
            on_click=test_more,
            args=(1,),
            help="Test one more person, picked at random",
        )
        st.button("Test all", key=f"{PREFIX}-all", on_click=test_more, args=(EVERYONE,), help="Test everyone")


def test_more(more: int) -> None:
    """Test more people; when all have been tested, begin again with nobody."""
    state = st.session_state
    key, people = f"{PREFIX}_tested", int(state[f"{PREFIX}_people"])
    tested = int(state[key])
    already = 0 if tested >= people else tested
    state[key] = float(EVERYONE if more == EVERYONE else min(already + more, people))


def sampled(controls: stage.Controls[Params]) -> None:
    """Ask how many people are sampled."""
    controls.stops("sampled", "People sampled  n", SAMPLED, "n, how many people are drawn from the generative model.")


def people(controls: stage.Controls[Params]) -> None:
    """Ask how many people there are, and for the seed."""
    controls.number(
        "people",
        "People  N",
        1,
        EVERYONE,
        "N, how many people there are: 1,000 can be counted, 10,000 show what is rare.",
    )
    controls.number(
        "tested", "Of whom tested", 0, EVERYONE, "How many have been tested; all, where there are fewer people."
    )
    controls.number("guess", "A guess to compare with, in %", 0.0, 100.0,
                    "How many of a hundred positives you think are ill. It is drawn among the counts; 0 draws none.", step=1.0, format="%g")  # fmt: skip
    controls.number("seed", "Seed", 0, 9999, "Of where people stand, of whom is tested first, and of the sample.")


def real_tests() -> None:
    """Offer tests in use, each with its source."""
    with st.popover("Real tests", icon=":material/biotech:", width="stretch"):
        for name, test in DIAGNOSTIC_TESTS.items():
            st.markdown(f"**{test.title}.** Sensitivity {test.sensitivity:g}%, specificity {test.specificity:g}%, prevalence "
                        f"{test.prevalence:g}%. {test.note} [{test.origin}]({test.url})")  # fmt: skip
            st.button("Put it on the stage", key=f"{PREFIX}-real_{name}", on_click=put, args=(name,))


def put(name: str) -> None:
    """Set the rates to those of a test in use, among ten thousand people."""
    test, state = DIAGNOSTIC_TESTS[name], st.session_state
    for field in ("prevalence", "sensitivity", "specificity"):
        state[f"{PREFIX}_{field}"] = getattr(test, field)
    state[f"{PREFIX}_people"] = float(EVERYONE)


IN_SIGHT = {  # of each view, at most five controls; all others are under "More controls"
    "people": (rates, order, testing),
    "tree": (rates, tests, repeat),
    "prevalence": (rates, tests, repeat),
    "sample": (rates, sampled),
}
ALL = (rates, order, tests, repeat, sampled, people)


@st.fragment
def lab(place: stage.Place) -> None:
    """Draw the stage: controls at the left, the picture at the right."""
    controls = stage.Controls(PREFIX, place.params, place.number)
    left, right = st.container(key=f"{PREFIX}-stage").columns([3, 10], gap="medium")
    with right:
        views, others = st.columns([7, 2])
        with views:
            view = controls.choice("view", "View", VIEWS, "", default=place.view, label_visibility="collapsed")
        with others:
            real_tests()
    with left:
        controls.ask(IN_SIGHT[view], ALL)
        result = controls.last_good(diagnosis.simulate, controls.params())
        if said := remark(result):
            st.caption(said)
    with right:
        controls.finish()
        stage.show(controls, EXPLAINER, view, result.params, result)
    stage.once_painted(PREFIX, rest)


def remark(result: diagnosis.Result) -> str:
    """Return a sentence where the counts alone would mislead."""
    params, counts = result.params, result.counts
    if params.prevalence == 0:
        return "Nobody is ill, so every positive result is a false alarm; where there is none either, its meaning is undefined."
    if not counts.positive and counts.total == params.people:
        return f"Nobody tests positive: of 0 people there is no share. Without rounding it is {result.percent:.3g}%."
    if result.rates.alarm == 0:
        return "There are no false alarms, so whoever tests positive is ill."
    if counts.total == params.people and counts.ill < 5:
        return f"Only {counts.ill} of {params.people:,} people are ill: with more people (N) rounding matters less."
    return ""


def rest(now: stage.Shown) -> None:
    """Draw the rest of the page; a guess that was just made goes to the stage, among the counts."""
    stage.below(now, words)
    guess, key = st.session_state.get(f"{PREFIX}-committed"), f"{PREFIX}-guess_drawn"
    if guess != st.session_state.get(key):
        st.session_state[key] = guess
        params = replace(now.params, guess=float(guess) if isinstance(guess, float | int) else 0.0)
        stage.set_all(PREFIX, params, view=now.view)
        st.rerun()


stage.headline(EXPLAINER)
lab(stage.story(EXPLAINER, words.story))
