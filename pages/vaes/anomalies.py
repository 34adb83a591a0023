"""How does a model that has only seen normal days raise an alarm? A threshold, its price, and where likelihood fails."""

from functools import partial
from typing import Any

import streamlit as st

from explainers.data.anomalies.records import RECORDS
from explainers.explainer import View
from explainers.problems import BadInput
from explainers.reading import read_table
from explainers.vaes.anomalies import EXPLAINER, Params, Result
from explainers.vaes.anomalies.figure_alarm import pass_rate_at
from explainers.vaes.anomalies.own import own_records
from pages import stage
from pages.stage.outside import plain
from pages.stage.upload import TABLES, how_read, once, one_file, read_once

PREFIX = EXPLAINER.prefix


def whose(controls: stage.Controls[Params]) -> None:
    """Ask whose records are looked at, and for a table where they are the learner's own."""
    if controls.ask("whose") == "own":
        with st.popover("Your records", icon=":material/upload_file:", width="stretch"):
            controls.settle(own=table(controls.values["records"]))
        controls.live = False  # all of them are scored anew


def table(records: str) -> str:
    """Ask for a table; return its records as text, "" while there is none with the columns of the model."""
    state, last, columns = st.session_state, f"{PREFIX}-own-{records}", ", ".join(RECORDS[records].columns)
    file = one_file(
        "A CSV file", TABLES, f"{PREFIX}_upload", "At most 5 MB. It stays in this session: not in the link."
    )
    pasted = st.text_area("or paste a table", key=f"{PREFIX}-pasted", height=90, placeholder=columns.replace(" ", ""))
    st.caption(f"The model of these records knows the columns {columns}.")
    content = file.getvalue() if file else pasted.encode()
    if not content.strip():
        state[last] = ""
        st.caption("Until there is a table, the picture shows the held-out records.")
        return ""
    try:
        choices = how_read(PREFIX, file.file_id if file else "pasted", None, dates=False)
        read = read_once(PREFIX, content, choices, read_table)
        state[last], said = once(f"{PREFIX}-clean-{records}", read, partial(own_records, read, records))
    except BadInput as problem:
        still = " The last records that could be read stay." if state.get(last) else ""
        st.warning(plain(f"{problem.sentence}{still}"), icon=":material/info:")
    else:
        for sentence in said:
            st.caption(plain(sentence))
    return str(state.get(last, ""))


def beside(result: Result, view: View[Result]) -> None:
    """Say where the records come from."""
    if view.name != "likelihood" and not stage.lecture():
        about = RECORDS[result.params.records]
        st.caption(f"{about.origin} (BSD-3).")


def pointed() -> None:
    """Set the threshold where the histogram was clicked."""
    now: stage.Shown = st.session_state[f"{PREFIX}-shown"]
    x, _ = st.session_state[f"{PREFIX}-chart"]["point"]
    st.session_state[f"{PREFIX}_passes"] = pass_rate_at(EXPLAINER.simulate(now.params), x)


def paint(explainer: Any, controls: stage.Controls[Params], view: View[Result], result: Result) -> None:
    """Paint the picture; a click in the histogram sets the threshold."""
    stage.paint(explainer, controls, view, result, on_point=pointed if view.name == "alarm" else None)


stage.page(EXPLAINER, special={"whose": whose}, beside=beside, paint=paint)
