"""How did we get here? A map of ideas, people and papers, each linked to its page in this course."""

from typing import Any

import streamlit as st

from explainers.catalogue import by_path
from explainers.explainer import View
from explainers.foundations.timeline import EXPLAINER, Params, Result
from explainers.foundations.timeline.layout import places, window
from explainers.foundations.timeline.model import SUBFIELDS, ideas
from pages import stage
from pages.stage.words import PAGES


def pick() -> None:
    """Choose the idea whose dot is nearest to the place that was clicked."""
    now = st.session_state[f"{EXPLAINER.prefix}-shown"]
    result, (x, y) = EXPLAINER.simulate(now.params), st.session_state[f"{EXPLAINER.prefix}-chart"]["point"]
    low, high = window(result.span)

    def off(id: str) -> float:
        return ((places()[id][0] - x) / (high - low) * 1.5) ** 2 + ((places()[id][1] - y) / len(SUBFIELDS)) ** 2

    st.session_state[f"{EXPLAINER.prefix}_focus"] = min((entry.id for entry in result.shown), key=off)


def beside(result: Result, view: View[Result]) -> None:
    """Say who had the chosen idea, and lead to its page and its paper."""
    if not (entry := result.focus):
        return
    others = f"{entry.people.split(',')[0]} and others" if len(entry.people) > 80 else entry.people
    st.caption(f"**{entry.idea}**, {entry.year}. {others}. Filled dots have a page in this course.")
    if entry.explainer:
        st.page_link(
            PAGES / f"{entry.explainer}.py", label=by_path(entry.explainer).title, icon=":material/play_circle:"
        )
    if entry.url:
        st.link_button("The paper", entry.url, icon=":material/article:", help=entry.paper, width="stretch")
    if result.path:
        st.caption(" → ".join(f"{ideas()[id].idea} ({ideas()[id].year})" for id in result.path))


def paint(explainer: Any, controls: stage.Controls[Params], view: View[Result], result: Result) -> None:
    """Show the picture; on the map, a click chooses an idea."""
    stage.show(controls, explainer, view.name, result.params, result, on_point=pick if view.name == "map" else None)


stage.page(EXPLAINER, beside=beside, paint=paint)
