"""A learner's own numbers or picture, from a file. They stay in the session: never in the address, never on disk."""

import hashlib
import threading
import time
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st
from streamlit.runtime import Runtime, exists
from streamlit.runtime.scriptrunner import get_script_run_ctx

from explainers.problems import BadInput
from explainers.reading import MOST_BYTES, Choices, Table, read_table
from explainers.reading.limits import check_size
from explainers.reading.signs import BEYOND, is_nothing
from pages.stage.outside import plain

MEGABYTES = MOST_BYTES // 1_000_000
TABLES = ["csv", "tsv", "txt", "dat", "prn", "xlsx", "xls"]
STAYS = 120  # seconds for which the file of a visitor who has gone is kept: they may come back
DELIMITERS = {"": "as found", ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "spaces"}
DECIMALS = {"": "as found", ".": "1,234.5", ",": "1.234,5"}
ORDERS = {"": "as found", "day": "day first", "month": "month first", "year": "year first"}
WATCHED: weakref.WeakSet[Any] = weakref.WeakSet()  # where files are kept that somebody looks after


def own_numbers(prefix: str, label: str, help: str, on_change: Callable[[], None] | None = None) -> str | None:
    """Show a file uploader; return one column of the file as text, or None while there is no file.

    A file that cannot be read gets a sentence, and the last one that could be stays.
    """
    state, last = st.session_state, f"{prefix}-numbers"
    file = one_file(label, TABLES, f"{prefix}_upload", help, on_change)
    if file is None:
        state[last] = None
        st.caption("Until there is a file, the picture shows an example.")
        return None
    choices = how_read(prefix, file.file_id, on_change, dates=False)
    try:
        table = read_once(prefix, file.getvalue(), choices, read_table)
    except BadInput as problem:
        still = " The picture shows the last data that could be read." if state.get(last) else ""
        st.warning(plain(f"{problem.sentence}{still}"), icon=":material/info:")
        return state.get(last)
    name = table.numbers[0]
    if len(table.numbers) > 1:
        key = f"{prefix}_column-{mark_of(file.file_id, table.names)}"
        name = st.selectbox("Which column?", table.numbers, key=key, on_change=on_change)
    state[last], said = column_as_text(table, name)
    for sentence in said:
        st.caption(plain(sentence))
    return str(state[last])


def column_as_text(table: Table, name: str) -> tuple[str, list[str]]:
    """Return the numbers of a column as text, each as short as it can be written, and sentences on what was read."""
    found = table.read_numbers(name)
    values = found.values[np.isfinite(found.values) & (np.abs(found.values) < BEYOND)]
    empty = sum(map(is_nothing, table.cells[name]))
    said = f"{len(values)} numbers read from “{name}”"
    said += f"; {empty} empty {'cell' if empty == 1 else 'cells'} left out." if empty else "."
    text = " ".join(f"{v:.0f}" if v.is_integer() and abs(v) < 1e15 else repr(v) for v in values.tolist())
    return text, [said, *table.told, *found.told]


def own_picture(
    prefix: str, label: str, help: str, read: Callable[[bytes], tuple[str, str]], kinds: list[str]
) -> str | None:
    """Show a file uploader; return what `read` makes of the last good file, as text, or None while there is none.

    `read` also returns a sentence on what it did, and raises BadInput where it can do nothing.
    """
    state, last = st.session_state, f"{prefix}-picture"
    file = one_file(label, kinds, f"{prefix}_upload", help)
    if file is None:
        return state.get(last)
    try:
        state[last], done = read(file.getvalue())
    except BadInput as problem:
        still = " The last picture that could be read stays." if state.get(last) else ""
        st.warning(plain(f"{problem.sentence}{still}"), icon=":material/info:")
    else:
        st.caption(done)
    return state.get(last)


def how_read(prefix: str, file_id: str, on_change: Callable[[], None] | None, dates: bool = True) -> Choices:
    """Let the learner say how a table is to be read, where what was found is wrong; each file begins anew."""

    def ask(name: str, label: str, options: dict[str, str], help: str) -> str:
        return st.selectbox(label, list(options), key=f"{prefix}-{name}-{mark_of(file_id)}", help=help, on_change=on_change,
                            format_func=lambda option: options[option])  # fmt: skip

    with st.expander("How it is read"):
        decimal = ask("decimal", "Numbers", DECIMALS, "Which sign is the decimal one; the other separates thousands.")
        order = ask("order", "Days and months", ORDERS, "What comes first in dates such as 03/04/05.") if dates else ""
        delimiter = ask("delimiter", "Between cells", DELIMITERS, "What separates the cells of a row.")
        fillers = st.checkbox("-999 and the like mean “no value”", True, key=f"{prefix}-fillers-{mark_of(file_id)}",
                              on_change=on_change, help="Numbers written with nines, far from all others.")  # fmt: skip
    return Choices(delimiter, decimal, order, fillers)


def read_once(prefix: str, content: bytes, choices: Choices, read: Callable[[bytes, Choices], Any]) -> Any:
    """Return what `read` makes of a file; this session remembers the last. Raises BadInput, before it is read if it is
    too large."""
    check_size(len(content))
    return once(f"{prefix}-table", (hashlib.blake2b(content).digest(), choices), lambda: read(content, choices))


def once(key: str, given: Any, make: Callable[[], Any]) -> Any:
    """Return what `make` makes of something; this session remembers the last."""
    kept = st.session_state.get(key)
    if kept is None or kept[0] != given:
        st.session_state[key] = kept = (given, make())
    return kept[1]


def mark_of(*parts: object) -> str:
    """Return a short mark that differs for different files, so that what was chosen for one is not for the next."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=6).hexdigest()


# ------------------------------------------------------------------------------------------ the files themselves


def one_file(label: str, kinds: list[str], key: str, help: str, on_change: Callable[[], None] | None = None) -> Any:
    """Show a file uploader and return its file, or None. Of all that the visitor has sent, only this one is kept."""
    file = st.file_uploader(label, type=kinds, key=key, help=help, on_change=on_change, max_upload_size=MEGABYTES)
    context = get_script_run_ctx()
    if context is not None and exists():
        forget(context.uploaded_file_mgr, context.session_id, file.file_id if file else "")
    return file


def forget(files: Any, session: str, current: str) -> None:
    """Remove all files of a session but the current one, and the newest, which a message may still be on its way for.

    Streamlit itself keeps whatever was uploaded for as long as the session lives.
    """
    sent = list(files.file_storage.get(session, ()))
    for file in sent[:-1]:
        if file != current:
            files.remove_file(session, file)
    if sent and files not in WATCHED:
        WATCHED.add(files)
        is_here = Runtime.instance().is_active_session
        threading.Thread(target=forget_leavers, args=(weakref.ref(files), is_here), daemon=True).start()


def forget_leavers(kept: Any, is_here: Callable[[str], bool], every: float = STAYS / 4, stays: float = STAYS) -> None:
    """Remove the files of visitors who have been gone for `stays` seconds, looking once in a while, until there are none.

    A visitor whose line broke is back before. Streamlit removes them with the session, which may be much later. `kept`
    is a weak reference to where the files are.
    """
    gone: dict[str, float] = {}
    while (files := kept()) is not None and files.file_storage:
        now = time.monotonic()
        for session in list(files.file_storage):
            if is_here(session):
                gone.pop(session, None)
            elif now - gone.setdefault(session, now) >= stays:
                files.remove_session_files(session)
        del files
        time.sleep(every)
    if files is not None:
        WATCHED.discard(files)
