"""A pad to draw points or lines on, with mouse, pen or finger; what is drawn stands as text in a field of Params."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages.stage.components import BAR, script

if TYPE_CHECKING:
    from pages.stage.controls import Controls

_pad = st.components.v2.component(
    "drawing_pad",
    html="""
    <svg class="pad" role="img"></svg>
    <div class="bar"><span class="count"></span><button type="button" class="clear">Clear</button></div>
    """,
    css=BAR
    + """
    .pad { display: block; width: 100%; max-width: 20rem; touch-action: none; cursor: crosshair; color: var(--st-text-color);
           background: var(--st-background-color); border: 1px solid var(--st-border-color);
           border-radius: var(--st-button-radius); }
    .pad ~ .bar { max-width: 20rem; margin-top: 0.25rem; }
    .bar .count { flex: 1; }
    """,
    js=script("ahead.js", "drawing.js"),
    isolate_styles=False,
)


def pad(
    controls: Controls[Any],
    name: str,
    label: str,
    help: str,
    most: int,
    colour: str,
    height: float = 1.0,
    on_change: Callable[[], None] | None = None,
    lines: bool = False,
    follows: bool = False,
) -> str:
    """Ask for points in the unit square, as "x,y x,y …" with two decimals: drawn, or typed below the pad.

    At most `most` of them, in a CSS `colour`; `height` is that of the pad, as a share of its width. With `lines` the
    points of a stroke are joined, and strokes have a semicolon between them. With `follows` the picture of the page
    follows while a stroke grows.
    """
    key = controls.key(name)

    def drawn() -> None:
        st.session_state[key] = st.session_state[f"{controls.prefix}-{name}-pad"]["drawn"]
        if on_change:
            on_change()

    place = st.container(gap="xsmall")
    text = controls.text(name, label, help, room=10 * most, on_change=on_change, placeholder="0.2,0.3 0.8,0.3 0.5,0.8",
                         label_visibility="collapsed")  # fmt: skip
    with place:
        _pad(
            key=f"{controls.prefix}-{name}-pad",
            data={
                "text": text,
                "most": most,
                "colour": colour,
                "height": height,
                "label": label,
                "lines": lines,
                "follows": name if follows else "",
                "chart": f"{controls.prefix}-chart",
            },
            on_drawn_change=drawn,
        )
    return text
