"""How much should ten coin flips change your mind? Prior, likelihood and posterior under the learner's hand."""

from dataclasses import replace

import numpy as np
import streamlit as st

from explainers.bayes import updating
from explainers.bayes.updating import STARTS, Params
from explainers.bayes.updating.observations import FAMILY_OF, MAX_OBSERVATIONS
from explainers.data.historical import HISTORICAL
from explainers.legacy import as_explainer
from pages import stage

PREFIX = "updating"
VIEWS = {
    "belief": "Belief",
    "path": "Flip by flip",
    "routes": "Two sittings",
    "next": "What comes next",
}
FAMILIES = {"coin": "Coin", "counts": "Counts", "measurements": "Measurements"}
TYPED = {
    "coin": ("Flips", "Heads and tails as HHTHT, or a count such as 7 of 10."),
    "counts": ("Counts", "Whole numbers between commas or spaces, one for each period observed."),
    "measurements": ("Measurements", "Numbers between commas or spaces."),
}
STRENGTHS = [0.5, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 300, 500, 1000]
EXPLAINER = as_explainer(updating)
words = stage.words_for(EXPLAINER)


def data_control(controls: stage.Controls[Params], family: str) -> dict[str, object]:
    """Ask where the data come from; return the fields of Params that say so."""
    sources = {"typed": "Type them", "simulated": "A hidden coin" if family == "coin" else "A hidden truth"}
    sources |= {name: HISTORICAL[name].title for name, of in FAMILY_OF.items() if of == family}
    sources["uploaded"] = "Your own file"
    chosen = controls.select(
        "source",
        "Data  x",
        sources,
        "The observations x: your own, drawn from a hidden truth, or historical.",
        on_change=see_all,
    )
    if chosen == "typed":
        label, help = TYPED[family]
        controls.text(
            "data", label, help, max_chars=1000, on_change=see_all, label_visibility="collapsed", placeholder=help
        )
    elif chosen == "simulated":
        with st.container(horizontal=True, gap="xsmall"):
            for more in (1, 10, 100):
                st.button(f"+{more}", key=f"{PREFIX}-more_{more}", on_click=add, args=(more,),
                          help=f"Observe {more} more, drawn with the hidden θ*")  # fmt: skip
            st.button(
                "",
                icon=":material/restart_alt:",
                key=f"{PREFIX}-clear",
                on_click=add,
                args=(-1_000_000,),
                help="Back to no data at all",
            )
            st.button("Hide another", icon=":material/casino:", key=f"{PREFIX}-hide", on_click=hide_another, args=(family,),
                      help="Hide another θ* and start over: find it by observing")  # fmt: skip
    elif chosen == "uploaded":
        help = "It stays in this session: not in the link, not on disk."
        text = stage.own_numbers(PREFIX, "A CSV file", help, see_all)
        return {"source": "typed", "data": text or STARTS[family].data}
    return {}


def add(more: int) -> None:
    """Observe more data from the hidden truth, and look at all of them."""
    st.session_state[f"{PREFIX}_size"] = min(max(st.session_state[f"{PREFIX}_size"] + more, 0), MAX_OBSERVATIONS)
    see_all()


def see_all() -> None:
    """Look at all of the data: they have just changed."""
    st.session_state[f"{PREFIX}_seen"] = Params.seen


def hide_another(family: str) -> None:
    """Draw another hidden truth, unseen, with no data yet."""
    state, seed = st.session_state, int(st.session_state[f"{PREFIX}_seed"]) + 1
    low, high = {"coin": (0.05, 0.95), "counts": (0.2, 8.0), "measurements": (-30.0, 60.0)}[family]
    truth = round(float(np.random.default_rng(seed).uniform(low, high)), 2)
    state[f"{PREFIX}_truth"], state[f"{PREFIX}_seed"] = truth, seed
    state[f"{PREFIX}_size"], state[f"{PREFIX}_reveal"] = 0, False


def switch_family() -> None:
    """Start afresh in another family: its prior, its data."""
    state = st.session_state
    stage.set_all(PREFIX, STARTS[state[f"{PREFIX}_family"]], view=state[f"{PREFIX}_view"])


def switch_prior() -> None:
    """Carry the prior over from one way of writing it to the other."""
    state = st.session_state
    if state[f"{PREFIX}_prior_by"] == "pseudo":
        m, n_0 = state[f"{PREFIX}_mean"], min(state[f"{PREFIX}_strength"], 60.0)
        state[f"{PREFIX}_a"] = min(max(round(2 * m * n_0) / 2, 0.5), 30.0)
        state[f"{PREFIX}_b"] = min(max(round(2 * (1 - m) * n_0) / 2, 0.5), 30.0)
    else:
        a, b = state[f"{PREFIX}_a"], state[f"{PREFIX}_b"]
        state[f"{PREFIX}_mean"], state[f"{PREFIX}_strength"] = round(a / (a + b), 2), a + b


