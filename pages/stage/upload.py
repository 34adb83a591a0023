"""A learner's own numbers or picture, from a file. They stay in the session: never in the address, never on disk."""

import io
from collections.abc import Callable

import pandas as pd
import streamlit as st

from explainers.problems import BadInput

MAX_ROWS = 200_000


def own_numbers(prefix: str, label: str, help: str, on_change: Callable[[], None] | None = None) -> str | None:
    """Show a file uploader; return one column of the file as text, or None while there is no file.

    A file that cannot be read gets a sentence, and the last one that could be stays.
    """
    state, last = st.session_state, f"{prefix}-numbers"
    file = st.file_uploader(label, type=["csv", "txt", "tsv"], key=f"{prefix}_upload", help=help, on_change=on_change)
    if file is None:
        state[last] = None
        st.caption("Until there is a file, the picture shows an example.")
        return None
    try:
        frame = columns_of(file.getvalue())
    except ValueError as problem:
        still = " The picture shows the last data that could be read." if state.get(last) else ""
        st.warning(f"{problem}{still}", icon=":material/info:")
        return state.get(last)
    name = frame.columns[0]
    if len(frame.columns) > 1:
        name = st.selectbox("Which column?", frame.columns, key=f"{prefix}_column", on_change=on_change)
    values = frame[name].dropna()
    dropped = len(frame) - len(values)
    said = f"{len(values)} numbers read from “{name}”" + (f"; {dropped} empty cells left out." if dropped else ".")
    st.caption(said)
    state[last] = " ".join(f"{value:.17g}" for value in values)
    return str(state[last])


def own_picture(
    prefix: str, label: str, help: str, read: Callable[[bytes], tuple[str, str]], kinds: list[str]
) -> str | None:
    """Show a file uploader; return what `read` makes of the last good file, as text, or None while there is none.

    `read` also returns a sentence on what it did, and raises BadInput where it can do nothing.
    """
    state, last = st.session_state, f"{prefix}-picture"
    file = st.file_uploader(label, type=kinds, key=f"{prefix}_upload", help=help)
    if file is None:
        return state.get(last)
    try:
        state[last], done = read(file.getvalue())
    except BadInput as problem:
        still = " The last picture that could be read stays." if state.get(last) else ""
        st.warning(f"{problem.sentence}{still}", icon=":material/info:")
    else:
        st.caption(done)
    return state.get(last)


def columns_of(content: bytes) -> pd.DataFrame:
    """Return the numeric columns of a CSV file. Raises ValueError, with a sentence, when there is none."""
    if not content.strip():
        raise ValueError("The file is empty.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("The file is not text in UTF-8: save it as CSV first.") from None
    try:
        first = text.lstrip().split("\n", 1)[0]
        separator = next((mark for mark in "\t;" if mark in first), ",")
        frame = pd.read_csv(io.StringIO(text), sep=separator, header=None, nrows=MAX_ROWS, dtype=str)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as problem:
        raise ValueError(f"The file cannot be read as a table: {problem}.") from None
    if separator != ",":  # then a comma may be a decimal one
        frame = frame.replace(r"^\s*([+-]?\d*),(\d+)\s*$", r"\1.\2", regex=True)
    numbers = frame.apply(pd.to_numeric, errors="coerce")
    if numbers.iloc[0].isna().all() and len(frame) > 1:  # the first row names the columns
        named = pd.Series([str(name) for name in frame.iloc[0]])
        again = named.groupby(named).cumcount()  # of two columns with the same name, the second is "name (2)"
        numbers.columns = [f"{name} ({i + 1})" if i else name for name, i in zip(named, again, strict=True)]
        numbers, frame = numbers.iloc[1:], frame.iloc[1:]
    else:
        numbers.columns = [f"column {i + 1}" for i in range(frame.shape[1])]
    kept = [i for i in range(numbers.shape[1]) if numbers.iloc[:, i].notna().any()]
    if not kept:
        raise ValueError("There is no column of numbers in this file.")
    spoiled = [str(frame.iloc[row, i]) for i in kept for row in range(len(frame))
               if pd.isna(numbers.iloc[row, i]) and not pd.isna(frame.iloc[row, i])]  # fmt: skip
    if len(kept) == 1 and spoiled:
        raise ValueError(f"The column has something that is not a number in it: “{spoiled[0][:30]}”.")
    return numbers.iloc[:, kept].reset_index(drop=True)
