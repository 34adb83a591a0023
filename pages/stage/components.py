"""What our browser components share: how their buttons look, their scripts, and how this visitor wants figures drawn."""

from pathlib import Path

import streamlit as st

from explainers.figure_style import Style

BAR = """
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem; font-size: 0.9rem; color: var(--st-text-color); }
.bar button, .bar select { font: inherit; color: inherit; background: var(--st-background-color);
       border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); padding: 0.2rem 0.6rem; }
.bar button:hover, .bar :focus-visible { border-color: var(--st-primary-color); color: var(--st-primary-color); }
"""  # how the buttons of a component look


def script(*names: str) -> str:
    """Return the script of a component, after what all of them share."""
    return "\n".join((Path(__file__).parent / file).read_text("utf-8") for file in ("figures.js", *names))


def style() -> Style:
    """Return how this visitor wants figures drawn: light or dark, lecture or not."""
    return Style(dark=st.context.theme.type == "dark", lecture=bool(st.session_state.get("lecture")))
