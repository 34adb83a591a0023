"""A prediction of several values, one after the other: drawn into a figure or typed, in rounds that end with the truth.

The figure is `plot_{plot}(result, style, guessed, shown)`: `guessed` is a value or None for each step ahead, and `shown`
says how many of the true values may be seen. Steps ahead are 1, 2, … on its first axis.
"""

from typing import Any

import numpy as np
import streamlit as st

from explainers.explainer import Explainer
from pages.stage.components import style
from pages.stage.live_chart import live_chart
from pages.stage.story import params_of
from pages.stage.words import Prediction

Guess = list[float | None]


def predict_path(prefix: str, prediction: Prediction, explainer: Explainer[Any, Any]) -> None:
    """Ask for the steps of each round in turn; what has been asked so far is compared with the truth."""
    state, rounds = st.session_state, prediction.rounds
    done_key, typed_key, chart = f"{prefix}-rounds", f"{prefix}-guess", f"{prefix}-path"
    done: list[Guess] = state.setdefault(done_key, [])
    committed: Guess = [value for part in done for value in part]
    result = explainer.simulate(params_of(prediction, explainer))
    truth = np.asarray(getattr(result, prediction.target), float)[: sum(rounds)]
    more = rounds[len(done)] if len(done) < len(rounds) else 0
    now, problem = read_path(state.get(typed_key, ""), more)

    def drawn() -> None:
        line = state[chart]["line"]
        found = along(line, len(committed) + 1, more)
        state[typed_key] = written([new if new is not None else old for new, old in zip(found, now, strict=True)])

    def commit(values: Guess) -> None:
        state[done_key], state[typed_key] = [*done, values], ""

    def again() -> None:
        state[done_key], state[typed_key] = [], ""

    plot = explainer.plot(prediction.plot)
    figure = plot.unchecked(result, style(), [*committed, *now], len(committed))
    live_chart(figure, chart, "300px", on_line=drawn if more else None)
    if more:
        which = "the next value" if more == 1 else f"the next {more} values"
        st.text_input(
            f"Draw {which} into the picture, or type {'it' if more == 1 else 'them, with spaces between'}",
            key=typed_key, max_chars=20 * more,
        )  # fmt: skip
        if problem:
            st.warning(problem, icon=":material/info:")
    with st.container(horizontal=True):
        if more:
            st.button(
                "Commit", key=f"{prefix}-commit", type="primary", disabled=None in now, on_click=commit, args=(now,)
            )
            if st.session_state.get("lecture"):
                st.button("Skip to the answer", key=f"{prefix}-skip", on_click=commit, args=([None] * more,))
        else:
            st.button("Guess again", key=f"{prefix}-again", on_click=again)
    if any(value is not None for value in committed):
        st.markdown(compared(committed, truth, getattr(result, "rivals", {})))
    if not more:
        st.markdown(prediction.explanation)


def read_path(text: str, count: int) -> tuple[Guess, str]:
    """Return `count` values out of a text, None for what is missing or "?", and a sentence on what cannot be read."""
    found: Guess = [None] * count
    words = text.replace(";", " ").split()
    for i, word in enumerate(words[:count]):
        if word == "?":
            continue
        try:
            value = float(word.replace("−", "-").rstrip(","))
        except ValueError:
            return found, f"“{word[:20]}” is not a number: write values with spaces between, and a point for decimals."
        if not np.isfinite(value):
            return found, f"“{word[:20]}” is no value that anything could have."
        found[i] = value
    if len(words) > count:
        return found, f"These are {len(words)} values; only the first {count} count."
    return found, ""


def along(line: list[list[float]], first: int, count: int) -> Guess:
    """Return where a drawn line passes the steps `first`, `first` + 1, …; None for those it does not come near."""
    x, y = np.array(line, dtype=float).T
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    near = [x[0] - 0.5 <= step <= x[-1] + 0.5 for step in range(first, first + count)]
    heights = np.interp(range(first, first + count), x, y)
    return [float(f"{height:.4g}") if reached else None for height, reached in zip(heights, near, strict=True)]


def written(values: Guess) -> str:
    """Return values as text, "?" for what is missing."""
    return " ".join("?" if value is None else f"{value:g}" for value in values)


def compared(guessed: Guess, truth: np.ndarray[Any, Any], rivals: dict[str, Any]) -> str:
    """Return how far off the guesses are on average, beside others who forecast the same steps."""
    steps = [i for i, value in enumerate(guessed) if value is not None and i < len(truth)]
    off = {"you": float(np.mean([abs(float(guessed[i] or 0.0) - truth[i]) for i in steps]))}
    off |= {name: float(np.mean([abs(values[i] - truth[i]) for i in steps])) for name, values in rivals.items()}
    over = "One step ahead" if len(steps) == 1 else f"Over {len(steps)} steps, on average"
    return f"{over}, off: " + ", ".join(f"{name} by **{gap:.3g}**" for name, gap in off.items()) + "."
