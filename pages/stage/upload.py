"""A learner's own numbers, from a CSV file. They stay in the session: never in the address, never on disk."""

import io

import pandas as pd
import streamlit as st

MAX_ROWS = 200_000


def own_numbers(prefix: str, label: str, help: str) -> str | None:
    """Show a file uploader; return one column of the file as text, or None, with a sentence where it cannot be read."""
    file = st.file_uploader(label, type=["csv", "txt", "tsv"], key=f"{prefix}-upload", help=help)
    if file is None:
        return None
    try:
        frame = columns_of(file.getvalue())
    except ValueError as problem:
        st.warning(str(problem), icon=":material/info:")
        return None
    name = frame.columns[0]
    if len(frame.columns) > 1:
        name = st.selectbox("Which column?", frame.columns, key=f"{prefix}-column")
    values = frame[name].dropna()
    dropped = len(frame) - len(values)
    said = f"{len(values)} numbers read from “{name}”" + (f"; {dropped} empty cells left out." if dropped else ".")
    st.caption(said)
    return " ".join(f"{value:.10g}" for value in values)


def columns_of(content: bytes) -> pd.DataFrame:
    """Return the numeric columns of a CSV file. Raises ValueError, with a sentence, when there is none."""
    if not content.strip():
        raise ValueError("The file is empty.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("The file is not text in UTF-8: save it as CSV first.") from None
    try:
        separator = max(",;\t", key=text.split("\n", 1)[0].count)
        frame = pd.read_csv(io.StringIO(text), sep=separator, header=None, nrows=MAX_ROWS, dtype=str)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as problem:
        raise ValueError(f"The file cannot be read as a table: {problem}.") from None
    numbers = frame.apply(pd.to_numeric, errors="coerce")
    if numbers.iloc[0].isna().all() and len(frame) > 1:  # the first row names the columns
        numbers.columns = [str(name) for name in frame.iloc[0]]
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
