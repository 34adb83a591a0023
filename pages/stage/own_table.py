"""A learner's own series, from a file or pasted: which column holds the dates, which the values, and what was done to it.

It stays in the session: never in the address, never on disk, never in a cache that visitors share.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from explainers.problems import BadInput

MEGABYTES = 5
NONE = "no dates: evenly spaced"


def own_table(
    prefix: str,
    label: str,
    help: str,
    read: Callable[[bytes], Any],
    clean: Callable[[Any, str | None, str], tuple[str, list[str]]],
    example: str,
    on_change: Callable[[], None] | None = None,
) -> str:
    """Ask for a table and two of its columns; return what `clean` makes of them as text, "" while there is none.

    `read` returns a table with `dates` and `numbers`, the names of columns that may be either; `clean` also returns
    sentences on what it did. Both raise BadInput where they can do nothing: its sentence is shown, and the last series
    that could be read stays. `example` says what stands in its place while there is none.
    """
    state, last = st.session_state, f"{prefix}-own"
    file = st.file_uploader(label, type=["csv", "txt", "tsv"], key=f"{prefix}_upload", help=help, on_change=on_change,
                            max_upload_size=MEGABYTES)  # fmt: skip
    pasted = st.text_area("or paste a table", key=f"{prefix}-pasted", height=90, on_change=on_change,
                          placeholder="date,value\n2024-01,3.1\n2024-02,2.9")  # fmt: skip
    content = file.getvalue() if file else pasted.encode()
    if not content.strip():
        state[last] = ""
        st.caption(f"Until there is a table, the picture shows {example}.")
        return ""
    try:
        if len(content) > MEGABYTES * 1_000_000:
            raise BadInput("own", f"This is more than {MEGABYTES} MB: keep the part of the table that matters.")
        table = _once(f"{prefix}-table", content, lambda: read(content))
        date, value = _columns(prefix, table, on_change)
        state[last], said = _once(f"{prefix}-clean", (content, date, value), lambda: clean(table, date, value))
    except BadInput as problem:
        still = " The last series that could be read stays." if state.get(last) else ""
        st.warning(f"{problem.sentence}{still}", icon=":material/info:")
        return str(state.get(last, ""))
    for sentence in said:
        st.caption(sentence)
    return str(state[last])


def _columns(prefix: str, table: Any, on_change: Callable[[], None] | None) -> tuple[str | None, str]:
    """Ask which column holds the dates and which the values, where there is a choice."""
    date = st.selectbox("Dates", [*table.dates, NONE], key=f"{prefix}-date", on_change=on_change,
                        help="The column that says when; without one, rows count as equal steps.")  # fmt: skip
    numbers = [name for name in table.numbers if name != date] or list(table.numbers)
    value = st.selectbox("Values", numbers, key=f"{prefix}-value", on_change=on_change,
                         help="The column that is to be forecast.")  # fmt: skip
    return (None if date == NONE else date), value


def _once(key: str, given: Any, make: Callable[[], Any]) -> Any:
    """Return what `make` makes of something; this session remembers the last."""
    kept = st.session_state.get(key)
    if kept is None or kept[0] != given:
        st.session_state[key] = kept = (given, make())
    return kept[1]
