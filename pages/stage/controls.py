"""The controls of a page as its Params declare them: in sight, or under "More controls"."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

import streamlit as st

from explainers import controls as declared
from explainers.controls import Sliders, changed, controls_of, elements_of, kinds_of
from explainers.problems import BadInput
from pages.stage.cells import cells
from pages.stage.components import style
from pages.stage.drawing import pad
from pages.stage.widgets import P, Widgets, read

R = TypeVar("R")
FEW = 8  # controls that stand below each other under "More controls"
EFFECTS = {"continue": "Take effect at once", "restart": "Begin again", "view": "Only looked at"}


class Folded:
    """A popover to make controls in, as often as it is entered; what is said about them stands below it, in sight."""

    def __init__(self, controls: "Controls[Any]", label: str, icon: str) -> None:
        self.controls = controls
        self.popover = st.popover(label, icon=icon, width="stretch")
        self.below = st.container()
        self.outer: list[Any] = []  # where sentences stood before it was entered: popovers may stand in popovers

    def __enter__(self) -> None:
        self.outer.append(self.controls.aside)
        self.controls.aside = self.controls.aside or self.below
        self.popover.__enter__()

    def __exit__(self, *problem: Any) -> None:
        self.popover.__exit__(*problem)
        self.controls.aside = self.outer.pop()


@dataclass
class Controls(Widgets[P]):
    """Makes the controls that a page's Params declare, in its own way where a page has one."""

    above: Any = None  # a container beside the choice of the view
    foot: Any = None  # a container below the controls in sight, for "More controls"
    special: Mapping[str, Callable[["Controls[P]"], Any]] = field(default_factory=dict)  # makes a control, by field
    on_change: Callable[[str, str], Callable[[], None] | None] = lambda name, effect: None  # by field and its effect
    turned: Mapping[str, Callable[[Any, Any], Any]] | None = (
        None  # of a model in training: by field, what a slider that
    )
    # the picture follows makes of Params and a stop
    overrules: dict[str, Callable[[], dict[str, Any]]] = field(default_factory=dict)  # of a declaration, by field
    _settled: dict[str, Any] = field(default_factory=dict)  # fields by what a page says they are
    _more: Folded | None = None
    _made: set[str] = field(default_factory=set)  # fields whose controls this page made in its own way

    def folded(self, label: str = "More controls", icon: str = ":material/tune:") -> Folded:
        """Return a popover whose controls, unlike those in sight, say what there is to say outside it."""
        return Folded(self, label, icon)

    @property
    def more(self) -> Folded:
        """The popover "More controls". It stands below what is in sight, however early something is put into it."""
        if self._more is None:
            with self.foot or nullcontext():
                self._more = self.folded()
        return self._more

    def make(self, name: str) -> None:
        """Make the control of a field as this page does (`special`), or just as it is declared."""
        if name not in self.special:
            self.ask(name)
        elif name not in self._made:
            self._made.add(name)
            self.special[name](self)

    def ask(self, name: str, **special: Any) -> Any:
        """Make the control that a field of Params declares, or a number of a vector such as phi_2; return its value.

        `special` overrules the declaration (a range that depends on data, a label) or goes to the widget; `self.overrules`
        does so wherever the control is made. With `live=False` the picture does not follow it while it is dragged. What
        has been made already, or is a visitor's upload, is not made again.
        """
        control = self._declared(name)
        special = (self.overrules[name]() if name in self.overrules else {}) | special
        for part in [part for part in special if part in {f.name for f in fields(control)}]:
            control = replace(control, **{part: special.pop(part)})
        if name in self.values or isinstance(control, declared.Private):
            return self.values.get(name, self._settled.get(name))
        if isinstance(control, Sliders):
            return tuple(self.ask(f"{name}_{i + 1}", **special) for i in range(control.count))
        if (then := self.on_change(name, control.effect)) is not None:
            special.setdefault("on_change", then)
        if self.turned is not None:
            special |= {"live": name in self.turned} | ({"change": self.turned[name]} if name in self.turned else {})
        before, follows = self.live, special.pop("live", True)
        self.live = before and follows
        try:
            return self._make(name, control, special)
        finally:
            self.live = before

    def rest(
        self, more: Folded | None = None, without: Sequence[str] = (), belonging: Sequence[str] | None = None
    ) -> None:
        """Make all declared controls that have not been made yet, but for some, under "More controls" or in `more`.

        Where fields are named that belong to the view, all others stand at the end, and the picture does not follow them.
        """
        left = [name for name in self._not_made() if self._field(name) not in without]
        others = [name for name in left if belonging is not None and self._field(name) not in belonging]
        if not left:  # nothing is folded away
            return
        with more or self.more:
            self._in_columns([name for name in left if name not in others])
            if others:
                live, self.live = self.live, False
                with st.expander("Of the other views"):
                    self._in_columns(others)
                self.live = live

    def _not_made(self) -> list[str]:
        """Return the fields whose controls are yet to be made; of vectors, their numbers."""
        names = []
        for name, control in controls_of(type(self.start)).items():
            count = control.count if isinstance(control, Sliders) and name not in self.special else 0
            parts = [f"{name}_{i + 1}" for i in range(count)] or [name]
            if name not in self._made and not isinstance(control, declared.Private):
                names += [part for part in parts if part not in self.values]
        return names

    def _field(self, name: str) -> str:
        return elements_of(type(self.start)).get(name, (name, 0))[0]

    def _in_columns(self, names: Sequence[str]) -> None:
        """Make many controls, side by side: of a model in training, by what they do to it."""
        groups: dict[str, list[str]] = {}
        if any(self._declared(name).effect != "view" for name in names):
            for name in names:
                groups.setdefault(EFFECTS[self._declared(name).effect], []).append(name)
        elif len(names) > FEW:
            third = -(-len(names) // 3)
            groups = {"": list(names[:third]), " ": list(names[third : 2 * third]), "  ": list(names[2 * third :])}
        else:
            groups = {"": list(names)}
        columns = st.columns(len(groups)) if len(groups) > 1 else [st.container()]
        for column, (title, some) in zip(columns, groups.items(), strict=True):
            with column:
                if title.strip():
                    st.caption(title)
                for name in some:
                    self.make(name)

    def _declared(self, name: str) -> declared.Control:
        if name in (elements := elements_of(type(self.start))):
            vector, i = elements[name]
            return self._declared(vector).element(i + 1)  # type: ignore[attr-defined]
        return controls_of(type(self.start))[name]

    def _make(self, name: str, control: declared.Control, special: dict[str, Any]) -> Any:  # noqa: PLR0911
        caption, help = control.caption, control.help
        kind = kinds_of(type(self.start)).get(name, float)
        match control:
            case declared.Slider(low=low, high=high, step=step):
                return self.slider(name, caption, kind(low), kind(high), kind(step), help, **special)
            case declared.Stops(values=values):
                return self.stops(name, caption, values, help, **special)
            case declared.Number(low=low, high=high, step=step):
                typed = {"step": step or (high - low) / 100, "format": "%g"} if kind is float else {}
                return self.number(name, caption, low, high, help, **(typed | special))
            case declared.Choice(options=options):
                return self.choice(name, caption, options, help, **({"default": self._option(name)} | special))
            case declared.Select(options=options):
                return self.select(name, caption, options, help, **({"default": self._option(name)} | special))
            case declared.Toggle():
                return self.toggle(name, caption, help, **special)
            case declared.Drawing(points=most, role=role, lines=lines, follows=follows, in_sight=in_sight):
                with nullcontext() if in_sight else self.folded(caption, ":material/draw:"):
                    return pad(
                        self, name, caption, help, most, style().colour(role), lines=lines, follows=follows, **special
                    )
            case declared.Cells(most=most, kinds=kinds, shown=shown, follows=follows):
                with self.folded(caption, ":material/grid_on:"):
                    return cells(self, name, caption, help, most, kinds, shown, follows=follows, **special)
            case declared.Text(most=most):
                return self.text(name, caption, help, **({"room": most} | special))
        raise TypeError(f"{name}: nobody knows how to make a {type(control).__name__}")

    def settle(self, **fields: Any) -> None:
        """Say what some fields are, whatever their widgets say: an upload, or what was read last from a bad text."""
        self._settled |= fields

    def params(self, **settled: Any) -> P:
        """Return Params as the widgets have it; `settled` overrules. Fields without a widget keep the step's value."""
        names = {f.name for f in fields(self.start)} | elements_of(type(self.start)).keys()  # type: ignore[arg-type]
        chosen = {name: value for name, value in self.values.items() if name in names}
        return changed(self.start, chosen | self._settled | settled)

    def last_good(self, compute: Callable[[P], R], params: P, quiet: bool = False) -> R:
        """Return `compute(params)`. Bad input gets its sentence at the control that caused it; the last good stays.

        `quiet` leaves the sentence to a later call: for what the ranges of other controls depend on.
        """
        good = f"{self.prefix}-good"
        try:
            result = compute(params)
        except BadInput as problem:
            if not quiet:
                self.say(problem.field, problem.sentence + " The picture shows the last data that could be read.")
            return compute(st.session_state.get(good, self.start))
        st.session_state[good] = params
        return result

    def _option(self, name: str) -> str:
        """Return the name of the option that the story step chooses; of an int, its digits."""
        return str(read(self.start, name))


def set_all(prefix: str, params: Any, **others: Any) -> None:
    """Set every control of a page at once, from a callback; those that are no field of Params go back to their default."""
    vectors = {name for name, _ in elements_of(type(params)).values()}
    chosen = {f.name: getattr(params, f.name) for f in fields(params) if f.name not in vectors}
    chosen |= {name: read(params, name) for name in elements_of(type(params))}
    chosen |= {name: str(chosen[name]) for name, control in controls_of(type(params)).items()
               if isinstance(control, declared.Select)}  # fmt: skip
    for name, value in (st.session_state.get(f"{prefix}-others", {}) | chosen | others).items():
        st.session_state[f"{prefix}_{name}"] = value
