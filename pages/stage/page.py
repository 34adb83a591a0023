"""A whole page in one call. What is special about a page is a function that is given instead of one of these."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic

import streamlit as st

from explainers.explainer import Explainer, P, R, View
from pages.stage.ahead import page_runs
from pages.stage.below import below
from pages.stage.branches import Branches
from pages.stage.controls import Controls
from pages.stage.frame import headline, lecture
from pages.stage.live_chart import once_painted, show
from pages.stage.live_training import drawer, show_training, trained
from pages.stage.shown import Shown
from pages.stage.story import Place, story
from pages.stage.words import words_for

Ask = Callable[[Controls[P], View[R]], None]


def ask(controls: Controls[Any], view: View[Any]) -> None:
    """Make the controls that the view has in sight; all others are under "More controls"."""
    for name in view.controls:
        controls.make(name)
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
    special: Mapping[str, Callable[[Controls[P]], Any]] | None = None,
    find: Callable[[P, View[R]], R] | None = None,
    beside: Callable[[R, View[R]], None] = nothing,
    paint: Callable[..., None] = paint,
    end: Callable[[Shown], None] = nothing,
    widths: tuple[int, int] = (3, 10),
) -> None:
    """Draw a page: headline, story, stage, and what stands below it.

    `ask` makes the controls, `special` single ones of them, by field: in `controls.above`, the room beside the choice of
    the view, in `controls.more`, or where it stands. `find` turns Params into a Result (by default the explainer's
    `simulate`), `beside` adds to what stands under the controls, `paint(explainer, controls, view, result)` shows the
    picture, `end` adds to the page's end. `widths` are the shares of controls and picture.
    """
    headline(explainer)
    words = words_for(explainer)

    def rest(now: Shown) -> None:
        below(now, words)
        end(now)

    parts = Parts(ask, special or {}, find or partial(found, explainer), beside, paint, widths)
    lab(explainer, story(explainer, words.story), parts, rest)


@dataclass(frozen=True)
class Parts(Generic[P, R]):
    """What a page may do in its own way; see `page`."""

    ask: Ask[P, R]
    special: Mapping[str, Callable[[Controls[P]], Any]]
    find: Callable[[P, View[R]], R]
    beside: Callable[[R, View[R]], None]
    paint: Callable[..., None]
    widths: tuple[int, int]  # of the controls and of the picture


@st.fragment
def lab(explainer: Explainer[P, R], place: Place, parts: Parts[P, R], rest: Callable[[Shown], None]) -> None:
    """Draw the stage; then, once that is painted, the rest."""
    with page_runs() as crowded:
        if crowded:
            say_crowded()
        draw_stage(explainer, place, parts)
    once_painted(explainer.prefix, rest)


def say_crowded() -> None:
    """Say why answers take long, at most once a minute; nothing on the page moves for it."""
    if time.monotonic() - st.session_state.get("crowded-said", -60.0) >= 60:
        st.session_state["crowded-said"] = time.monotonic()
        st.toast("Many people are here: answers take a few seconds.", icon=":material/groups:")


def draw_stage(explainer: Explainer[P, R], place: Place, parts: Parts[P, R]) -> None:
    """Draw controls at the left, and the picture at the right."""
    controls: Controls[P] = Controls(explainer.prefix, place.params, place.number, special=parts.special)
    left, right = st.container(key=f"{explainer.prefix}-stage").columns(parts.widths, gap="medium")
    with right:
        view = choose_view(controls, explainer, place)
    branches = Branches(explainer) if explainer.timeline and view.trains else None
    if branches:
        controls.on_change = branches.on_change
        controls.turned = {name: branches.turned(name) for name in view.follows}
    with left:
        sight, controls.foot = st.container(), st.container()
        with sight:
            parts.ask(controls, view)
        result, sentences = controls.last_good(partial(with_sentences, explainer, view, parts.find), controls.params())
        for sentence in sentences:
            st.caption(sentence)
        parts.beside(result, view)
        if branches and explainer.summary and not lecture():
            runs(branches, result, explainer.summary(result))
    with right:
        controls.finish()
        if branches:
            say_broken_down(result)
        parts.paint(explainer, controls, view, result)


def choose_view(controls: Controls[Any], explainer: Explainer[Any, R], place: Place) -> View[R]:
    """Ask which view, where there are several, with room beside it (`controls.above`) for what stands over the picture."""
    view = explainer.view()
    titles = {view.name: view.title for view in explainer.views}
    controls.above = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center")
    with controls.above:
        if len(titles) > 1:
            with st.container(width="content"):
                name = controls.choice("view", "View", titles, "", default=place.view, label_visibility="collapsed")
            view = explainer.view(name)
        for name in view.above:
            with st.container(width="content"):
                controls.ask(name, label_visibility="collapsed", help="")  # nothing to hang a help text on
    return view


def runs(branches: Branches, result: Any, summary: Mapping[str, Any]) -> None:
    """Offer to begin again from other weights, and the drawer with the last runs."""
    prefix = branches.prefix
    with st.container(horizontal=True):
        st.button("Other weights", icon=":material/casino:", key=f"{prefix}-reseed", on_click=branches.reseed,
                  help="Begin again from another seed")  # fmt: skip
        run, settings = branches.described(result.params)
        drawer(prefix, result.params, run, {"Settings": settings, "Steps": result.step, **summary})


def say_broken_down(result: Any) -> None:
    """Say where training broke down, if it did."""
    if diverged := getattr(result, "diverged", None):
        st.warning(f"At step {diverged:,} a number grew beyond all bounds: a learning rate is too high. "
                   f"The picture shows step {result.step:,}; go back further, or lower it.", icon=":material/info:")  # fmt: skip


def with_sentences(
    explainer: Explainer[P, R], view: View[R], find: Callable[[P, View[R]], R], params: P
) -> tuple[R, list[str]]:
    """Return the result, and what the explainer has to say about a view of it. Raises BadInput."""
    result = find(params, view)
    return result, explainer.sentences(result, view.name) if explainer.sentences else []


def found(explainer: Explainer[P, R], params: P, view: View[R]) -> R:
    """Return the result; of a model in training, in parts, with a bar that says how far it is."""
    return trained(explainer, params) if view.trains else explainer.simulate(params)
