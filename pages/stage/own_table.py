"""A learner's own series, from a file or pasted: which column holds the dates, which the values, and what was done to it.

It stays in the session: never in the address, never on disk, never in a cache that visitors share.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from explainers.problems import BadInput
from explainers.reading import Choices
from pages.stage.outside import plain
from pages.stage.upload import TABLES, how_read, mark_of, once, one_file, read_once

NONE = "no dates: evenly spaced"


def own_table(
    prefix: str,
    label: str,
    help: str,
    read: Callable[[bytes, Choices], Any],
    clean: Callable[[Any, str | None, str], tuple[str, list[str]]],
    example: str,
    on_change: Callable[[], None] | None = None,
) -> str:
    """Ask for a table and two of its columns; return what `clean` makes of them as text, "" while there is none.

    `read` returns a table with `names`, and `dates` and `numbers`, the names of columns that may be either; `clean` also
    returns sentences on what it did. Both raise BadInput where they can do nothing: its sentence is shown, and the last
    series that could be read stays. `example` says what stands in its place while there is none.
    """
    state, last = st.session_state, f"{prefix}-own"
    file = one_file(label, TABLES, f"{prefix}_upload", help, on_change)
    pasted = st.text_area("or paste a table", key=f"{prefix}-pasted", height=90, on_change=on_change,
                          placeholder="date,value\n2024-01,3.1\n2024-02,2.9")  # fmt: skip
    content = file.getvalue() if file else pasted.encode()
    if not content.strip():
        state[last] = ""
        st.caption(f"Until there is a table, the picture shows {example}.")
        return ""
    _series(prefix, content, file.file_id if file else "pasted", read, clean, on_change)
    return str(state.get(last, ""))


def _series(
    prefix: str,
    content: bytes,
    origin: str,
    read: Callable[..., Any],
    clean: Callable[..., Any],
    on_change: Callable[[], None] | None,
) -> None:
    """Ask how the table is read and for its columns, keep the series that they hold, and say what was done."""
    state, last = st.session_state, f"{prefix}-own"
    choices = how_read(prefix, origin, on_change)
    try:
        table = read_once(prefix, content, choices, read)
        date, value = _columns(prefix, table, origin, on_change)
        state[last], said = once(f"{prefix}-clean", (table, date, value), lambda: clean(table, date, value))
    except BadInput as problem:
        still = " The last series that could be read stays." if state.get(last) else ""
        st.warning(plain(f"{problem.sentence}{still}"), icon=":material/info:")
        return
    for sentence in said:
        st.caption(plain(sentence))


def _columns(prefix: str, table: Any, origin: str, on_change: Callable[[], None] | None) -> tuple[str | None, str]:
    """Ask which column holds the dates and which the values. What was chosen for other columns is not asked of these."""
    mark = mark_of(origin, table.names, table.dates, table.numbers)
    date = st.selectbox("Dates", [*table.dates, NONE], key=f"{prefix}-date-{mark}", on_change=on_change,
                        help="The column that says when; without one, rows count as equal steps.")  # fmt: skip
    numbers = [name for name in table.numbers if name != date] or list(table.numbers)
    value = st.selectbox("Values", numbers, key=f"{prefix}-value-{mark}", on_change=on_change,
                         help="The column that is to be forecast.")  # fmt: skip
    return (None if date == NONE else date), value
