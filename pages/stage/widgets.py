"""Native widgets whose state is in the address; what a link may ask of them, and how a bad one is answered.

A widget's default is what the current story step says, so the address holds the step and whatever differs from it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from explainers.controls import changed, elements_of
from pages.stage.outside import plain

P = TypeVar("P")


@dataclass(eq=False)
class Slider:
    """A control that the live chart can follow: the address of its input element, and what each stop stands for."""

    key: str
    stops: list[Any]
    change: Callable[[Any, Any], Any]  # from Params and a stop to the Params at that stop
    value: Any  # the stop it stands at

    @property
    def stop(self) -> int:
        """Return the number of the stop it stands at, from 0."""
        return min(range(len(self.stops)), key=lambda i: abs(self.stops[i] - self.value))


@dataclass
class Widgets(Generic[P]):
    """Creates the widgets of one page and collects what they say."""

    prefix: str
    start: P  # Params of the current story step: the defaults of the widgets
    step: int = 1  # which step that is
    sliders: list[Slider] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    live: bool = True  # whether the picture is to follow, while they are dragged, the sliders that are made now
    aside: Any = None  # a container for the sentences of controls that are made inside something closed
    _labels: dict[str, Mapping[str, str]] = field(default_factory=dict)  # options by name, for the address
    _slots: dict[str, Any] = field(default_factory=dict)
    _asked: dict[str, str] = field(default_factory=dict)  # what the link says
    _said: dict[str, str] = field(default_factory=dict)  # what is said about it
    _moved: dict[str, Any] = field(default_factory=dict)  # what must be set again
    _held: dict[str, Any] = field(default_factory=dict)  # what controls were set to before they were made
    _again: bool = False  # whether this is the second run for that

    def __post_init__(self) -> None:
        """Take the address as it was when the visitor arrived; after that, the widgets speak for themselves."""
        state, arrived = st.session_state, f"{self.prefix}-arrived"
        if arrived not in state:
            state[arrived] = True
            self._asked = {
                name.removeprefix(self.prefix + "_"): value
                for name, value in st.query_params.to_dict().items()
                if name.startswith(self.prefix + "_") and name != f"{self.prefix}_step"
            }
        moved, self._said = state.pop(f"{self.prefix}-moved", ({}, {}))
        self._again = bool(moved)
        for name, value in moved.items():
            state[self.key(name)] = value

    def key(self, name: str) -> str:
        """Return the widget key, and so the parameter in the address, of a field."""
        return f"{self.prefix}_{name}"

    def slider(self, name: str, label: str, low: float, high: float, step: float, help: str, **options: Any) -> Any:
        """Create a slider from `low` to `high`; the type of `step` is the type of its values."""
        change = options.pop("change", _set(name))
        default = min(max(type(step)(self._default(name, options)), low), high)
        stops = [type(step)(round(low + i * step, 10)) for i in range(round((high - low) / step) + 1)]

        def nearest(wanted: float | str) -> float:
            return min(max(type(step)(_finite(wanted)), low), high)

        self._arrive(name, nearest, default)
        self._hold(name, nearest)
        value = self._place(name).slider(
            label, low, high, default, step, key=self.key(name), help=help, bind="query-params", **options
        )
        self._follow(name, stops, change, value)
        return self._keep(name, value, default)

    def stops(self, name: str, label: str, stops: Sequence[Any], help: str, **options: Any) -> Any:
        """Create a slider over given numbers, not evenly spaced."""
        change = options.pop("change", _set(name))

        def nearest(wanted: float | str) -> Any:
            return min(stops, key=lambda stop: abs(stop - _finite(wanted)))

        default = nearest(self._default(name, options))
        self._arrive(name, nearest, default, list(map(str, stops)))
        self._hold(name, nearest)
        value = self._place(name).select_slider(
            label, stops, default, key=self.key(name), help=help, bind="query-params", **options
        )
        self._follow(name, list(stops), change, value)
        return self._keep(name, value, default)

    def choice(self, name: str, label: str, options: Mapping[str, str], help: str, **settings: Any) -> str:
        """Create a choice among a few, all in sight."""
        default = self._default(name, settings)
        default = default if default in options else next(iter(options))
        self._arrive(name, _one_of(options), default)
        value = self._place(name).segmented_control(
            label,
            list(options),
            default=default,
            format_func=lambda option: options[option],
            key=self.key(name),
            help=help,
            required=True,
            bind="query-params",
            **settings,
        )
        self._labels |= {name: options}
        return self._keep(name, value or default, default)

    def select(self, name: str, label: str, options: Mapping[str, str], help: str, **settings: Any) -> str:
        """Create a choice from a list."""
        names, default = list(options), self._default(name, settings)
        default = default if default in names else names[0]
        self._arrive(name, _one_of(options), default)
        value = self._place(name).selectbox(
            label,
            names,
            index=names.index(default),
            format_func=lambda option: options[option],
            key=self.key(name),
            help=help,
            bind="query-params",
            **settings,
        )
        self._labels |= {name: options}
        return self._keep(name, value, default)

    def text(self, name: str, label: str, help: str, room: int, **settings: Any) -> str:
        """Create a line to type in. Of more than `room` characters the first are taken, and that is said.

        Streamlit's own `max_chars` would let a longer text that is pasted go without a word.
        """
        default, key = self._default(name, settings), self.key(name)
        asked, typed = self._asked.pop(name, ""), st.session_state.get(key) or ""
        if len(asked) > room:
            self._moved[name] = asked[:room]
        elif len(typed) > room:
            st.session_state[key] = typed[:room]
        given, cut = asked or typed, f"{key}-cut"
        if len(given) > room:
            st.session_state[cut] = given[:room], too_long(given, room)
        taken, sentence = st.session_state.get(cut, ("", ""))
        if taken and taken == given[:room]:  # until another text is typed
            self._said[name] = sentence
        value = self._place(name).text_input(label, default, key=key, help=help, bind="query-params", **settings)
        return self._keep(name, value, default)

    def number(self, name: str, label: str, low: float, high: float, help: str, **settings: Any) -> Any:
        """Create a number to type in, whole if its default is."""
        default = self._default(name, settings)
        kind = type(default)
        default = min(max(default, kind(low)), kind(high))
        self._arrive(name, lambda text: min(max(kind(_finite(text)), kind(low)), kind(high)), default)
        if kind is int:
            settings |= {"step": 1.0, "format": "%.0f"}  # an endless number in the address breaks a whole one
        value = self._place(name).number_input(
            label, float(low), float(high), float(default), key=self.key(name), help=help, bind="query-params",
            **settings,
        )  # fmt: skip
        return self._keep(name, kind(value), default)

    def toggle(self, name: str, label: str, help: str, **settings: Any) -> bool:
        """Create a switch."""
        default = bool(self._default(name, settings))
        self._arrive(name, lambda text: {"true": True, "false": False}[text.casefold()], default)
        value = self._place(name).toggle(label, default, key=self.key(name), help=help, bind="query-params", **settings)
        return self._keep(name, value, default)

    def say(self, name: str, sentence: str) -> None:
        """Put a sentence under the control of a field."""
        self._slots.get(name, st).warning(plain(sentence), icon=":material/info:")

    def link(self) -> str:
        """Return the address of exactly this state."""
        query = {} if self.step == 1 else {self.key("step"): self.step}
        changed = {name: value for name, value in self.values.items() if value != self.defaults[name]}
        query |= {self.key(name): self._labels.get(name, {}).get(value, value) for name, value in changed.items()}
        address = (st.context.url or "").split("?")[0]
        return address + ("?" + urlencode({name: _in_address(value) for name, value in query.items()}) if query else "")

    def finish(self) -> None:
        """Say which parameters of the link this page does not know. Call it when all controls have been made.

        Where a control with a new range took up what the link once said, it runs once more to set that right.
        """
        if self._asked:
            names = ", ".join(self.key(name)[:60] for name in sorted(self._asked))
            self._said[""] = f"The link also sets {names}, which this page does not have."
        if self._moved:
            st.session_state[f"{self.prefix}-moved"] = self._moved, self._said
            st.rerun()
        if "" in self._said:
            st.warning(plain(self._said[""], 240), icon=":material/link_off:")

    def _follow(self, name: str, stops: list[Any], change: Callable[[Any, Any], Any], value: Any) -> None:
        if self.live:
            self.sliders.append(Slider(self.key(name), stops, change, value))

    def _place(self, name: str) -> Any:
        """Return a container for one widget, with room for a sentence under it."""
        place = st.container(gap="xsmall")
        self._slots[name] = self.aside or place
        return place

    def _default(self, name: str, options: dict[str, Any]) -> Any:
        return options.pop("default") if "default" in options else read(self.start, name)

    def _keep(self, name: str, value: Any, default: Any) -> Any:
        self.values[name], self.defaults[name] = value, default
        if self._held.get(name, value) != value and not self._again:  # a new range brought back what the link said
            self._moved[name] = self._held[name]
        if not hasattr(self.start, name) and name not in elements_of(type(self.start)):
            st.session_state.setdefault(f"{self.prefix}-others", {})[name] = default
        if name in self._said:
            self.say(name, self._said[name])
        return value

    def _hold(self, name: str, nearest: Callable[[Any], Any]) -> None:
        """Bring a value that was set from elsewhere to the nearest that this control has now."""
        held = st.session_state.get(self.key(name))
        if held is not None and not came_back():
            self._held[name] = exact = nearest(held)
            if exact != held or type(exact) is not type(held):
                st.session_state[self.key(name)] = exact

    def _arrive(
        self, name: str, nearest: Callable[[str], Any], default: Any, readable: Sequence[str] | None = None
    ) -> None:
        """Turn what the link asked of this control into the nearest possible value, and a sentence when they differ.

        `readable` lists the texts that Streamlit itself understands, if it does not understand every number.
        """
        asked = self._asked.pop(name, None)
        if asked is None:
            return
        try:
            value = nearest(asked)
            if value == asked:
                pass  # an option by its name: Streamlit itself knows only labels
            elif isinstance(value, str | bool) or float(asked) == value:
                if readable is None or asked in readable:
                    return  # Streamlit reads it as we do
            else:
                self._said[name] = f"The link asked for {asked[:40]}; the nearest possible is {value:g}."
        except (ValueError, KeyError, OverflowError):
            value = default
            self._said[name] = f"The link asked for “{asked[:40]}” here, which is not possible; this is the default."
        st.session_state[self.key(name)] = value


def read(params: Any, name: str) -> Any:
    """Return a field of Params, or a number of a vector by a name such as phi_2."""
    if name in (elements := elements_of(type(params))):
        vector, i = elements[name]
        return getattr(params, vector)[i]
    return getattr(params, name)


def _set(name: str) -> Callable[[Any, Any], Any]:
    return lambda params, value: changed(params, {name: value})


def came_back() -> bool:
    """Return whether the visitor went back or forward in the history: then the address says what every widget is."""
    context = get_script_run_ctx(suppress_warning=True)
    return context is not None and context.is_history_navigation


def too_long(text: str, room: int) -> str:
    """Return the sentence on a text that is cut."""
    return f"This has {len(text):,} characters, and there is room for {room:,}: the first ones are taken."


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
    return (
        str(value).lower() if isinstance(value, bool) else f"{value:.15g}" if isinstance(value, float) else str(value)
    )
