"""How does a computer find a posterior nobody can integrate? Chains to watch, four routes to compare, diagnostics to break."""

import gc
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from explainers.bayes import sampling
from explainers.bayes.sampling import MAX_STEPS, Params, Result
from explainers.bayes.sampling.calibration import WRONG, calibrate
from explainers.bayes.sampling.chains import FAULTS, walking
from explainers.bayes.sampling.diagnosis import caught_by, quiet_arviz, verdicts
from explainers.bayes.sampling.model import EXAMINED
from explainers.bayes.sampling.posteriors import grid
from explainers.bayes.sampling.routes import advi, nuts
from explainers.bayes.sampling.targets import TARGETS
from explainers.bayes.sampling.trials import BATCH, trial_of, trials
from explainers.bayes.sampling.walkers import NAMES, hmc, walk
from explainers.bayes.sampling.walkers import nuts as nuts_step
from explainers.legacy import as_explainer
from explainers.nuts import sampled
from explainers.workers import WORKERS
from pages import stage
from pages.stage.answers import Question

PREFIX = "sampling"
VIEWS = {
    "chain": "A chain",
    "routes": "Four routes",
    "diagnostics": "Diagnostics",
    "simulated": "Calibration",
}
MODELS = {"coin": "A coin", "regression": "A regression with outliers", "schools": "Eight schools"}
SIZES = [0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.4, 2.0, 3.0, 5.0]
SCALES = [0.5, 1.0, 2.0, 5.0, 10.0, 25.0]
FREEDOMS = [1.0, 2.0, 3.0, 4.0, 7.0, 15.0, 30.0, 100.0]
STRENGTHS = [1.0, 2.0, 4.0, 6.0, 10.0, 20.0, 40.0, 100.0]
SIMULATIONS = [100, 200, 400, 800, 1600]
BREAK = {"large": "Step far too large", "few": "Too few draws", "stuck": "A chain gets stuck"}
CODE = {
    "chain": (walk, hmc, nuts_step),
    "routes": (nuts, sampled, advi, grid),
    "diagnostics": (verdicts, walking),
    "simulated": (calibrate, trials),
}
TASKS = {  # what workers do
    "nuts": stage.Task(nuts, "NUTS"),
    "advi": stage.Task(advi, "ADVI", patient=True),
    "trials": stage.Task(trials, "Calibration", BATCH, "simulated data sets fitted"),
}
WAIT = 0.6  # seconds that a picture waits for a warm NUTS before it comes without
KEPT = 64_000_000  # bytes of answers of all visitors together
EXPLAINER = as_explainer(sampling)
words = stage.words_for(EXPLAINER)


# ---------------------------------------------------------------------------------------------- controls


def sampler(controls: stage.Controls[Params]) -> None:
    """Ask who walks."""
    controls.select("sampler", "Sampler", NAMES, "How the next point is proposed.", on_change=afresh)


def target(controls: stage.Controls[Params]) -> None:
    """Ask where."""
    controls.select("target", "Density  p", {name: target.title for name, target in TARGETS.items()},
                    "What is to be sampled: p(x), known up to a factor.", on_change=afresh)  # fmt: skip


def size(controls: stage.Controls[Params]) -> None:
    """Ask how long a step is."""
    help = "ε: the spread of a proposal, or the time of one leapfrog step. It may change on the way."
    if not controls.live:
        help += " Here the picture follows on release: every stop is four chains anew."
    controls.stops("size", "Step size  ε", SIZES, help, on_change=changed)


def leaps(controls: stage.Controls[Params]) -> None:
    """Ask how far HMC goes."""
    controls.slider("leaps", "Leapfrog steps  L", 1, 60, 1, "L, of HMC; NUTS finds its own, a random walk has none.",
                    on_change=changed, disabled=controls.values["sampler"] != "hmc")  # fmt: skip


def examined(controls: stage.Controls[Params]) -> None:
    """Ask whose chains are examined, and where they come from."""
    whose = controls.choice(
        "examined", "Chains of", EXAMINED, "Our own sampler in the plane, or PyMC's NUTS on a model."
    )
    if whose == "ours":
        sampler(controls)
        size(controls)
        return
    model(controls)
    if controls.values["model"] == "schools":
        centred(controls)


def behind(controls: stage.Controls[Params]) -> None:
    """Ask for the rest of what chains come from."""
    if controls.values["examined"] == "ours":
        target(controls)
        leaps(controls)
    elif controls.values["model"] == "schools":
        scale(controls)
    else:
        of_model(controls)


def several(controls: stage.Controls[Params]) -> None:
    """Ask how many chains are run."""
    controls.number("chains", "Chains", 1, 8, "How many chains; R-hat needs two, to compare them.")


def long(controls: stage.Controls[Params]) -> None:
    """Ask how long the chains are that are examined."""
    controls.number("draws", "Draws of each", 0, 2000, "How many draws of each chain are examined.")


def wrong_with(controls: stage.Controls[Params]) -> None:
    """Say in the address what is wrong with the chains; the buttons of `breaking` set it."""
    controls.select("fault", "What is wrong", {name: title.capitalize() for name, title in FAULTS.items()},
                    "What is wrong with the chains; the diagnostics should catch it.")  # fmt: skip


