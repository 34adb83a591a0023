"""How does a computer find a posterior nobody can integrate? Chains to watch, four routes to compare, diagnostics to break."""

import threading
from collections import OrderedDict
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import replace
from typing import Any

import streamlit as st

from explainers.bayes import sampling
from explainers.bayes.sampling import MAX_STEPS, Params, Result
from explainers.bayes.sampling.calibration import WRONG, calibrate
from explainers.bayes.sampling.chains import FAULTS, walking
from explainers.bayes.sampling.diagnosis import quiet_arviz, verdicts
from explainers.bayes.sampling.posteriors import grid
from explainers.bayes.sampling.routes import Answer, Asked, advi, nuts
from explainers.bayes.sampling.targets import TARGETS
from explainers.bayes.sampling.walkers import NAMES, hmc, walk
from explainers.bayes.sampling.walkers import nuts as nuts_step
from explainers.workers import WORKERS, Busy, Job
from pages import stage

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
CODE = {
    "chain": (walk, hmc, nuts_step),
    "routes": (nuts, advi, grid),
    "diagnostics": (verdicts, walking),
    "simulated": (calibrate,),
}
ROUTES = {"nuts": nuts, "advi": advi}
WAIT = 0.3  # seconds that a picture waits for NUTS before it comes without
KEPT = 48  # answers of all visitors together
words = stage.words_for(__file__, Params)


# ---------------------------------------------------------------------------------------------- controls


def sampler(controls: stage.Controls[Params]) -> None:
    """Ask who walks, and where."""
    controls.select("sampler", "Sampler", NAMES, "How the next point is proposed.", on_change=afresh)
    controls.select("target", "Density  p", {name: target.title for name, target in TARGETS.items()},
                    "What is to be sampled: p(x), known up to a factor.", on_change=afresh)  # fmt: skip


def size(controls: stage.Controls[Params]) -> None:
    """Ask how long a step is."""
    controls.stops("size", "Step size  ε", SIZES, "ε: the spread of a proposal, or the time of one leapfrog step. It may change on the way.",
                   on_change=changed)  # fmt: skip


def leaps(controls: stage.Controls[Params]) -> None:
    """Ask how far HMC goes."""
    controls.slider("leaps", "Leapfrog steps  L", 1, 60, 1, "L, of HMC; NUTS finds its own.", on_change=changed)


def several(controls: stage.Controls[Params]) -> None:
    """Ask how many chains are run, and how long."""
    controls.number("chains", "Chains", 1, 8, "How many chains; R-hat needs two, to compare them.")
    controls.number("draws", "Draws of each", 0, 2000, "How many draws of each chain are examined.")


def breaking(controls: stage.Controls[Params]) -> None:
    """Offer to break the sampler."""
    controls.select("fault", "Break it", {name: title.capitalize() for name, title in FAULTS.items()},
                    "What is wrong with the chains; the diagnostics should catch it.")  # fmt: skip


def model(controls: stage.Controls[Params]) -> None:
    """Ask which posterior is to be found."""
    controls.select("model", "Model", MODELS, "Whose posterior is to be found.")


def of_model(controls: stage.Controls[Params]) -> None:
    """Ask for the data and the prior of the model."""
    match controls.values["model"]:
        case "coin":
            heads, flips = controls.start.heads, int(controls.values.get("flips", controls.start.flips))
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
            controls.stops(
                "scale",
                "Prior scale of τ",
                SCALES,
                "The scale of the half-Cauchy prior of τ, the spread between schools.",
            )
            controls.toggle(
                "centred",
                "Centred",
                "θ ~ Normal(μ, τ) as it is written first; off: θ = μ + τ z, with z standard normal.",
            )


def cells(controls: stage.Controls[Params]) -> None:
    """Ask how fine the grid is."""
    controls.slider("cells", "Cells of the grid  c", 2, 60, 1, "c, along each parameter.")


