"""What lies between a sneaker and a boot? Pictures squeezed through two numbers, and the plane those numbers span."""

import random
from functools import partial

import numpy as np
import streamlit as st

from explainers.data.images import IMAGES
from explainers.vaes import latent_walk
from explainers.vaes.latent_walk import SIZES, TEST, Params
from explainers.vaes.latent_walk.alarm import errors
from explainers.vaes.latent_walk.codes import aggregate, codes
from explainers.vaes.latent_walk.elbo import importance_weighted, kl
from explainers.vaes.latent_walk.networks import VAE, reparameterise
from explainers.vaes.latent_walk.strokes import uploaded_picture
from explainers.vaes.latent_walk.walks import great_circle
from pages import stage

PREFIX = "latent_walk"
VIEWS = {
    "walk": "Walk",
    "map": "Map",
    "image": "One picture",
    "dims": "Dimensions",
    "compare": "Three models",
    "alarm": "Alarm",
}
DATA = {name: images.title for name, images in IMAGES.items()}
KINDS = {"vae": "VAE, β = 1", "autoencoder": "Autoencoder, β = 0", "beta_4": "β-VAE, β = 4"}
PATHS = {"straight": "Straight", "great_circle": "Great circle", "direction": "Add a direction"}
LAYERS = {"points": "Codes of pictures", "decoded": "Decodings"}
SOURCES = {"test": "A test picture", "drawn": "Draw one", "uploaded": "Upload one"}
LAYER_HELP = "Where test pictures are encoded, or what is decoded everywhere."
POINTED = ("walk", "map", "compare")  # views in which a click chooses a place
STROKES = 150  # points of a drawing, at most
STROKES_HELP = "Strokes as 0.2,0.8 0.7,0.8; 0.7,0.8 0.4,0.2 in the unit square."
CODE = {  # what is worth reading beside the picture of each view
    "walk": (great_circle, VAE),
    "map": (aggregate, VAE),
    "image": (VAE, reparameterise, kl, importance_weighted),
    "dims": (codes, kl),
    "compare": (codes, kl),
    "alarm": (errors,),
}
words = stage.words_for(__file__, Params)


def pictures(controls: stage.Controls[Params]) -> None:
    """Ask which pictures."""
    controls.select("data", "Pictures", DATA, "What the models have learnt: 1,000 pictures of each of ten classes.")


def kind(controls: stage.Controls[Params]) -> None:
    """Ask which model."""
    controls.select("kind", "Model", KINDS, "β, the weight of KL while the model was trained.")


def first(controls: stage.Controls[Params]) -> None:
    """Ask for a test picture."""
    controls.number("image", "Picture x", 0, TEST - 1, numbered(controls))


def second(controls: stage.Controls[Params]) -> None:
    """Ask where a walk ends: at another picture, or in the direction of a class."""
    if controls.values["path"] == "direction":
        towards(controls)
    else:
        last(controls)
        st.button("Two others", icon=":material/casino:", key=f"{PREFIX}-dice", on_click=two_others, width="stretch",
                  help="Walk between two pictures chosen by chance")  # fmt: skip


def towards(controls: stage.Controls[Params]) -> None:
    """Ask for the class in whose direction a walk goes."""
    classes = IMAGES[controls.values["data"]].classes
    options = {str(i): name for i, name in enumerate(classes)}
    controls.select(
        "toward", "Towards", options, "The mean code of this class, less that of x's class, is added to x's."
    )


def last(controls: stage.Controls[Params]) -> None:
    """Ask for the picture at the end of a walk."""
    controls.number("other", "Picture at the end", 0, TEST - 1, numbered(controls))


def numbered(controls: stage.Controls[Params]) -> str:
    """Return which numbers are pictures of which class."""
    names = IMAGES[controls.values["data"]].classes
    return "Test pictures by number: " + ", ".join(
        f"{200 * i} to {200 * i + 199} {name}" for i, name in enumerate(names)
    )


def two_others() -> None:
    """Choose both ends of the walk by chance."""
    for name in ("image", "other"):
        st.session_state[f"{PREFIX}_{name}"] = float(random.randrange(TEST))


