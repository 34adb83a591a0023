"""How much should ten coin flips change your mind? Prior, likelihood and posterior under the learner's hand."""

import streamlit as st

from explainers.bayes.updating import EXPLAINER
from explainers.bayes.updating.belief import pseudo_counts
from explainers.bayes.updating.consequences import seen_stops
from explainers.bayes.updating.model import ALL, STARTS, TRUTHS, Params, Result, simulate, sources_of
from explainers.bayes.updating.observations import MAX_OBSERVATIONS, WRITTEN, hidden_truth
from explainers.controls import changed
from explainers.explainer import View
from pages import stage

PREFIX = EXPLAINER.prefix
DATA = ("family", "source", "data", "uploaded", "truth", "size", "sigma", "seed")  # what the observations depend on
PRIOR_BY = {"mean": "mean, strength", "pseudo": "pseudo-counts"}


def ask(controls: stage.Controls[Params], _: View[Result]) -> None:
    """Make the controls. The data come first, since the ranges of the others follow from them."""
    family = controls.ask("family", on_change=switch_family)
    if family != controls.start.family:
        controls.start = STARTS[family]
    ask_data(controls, family)
    prior_place, seen_place, more, by = st.container(gap="small"), st.container(), controls.folded(), "mean"
    with more:
        if family == "coin":
            by = controls.choice("prior_by", "Write the prior as", PRIOR_BY, "Beta(a, b) with a = n₀ m and b = n₀ (1 − m).",
                                 default="mean", on_change=switch_prior)  # fmt: skip
        controls.ask("reveal")
        controls.ask("truth", low=TRUTHS[family][0], high=TRUTHS[family][1])
        controls.ask("size", on_change=see_all)
        for name in ("sigma", "seed") if family == "measurements" else ("seed",):
            controls.ask(name)
    observed = controls.last_good(simulate, controls.params())
    controls.settle(**{name: getattr(observed.params, name) for name in DATA})  # the last that could be read
    with prior_place:
        ask_prior(controls, by, observed.axis)
    with seen_place:
        if n := len(observed.x):
            controls.ask("seen", values=tuple(seen_stops(n).tolist()), default=min(controls.start.seen, n))
    controls.rest(more, without=("mean", "strength", "data", "seen", "sigma"))


def ask_data(controls: stage.Controls[Params], family: str) -> None:
    """Ask where the data come from, and for them."""
    match controls.ask("source", options=sources_of(family), on_change=see_all):
        case "typed":
            label, help = WRITTEN[family]
            controls.ask(
                "data", label=label, help=help, on_change=see_all, label_visibility="collapsed", placeholder=help
            )
        case "simulated":
            with st.container(horizontal=True, gap="xsmall"):
                for more in (1, 10, 100):
                    st.button(f"+{more}", key=f"{PREFIX}-more_{more}", on_click=add, args=(more,),
                              help=f"Observe {more} more, drawn with the hidden θ*")  # fmt: skip
                st.button("", icon=":material/restart_alt:", key=f"{PREFIX}-clear", on_click=add, args=(-ALL,),
                          help="Back to no data at all")  # fmt: skip
                st.button("Hide another", icon=":material/casino:", key=f"{PREFIX}-hide", on_click=hide_another,
                          args=(family,), help="Hide another θ* and start over: find it by observing")  # fmt: skip
        case "uploaded":
            file = EXPLAINER.controls["uploaded"]
            controls.settle(uploaded=stage.own_numbers(PREFIX, file.label, file.help, see_all) or "")


def ask_prior(controls: stage.Controls[Params], by: str, axis: tuple[float, float]) -> None:
    """Ask for the prior: by mean and strength, within the axis, or by pseudo-counts."""
    if by == "mean":
        step = round((axis[1] - axis[0]) / 100, 6)
        controls.ask("mean", low=round(axis[0] + step, 6), high=round(axis[1] - step, 6), step=step)
        controls.ask("strength")
        return
    start = controls.start

    def prior(a: float, b: float) -> dict[str, float]:
        return {"mean": a / (a + b), "strength": a + b}

    a: float = controls.slider("a", "Imagined heads  a", 0.5, 30.0, 0.5, "a = n₀ m, the pseudo-count of heads: Beta(a, b).",
                        default=start.mean * start.strength, change=lambda params, a: changed(params, prior(a, b)))  # fmt: skip
    b: float = controls.slider("b", "Imagined tails  b", 0.5, 30.0, 0.5, "b = n₀ (1 − m), the pseudo-count of tails.",
                        default=(1 - start.mean) * start.strength, change=lambda params, b: changed(params, prior(a, b)))  # fmt: skip
    controls.settle(**prior(a, b))


def add(more: int) -> None:
    """Observe more data from the hidden truth, and look at all of them."""
    st.session_state[f"{PREFIX}_size"] = min(max(st.session_state[f"{PREFIX}_size"] + more, 0), MAX_OBSERVATIONS)
    see_all()


def see_all() -> None:
    """Look at all of the data: they have just changed."""
    st.session_state[f"{PREFIX}_seen"] = ALL


def hide_another(family: str) -> None:
    """Draw another hidden truth, not shown, with no data yet."""
    seed = int(st.session_state[f"{PREFIX}_seed"]) + 1
    for name, value in {"truth": hidden_truth(family, seed), "seed": seed, "size": 0, "reveal": False}.items():
        st.session_state[f"{PREFIX}_{name}"] = value


def switch_family() -> None:
    """Start afresh in another family: its prior, its data."""
    state = st.session_state
    stage.set_all(PREFIX, STARTS[state[f"{PREFIX}_family"]], view=state[f"{PREFIX}_view"])


def switch_prior() -> None:
    """Carry the prior over from one way of writing it to the other."""
    state = st.session_state
    if state[f"{PREFIX}_prior_by"] == "pseudo":
        a, b = pseudo_counts(state[f"{PREFIX}_mean"], state[f"{PREFIX}_strength"])
        state[f"{PREFIX}_a"], state[f"{PREFIX}_b"] = a, b
    else:
        a, b = state[f"{PREFIX}_a"], state[f"{PREFIX}_b"]
        state[f"{PREFIX}_mean"], state[f"{PREFIX}_strength"] = round(a / (a + b), 2), a + b


stage.page(EXPLAINER, ask=ask, widths=(4, 9))