def flipped(controls: stage.Controls[Params]) -> None:
    """Ask how many flips there are, and how many draws PyMC makes."""
    controls.number("flips", "Flips", 1, 1000, "How many times the coin is flipped.")
    controls.number("answers", "Draws of each of PyMC's chains", 0, 20_000, "After 400 steps that tune the sampler.")


def calibrated(controls: stage.Controls[Params]) -> None:
    """Ask what is wrong with the sampler that is calibrated."""
    controls.select("wrong", "The sampler", {name: title.capitalize() for name, title in WRONG.items()},
                    "A random walk on the log-odds of each coin, right or wrong on purpose.")  # fmt: skip
    controls.stops("strength", "Prior strength  n₀", STRENGTHS, "n₀: coins are drawn from Beta(n₀/2, n₀/2).")


def steps(controls: stage.Controls[Params]) -> None:
    """Ask how far the chain has come, by which settings, and for the seed."""
    controls.number("steps", "Step  k", 0, MAX_STEPS, "k, how many steps the chain has made.")
    controls.text(
        "past", "Earlier settings", "Until which step which ε and L held: 50 0.2 12; 90 1.5 12", max_chars=400
    )
    controls.number("seed", "Seed", 0, 9999, "Of every chain and of what is simulated.", on_change=afresh)


def afresh() -> None:
    """Begin the chain anew: it is another one."""
    st.session_state[f"{PREFIX}_steps"], st.session_state[f"{PREFIX}_past"] = 0.0, ""


def changed() -> None:
    """Keep the chain so far, and go on with another step size."""
    shown: stage.Shown | None = st.session_state.get(f"{PREFIX}-shown")
    if shown is None or shown.view != "chain":
        return
    reached = stage.step_reached(PREFIX)
    before = shown.params
    if reached:
        told = f"{before.past}; {reached} {before.size:g} {before.leaps}".strip("; ")
        st.session_state[f"{PREFIX}_past"] = told if len(told) <= 400 else told[told.index(";") + 2 :]
        st.session_state[f"{PREFIX}_steps"] = float(reached)


IN_SIGHT = {  # of each view, at most five controls; all others are under "More controls"
    "chain": (sampler, size, leaps),
    "routes": (model, of_model, cells),
    "diagnostics": (sampler, size, several, breaking),
    "simulated": (calibrated, flipped),
}
ALSO = {
    "chain": (steps,),
    "routes": (flipped, several, steps),
    "diagnostics": (leaps, steps),
    "simulated": (steps,),
}


# ---------------------------------------------------------------------------------------------- what workers find


@st.cache_resource(show_spinner=False)
def kept() -> OrderedDict[tuple[str, Asked], Answer]:
    """Return the last answers of all visitors."""
    return OrderedDict()


def jobs() -> dict[tuple[str, Asked], Job]:
    """Return what this visitor is waiting for."""
    return st.session_state.setdefault(f"{PREFIX}-jobs", {})


def ask(asked: Asked) -> None:
    """Have both routes computed, unless they are known or under way; give up what nobody waits for any more."""
    mine, known = jobs(), kept()
    for key in [key for key in mine if key[1] != asked]:
        mine.pop(key).cancel()
    for route, function in ROUTES.items():
        key = route, asked
        if key in known or key in mine or st.session_state.get(f"{PREFIX}-given_up") == asked:
            continue
        try:
            mine[key] = WORKERS.submit(function, asked)
        except Busy:
            st.warning("Many people are sampling just now. Try again in a moment.", icon=":material/hourglass:")


def collect() -> list[str]:
    """Take in what has arrived; return a sentence for each job that came to nothing."""
    mine, known, said = jobs(), kept(), []
    for key, job in list(mine.items()):
        if not job.future.done():
            continue
        del mine[key]
        try:
            known[key] = job.future.result()
            while len(known) > KEPT:
                known.popitem(last=False)
        except CancelledError:
            pass
        except Exception as problem:
            if job.lost:
                said.append(
                    "A worker process died on the way. Another one has been started and asked again; nothing else is lost."
                )
            elif type(problem).__name__ != "Cancelled":
                said.append(f"{key[0].upper()} failed: {str(problem)[:200]}")
                st.session_state[f"{PREFIX}-given_up"] = key[1]
    return said