def path(controls: stage.Controls[Params]) -> None:
    """Ask which way the walk takes."""
    controls.select(
        "path", "Way", PATHS, "Straight through the latent space, round its origin, or by arithmetic on mean codes."
    )


def share(controls: stage.Controls[Params]) -> None:
    """Ask how far along the walk."""
    controls.slider("t", "How far  t", 0.0, 1.0, 0.02, "t, the share of the way: at 0 stands x, at 1 the other end.")


def size(controls: stage.Controls[Params]) -> None:
    """Ask how many latent dimensions."""
    controls.live = False  # other dimensions, another picture
    controls.stops("size", "Latent dimensions  d", list(SIZES), "d, numbers through which a picture is squeezed.")
    controls.live = True


def place(controls: stage.Controls[Params]) -> None:
    """Ask for a place on the map."""
    centre, half = codes(controls.values["data"], controls.values.get("kind", "vae")).window
    for i, name in enumerate(("z_1", "z_2")):
        low, high = (float(np.round(edge, 1)) for edge in (centre[i] - half[i], centre[i] + half[i]))
        controls.slider(name, f"z{'₁₂'[i]}", min(low, -4.0), max(high, 4.0), 0.1,
                        f"The {'first' if i == 0 else 'second'} coordinate of the place that is decoded.")  # fmt: skip


def zoom(controls: stage.Controls[Params]) -> None:
    """Ask by how much the map is enlarged."""
    controls.stops("zoom", "Enlarged", [1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 32.0], "By how much, around z.")


def origin(controls: stage.Controls[Params]) -> None:
    """Ask where x comes from."""
    controls.select("source", "x is", SOURCES, "The picture that is encoded.")


def own(controls: stage.Controls[Params]) -> None:
    """Ask for a picture of one's own, where one is chosen."""
    if controls.values["source"] == "drawn":
        pad(controls, "drawn", "Draw x", "real")
    elif controls.values["source"] == "uploaded":
        read = partial(uploaded_picture, data=controls.values["data"])
        stage.own_picture(PREFIX, "A picture", "PNG, JPEG, GIF or WebP, up to 20 megapixels. It stays in this session.",
                          read, ["png", "jpg", "jpeg", "gif", "webp", "bmp"])  # fmt: skip


def pad(controls: stage.Controls[Params], name: str, label: str, role: str) -> None:
    """Ask for strokes on a pad."""
    controls.aside = st.container()
    with st.popover(label, icon=":material/draw:", width="stretch"):
        stage.pad(controls, name, label, STROKES_HELP, STROKES, stage.style().colour(role), lines=True)
    controls.aside = None


def stages(controls: stage.Controls[Params]) -> None:
    """Ask how far x is followed, and for another draw."""
    controls.slider("upto", "Stages", 1, 5, 1, "1 encoder, 2 where and how surely, 3 noise, 4 z, 5 decoder and costs.")


def noise(controls: stage.Controls[Params]) -> None:
    """Ask which ε."""
    controls.number("draw", "Draw of ε", 0, 9999, "Which ε is drawn from N(0, 1), and so which z.")


def nudge(numbers: range, controls: stage.Controls[Params]) -> None:
    """Ask by how much dimensions are moved."""
    for i in numbers:
        controls.slider(f"u_{i}", f"Move dimension {i}", -4.0, 4.0, 0.2,
                        f"By how many σ of the prior dimension {i}, counted by falling KL, is moved.")  # fmt: skip


def passing(controls: stage.Controls[Params]) -> None:
    """Ask how many familiar pictures are to pass."""
    controls.slider(
        "alarm", "Familiar that pass", 0.5, 0.995, 0.005, "The share of familiar test pictures below the threshold."
    )


def scribble(controls: stage.Controls[Params]) -> None:
    """Ask for a scribble to be judged."""
    pad(controls, "stray", "Draw a scribble", "guess")


def as_text(name: str, label: str, controls: stage.Controls[Params]) -> None:
    """Ask for strokes as text."""
    controls.text(name, label, STROKES_HELP, max_chars=10 * STROKES)


