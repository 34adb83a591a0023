"""When it reads “it”, what does the model look at? Every head of a real model on a sentence."""

from contextlib import suppress
from typing import Any

import streamlit as st

from explainers.explainer import Explainer, View
from explainers.problems import BadInput
from explainers.transformers.heads import EXPLAINER, Params, Result
from explainers.transformers.lm.files import DECODER, ready
from explainers.transformers.lm.questions import Sample, Written
from explainers.transformers.lm.text import END_TOKENS, MAX_WRITTEN, read_ids, readable
from pages import stage
from pages.stage.sentence import Sentence, as_text

SENTENCE = Sentence(EXPLAINER)
WRITES = f"{EXPLAINER.prefix}-writes"  # what the model is asked to write, in the visitor's session


def text(controls: stage.Controls[Params]) -> None:
    """Ask for the sentence, after what the model has just written behind it is in its controls."""
    take_written(controls)
    SENTENCE.ask_text(controls)


def in_sight(controls: stage.Controls[Params]) -> None:
    """Ask how many of the written tokens are in sight, with buttons that play them and have more written."""
    with controls.more:
        written = controls.ask("written")
    controls.ask("in_sight", high=max(len(written.split(".")), 1))
    if controls.live:
        stage.play(controls, "in_sight", 700)
        write_buttons(controls)


def write_buttons(controls: stage.Controls[Params]) -> None:
    """Offer to have the model write on behind the sentence."""
    written, writes = controls.values["written"], WRITES in st.session_state

    def write(count: int) -> None:
        p = controls.params()  # all controls have been made by then
        with suppress(BadInput):
            text = readable(p.text)
            st.session_state[WRITES] = Sample(text, p.written, count, p.temperature, p.top_k, p.top_p, p.seed)

    def erase() -> None:
        st.session_state[controls.key("written")], st.session_state[controls.key("in_sight")] = "", 0

    full = False
    with suppress(BadInput):
        ids = read_ids(written)
        full = len(ids) >= MAX_WRITTEN or ids[-1:] in ([end] for end in END_TOKENS)
    with st.container(horizontal=True, gap="xsmall"):
        for count, said in ((1, "one more token"), (8, "eight more tokens")):
            st.button(f"+{count}", key=f"{EXPLAINER.prefix}-write_{count}", on_click=write, args=(count,),
                      disabled=full or writes or not ready(DECODER), help=f"Have the sampler pick {said}.")  # fmt: skip
        st.button("Erase", key=f"{EXPLAINER.prefix}-erase", on_click=erase, disabled=not written)


def take_written(controls: stage.Controls[Params]) -> None:
    """Put what the model has just written into the controls."""
    writes: Sample | None = st.session_state.get(WRITES)
    answer: Written | None = SENTENCE.known().get(writes) if writes else None
    if answer is not None:
        del st.session_state[WRITES]
        st.session_state[controls.key("written")] = answer.ids
        st.session_state[controls.key("in_sight")] = len(answer.ids.split("."))


def find(params: Params, view: View[Result]) -> Result:
    """Read the sentence, and have the model write what was asked for."""
    writes: Sample | None = st.session_state.get(WRITES)
    result: Result = SENTENCE.find(params, view, [writes] if writes else [])
    if writes in SENTENCE.known():
        st.rerun()
    return result


def paint(
    explainer: Explainer[Params, Result], controls: stage.Controls[Params], view: View[Result], result: Result
) -> None:
    """Paint the sentence as chips, and the figure; while the model writes, the figure alone."""
    both: dict[str, Any] = {}
    if view.name == "generate":
        stage.paint(explainer, controls, view, result)
        return
    if view.name == "both" and result.encoding:
        other = result.both_ways[result.params.other_layer, result.params.other_head]
        both = {"beside": result.beside, "others": {"tokens": result.encoding.tokens, "map": as_text(other)}}
    SENTENCE.paint(controls, view, result, **both)


special = SENTENCE.special | {"text": text, "in_sight": in_sight}
stage.page(EXPLAINER, special=special, find=find, beside=SENTENCE.beside, paint=paint)
