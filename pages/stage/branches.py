"""What the controls of a model in training do when they are changed: its run branches, or begins again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import streamlit as st

from explainers.explainer import Explainer
from explainers.timeline import Timeline
from pages.stage.live_training import step_reached


@dataclass(frozen=True)
class Branches:
    """Callbacks for the controls of a page whose model is trained."""

    explainer: Explainer[Any, Any]

    @property
    def prefix(self) -> str:
        """That of the page's widgets."""
        return self.explainer.prefix

    @property
    def timeline(self) -> Timeline[Any]:
        """Which settings may change in a run. Raises ValueError where no model is trained."""
        if self.explainer.timeline is None:
            raise ValueError(f"{self.explainer.path} has no model that is trained")
        return self.explainer.timeline

    def on_change(self, name: str, effect: str) -> Callable[[], None] | None:
        """Return what a control does to the run by its declared effect, if it does anything."""
        return {"continue": self.change(name), "restart": self.restart}.get(effect)

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
            run = self.timeline.branch(before, step_reached(self.prefix), **{name: value}, **others)
            for other in self.timeline.limits:  # a run that was wound back goes on with what held then
                if getattr(run, other) != getattr(before, other):
                    state[f"{self.prefix}_{other}"] = getattr(run, other)
            self.go_on(run)
            self._fork_at(state[f"{self.prefix}_steps"])

        return changed

    def turned(self, name: str) -> Callable[[Any, Any], Any]:
        """Return what a slider makes of Params and a stop: the run changes from the step on that it has reached.

        What is only looked at changes no run.
        """
        if name not in self.timeline.limits:
            return lambda params, stop: replace(params, **{name: stop})
        return lambda params, stop: self.timeline.branch(params, params.steps, **{name: stop})

    def go_on(self, run: Any) -> None:
        """Go on from the last step of a run, with its schedule."""
        st.session_state[f"{self.prefix}_schedule"] = run.schedule
        st.session_state[f"{self.prefix}_steps"] = float(run.steps)

    def restart(self) -> None:
        """Begin again: what has changed cannot change in the middle of a run."""
        self.go_on(self.explainer.params(steps=0))
        self._fork_at(0.0)

    def _fork_at(self, step: float) -> None:
        """Where the run without a change is drawn too, say at which step that was."""
        if "fork" in self.explainer.controls:
            st.session_state[f"{self.prefix}_fork"] = step

    def reseed(self) -> None:
        """Begin again from other weights and other chance."""
        st.session_state[f"{self.prefix}_seed"] = float(st.session_state[f"{self.prefix}_seed"] + 1)
        self.restart()

    def described(self, params: Any) -> tuple[Any, str]:
        """Return what tells this run from others, without what is only looked at, and that in words."""
        alone = self.timeline.run_alone(params)
        changed = [(f.name, getattr(alone, f.name)) for f in fields(alone) if getattr(alone, f.name) != f.default]
        words = ", ".join(
            f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}" for name, value in changed
        )
        return alone, words or "as the page opens"
