"""What happens when a generator is paid for what you like? Melodies, a reward learned from clicks, and its leash."""

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from explainers.explainer import View
from explainers.rl.guided_generation import EXPLAINER, Params, Result
from explainers.rl.guided_generation.curves import lowered
from explainers.rl.guided_generation.notes import sound
from explainers.rl.guided_generation.settings import MAX_CLICKS
from pages import stage

PREFIX = EXPLAINER.prefix
TASKS = {method: stage.Task(lowered, name, patient=True) for method, name in (("ppo", "PPO"), ("dpo", "DPO"))}
CURVES = stage.Answers(PREFIX, TASKS, stage.of_this_visitor(PREFIX), room=100_000)
CLICKS = f"{PREFIX}_preferred"  # where the visitor's own are kept
HEIGHT = "calc(var(--stage-height) - 8.8rem)"  # of a figure with melodies above it


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls: whoever clicks has none for the clicks of a judge."""
    own = False
    for name in view.controls:
        if own and name in ("clicks", "turn"):
            continue
        own = controls.ask(name) == "you" or own
    controls.rest(belonging=view.more, without=("clicks", "turn") if own else ())


def find(params: Params, view: View[Result]) -> Result:
    """Return the result, with what workers have found of policies whose curves do not come with the course."""
    if view.trains:
        return stage.trained(EXPLAINER, params)
    result = EXPLAINER.simulate(params)
    found = CURVES.find(result.missing if view.name == "leash" else [])
    return replace(result, lowered={method: curve for (method, _), curve in found.items()})


def click(result: Result, place: int) -> None:
    """Note which melody of the pair was preferred."""
    st.session_state[CLICKS] = (result.params.preferred + "ab"[place])[:MAX_CLICKS]


def beside(result: Result, view: View[Result]) -> None:
    """Offer to take the last click back, or all of them."""
    own = result.params.preferred
    if view.name == "taste" and result.params.judge == "you" and own:
        take = st.session_state.update
        st.button("Take back", key=f"{PREFIX}-undo", on_click=take, args=({CLICKS: own[:-1]},), width="stretch")
        st.button("Clear", key=f"{PREFIX}-undo_all", on_click=take, args=({CLICKS: ""},), width="stretch")


def paint(explainer: Any, controls: stage.Controls[Params], view: View[Result], result: Result) -> None:
    """Paint the picture, under melodies to listen to."""
    ink = stage.style().colour
    melodies = [stage.Heard(name, sound(tokens), ink(role)) for name, tokens, role in result.played(view.name)]
    own = view.name == "taste" and result.params.judge == "you"
    if melodies:
        stage.listen(f"{PREFIX}-melodies", melodies, partial(click, result) if own else None)
    stage.paint(explainer, controls, view, result, **({"height": HEIGHT} if melodies else {}))


stage.page(EXPLAINER, ask=ask, find=find, beside=beside, paint=paint)
