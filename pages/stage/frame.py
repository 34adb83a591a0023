"""What surrounds every page: its headline, and lecture mode."""

from typing import Any

import streamlit as st

from explainers.explainer import Explainer

# The theme (.streamlit/config.toml) says most of how the course looks; this says the rest: one screen for the stage, and
# what a lecture room needs. Keys are our own; test ids are Streamlit's, and the page works without them.
FRAME = """
<style>
:root { --stage-height: clamp(320px, calc(100vh - 285px), 620px); }
[data-testid="stMainBlockContainer"] { max-width: 1560px; padding-left: 2.2rem; padding-right: 2.2rem; }
[data-testid="stMainBlockContainer"] h1 { padding: 0 7rem 0 0; }
.st-key-frame-bar { position: absolute; top: 0; right: 0; width: auto; z-index: 5; }
[class*="st-key-"][class*="-story"] { padding: 0.5rem 0.9rem 0.7rem; }
[class*="-story"] [data-testid="stMarkdownContainer"] { margin-bottom: 0; }
[class*="-story"] p { margin-bottom: 0; }
[class*="-page_keys"] { position: absolute; width: 0; height: 0; overflow: hidden; }
[class*="-stage"] [data-testid="stVerticalBlock"] { gap: 0.55rem; }
[data-testid="stTab"] code { white-space: nowrap; } /* where there is no room for all, they scroll */
/* Buttons that show their icon only, and say their name to those who hear the page. */
:is([class*="-back"], [class*="-next"], [class*="-clear"], [class*="-hide"]) button [data-testid="stMarkdownContainer"] {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}
@media (max-width: 640px) {
  :root { --stage-height: 320px; }
  [data-testid="stMainBlockContainer"] { padding-left: 1rem; padding-right: 1rem; }
  [data-testid="stMainBlockContainer"] h1 { padding: 0; }
  .st-key-frame-bar { top: 0.6rem; z-index: 999991; } /* above the header */
  [class*="_step"] button, [class*="_step"] [role="radio"] { min-width: 0; padding-left: 0.6rem; padding-right: 0.6rem; }
  [class*="-stage"] > [data-testid="stHorizontalBlock"],
  [class*="-stage"] > * > [data-testid="stHorizontalBlock"] { flex-direction: column-reverse; }
  [class*="-stage"] > [data-testid="stHorizontalBlock"] > [data-testid="stColumn"],
  [class*="-stage"] > * > [data-testid="stHorizontalBlock"] > [data-testid="stColumn"] { min-width: 100%; }
  .katex-display { /* A longer one scrolls: it fades where it goes on. */
    font-size: 0.78em; padding-right: 1.2rem; mask-image: linear-gradient(to left, transparent, black 1.2rem);
  }
  [class*="-stage"] [data-testid="stColumn"]:has(.live-chart) {
    /* Beside the controls, of a picture that is taller than half the screen its lower part stays in sight. */
    position: sticky; top: min(2.5rem, calc(50vh - var(--column-height, 0px))); z-index: 3;
    background: var(--background-color, inherit);
  }
}
</style>
"""
LECTURE = """
<style>
html { font-size: 18px; }
:root { --stage-height: calc(100vh - 228px); }
[data-testid="stHeader"] { display: none; }
[data-testid="stMainBlockContainer"] { padding: 0.5rem 1.2rem 0; max-width: none; }
[data-testid="stMainBlockContainer"] [data-testid="stVerticalBlock"] { gap: 0.4rem; }
[data-testid="stMainBlockContainer"] h1 { font-size: 1.5rem; line-height: 1.3; }
[data-testid="stHeading"] { min-height: 2.1rem; }
</style>
"""


def lecture() -> bool:
    """Return whether this is a lecture: larger type and strokes, and only what is for the room."""
    return bool(st.session_state.get("lecture"))


def headline(explainer: Explainer[Any, Any]) -> None:
    """Show the question and its answer in a sentence, from the catalogue."""
    st.title(explainer.entry.question, anchor=False)
    if not lecture():
        st.markdown(explainer.entry.summary)
