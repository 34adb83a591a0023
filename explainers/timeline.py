"""A training run as the settings that held until each step: so a run is known by its Params.

Settings may change in the middle of a run. Then `schedule` says what they were before, and the run up to there is the
same: two runs that part at a step share everything before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar

from explainers.controls import Control, controls_of
from explainers.problems import BadInput


class RunParams(Protocol):
    """Params of a model that is trained: a frozen dataclass with at least these fields.

    A page that also draws the run without the last change has `fork`, the step at which settings changed; at 0 none.
    """

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def steps(self) -> int:
        """How many steps have been made."""

    @property
    def schedule(self) -> str:
        """Settings before the present ones, as "300 lr_d=0.1 loss=minimax; 900 lr_g=0.01"."""


AnyParams = TypeVar("AnyParams", bound=RunParams)


@dataclass(frozen=True, eq=False)
class Timeline(Generic[AnyParams]):
    """What the fields of some Params are to a run. Whatever is not named is only looked at: no part of what happens."""

    fixed: tuple[str, ...]  # what cannot change within a run
    limits: Mapping[str, Control]  # what can, and the control that says what it may be set to
    most: int  # steps of a run

    @classmethod
    def of(cls, params: type[AnyParams], most: int, *also_fixed: str) -> Self:
        """Return the timeline that the effects of controls declare; `also_fixed` cannot change in a run either."""
        declared = controls_of(params)
        fixed = [name for name, control in declared.items() if control.effect == "restart"]
        limits = {name: control for name, control in declared.items() if control.effect == "continue"}
        return cls((*fixed, *also_fixed), limits, most)

    def segments(self, params: AnyParams) -> list[tuple[int, AnyParams]]:
        """Return until which step which settings held, the last for good. Raises BadInput for a bad `schedule`."""
        held: list[tuple[int, AnyParams]] = []
        for part in filter(None, (part.strip() for part in params.schedule.split(";"))):
            try:
                until, *pairs = part.split()
                settings = {name: self._setting(params, name, text) for name, text in (p.split("=") for p in pairs)}
                if not (held[-1][0] if held else 0) < int(until) <= self.most:
                    raise ValueError(until)
                held.append((int(until), replace(params, **settings)))
            except (ValueError, KeyError):
                raise BadInput("schedule", f"“{part[:40]}” is not a step and what was set until then.") from None
        return [*held, (self.most + 1, params)]

    def settings_at(self, params: AnyParams, step: int) -> AnyParams:
        """Return the settings with which the step after `step` is made."""
        return next((held for until, held in self.segments(params) if step < until), params)

    def branch(self, params: AnyParams, step: int, **changes: object) -> AnyParams:
        """Return the run that goes as this one does up to `step`, and from there on with some settings changed."""
        held = [(until, settings) for until, settings in self.segments(params) if until <= step]
        now = self.settings_at(params, step)
        if step > (held[-1][0] if held else 0):
            held.append((step, now))
        return self._with_schedule(held, replace(now, **changes, steps=step))

    def unchanged(self, params: AnyParams) -> AnyParams | None:
        """Return the run that went on at `params.fork` with the settings it had, or None if nothing changed there."""
        fork = getattr(params, "fork", 0)
        changed = any(until == fork for until, _ in self.segments(params))
        return replace(self.before(params, fork), fork=0) if changed else None

    def before(self, params: AnyParams, step: int) -> AnyParams:
        """Return the run that has made the same first `step` steps, and in which nothing is changed from there on."""
        held = [(until, settings) for until, settings in self.segments(params) if until < step]
        return self._with_schedule(held, self.settings_at(params, step - 1))

    def common_steps(self, one: AnyParams, other: AnyParams) -> int:
        """Return up to which step two runs are the same."""
        if any(getattr(one, name) != getattr(other, name) for name in self.fixed):
            return 0
        ends = sorted({until for params in (one, other) for until, _ in self.segments(params)})
        step = 0
        for end in ends:
            a, b = self.settings_at(one, step), self.settings_at(other, step)
            if any(getattr(a, name) != getattr(b, name) for name in self.limits):
                return step
            step = min(end, self.most)
        return step

    def run_alone(self, params: AnyParams) -> AnyParams:
        """Return what tells a run from others: what is only looked at is as it is by default."""
        seen = {f.name for f in fields(params)} - {*self.fixed, *self.limits, "schedule"}
        return replace(params, **{name: getattr(type(params), name) for name in seen})

    def _setting(self, params: AnyParams, name: str, text: str) -> str | float:
        """Return a setting from its text. Raises ValueError or KeyError where there is no such setting."""
        control = self.limits[name]
        value: str | float = type(getattr(type(params), name))(text)
        if control.problem(value):
            raise ValueError(text)
        return value

    def _with_schedule(self, held: list[tuple[int, AnyParams]], now: AnyParams) -> AnyParams:
        """Return a run from what held until which step, and what holds then."""

        def differences(settings: AnyParams) -> str:
            pairs = [(n, getattr(settings, n)) for n in self.limits if getattr(settings, n) != getattr(now, n)]
            return " ".join(f"{name}={value}" for name, value in pairs)

        return replace(now, schedule="; ".join(f"{until} {differences(settings)}".strip() for until, settings in held))