def seed(controls: stage.Controls[Params]) -> None:
    """Ask for the seed."""
    controls.number("seed", "Seed", 0, 9999, "Of ε, and of a training run: its first weights, its batches.")


IN_SIGHT = {  # of each view, at most five controls; all others are under "More controls"
    "walk": (pictures, first, path, second, share),
    "map": (pictures, kind, place, zoom),
    "image": (pictures, origin, first, own, stages, noise),
    "dims": (pictures, size, first, partial(nudge, range(1, 3))),
    "compare": (pictures, first, place),
    "alarm": (pictures, size, passing, scribble),
}


def more(controls: stage.Controls[Params], view: str) -> None:
    """Ask for everything that the view does not have in sight: links may set it, and other views show it."""
    ask = {name: part for name, part in EVERYTHING.items() if name not in controls.values}
    columns = st.columns(3)
    for i, (name, make) in enumerate(ask.items()):
        with columns[i * 3 // len(ask)]:
            if name not in controls.values:
                controls.live = view == "dims"
                make(controls)
    controls.live = True


EVERYTHING = {
    "kind": kind,
    "source": origin,
    "image": first,
    "path": path,
    "other": last,
    "toward": towards,
    "t": share,
    "size": size,
    "z_1": place,
    "zoom": zoom,
    "upto": stages,
    "draw": noise,
    "alarm": passing,
    "drawn": partial(as_text, "drawn", "Strokes of x"),
    "stray": partial(as_text, "stray", "Strokes of the scribble"),
    "seed": seed,
} | {f"u_{i}": partial(nudge, range(i, i + 1)) for i in range(1, max(SIZES) + 1)}


def pointed() -> None:
    """Take the place that was clicked: on the map it is decoded exactly, on a walk it becomes the end."""
    state = st.session_state
    now: stage.Shown = state[f"{PREFIX}-shown"]
    point = np.array(state[f"{PREFIX}-chart"]["point"])
    if now.view == "walk":
        found = codes(now.params.data, "vae", now.params.size)
        nearest = np.linalg.norm(found.mu[:, found.axes] - point, axis=1).argmin()
        state[f"{PREFIX}_other"] = float(nearest)
    else:
        state[f"{PREFIX}_z_1"], state[f"{PREFIX}_z_2"] = (round(float(part), 2) for part in point)


@st.fragment
def lab(place: stage.Place) -> None:
    """Draw the stage: controls at the left, the picture at the right."""
    controls = stage.Controls(PREFIX, place.params, place.number)
    left, right = st.container(key=f"{PREFIX}-stage").columns([3, 10], gap="medium")
    with right:
        above = st.container(horizontal=True, horizontal_alignment="distribute")
        with above.container(width="content"):
            view = controls.choice("view", "View", VIEWS, "", default=place.view, label_visibility="collapsed")
    with left:
        for ask in IN_SIGHT[view]:
            ask(controls)
        others = st.popover("More controls", icon=":material/tune:", width="stretch")
        controls.aside = st.container()
        with others:
            if view != "map":
                controls.choice("layer", "On the map", LAYERS, LAYER_HELP)
            more(controls, view)
        controls.aside = None
    with right:
        if view == "map":
            with above.container(width="content"):
                controls.choice("layer", "On the map", LAYERS, LAYER_HELP, label_visibility="collapsed")
        pixels = st.session_state.get(f"{PREFIX}-picture") or ""
        result = controls.last_good(latent_walk.simulate, controls.params(pixels=pixels))
        controls.finish()
        if result.told:
            left.caption(result.told)
        stage.show(controls, latent_walk, view, result.params, result, pointed if view in POINTED else None)
    stage.once_painted(PREFIX, rest)


def rest(now: stage.Shown) -> None:
    """Draw the rest of the page, for what the stage shows."""
    stage.below(now, words, list(VIEWS), "vae-latent-walk", *CODE[now.view])


stage.headline("vaes/latent_walk")
lab(stage.story(PREFIX, words.story, latent_walk, list(VIEWS)))
