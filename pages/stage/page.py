"""A whole page in one call. What is special about a page is a function that is given instead of one of these."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from explainers.explainer import Explainer, P, R, View
from pages.stage.below import below
from pages.stage.branches import Branches
from pages.stage.controls import Controls
from pages.stage.frame import headline
from pages.stage.live_chart import once_painted, show
from pages.stage.live_training import drawer, show_training, trained
from pages.stage.shown import Shown
from pages.stage.story import Place, story
from pages.stage.words import words_for

Ask = Callable[[Controls[P], View[R]], None]


def ask(controls: Controls[Any], view: View[Any]) -> None:
    """Make the controls that the view has in sight; all others are under "More controls"."""
    for name in view.controls:
        controls.ask(name)
    controls.rest(belonging=view.more)


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
    controls: Controls[P] = Controls(explainer.prefix, place.params, place.number)
    left, right = st.container(key=f"{explainer.prefix}-stage").columns([3, 10], gap="medium")
    with right:
        view = choose_view(controls, explainer, place)
    branches = Branches(explainer) if explainer.timeline and view.trains else None
    if branches:
        controls.on_change = branches.on_change
    with left:
        ask(controls, view)
        result = controls.last_good(lambda params: find(params, view), controls.params())
        beside(result, view)
        if branches:
            runs(branches, result)
    with right:
        controls.finish()
        if branches:
            say_broken_down(result)
        paint(explainer, controls, view, result)
    once_painted(explainer.prefix, rest)


def choose_view(controls: Controls[Any], explainer: Explainer[Any, R], place: Place) -> View[R]:
    """Ask which view, where there are several; beside that stand the controls that are to be over its picture."""
    view = explainer.view()
    titles = {view.name: view.title for view in explainer.views}
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if len(titles) > 1:
            with st.container(width="content"):
                name = controls.choice("view", "View", titles, "", default=place.view, label_visibility="collapsed")
            view = explainer.view(name)
        for name in view.above:
            with st.container(width="content"):
                controls.ask(name, label_visibility="collapsed", help="")  # nothing to hang a help text on
    return view


def runs(branches: Branches, result: Any) -> None:
    """Offer to begin again from other weights, and the drawer with the last runs."""
    explainer = branches.explainer
    with st.container(horizontal=True):
        st.button("Other weights", icon=":material/casino:", key=f"{explainer.prefix}-reseed", on_click=branches.reseed,
                  help="Begin again from another seed")  # fmt: skip
        run, settings = branches.described(result.params)
        row = {"Settings": settings, "Steps": result.step, **(explainer.summary(result) if explainer.summary else {})}
        drawer(explainer.prefix, result.params, run, row)


def say_broken_down(result: Any) -> None:
    """Say where training broke down, if it did."""
    if result.diverged:
        st.warning(f"At step {result.diverged:,} a number grew beyond all bounds: a learning rate is too high. "
                   f"The picture shows step {result.step:,}; go back further, or lower it.", icon=":material/info:")  # fmt: skip


def found(explainer: Explainer[P, R], params: P, view: View[R]) -> R:
    """Return the result; of a model in training, in parts, with a bar that says how far it is."""
    return trained(explainer, params) if view.trains else explainer.simulate(params)
