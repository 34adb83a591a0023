"""Hide a word, shuffle a sentence, or just go on? Three objectives on one text, and what each learns by it."""

from contextlib import suppress
from typing import Any

import streamlit as st

from explainers.explainer import View
from explainers.problems import BadInput
from explainers.transformers.objectives import EXPLAINER, Params, Result
from explainers.transformers.objectives.corruption import OBJECTIVES
from explainers.transformers.objectives.network import LAYERS
from explainers.transformers.objectives.result import read, recorded
from explainers.transformers.objectives.settings import JOBS
from pages import stage

PREFIX = EXPLAINER.prefix


def start(controls: stage.Controls[Params]) -> None:
    """Ask where the gap begins: within the text, or within the last one that could be read."""
    last = st.session_state.get(f"{PREFIX}-shown")
    for text in (controls.values["text"], last.params.text if last else controls.start.text):
        with suppress(BadInput):
            pieces = sum(map(len, read(text)))
            controls.ask("start", high=pieces - 1)
            return


def pointed() -> None:
    """Open the cell of the table that was clicked."""
    x, y = st.session_state[f"{PREFIX}-chart"]["point"]
    st.session_state[f"{PREFIX}_job"] = list(JOBS)[min(max(round(x), 0), len(JOBS) - 1)]
    st.session_state[f"{PREFIX}_objective"] = OBJECTIVES[min(max(round(y), 0), 2)]


def beside(result: Result, view: View[Result]) -> None:
    """Say what the models are, and which they are not."""
    if not stage.lecture():
        st.caption(f"No checkpoint of T5 or BART comes in a package. All three models were trained for this page, on 71 State "
                   f"of the Union addresses: one stack of {LAYERS} layers, {recorded()['span']['parameters']:,} parameters each, in which a mask "
                   "makes an encoder and a decoder that share weights (Raffel et al. 2020, section 3.2).")  # fmt: skip


def paint(explainer: Any, controls: stage.Controls[Params], view: View[Result], result: Result) -> None:
    """Paint the picture; in the table a click opens a cell."""
    stage.paint(explainer, controls, view, result, on_point=pointed if view.name == "matrix" else None)


stage.page(EXPLAINER, special={"start": start}, beside=beside, paint=paint)
