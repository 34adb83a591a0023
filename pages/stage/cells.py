"""A pad to paint the cells of a grid on, with mouse, pen, finger or keys; the grid stands as text in a field of Params."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages.stage.components import BAR, script

if TYPE_CHECKING:
    from pages.stage.controls import Controls

_cells = st.components.v2.component(
    "cells_pad",
    html="""
    <div class="bar kinds" role="radiogroup" aria-label="What is painted"></div>
    <svg class="cells" role="application" tabindex="0"></svg>
    <div class="bar said" aria-live="polite"></div>
    """,
    css=BAR
    + """
    .cells { display: block; width: 100%; margin: 0.3rem 0; touch-action: none; cursor: cell;
             border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); }
    .cells:focus-visible { outline: 2px solid var(--st-primary-color); }
    .cells rect { fill: var(--st-background-color); stroke: var(--st-border-color); stroke-width: 0.03; }
    .cells rect.wall { fill: var(--st-text-color); opacity: 0.65; }
    .cells text { font-size: 0.62px; text-anchor: middle; dominant-baseline: central; fill: var(--st-text-color); pointer-events: none; }
    .cells .here { fill: none; stroke: var(--st-primary-color); stroke-width: 0.1; pointer-events: none; }
    .kinds { max-width: 14rem; gap: 0.2rem; }
    .kinds button { min-width: 2.1rem; padding: 0 0.3rem; }
    .kinds button[aria-checked=true] { background: var(--st-primary-color); color: var(--st-background-color); }
    """,
    js=script("ahead.js", "cells.js"),
    isolate_styles=False,
)


def cells(
    controls: Controls[Any],
    name: str,
    label: str,
    help: str,
    most: int,
    kinds: Mapping[str, str],
    shown: str,
    on_change: Callable[[], None] | None = None,
    follows: bool = True,
) -> str:
    """Ask for a grid as rows of characters with "/" between: painted, or typed below the pad.

    `kinds` says what each character stands for; "#" is drawn as a wall. While the text is empty the pad has `shown` on
    it. With `follows` the picture of the page follows while cells are painted.
    """
    key = controls.key(name)

    def painted() -> None:
        st.session_state[key] = st.session_state[f"{controls.prefix}-{name}-pad"]["painted"]
        if on_change:
            on_change()

    place = st.container(gap="xsmall")
    text = controls.text(name, label, help, room=most, on_change=on_change, placeholder=shown,
                         label_visibility="collapsed")  # fmt: skip
    with place:
        _cells(
            key=f"{controls.prefix}-{name}-pad",
            data={"text": text or shown, "kinds": dict(kinds), "label": label, "follows": name if follows else "",
                  "chart": f"{controls.prefix}-chart"},
            on_painted_change=painted,
        )  # fmt: skip
    return text
