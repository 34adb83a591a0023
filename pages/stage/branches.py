"""What the controls of a model in training do when they are changed: its run branches, or begins again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import streamlit as st

from pages.stage.live_training import step_reached


@dataclass(frozen=True)
class Branches:
    """Callbacks for the controls of one page; `module` offers Params, SEEN and `branch`."""

    prefix: str
    module: Any

    @property
    def run(self) -> Any:
        """The Params of what the stage shows."""
        return st.session_state[f"{self.prefix}-shown"].params

    def change(self, name: str, also: Callable[[Any, Any], Mapping[str, Any]] | None = None) -> Callable[[], None]:
        """Return a callback: one setting changes from the step reached on; what was before stays as it was.

        `also` says what else changes with it, from the Params before and the new value.
        """

        def changed() -> None:
            state, before = st.session_state, self.run
            value = type(getattr(before, name))(state[f"{self.prefix}_{name}"])
            others = also(before, value) if also else {}
            for other, theirs in others.items():
                state[f"{self.prefix}_{other}"] = theirs
            self.go_on(self.module.branch(before, step_reached(self.prefix), **{name: value}, **others))
            state[f"{self.prefix}_fork"] = state[f"{self.prefix}_steps"]

        return changed

    def go_on(self, run: Any) -> None:
        """Go on from the last step of a run, with its past."""
        st.session_state[f"{self.prefix}_past"] = run.past
        st.session_state[f"{self.prefix}_steps"] = float(run.steps)

    def restart(self) -> None:
        """Begin again: what has changed cannot change in the middle of a run."""
        self.go_on(self.module.Params(steps=0))
        st.session_state[f"{self.prefix}_fork"] = 0.0

    def reseed(self) -> None:
        """Begin again from other weights and other chance."""
        st.session_state[f"{self.prefix}_seed"] = float(st.session_state[f"{self.prefix}_seed"] + 1)
        self.restart()

    def told(self, params: Any) -> tuple[Any, str]:
        """Return what tells this run from others, without what is only looked at, and that in words."""
        alone = replace(params, **{name: getattr(type(params), name) for name in self.module.SEEN})
        changed = [(f.name, getattr(alone, f.name)) for f in fields(alone) if getattr(alone, f.name) != f.default]
        words = ", ".join(
            f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}" for name, value in changed
        )
        return alone, words or "as the page opens"
