"""The story: steps that set the controls and say what to notice. Arrow keys and clickers turn its pages."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from explainers.controls import changed
from explainers.explainer import Explainer, P
from pages.stage.components import script
from pages.stage.controls import set_all
from pages.stage.outside import plain
from pages.stage.words import Application, Prediction, Step

_page_keys = st.components.v2.component("page_keys", js=script("page_history.js", "page_keys.js"))


def params_of(step: Step | Application | Prediction, explainer: Explainer[P, Any]) -> P:
    """Return the Params that a step, an application or a prediction of the words file describes."""
    return changed(explainer.params(), step.settings)


@dataclass(frozen=True)
class Place:
    """Where in the story the page is: what its controls start from."""

    number: int
    params: Any
    view: str


def story(explainer: Explainer[Any, Any], steps: list[Step]) -> Place:
    """Draw the story bar; return the step it is at."""
    prefix = explainer.prefix
    key = f"{prefix}_step"

    def go(number: int) -> None:
        step = steps[number - 1]
        set_all(prefix, params_of(step, explainer), step=number, view=view_of(step))

    def view_of(step: Step) -> str:
        return step.view or explainer.view().name

    asked, arrived = st.query_params.get(key, "1"), f"{prefix}-arrived" in st.session_state
    possible = asked in map(str, range(1, len(steps) + 1))
    if not arrived and not possible:
        st.session_state[key] = len(steps) if asked.isdecimal() and asked.isascii() and int(asked) > len(steps) else 1
    with st.container(border=True, key=f"{prefix}-story"):
        words, buttons = st.columns([5, 4], vertical_alignment="center")
        with buttons, st.container(horizontal=True, horizontal_alignment="right", gap="xsmall", wrap=False):
            back, numbers, onward = st.empty(), st.container(width="content"), st.empty()
            number = (
                numbers.segmented_control(
                    "Step of the story",
                    range(1, len(steps) + 1),
                    default=1,
                    key=key,
                    required=True,
                    label_visibility="collapsed",
                    bind="query-params",
                    on_change=lambda: go(st.session_state[key]),
                )
                or 1
            )
            back.button("Back", icon=":material/arrow_back:", key=f"{prefix}-back", help="Left or PageUp",
                        on_click=go, args=(number - 1,), disabled=number == 1)  # fmt: skip
            onward.button("Next", icon=":material/arrow_forward:", key=f"{prefix}-next", help="Right or PageDown",
                          type="primary", on_click=go, args=(number + 1,), disabled=number == len(steps))  # fmt: skip
        step = steps[number - 1]
        words.markdown(f"**{number}. {step.title}.** {step.notice}")
        _page_keys(key=f"{prefix}-page_keys", data={"back": f"{prefix}-back", "next": f"{prefix}-next", "step": key,
                                                    "view": f"{prefix}_view"})  # fmt: skip
        if not arrived and not possible:
            st.warning(f"There is no step {plain(asked, 20)}: the story has {len(steps)}.", icon=":material/info:")
    return Place(number, params_of(step, explainer), view_of(step))