def breaking(result: Result) -> None:
    """Offer to break the sampler, and to mend it; say which diagnostic catches it."""
    now = result.params.fault
    st.caption("Break it")
    for fault, label in BREAK.items():
        mends = fault == now
        st.button("Mend it" if mends else label, key=f"{PREFIX}-break-{fault}", width="stretch",
                  type="primary" if mends else "secondary", on_click=set_fault, args=("none" if mends else fault,),
                  icon=":material/build:" if mends else ":material/bolt:")  # fmt: skip
    if now != "none" and result.chains is not None:
        caught = caught_by(verdicts(result.chains, result.part), now)
        said = (
            f"**{caught.name} {caught.said}** catches it: {caught.meaning}"
            if caught
            else "Nothing catches it this time"
        )
        st.markdown(f":red[{said}.]")


def set_fault(fault: str) -> None:
    """Break the sampler in this way, or mend it."""
    st.session_state[f"{PREFIX}_fault"] = fault


def model(controls: stage.Controls[Params]) -> None:
    """Ask which posterior is to be found."""
    controls.select("model", "Model", MODELS, "Whose posterior is to be found.")


def of_model(controls: stage.Controls[Params]) -> None:
    """Ask for the data and the prior of the model."""
    match controls.values["model"]:
        case "coin":
            flips, heads = flipped(controls), controls.start.heads
            controls.slider(
                "heads", "Heads", 0, flips, 1, "How many of the flips showed heads.", default=min(heads, flips)
            )
            controls.stops(
                "strength", "Prior strength  n₀", STRENGTHS, "n₀: the prior is Beta(n₀/2, n₀/2), worth n₀ flips."
            )
        case "regression":
            controls.slider(
                "shift", "Outliers, off by", 0.0, 8.0, 0.5, "How far two of the twenty points are moved down."
            )
            controls.stops(
                "freedom",
                "Degrees of freedom  ν",
                FREEDOMS,
                "ν of the Student-t noise: few allow outliers, 100 is nearly Gaussian.",
            )
        case _:
            scale(controls)
            centred(controls)


def scale(controls: stage.Controls[Params]) -> None:
    """Ask for the prior of the spread between schools."""
    controls.stops(
        "scale", "Prior scale of τ", SCALES, "The scale of the half-Cauchy prior of τ, the spread between schools."
    )


def centred(controls: stage.Controls[Params]) -> None:
    """Ask how the effects of the schools are written."""
    controls.toggle(
        "centred", "Centred", "θ ~ Normal(μ, τ) as it is written first; off: θ = μ + τ z, with z standard normal."
    )


def cells(controls: stage.Controls[Params]) -> None:
    """Ask how fine the grid is."""
    controls.slider("cells", "Cells of the grid  c", 2, 60, 1, "c, along each parameter.")


def flipped(controls: stage.Controls[Params]) -> int:
    """Ask how many flips there are."""
    return int(controls.number("flips", "Flips", 1, 1000, "How many times the coin is flipped."))


def drawn(controls: stage.Controls[Params]) -> None:
    """Ask how long PyMC's chains are."""
    controls.number("answers", "Draws of each of PyMC's chains", 0, 20_000, "After 400 steps that tune the sampler.")


def calibrated(controls: stage.Controls[Params]) -> None:
    """Ask which model is calibrated, with which prior, how often, and what is wrong with its sampler."""
    match controls.select("model", "Model", MODELS, "Parameters are drawn from its prior, and data from them."):
        case "coin":
            flipped(controls)
            controls.stops("strength", "Prior strength  n₀", STRENGTHS, "n₀: coins are drawn from Beta(n₀/2, n₀/2).")
        case "regression":
            controls.stops(
                "freedom", "Degrees of freedom  ν", FREEDOMS, "ν of the Student-t noise of simulated points."
            )
        case _:
            scale(controls)
            centred(controls)
    controls.stops("simulations", "Simulations", SIMULATIONS,
                   "How many data sets are simulated and fitted; the band is as wide as chance is for so many.")  # fmt: skip
    controls.select("wrong", "The sampler", {name: title.capitalize() for name, title in WRONG.items()},
                    "Right, or wrong on purpose: with the likelihood squared, with ratios to the power 0.4, or creeping.")  # fmt: skip


def steps(controls: stage.Controls[Params]) -> None:
    """Ask how far the chain has come, and by which settings."""
    controls.number("steps", "Step  k", 0, MAX_STEPS, "k, how many steps the chain has made.")
    controls.text(
        "schedule", "Earlier settings", "Until which step which ε and L held: 50 0.2 12; 90 1.5 12", max_chars=400
    )


def seeded(controls: stage.Controls[Params]) -> None:
    """Ask for the seed."""
    controls.number("seed", "Seed", 0, 9999, "Of every chain and of what is simulated.", on_change=afresh)


def afresh() -> None:
    """Begin the chain anew: it is another one."""
    st.session_state[f"{PREFIX}_steps"], st.session_state[f"{PREFIX}_schedule"] = 0.0, ""


