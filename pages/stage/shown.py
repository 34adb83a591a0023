"""What the stage of a page shows now, kept for the rest of the page and for the browser, which asks about it by a token.

The browser does not ask through its widgets: such a message carries the value of every widget, and one that crosses a
change made by the server undoes it.
"""

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Event, Lock
from typing import Any

import streamlit as st
from streamlit import runtime

from explainers.explainer import Explainer
from explainers.figure_style import Style
from pages.stage.widgets import Slider

MAX_STATES = 1000  # of all sessions together; the oldest are forgotten, and their charts follow on release only


@dataclass(frozen=True)
class Shown:
    """What the stage shows: enough to draw the rest of the page from, and the sweeps."""

    prefix: str
    explainer: Explainer[Any, Any]
    view: str
    params: Any
    sliders: tuple[Slider, ...]
    link: str  # the address of this state
    version: str  # of the figure
    style: Style
    token: str = field(default_factory=lambda: secrets.token_urlsafe(12))  # by which the browser knows it
    painted: Event = field(default_factory=Event)  # set once the figure is on screen
    drawn: list[Any] = field(default_factory=list)  # the figure, as plain data, once it was needed
    sent: list[int] = field(default_factory=list)  # the last step of a training that the browser was sent, if any
    session: str = ""  # of the visitor
    wanted: list[str] = field(default_factory=list)  # the slider whose sweep was asked for last
    answers: Mapping[Any, Any] = field(default_factory=dict)  # slow ones, of which its result was made
    find: Callable[[Any], Any] | None = None  # from Params to a Result with what workers find, None where that is slow

    def result(self, params: Any) -> Any:
        """Return the result for some params, with the slow answers that are known here."""
        return self.explainer.result(params, self.answers)

    @cached_property
    def stops(self) -> dict[str, dict[str, Any]]:
        """By the key of each slider: the signature of its sweep, and the stop it stands at."""
        return {slider.key: {"signature": self.signature(slider), "stop": slider.stop} for slider in self.sliders}

    def signature(self, slider: Slider) -> str:
        """Return a short name for everything that a sweep of this slider depends on, its own value left out."""
        held = slider.change(self.params, slider.stops[0])
        return digest(repr((self.explainer.path, held, slider.stops, self.view, self.style, [*self.answers])))

    @property
    def superseded(self) -> bool:
        """Whether the stage of this visitor shows something else by now."""
        newest = _newest().get((self.session, self.prefix))
        return bool(self.session) and newest is not None and newest != self.token

    def same_as(self, other: "Shown | None") -> bool:
        """Return whether nothing has changed since."""
        return other is not None and (self.version, self.stops, self.link) == (other.version, other.stops, other.link)


def digest(text: str) -> str:
    """Return a short name for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@st.cache_resource(show_spinner=False)
def _states() -> tuple[OrderedDict[str, Shown], Lock]:
    return OrderedDict(), Lock()


@st.cache_resource(show_spinner=False)
def _newest() -> OrderedDict[tuple[str, str], str]:
    """Return the token of what each visitor's stage of each page shows now."""
    return OrderedDict()


def publish(now: Shown) -> None:
    """Make a state known to whoever has its token."""
    states, lock = _states()
    newest = _newest()
    with lock:
        newest[now.session, now.prefix] = now.token
        newest.move_to_end((now.session, now.prefix))
        while len(newest) > MAX_STATES:
            newest.popitem(last=False)
        states[now.token] = now
        while len(states) > MAX_STATES:
            states.popitem(last=False)


def recall(token: str) -> Shown | None:
    """Return the state with this token, unless it is forgotten, or its visitor has left."""
    states, lock = _states()
    now = states.get(token)
    if now and now.session and runtime.exists() and not runtime.get_instance().is_active_session(now.session):
        with lock:
            states.pop(token, None)
        return None
    return now
