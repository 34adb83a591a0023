"""What lies between a sneaker and a boot? Pictures squeezed through two numbers, and the plane those numbers span."""

import random
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from explainers.controls import Private
from explainers.data.images import IMAGES
from explainers.explainer import Explainer, View
from explainers.vaes.latent_walk import EXPLAINER, Params, Result
from explainers.vaes.latent_walk.codes import codes
from explainers.vaes.latent_walk.settings import TEST
from explainers.vaes.own_pictures import uploaded_picture
from pages import stage

PREFIX = EXPLAINER.prefix


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls: their ranges, options and help depend on the pictures and on the model."""
    data = controls.ask("data")
    classes = IMAGES[data].classes
    numbers = ", ".join(f"{200 * i} to {200 * i + 199} {name}" for i, name in enumerate(classes))
    for name in ("image", "other"):
        controls.overrules[name] = lambda: {"help": f"Test pictures by number: {numbers}."}
    controls.overrules["toward"] = lambda: {"options": {str(i): name for i, name in enumerate(classes)}}
    for i, name in enumerate(("z_1", "z_2")):
        controls.overrules[name] = partial(window, controls, i)
    controls.overrules["size"] = lambda: {"live": False}  # other dimensions, another picture
    for name in view.controls:
        ask_in_sight(controls, name)
    controls.rest(belonging=view.more)


def ask_in_sight(controls: stage.Controls[Params], name: str) -> None:
    """Make one control, and what belongs to it."""
    match name:
        case "other" if controls.values["path"] == "direction":
            controls.ask("toward")
        case "other":
            controls.ask(name)
            st.button("Two others", icon=":material/casino:", key=f"{PREFIX}-dice", on_click=two_others,
                      width="stretch", help="Walk between two pictures chosen by chance")  # fmt: skip
        case "source" if controls.ask(name) == "drawn":
            controls.ask("drawn")
        case "source" if controls.values[name] == "uploaded":
            controls.settle(pixels=upload(controls.values["data"]))
        case _:
            controls.ask(name)


def window(controls: stage.Controls[Params], i: int) -> dict[str, Any]:
    """Return the range of a coordinate: what the map of the model shows, at least from −4 to 4."""
    centre, half = codes(controls.values["data"], controls.values.get("kind", "vae")).window
    low, high = (float(np.round(edge, 1)) for edge in (centre[i] - half[i], centre[i] + half[i]))
    return {"low": min(low, -4.0), "high": max(high, 4.0)}


def upload(data: str) -> str:
    """Ask for a picture of the learner's own; return it as text, or "" while there is none."""
    control = EXPLAINER.controls["pixels"]
    assert isinstance(control, Private)
    read = partial(uploaded_picture, data=data)
    kinds = ["png", "jpg", "jpeg", "gif", "webp", "bmp"]
    return stage.own_picture(PREFIX, control.label, control.help, read, kinds) or ""


def two_others() -> None:
    """Choose both ends of the walk by chance."""
    for name in ("image", "other"):
        st.session_state[f"{PREFIX}_{name}"] = float(random.randrange(TEST))


def pointed() -> None:
    """Take the place that was clicked: on the map it is decoded exactly, on a walk the nearest code becomes the end."""
    state = st.session_state
    now: stage.Shown = state[f"{PREFIX}-shown"]
    point = np.array(state[f"{PREFIX}-chart"]["point"])
    if now.view == "walk":
        found = codes(now.params.data, "vae", now.params.size)
        nearest = np.linalg.norm(found.mu[:, found.axes] - point, axis=1).argmin()
        state[f"{PREFIX}_other"] = float(nearest)
    else:
        state[f"{PREFIX}_z_1"], state[f"{PREFIX}_z_2"] = (round(float(part), 2) for part in point)


def beside(result: Result, view: View[Result]) -> None:
    """Say what was done to the picture."""
    if result.note:
        st.caption(result.note)


def paint(
    explainer: Explainer[Params, Result], controls: stage.Controls[Params], view: View[Result], result: Result
) -> None:
    """Paint the picture; in the walk and on the map a click chooses a place."""
    special = {"on_point": pointed} if view.name in ("walk", "map") else {}
    stage.paint(explainer, controls, view, result, **special)


stage.page(EXPLAINER, ask=ask, beside=beside, paint=paint)