def changed() -> None:
    """Keep the chain so far, and go on with another step size."""
    shown: stage.Shown | None = st.session_state.get(f"{PREFIX}-shown")
    if shown is None or shown.view != "chain":
        return
    reached = stage.step_reached(PREFIX)
    before = shown.params
    if reached:
        told = f"{before.schedule}; {reached} {before.size:g} {before.leaps}".strip("; ")
        st.session_state[f"{PREFIX}_schedule"] = told if len(told) <= 400 else told[told.index(";") + 2 :]
        st.session_state[f"{PREFIX}_steps"] = float(reached)


IN_SIGHT = {  # of each view, at most five controls; all others are under "More controls"
    "chain": (sampler, target, size, leaps),
    "routes": (model, of_model),
    "diagnostics": (examined,),
    "simulated": (calibrated,),
}
ALSO = {
    "chain": (steps, seeded),
    "routes": (cells, several, drawn, seeded),
    "diagnostics": (behind, several, long, wrong_with, seeded),
    "simulated": (seeded,),
}


# ---------------------------------------------------------------------------------------------- what workers find


@st.cache_resource(show_spinner=False)
def kept() -> OrderedDict[Question, Any]:
    """Return the last answers of all visitors."""
    return OrderedDict()


ANSWERS = stage.Answers(PREFIX, TASKS, kept, KEPT)


def needed(view: str, result: Result) -> list[Question]:
    """Return what a view needs from workers, most urgent first."""
    p = result.params
    if view == "routes":
        return [("nuts", result.asked), ("advi", result.asked)]
    if view == "diagnostics" and p.examined == "pymc":
        return [("nuts", result.asked_chains)]
    if view == "simulated" and p.model != "coin":
        batches = range(-(-p.simulations // BATCH))
        return [("trials", trial_of(result.question, p.wrong, p.seed, batch)) for batch in batches]
    return []


def answered(wanted: list[Question], result: Result) -> Result:
    """Return the result with what workers have found so far; wait a moment for NUTS, which is quick once it is warm."""
    quick = bool(wanted) and wanted[0][0] == "nuts" and WORKERS.warm_by_now
    return with_answers(result, ANSWERS.find(wanted, WAIT if quick else 0.0))


def with_answers(result: Result, found: dict[Question, Any]) -> Result:
    """Return the result with what has been found for it."""
    ranks = [answer for (what, _), answer in found.items() if what == "trials"]
    answers = {what: answer for (what, _), answer in found.items() if what != "trials"}
    return replace(result, answers=answers, trace=answers.get("nuts"), ranks=np.concatenate(ranks) if ranks else None)


def finder() -> Callable[[Params], Result | None]:
    """Return what finds the four routes for other params, as far as NUTS, where that takes no more than a moment."""
    find = ANSWERS.finder(WAIT)

    def found(params: Params) -> Result | None:
        result = sampling.simulate(params)
        nuts, advi = needed("routes", result)
        known = {nuts: find(nuts), advi: kept().get(advi)}
        here = {question: answer for question, answer in known.items() if answer}
        return with_answers(result, here) if nuts in here else None

    return found


# ---------------------------------------------------------------------------------------------- the page


@st.fragment
def lab(place: stage.Place) -> None:
    """Draw the stage: controls at the left, the picture at the right."""
    controls = stage.Controls(PREFIX, place.params, place.number)
    left, right = st.container(key=f"{PREFIX}-stage").columns([3, 10], gap="medium")
    with right:
        view = controls.choice("view", "View", VIEWS, "", default=place.view, label_visibility="collapsed")
    with left:
        controls.live = view != "diagnostics"  # too much to be computed ahead for every stop: it follows on release
        between = controls.ask(IN_SIGHT[view], ALSO[view])
        result = controls.last_good(sampling.simulate, controls.params())
        result = answered(needed(view, result), result)
        if view == "diagnostics":
            with between:
                breaking(result)
    with right:
        controls.finish()
        if view == "chain":
            stage.show_training(controls, EXPLAINER, view, result.params, result, MAX_STEPS)
        else:
            find = finder() if view == "routes" else None
            stage.show(controls, EXPLAINER, view, result.params, result, find=find)
    stage.once_painted(PREFIX, rest)


def rest(now: stage.Shown) -> None:
    """Draw the rest of the page, and the script as one writes it with PyMC."""
    stage.below(now, words)
    if not stage.lecture():
        text = sampling.pymc_script(sampling.simulate(now.params))
        st.download_button("The model of “Four routes” in PyMC", text, "bayesian-sampling-pymc.py", "text/x-python",
                           icon=":material/code:", key=f"{PREFIX}-pymc", on_click="ignore")  # fmt: skip


@st.cache_resource(show_spinner=False)
def prepare() -> Any:
    """Load ArviZ in the background, so that the diagnostics need not wait for it.

    What is loaded by then is taken out of what Python goes through for garbage, while everybody waits.
    """

    def load() -> None:
        quiet_arviz()
        gc.freeze()

    thread = threading.Thread(target=load, daemon=True)
    thread.start()
    return thread


stage.headline(EXPLAINER)
lab(stage.story(EXPLAINER, words.story))
prepare()