def answered(result: Result) -> Result:
    """Return the result with PyMC's answers, as far as they have come; wait a moment for NUTS."""
    asked = result.asked
    ask(asked)
    job = jobs().get(("nuts", asked))
    if job:
        with suppress(Exception):  # whatever came of it, `collect` says
            job.future.result(timeout=WAIT)
    for sentence in collect():
        st.warning(sentence, icon=":material/info:")
        ask(asked)
    found = {route: kept()[route, asked] for route in ROUTES if (route, asked) in kept()}
    return replace(result, answers=found)


@st.fragment(run_every=0.4)
def waiting() -> None:
    """Show how far the routes are, with a way to stop them; when one arrives, the stage is drawn again."""
    mine = jobs()
    if any(job.future.done() for job in mine.values()):
        st.rerun()
    for (route, _), job in mine.items():
        share, doing = job.progress()
        st.progress(share, f"{route.upper()}: {doing}")
    if mine and st.button("Cancel", key=f"{PREFIX}-cancel", icon=":material/close:"):
        st.session_state[f"{PREFIX}-given_up"] = next(iter(mine))[1]
        for job in mine.values():
            job.cancel()
        mine.clear()
        st.rerun()


def again() -> None:
    """Ask again for what was cancelled."""
    st.session_state.pop(f"{PREFIX}-given_up", None)


# ---------------------------------------------------------------------------------------------- the page


@st.fragment
def lab(place: stage.Place) -> None:
    """Draw the stage: controls at the left, the picture at the right."""
    controls = stage.Controls(PREFIX, place.params, place.number)
    left, right = st.container(key=f"{PREFIX}-stage").columns([3, 10], gap="medium")
    with right:
        view = controls.choice("view", "View", VIEWS, "", default=place.view, label_visibility="collapsed")
    with left:
        controls.ask(IN_SIGHT[view], ALSO[view])
        result = controls.last_good(sampling.simulate, controls.params())
        if view == "routes":
            result = sampled(result)
    with right:
        controls.finish()
        if view == "chain":
            stage.show_training(controls, sampling, view, result.params, result, MAX_STEPS)
        else:
            if view == "diagnostics":
                controls.sliders.clear()  # too much to be computed ahead for every stop: it follows on release
            stage.show(controls, sampling, view, result.params, result)
    stage.once_painted(PREFIX, rest)


def sampled(result: Result) -> Result:
    """Return the result with what PyMC has answered so far, and show what is still missing."""
    if not WORKERS.wanted:
        st.caption("Sampling with PyMC is switched off on this server.")
        return result
    result = answered(result)
    if jobs():
        waiting()
    elif st.session_state.get(f"{PREFIX}-given_up") == result.asked:
        st.button("Sample again", key=f"{PREFIX}-again", on_click=again, icon=":material/refresh:")
    return result


def rest(now: stage.Shown) -> None:
    """Draw the rest of the page, and the script as one writes it with PyMC."""
    stage.below(now, words, list(VIEWS), "bayesian-sampling", *CODE[now.view])
    if not stage.lecture():
        text = sampling.pymc_script(sampling.simulate(now.params))
        st.download_button("The model of “Four routes” in PyMC", text, "bayesian-sampling-pymc.py", "text/x-python",
                           icon=":material/code:", key=f"{PREFIX}-pymc", on_click="ignore")  # fmt: skip


@st.cache_resource(show_spinner=False)
def prepare() -> Any:
    """Load ArviZ in the background, so that the diagnostics need not wait for it."""
    thread = threading.Thread(target=quiet_arviz, daemon=True)
    thread.start()
    return thread


stage.headline("bayes/sampling")
lab(stage.story(PREFIX, words.story, sampling, list(VIEWS)))
prepare()
