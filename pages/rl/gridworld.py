"""How do you learn when nobody tells you the right answer? Learners in grid worlds, beside the exact answer."""

from typing import Any

import streamlit as st

from explainers.explainer import View
from explainers.rl.gridworld import EXPLAINER, Params, Result
from explainers.rl.gridworld.result import NO_WAY
from explainers.rl.gridworld.settings import WORLDS
from explainers.rl.gridworld.world import rows_of
from pages import stage

PREFIX = EXPLAINER.prefix
BRANCHES = stage.Branches(EXPLAINER)


def begin_again(trains: bool) -> None:
    """Begin another run; where none is in sight, only forget what was set earlier in it."""
    if trains:
        BRANCHES.restart()
    st.session_state[f"{PREFIX}_schedule"] = ""


def chosen(trains: bool) -> None:
    """Go to another world: its own cells, rewards and slip, and a new run."""
    preset = WORLDS[st.session_state[f"{PREFIX}_world"]]
    names = ("step_reward", "goal", "pit", "coin", "slip", "grid")
    for name, value in zip(names, (*preset.rewards, preset.slip, ""), strict=True):
        st.session_state[f"{PREFIX}_{name}"] = value
    begin_again(trains)


def painted(trains: bool) -> None:
    """Let the run go on in the world as it is painted now; in one of another size it begins again."""
    before = BRANCHES.run
    rows = WORLDS[before.world].rows
    sizes = [[*map(len, rows_of(text or rows))] for text in (before.grid, st.session_state[f"{PREFIX}_grid"])]
    if sizes[0] != sizes[1]:
        begin_again(trains)
    elif trains:
        BRANCHES.change("grid")()


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls; a pad on which the world is edited stands below its choice."""
    for name in view.controls:
        if name == "world":
            world = controls.ask("world", on_change=lambda: chosen(view.trains))
            controls.ask(
                "grid", shown=WORLDS[world].rows, follows=not view.trains, on_change=lambda: painted(view.trains)
            )
        else:
            controls.ask(name)
        if name == "sweeps":
            stage.play(controls, "sweeps", 150)
    controls.rest(belonging=view.more)


def pointed() -> None:
    """Open the cell that was clicked."""
    state = st.session_state
    x, y = state[f"{PREFIX}-chart"]["point"]
    height, width = EXPLAINER.simulate(BRANCHES.run).world.shape
    column, row = min(max(int(x), 0), width - 1), min(max(int(y), 0), height - 1)
    state[f"{PREFIX}_cell"] = float(row * width + column + 1)


def paint(explainer: Any, controls: stage.Controls[Params], view: View[Result], result: Result) -> None:
    """Paint the picture, in which a click opens a cell; say at its pad where a world has nothing to find."""
    if not result.world.has_way_to_goal:
        controls.say("grid", NO_WAY)
    stage.paint(explainer, controls, view, result, on_point=pointed)


stage.page(EXPLAINER, ask=ask, paint=paint)
