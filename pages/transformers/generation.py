"""What makes a machine's text dull, or mad? A real model writes, and the sampler's every step is in sight."""

from typing import Any

import streamlit as st

from explainers.explainer import Explainer, View
from explainers.transformers.generation import EXPLAINER, Params, Result
from explainers.transformers.generation.examples import EXAMPLES
from explainers.transformers.generation.figure_tree import nearest
from explainers.transformers.generation.paths import toggled
from pages import stage
from pages.stage.continued import Continued

PAGE = Continued(EXPLAINER, EXAMPLES)
CHIPS = ("next", "text", "layers")  # views with the text above them


def paint(
    explainer: Explainer[Params, Result], controls: stage.Controls[Params], view: View[Result], result: Result
) -> None:
    """Paint the figure, under the text where its tokens are looked at; in the tree a click opens a branch."""

    def pointed() -> None:
        node = nearest(result, *st.session_state[f"{EXPLAINER.prefix}-chart"]["point"])
        if node:
            st.session_state[controls.key("opened")] = toggled(result.params.opened, node.path)

    special: dict[str, Any] = {"on_point": pointed} if view.name == "tree" else {}
    if view.name in CHIPS:
        PAGE.chips(controls, result)
        special["height"] = "calc(var(--stage-height) - 7.4rem)"
    stage.paint(explainer, controls, view, result, **special)


stage.page(EXPLAINER, ask=PAGE.ask, special=PAGE.special, find=PAGE.find, beside=PAGE.beside, paint=paint)
