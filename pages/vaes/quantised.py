"""What alphabet are pictures written in? A VQ-VAE's codes, its book, its prior, and the bits that they take."""

from typing import Any

import streamlit as st

from explainers.data.images import IMAGES
from explainers.explainer import View
from explainers.vaes.quantised import EXPLAINER, Params, Result
from explainers.vaes.quantised.networks import GRID
from pages import stage

PREFIX = EXPLAINER.prefix


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls: the numbers of pictures and of codes depend on what was chosen before."""
    data = st.session_state.get(f"{PREFIX}_data", controls.start.data)
    numbers = ", ".join(f"{200 * i} to {200 * i + 199} {name}" for i, name in enumerate(IMAGES[data].classes))
    controls.overrules["image"] = lambda: {"help": f"Test pictures by number: {numbers}."}
    controls.overrules["brush"] = lambda: {"high": int(controls.values["entries"])}
    for name in view.controls:
        if name == "image" and controls.values.get("source", controls.start.source) == "drawn":
            controls.ask("drawn")
        else:
            controls.ask(name)
        if name == "count":
            stage.play(controls, "count", 250)
    controls.rest()


def pointed() -> None:
    """Open the cell that was clicked; one that was painted stays painted."""
    state = st.session_state
    x, y = state[f"{PREFIX}-chart"]["point"]
    now: stage.Shown = state[f"{PREFIX}-shown"]
    p = now.params
    if y > GRID:
        return
    if p.brush:
        row, column = divmod(p.cell - 1, GRID)
        kept = [part for part in p.edits.split() if not part.startswith(f"{row + 1},{column + 1}:")]
        state[f"{PREFIX}_edits"] = " ".join([*kept, f"{row + 1},{column + 1}:{p.brush}"])
    column, row = (min(max(int(place), 0), GRID - 1) for place in (x, GRID - y))
    state[f"{PREFIX}_cell"] = GRID * row + column + 1


def paint(explainer: Any, controls: stage.Controls[Params], view: View[Result], result: Result) -> None:
    """Paint the picture; in the grid of codes a click opens a cell."""
    stage.paint(explainer, controls, view, result, **({"on_point": pointed} if view.name == "codes" else {}))


stage.page(EXPLAINER, ask=ask, paint=paint)
