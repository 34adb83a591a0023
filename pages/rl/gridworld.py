"""How do you learn when nobody tells you the right answer? Learners in grid worlds, beside the exact answer."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from explainers.explainer import View
from explainers.rl.gridworld import EXPLAINER, Params, Result
from explainers.rl.gridworld.result import NO_WAY
from explainers.rl.gridworld.settings import WORLDS
from pages import stage

PREFIX = EXPLAINER.prefix


def chosen(restart: Callable[[], None] | None) -> None:
    """Go with another world: its own cells, rewards and slip, and a new run."""
    preset = WORLDS[st.session_state[f"{PREFIX}_world"]]
    names = ("step_reward", "goal", "pit", "coin", "slip", "grid")
    for name, value in zip(names, (*preset.rewards, preset.slip, ""), strict=True):
        st.session_state[f"{PREFIX}_{name}"] = value
    if restart:
        restart()


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls; a pad on which the world is edited stands below its choice."""
    restart = controls.on_change("world", "restart")
    for name in view.controls:
        if name == "world":
            world = controls.ask("world", on_change=partial(chosen, restart))
            controls.ask("grid", shown=WORLDS[world].rows, follows=not view.trains)
        else:
            controls.ask(name)
        if name == "sweeps":
            stage.play(controls, "sweeps", 150)
    controls.rest(belonging=view.more)


def pointed() -> None:
    """Open the cell that was clicked."""
    state = st.session_state
    x, y = state[f"{PREFIX}-chart"]["point"]
    height, width = EXPLAINER.simulate(state[f"{PREFIX}-shown"].params).world.grid.shape
    column, row = min(max(int(x), 0), width - 1), min(max(int(y), 0), height - 1)
    state[f"{PREFIX}_cell"] = float(row * width + column + 1)


def paint(explainer: Any, controls: stage.Controls[Params], view: View[Result], result: Result) -> None:
    """Paint the picture, in which a click opens a cell; say at its pad where a world has nothing to find."""
    if not result.world.has_way_to_goal:
        controls.say("grid", NO_WAY)
    stage.paint(explainer, controls, view, result, on_point=pointed)


stage.page(EXPLAINER, ask=ask, paint=paint)
