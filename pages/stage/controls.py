"""The controls of a page: native widgets whose values are fields of Params and whose state is in the address.

A widget's default is what the current story step says, so the address holds the step and whatever differs from it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from math import isfinite
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import streamlit as st

from explainers.problems import BadInput

P = TypeVar("P")
R = TypeVar("R")


@dataclass
class Slider:
    """A control that the live chart can follow: the address of its input element, and what each stop stands for."""

    key: str
    stops: list[Any]
    change: Callable[[Any], dict[str, Any]]  # from a stop to the fields of Params it sets


@dataclass
class Controls(Generic[P]):
    """Creates the widgets of one page and collects what they say."""

    prefix: str
    start: P  # Params of the current story step: the defaults of the widgets
    step: int = 1  # which step that is
    sliders: list[Slider] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    _slots: dict[str, Any] = field(default_factory=dict)
    _asked: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take the address as it was when the visitor arrived; after that, the widgets speak for themselves."""
        arrived = f"{self.prefix}-arrived"
        if arrived not in st.session_state:
            st.session_state[arrived] = True
            self._asked = {
                name.removeprefix(self.prefix + "_"): value
                for name, value in st.query_params.to_dict().items()
                if name.startswith(self.prefix + "_") and name != f"{self.prefix}_step"
            }

    def key(self, name: str) -> str:
        """Return the widget key, and so the parameter in the address, of a field."""
        return f"{self.prefix}_{name}"

    def slider(self, name: str, label: str, low: float, high: float, step: float, help: str, **options: Any) -> Any:
        """Create a slider from `low` to `high`; the type of `step` is the type of its values."""
        change = options.pop("change", lambda value: {name: value})
        default = min(max(type(step)(self._default(name, options)), low), high)
        stops = [type(step)(round(low + i * step, 10)) for i in range(round((high - low) / step) + 1)]

        def nearest(wanted: float | str) -> float:
            return min(max(type(step)(_finite(wanted)), low), high)

        self._arrive(name, nearest)
        self._hold(name, nearest)
        value = self._place(name).slider(
            label, low, high, default, step, key=self.key(name), help=help, bind="query-params", **options
        )
        self.sliders.append(Slider(self.key(name), stops, change))
        return self._keep(name, value, default)

    def stops(self, name: str, label: str, stops: Sequence[Any], help: str, **options: Any) -> Any:
        """Create a slider over given numbers, not evenly spaced."""
        change = options.pop("change", lambda value: {name: value})

        def nearest(wanted: float | str) -> Any:
            return min(stops, key=lambda stop: abs(stop - _finite(wanted)))

        default = nearest(self._default(name, options))
        self._arrive(name, nearest)
        self._hold(name, nearest)
        value = self._place(name).select_slider(
            label, stops, default, key=self.key(name), help=help, bind="query-params", **options
        )
        self.sliders.append(Slider(self.key(name), list(stops), change))
        return self._keep(name, value, default)

    def choice(self, name: str, label: str, options: Mapping[str, str], help: str, **settings: Any) -> str:
        """Create a choice among a few, all in sight."""
        default = self._default(name, settings)
        self._arrive(name, _one_of(options))
        value = self._place(name).segmented_control(
            label,
            list(options),
            default=default if default in options else next(iter(options)),
            format_func=lambda option: options[option],
            key=self.key(name),
            help=help,
            required=True,
            bind="query-params",
            **settings,
        )
        return self._keep(name, value, default)

    def select(self, name: str, label: str, options: Mapping[str, str], help: str, **settings: Any) -> str:
        """Create a choice from a list."""
        default = self._default(name, settings)
        self._arrive(name, _one_of(options))
        names = list(options)
        value = self._place(name).selectbox(
            label,
            names,
            index=names.index(default) if default in names else 0,
            format_func=lambda option: options[option],
            key=self.key(name),
            help=help,
            bind="query-params",
            **settings,
        )
        return self._keep(name, value, default)

    def text(self, name: str, label: str, help: str, **settings: Any) -> str:
        """Create a line to type in."""
        default = self._default(name, settings)
        value = self._place(name).text_input(
            label, default, key=self.key(name), help=help, bind="query-params", **settings
        )
        self._asked.pop(name, None)
        return self._keep(name, value, default)

    def number(self, name: str, label: str, low: float, high: float, help: str, **settings: Any) -> Any:
        """Create a number to type in."""
        default = min(max(self._default(name, settings), low), high)
        kind = type(default)
        low, high = kind(low), kind(high)
        self._arrive(name, lambda text: min(max(kind(_finite(text)), low), high))
        value = self._place(name).number_input(
            label, low, high, default, key=self.key(name), help=help, bind="query-params", **settings
        )
        return self._keep(name, value, default)

    def toggle(self, name: str, label: str, help: str, **settings: Any) -> bool:
        """Create a switch."""
        default = bool(self._default(name, settings))
        self._arrive(name, lambda text: {"true": True, "false": False}[text.casefold()])
        value = self._place(name).toggle(label, default, key=self.key(name), help=help, bind="query-params", **settings)
        return self._keep(name, value, default)

    def params(self, **settled: Any) -> P:
        """Return Params as the widgets have it; `settled` overrules. Fields without a widget keep the step's value."""
        names = {f.name for f in fields(self.start)}  # type: ignore[arg-type]
        chosen = {name: value for name, value in self.values.items() if name in names}
        return replace(self.start, **(chosen | settled))  # type: ignore[type-var]

    def last_good(self, compute: Callable[[P], R], params: P) -> R:
        """Return `compute(params)`. Bad input gets its sentence at the control that caused it; the last good stays."""
        good = f"{self.prefix}-good"
        try:
            result = compute(params)
        except BadInput as problem:
            self.say(problem.field, problem.sentence + " The picture shows the last data that could be read.")
            return compute(st.session_state.get(good, self.start))
        st.session_state[good] = params
        return result

    def say(self, name: str, sentence: str) -> None:
        """Put a sentence under the control of a field."""
        self._slots.get(name, st).warning(sentence, icon=":material/info:")

    def link(self) -> str:
        """Return the address of exactly this state."""
        query = {} if self.step == 1 else {self.key("step"): self.step}
        query |= {self.key(name): value for name, value in self.values.items() if value != self.defaults[name]}
        address = (st.context.url or "").split("?")[0]
        return address + ("?" + urlencode({name: _in_address(value) for name, value in query.items()}) if query else "")

    def strangers(self) -> None:
        """Say which parameters of the link this page does not know."""
        unknown = sorted(set(self._asked) - set(self.values))
        if unknown:
            names = ", ".join(f"`{self.key(name)}`" for name in unknown)
            st.warning(f"The link also sets {names}, which this page does not have.", icon=":material/link_off:")

    def _place(self, name: str) -> Any:
        """Return a container for one widget, with room for a sentence under it."""
        self._slots[name] = st.container(gap="xsmall")
        return self._slots[name]

    def _default(self, name: str, options: dict[str, Any]) -> Any:
        return options.pop("default") if "default" in options else getattr(self.start, name)

    def _keep(self, name: str, value: Any, default: Any) -> Any:
        self.values[name], self.defaults[name] = value, default
        if not hasattr(self.start, name):
            st.session_state.setdefault(f"{self.prefix}-others", {})[name] = default
        if name in self._asked:
            said = self._asked.pop(name)
            if said:
                self.say(name, said)
        return value

    def _hold(self, name: str, nearest: Callable[[Any], Any]) -> None:
        """Bring a value that was set from elsewhere to the nearest that this control has now."""
        held = st.session_state.get(self.key(name))
        if held is not None and nearest(held) != held:
            st.session_state[self.key(name)] = nearest(held)

    def _arrive(self, name: str, nearest: Callable[[str], Any]) -> None:
        """Turn what the link asked of this control into the nearest possible value, and a sentence when they differ."""
        asked = self._asked.get(name)
        if asked is None:
            return
        try:
            value = nearest(asked)
        except (ValueError, KeyError, OverflowError):
            self._asked[name] = f"The link asked for “{asked[:40]}” here, which is not possible; this is the default."
            return
        st.session_state[self.key(name)] = value
        exact = isinstance(value, str | bool) or float(asked) == value
        self._asked[name] = "" if exact else f"The link asked for {asked[:40]}; the nearest possible is {value:g}."


def set_all(prefix: str, params: Any, **others: Any) -> None:
    """Set every control of a page at once, from a callback; those that are no field of Params go back to their default."""
    chosen = {f.name: getattr(params, f.name) for f in fields(params)}
    for name, value in (st.session_state.get(f"{prefix}-others", {}) | chosen | others).items():
        st.session_state[f"{prefix}_{name}"] = value


def _finite(wanted: float | str) -> float:
    number = float(wanted)
    if not isfinite(number):
        raise ValueError(wanted)
    return number


def _one_of(options: Mapping[str, str]) -> Callable[[str], str]:
    """Return a finder of options by name, as our links have it, or by label, as Streamlit writes the address."""
    names = {name: name for name in options} | {label: name for name, label in options.items()}
    return names.__getitem__


def _in_address(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)
