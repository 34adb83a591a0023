"""How far do you get by guessing the next letter? Models that count, networks that learn, and a text letter by letter."""

from typing import Any

import streamlit as st

from explainers.autoregression.language import EXPLAINER, Params, Result
from explainers.autoregression.language.figure_write import SHOWN, likeliest
from explainers.autoregression.language.settings import MOST_OWN, OWN, STANDING
from explainers.data.texts.texts import LETTERS, TEXTS
from explainers.explainer import View
from pages import stage

PREFIX = EXPLAINER.prefix
KEPT = f"{PREFIX}-own-text"  # in the state of a session


def corpus(controls: stage.Controls[Params]) -> None:
    """Ask which text, and for the learner's own, which is kept while they look at another."""
    if controls.ask("corpus") == OWN:
        with st.popover("Your own text", icon=":material/edit_note:", width="stretch"):
            pasted = st.text_area("Paste a text", st.session_state.get(KEPT, ""), 160, key=f"{PREFIX}-pasted")
            st.session_state[KEPT] = pasted[:MOST_OWN]
            st.caption("At least 200 letters. It stays in this session: not in the link, not on disk.")
        if len(pasted) > MOST_OWN:
            st.warning(stage.too_long(pasted, MOST_OWN), icon=":material/info:")
        controls.settle(own=st.session_state[KEPT])


def order(controls: stage.Controls[Params]) -> None:
    """Ask for the order, of models that have one."""
    controls.ask("order", disabled=controls.values.get("model", "counted") != "counted")


def size(controls: stage.Controls[Params]) -> None:
    """Ask how many letters are learnt from."""
    controls.ask("size", format_func="{:,}".format)


def written(controls: stage.Controls[Params]) -> None:
    """Ask how many letters are written, and offer to write them one after another."""
    controls.ask("written")
    if controls.values["view"] == "write":
        stage.play(controls, "written", 60)


def take() -> None:
    """Write the letter whose bar was clicked."""
    result = EXPLAINER.simulate(st.session_state[f"{PREFIX}-shown"].params)
    bar = min(max(round(st.session_state[f"{PREFIX}-chart"]["point"][0]), 0), SHOWN - 1)
    whole = result.prompt + result.continuation + LETTERS[likeliest(result)[bar]]
    st.session_state[f"{PREFIX}_prompt"] = whole[-STANDING:].replace("\n", "¶")
    st.session_state[f"{PREFIX}_written"] = 0


def paint(explainer: Any, controls: stage.Controls[Params], view: View[Result], result: Result) -> None:
    """Paint the picture; where the model writes, a click takes a letter."""
    stage.paint(explainer, controls, view, result, on_point=take if view.name == "write" else None)


def beside(result: Result, view: View[Result]) -> None:
    """Say where the text comes from."""
    if result.params.corpus in TEXTS and not stage.lecture():
        about = TEXTS[result.params.corpus]
        st.caption(f"{about.origin}. {about.licence[:1].upper()}{about.licence[1:]}.")


SPECIAL = {"corpus": corpus, "order": order, "size": size, "written": written}
stage.page(EXPLAINER, special=SPECIAL, paint=paint, beside=beside)
