"""How does a computer find a posterior nobody can integrate? Chains to watch, four routes to compare, diagnostics to break."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import streamlit as st

from explainers.bayes.sampling import EXPLAINER
from explainers.bayes.sampling.diagnostics import caught_by, load_arviz, verdicts
from explainers.bayes.sampling.model import Result, simulate
from explainers.bayes.sampling.questions import questions
from explainers.bayes.sampling.routes import advi, nuts
from explainers.bayes.sampling.script import pymc_script
from explainers.bayes.sampling.settings import Params
from explainers.bayes.sampling.trials import BATCH, trials
from explainers.explainer import Explainer, View
from pages import stage
from pages.stage.answers import Question

PREFIX = EXPLAINER.prefix
OF_MODEL = {"coin": ("flips", "heads", "strength"), "regression": ("shift", "freedom"), "schools": ("scale", "centred")}
PRIOR_OF = {"coin": ("flips", "strength"), "regression": ("freedom",), "schools": ("scale", "centred")}
BREAK = {"large": "Step far too large", "few": "Too few draws", "stuck": "A chain gets stuck"}
TASKS = {  # what workers do
    "nuts": stage.Task(nuts, "NUTS"),
    "advi": stage.Task(advi, "ADVI", patient=True),
    "trials": stage.Task(trials, "Calibration", BATCH, "simulated data sets fitted"),
}
WAIT = 0.6  # seconds that a picture waits for a warm NUTS before it comes without
KEPT = 64_000_000  # bytes of answers of all visitors together


@st.cache_resource(show_spinner=False)
def kept() -> OrderedDict[Question, Any]:
    """Return the last answers of all visitors."""
    return OrderedDict()


ANSWERS = stage.Answers(PREFIX, TASKS, kept, KEPT)


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls: those of the model or of the sampler that is chosen in sight, and all others folded."""
    if not view.trains:
        controls.on_change = lambda name, effect: None  # a chain that is not in sight does not branch
    controls.live = view.name != "diagnostics"  # too much to be computed ahead for every stop: it follows on release
    for name in view.controls:
        ask_one(controls, name)
    for name in also_in_sight(controls, view.name):
        ask_one(controls, name)
    more, controls.live = controls.folded(), False
    with more:
        for name in ("sampler", "leaps", "flips", "heads"):
            ask_one(controls, name)
    controls.rest(more)


def also_in_sight(controls: stage.Controls[Params], view: str) -> tuple[str, ...]:
    """Return which controls stand in sight because of what has been chosen."""
    match view:
        case "routes":
            return OF_MODEL[controls.values["model"]]
        case "simulated":
            return *PRIOR_OF[controls.values["model"]], "simulations", "wrong"
        case "diagnostics" if controls.values["examined"] == "ours":
            return "sampler", "size"
        case "diagnostics":
            return ("model", "centred") if controls.ask("model") == "schools" else ("model",)
    return ()


def ask_one(controls: stage.Controls[Params], name: str) -> None:
    """Make a control; some depend on others."""
    special: dict[str, Any] = {}
    match name:
        case "leaps":
            special = {"disabled": controls.values["sampler"] != "hmc"}
        case "heads":
            flips = controls.values["flips"]
            special = {"high": flips, "default": min(controls.start.heads, flips)}
        case "size" if not controls.live:
            special = {"help": "ε. Here the picture follows on release: every stop is four chains anew."}
    controls.ask(name, **special)


def find(params: Params, view: View[Result]) -> Result:
    """Return the result with what workers have found so far; wait a moment for NUTS, which is quick once it is warm."""
    result = simulate(params)
    wanted = questions(result, view.name)
    return result.with_answers(ANSWERS.find(wanted, WAIT if view.name in ("routes", "diagnostics") else 0.0))


def find_ahead() -> Callable[[Params], Result | None]:
    """Return what finds the four routes for other params, as far as NUTS, where that takes no more than a moment."""
    one = ANSWERS.finder(WAIT)

    def found(params: Params) -> Result | None:
        result = simulate(params)
        first, second = questions(result, "routes")
        known = {first: one(first), second: kept().get(second)}
        here = {question: answer for question, answer in known.items() if answer}
        return result.with_answers(here) if first in here else None

    return found


def paint(
    explainer: Explainer[Params, Result], controls: stage.Controls[Params], view: View[Result], result: Result
) -> None:
    """Paint what the view shows; the four routes can be found for where a slider rests, before it is let go."""
    stage.paint(explainer, controls, view, result, **({"find": find_ahead()} if view.name == "routes" else {}))


def beside(result: Result, view: View[Result]) -> None:
    """Offer to break the sampler, and to mend it; say which diagnostic catches it."""
    if view.name != "diagnostics":
        return
    now = result.params.fault
    st.caption("Break it")
    for fault, label in BREAK.items():
        mends = fault == now
        st.button("Mend it" if mends else label, key=f"{PREFIX}-break-{fault}", width="stretch",
                  type="primary" if mends else "secondary", on_click=set_fault, args=("none" if mends else fault,),
                  icon=":material/build:" if mends else ":material/bolt:")  # fmt: skip
    if now != "none" and result.chains is not None:
        caught = caught_by(verdicts(result.chains, result.part), now)
        st.markdown(f":red[**{caught.name} {caught.text}** catches it: {caught.meaning}.]" if caught else
                    ":red[Nothing catches it this time.]")  # fmt: skip


def set_fault(fault: str) -> None:
    """Break the sampler in this way, or mend it."""
    st.session_state[f"{PREFIX}_fault"] = fault


def offer_script(now: stage.Shown) -> None:
    """Offer the script as one writes it with PyMC."""
    if not stage.lecture():
        text = pymc_script(simulate(now.params))
        stage.offer(f"{PREFIX}-pymc", "The model of “Four routes” in PyMC", text, "bayesian-sampling-pymc.py")


stage.page(EXPLAINER, ask=ask, find=find, beside=beside, paint=paint, end=offer_script)
stage.in_background(load_arviz)
