"""A whole page in one call. What is special about a page is a function that is given instead of one of these."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from explainers.explainer import Explainer, P, R, View
from pages.stage.ahead import page_runs
from pages.stage.below import below
from pages.stage.branches import Branches
from pages.stage.controls import Controls
from pages.stage.frame import headline
from pages.stage.live_chart import once_painted, show
from pages.stage.live_training import show_training, trained
from pages.stage.shown import Shown
from pages.stage.story import Place, story
from pages.stage.words import words_for

Ask = Callable[[Controls[P], View[R]], None]


def ask(controls: Controls[Any], view: View[Any], **special: dict[str, Any]) -> None:
    """Make the controls that the view has in sight; all others are under "More controls".

    `special` overrules, by field, parts of what is declared: `row={"high": 11}`.
    """
    for name in view.controls:
        controls.ask(name, **special.get(name, {}))
    controls.rest(**special)


def paint(explainer: Explainer[P, R], controls: Controls[P], view: View[R], result: R, **special: Any) -> None:
    """Paint what the view shows: a figure that follows the sliders, or a model in training with its bar of buttons."""
    params = result.params  # type: ignore[attr-defined]
    if view.trains:
        show_training(controls, explainer, view.name, params, result, explainer.max_steps, **special)
    else:
        show(controls, explainer, view.name, params, result, **special)


def nothing(*_: Any) -> None:
    """Draw nothing."""


def page(
    explainer: Explainer[P, R],
    *,
    ask: Ask[P, R] = ask,
    find: Callable[[P, View[R]], R] | None = None,
    beside: Callable[[R, View[R]], None] = nothing,
    paint: Callable[..., None] = paint,
    end: Callable[[Shown], None] = nothing,
) -> None:
    """Draw a page: headline, story, stage, and what stands below it.

    `ask` makes the controls, `find` turns Params into a Result (by default the explainer's `simulate`), `beside` adds to
    what stands under the controls, `paint(explainer, controls, view, result)` shows the picture, `end` adds to the page's
    end.
    """
    headline(explainer)
    words = words_for(explainer)

    def rest(now: Shown) -> None:
        below(now, words)
        end(now)

    lab(explainer, story(explainer, words.story), ask, find or partial(found, explainer), beside, paint, rest)


@st.fragment
def lab(
    explainer: Explainer[P, R],
    place: Place,
    ask: Ask[P, R],
    find: Callable[[P, View[R]], R],
    beside: Callable[[R, View[R]], None],
    paint: Callable[..., None],
    rest: Callable[[Shown], None],
) -> None:
    """Draw the stage: controls at the left, the picture at the right; then, once that is painted, the rest."""
    with page_runs():
        draw_stage(explainer, place, ask, find, beside, paint)
    once_painted(explainer.prefix, rest)


def draw_stage(
    explainer: Explainer[P, R],
    place: Place,
    ask: Ask[P, R],
    find: Callable[[P, View[R]], R],
    beside: Callable[[R, View[R]], None],
    paint: Callable[..., None],
) -> None:
    """Draw the controls and the picture."""
    controls: Controls[P] = Controls(explainer.prefix, place.params, place.number)
    if explainer.timeline:
        controls.on_change = Branches(explainer).on_change
    left, right = st.container(key=f"{explainer.prefix}-stage").columns([3, 10], gap="medium")
    with right:
        view = choose_view(controls, explainer, place)
    with left:
        ask(controls, view)
        result = controls.last_good(lambda params: find(params, view), controls.params())
        beside(result, view)
    with right:
        controls.finish()
        paint(explainer, controls, view, result)


def choose_view(controls: Controls[Any], explainer: Explainer[Any, R], place: Place) -> View[R]:
    """Ask which view; where there is only one, it is that."""
    if len(explainer.views) == 1:
        return explainer.view()
    titles = {view.name: view.title for view in explainer.views}
    name = controls.choice("view", "View", titles, "", default=place.view, label_visibility="collapsed")
    return explainer.view(name)


def found(explainer: Explainer[P, R], params: P, view: View[R]) -> R:
    """Return the result; of a model in training, in parts, with a bar that says how far it is."""
    return trained(explainer, params) if view.trains else explainer.simulate(params)