def prior_control(controls: stage.Controls[Params], by: str, axis: tuple[float, float]) -> dict[str, object]:
    """Ask for the prior, by mean and strength or by pseudo-counts; return the fields of Params that say so."""
    if by == "mean":
        step = round((axis[1] - axis[0]) / 100, 6)
        controls.slider("mean", "Prior mean  m", round(axis[0] + step, 6), round(axis[1] - step, 6), step,
                        "m, the average of the observations you imagine having made before the data.")  # fmt: skip
        controls.stops("strength", "Prior strength  n₀", STRENGTHS,
                       "n₀, how many observations your prior is worth. For a coin, 2 with m = 0.5 is “no opinion”.")  # fmt: skip
        return {name: controls.values[name] for name in ("mean", "strength")}
    prior = controls.start
    both = {"a": prior.mean * prior.strength, "b": (1 - prior.mean) * prior.strength}

    def of(a: float, b: float) -> dict[str, object]:
        return {"mean": a / (a + b), "strength": a + b}

    a = controls.slider("a", "Imagined heads  a", 0.5, 30.0, 0.5, "a = n₀ m, the pseudo-count of heads: Beta(a, b).",
                        default=both["a"], change=lambda params, a: replace(params, **of(a, b)))  # fmt: skip
    b = controls.slider("b", "Imagined tails  b", 0.5, 30.0, 0.5, "b = n₀ (1 − m), the pseudo-count of tails.",
                        default=both["b"], change=lambda params, b: replace(params, **of(a, b)))  # fmt: skip
    return of(a, b)


def data_and_prior_controls(controls: stage.Controls[Params], family: str) -> str:
    """Ask for what is seldom changed about data and prior; return how the prior is written."""
    by = "mean"
    if family == "coin":
        by = controls.choice("prior_by", "Write the prior as", {"mean": "mean, strength", "pseudo": "pseudo-counts"},
                             "Beta(a, b) with a = n₀ m and b = n₀ (1 − m).", default="mean", on_change=switch_prior)  # fmt: skip
    low, high = {"coin": (0.0, 1.0), "counts": (0.05, 20.0), "measurements": (-1000.0, 1000.0)}[family]
    controls.toggle(
        "reveal", "Draw the hidden truth", "Whether θ*, from which simulated data are drawn, is in the picture."
    )
    controls.number("truth", "Hidden truth  θ*", low, high, "θ*, from which simulated data are drawn.", step=0.05)
    controls.number("size", "How many to simulate  n", 0, MAX_OBSERVATIONS, "n, the number of simulated observations.",
                    on_change=see_all)  # fmt: skip
    if family == "measurements":
        controls.number("sigma", "Known spread  σ", 0.1, 1000.0, "σ, the standard deviation of one measurement.")
    controls.number("seed", "Seed", 0, 9999, "Draws other data, or another order of the same.")
    return by


def interval_controls(controls: stage.Controls[Params]) -> None:
    """Ask how the posterior is to be summed up, and how far to predict."""
    controls.choice("interval", "Interval", {"central": "equal tails", "hdi": "highest density"},
                    "Equal tails leave as much probability below as above; the highest density interval is the shortest.")  # fmt: skip
    controls.slider(
        "level", "Probability in the interval  γ", 0.5, 0.99, 0.01, "γ, the posterior probability inside it."
    )
    controls.slider("future", "Observations to predict", 1, 50, 1, "How many of the next observations to predict.")


@st.fragment
def lab(place: stage.Place) -> None:
    """Draw the stage: controls at the left, the picture at the right."""
    controls = stage.Controls(PREFIX, place.params, place.number)
    left, right = st.container(key=f"{PREFIX}-stage").columns([4, 9], gap="medium")
    with left:
        family = controls.choice("family", "What is observed", FAMILIES, "The family of the likelihood p(x|θ).",
                                 on_change=switch_family)  # fmt: skip
        if family != controls.start.family:
            controls.start = STARTS[family]
        data = data_control(controls, family)
        prior_place, seen_place = st.container(gap="small"), st.container()
        more = controls.folded()
        with more:
            by = data_and_prior_controls(controls, family)
        observed = controls.last_good(updating.simulate, controls.params(**data, seen=Params.seen))
        n = len(observed.x)
        with prior_place:
            prior = prior_control(controls, by, observed.axis)
        with seen_place:
            k = n and controls.stops("seen", "Seen so far  k", updating.seen_stops(n).tolist(),
                                     "k, how many of the observations have been seen.",
                                     default=min(controls.start.seen, n))  # fmt: skip
        with more:
            interval_controls(controls)

    summed_up = {name: controls.values[name] for name in ("interval", "level", "future")}
    params = replace(observed.params, **prior, **summed_up, seen=k)
    with right:
        view = controls.choice("view", "View", VIEWS, "", default=place.view, label_visibility="collapsed")
        controls.finish()
        stage.show(controls, EXPLAINER, view, params, updating.simulate(params))
    stage.once_painted(PREFIX, rest)


def rest(now: stage.Shown) -> None:
    """Draw the rest of the page, for what the stage shows."""
    stage.below(now, words)


stage.headline(EXPLAINER)
lab(stage.story(EXPLAINER, words.story))
