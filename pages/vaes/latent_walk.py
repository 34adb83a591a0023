"""What lies between a sneaker and a boot? Pictures squeezed through two numbers, and the plane those numbers span."""

import random
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from explainers.data.images import IMAGES
from explainers.legacy import as_explainer
from explainers.vaes import latent_walk
from explainers.vaes.latent_walk import MAX_STEPS, SIZES, TEST, Params, Result, Trained, advance
from explainers.vaes.latent_walk.alarm import errors
from explainers.vaes.latent_walk.codes import aggregate, codes
from explainers.vaes.latent_walk.elbo import importance_weighted, kl, terms
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
    "train": "Train it",
    "alarm": "Alarm",
}
DATA = {name: images.title for name, images in IMAGES.items()}
KINDS = {"vae": "VAE, β = 1", "autoencoder": "Autoencoder, β = 0", "beta_4": "β-VAE, β = 4"}
PATHS = {"straight": "Straight", "great_circle": "Great circle", "direction": "Add a direction"}
LAYERS = {"points": "Codes of pictures", "decoded": "Decodings"}
SOURCES = {"test": "A test picture", "drawn": "Draw one", "uploaded": "Upload one"}
DATA_HELP = "What the models have learnt, or are to learn: 1,000 pictures of each of ten classes."
LIKELIHOODS = {"bernoulli": "Bernoulli", "gaussian": "Gaussian, σ = 0.25"}
ACTIVATIONS = {"silu": "SiLU", "relu": "ReLU", "tanh": "tanh"}
BETAS = [0.0, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 20.0, 30.0, 50.0, 100.0, 200.0]
RATES = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.05, 0.1, 0.3, 1.0]
BRANCHES = stage.Branches(as_explainer(latent_walk))
POINTED = ("walk", "map", "compare")  # views in which a click chooses a place
STROKES = 150  # points of a drawing, at most
STROKES_HELP = "Strokes as 0.2,0.8 0.7,0.8; 0.7,0.8 0.4,0.2 in the unit square."
CODE = {  # what is worth reading beside the picture of each view
    "walk": (great_circle, VAE),
    "map": (aggregate, VAE),
    "image": (VAE, reparameterise, kl, importance_weighted),
    "dims": (codes, kl),
    "compare": (codes, kl),
    "train": (advance, terms, kl),
    "alarm": (errors,),
}
EXPLAINER = as_explainer(latent_walk)
words = stage.words_for(EXPLAINER)


def pictures(controls: stage.Controls[Params]) -> None:
    """Ask which pictures."""
    controls.select("data", "Pictures", DATA, DATA_HELP)


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


def layer(controls: stage.Controls[Params]) -> None:
    """Ask what the map shows."""
    controls.choice("layer", "On the map", LAYERS, "Where test pictures are encoded, or what is decoded everywhere.",
                    label_visibility="collapsed")  # fmt: skip


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
    with controls.folded(label, ":material/draw:"):
        stage.pad(controls, name, label, STROKES_HELP, STROKES, stage.style().colour(role), lines=True)


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


def material(controls: stage.Controls[Params]) -> None:
    """Ask what to train on: another begins again."""
    controls.select("data", "Pictures", DATA, DATA_HELP, on_change=BRANCHES.restart)


def beta(controls: stage.Controls[Params]) -> None:
    """Ask what KL weighs in training."""
    controls.stops("beta", "Weight of KL  β", BETAS, "What is minimised is β KL − log p(x|z); at 1 it is minus the ELBO.",
                   on_change=BRANCHES.change("beta"))  # fmt: skip


def rate(controls: stage.Controls[Params]) -> None:
    """Ask for the learning rate."""
    controls.stops("lr", "Learning rate", RATES, "How far the weights move in a step (Adam).",
                   on_change=BRANCHES.change("lr"))  # fmt: skip


def latent(controls: stage.Controls[Params]) -> None:
    """Ask for the latent size of the model that is trained."""
    controls.number("latent", "Its latent dimensions  d", 2, 16, "How many numbers make one z of the model trained here.",
                    on_change=BRANCHES.restart)  # fmt: skip


def other_weights(controls: stage.Controls[Params]) -> None:
    """Offer to begin again from another seed."""
    st.button("Other weights", icon=":material/casino:", key=f"{PREFIX}-reseed", on_click=BRANCHES.reseed, width="stretch",
              help="Begin again from another seed")  # fmt: skip


def batch(controls: stage.Controls[Params]) -> None:
    """Ask for the size of a batch."""
    controls.number("batch", "Batch", 1, 512, "Pictures in a training step.", on_change=BRANCHES.change("batch"))


def network(controls: stage.Controls[Params]) -> None:
    """Ask how the networks are made that are trained here: anything else begins again."""
    again = {"on_change": BRANCHES.restart}
    controls.select(
        "likelihood", "Likelihood  p(x|z)", LIKELIHOODS, "How a decoded picture is compared with x.", **again
    )
    controls.number("layers", "Hidden layers", 1, 3, "Of encoder and decoder.", **again)
    controls.number(
        "units", "Units", 8, 256, "In the hidden layer next to the pixels; each further one has half.", **again
    )
    controls.select("activation", "Activation", ACTIVATIONS, "Between layers.", **again)


def run(controls: stage.Controls[Params]) -> None:
    """Ask how far a run has come, and what was set on the way."""
    controls.number("steps", "Step", 0, MAX_STEPS, "How many training steps have been made.")
    controls.number("fork", "Also draw the run without the change at step", 0, MAX_STEPS,
                    "Both meet the same batches and the same ε; 0 draws none.")  # fmt: skip
    controls.text(
        "schedule", "Earlier settings", "What was set until which step: 300 beta=1; 900 lr=0.01", max_chars=2000
    )


def seed(controls: stage.Controls[Params]) -> None:
    """Ask for the seed."""
    controls.number("seed", "Seed", 0, 9999, "Of ε, and of a training run: its first weights and its batches.",
                    on_change=BRANCHES.restart)  # fmt: skip


IN_SIGHT = {  # of each view, at most five controls; all others are under "More controls"
    "walk": (pictures, first, path, second, share),
    "map": (pictures, kind, place, zoom),
    "image": (pictures, origin, first, own, stages, noise),
    "dims": (pictures, size, first, partial(nudge, range(1, 3))),
    "compare": (pictures, first, place),
    "train": (material, beta, rate, latent, other_weights),
    "alarm": (pictures, size, passing, scribble),
}
EVERYTHING = {  # what asks for a field, by its name, or that of the first of several
    "kind": kind,
    "source": origin,
    "image": first,
    "path": path,
    "other": last,
    "toward": towards,
    "t": share,
    "size": size,
    "layer": layer,
    "z_1": place,
    "zoom": zoom,
    "upto": stages,
    "draw": noise,
    "alarm": passing,
    "drawn": partial(as_text, "drawn", "Strokes of x"),
    "stray": partial(as_text, "stray", "Strokes of the scribble"),
    "beta": beta,
    "lr": rate,
    "latent": latent,
    "batch": batch,
    "likelihood": network,
    "steps": run,
    "seed": seed,
} | {f"u_{i}": partial(nudge, range(i, i + 1)) for i in range(1, max(SIZES) + 1)}
MORE = {  # what belongs to a view, though it is not in sight
    "walk": ("size",),
    "map": (),
    "image": ("kind", "seed"),
    "dims": tuple(f"u_{i}" for i in range(3, max(SIZES) + 1)),
    "compare": ("draw", "seed"),
    "train": ("batch", "likelihood", "steps", "seed"),
    "alarm": (),
}


def more(controls: stage.Controls[Params], view: str) -> None:
    """Ask for everything that the view does not have in sight; what is of other views alone stands at the end."""
    in_columns(controls, MORE[view])
    with st.expander("Of the other views"):
        controls.live = False
        in_columns(controls, tuple(name for name in EVERYTHING if name not in controls.values))
    controls.live = True


def in_columns(controls: stage.Controls[Params], names: tuple[str, ...]) -> None:
    """Ask for some fields, side by side."""
    if not names:
        return
    columns = st.columns(3)
    for i, name in enumerate(names):
        with columns[i * 3 // len(names)]:
            if name not in controls.values:
                EVERYTHING[name](controls)


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


def summary(now: Trained) -> tuple[Params, dict[str, Any]]:
    """Return what tells a run from others, and what the drawer says of it."""
    alone, settings = BRANCHES.described(now.params)
    return alone, {
        "Settings": settings,
        "Steps": now.step,
        "KL": now.held[:, 2:].sum(axis=1).round(2).tolist(),
        "ELBO": round(now.elbo, 1),
        "Active": f"{now.active.sum()} of {len(now.kl)}",
    }


def training(controls: stage.Controls[Params], result: Result, drawer: Any) -> None:
    """Draw the model that is trained here, and the drawer of runs."""
    now = result.trained
    if now.diverged:
        st.warning(f"At step {now.diverged:,} a number grew beyond all bounds: the learning rate is too high. "
                   f"The picture shows step {now.step:,}; go back further, or lower it.", icon=":material/info:")  # fmt: skip
    stage.show_training(controls, EXPLAINER, "train", result.params, result, MAX_STEPS)
    with drawer:
        stage.drawer(PREFIX, result.params, *summary(now))


@st.fragment
def lab(place: stage.Place) -> None:
    """Draw the stage: controls at the left, the picture at the right."""
    controls = stage.Controls(PREFIX, place.params, place.number)
    left, right = st.container(key=f"{PREFIX}-stage").columns([3, 10], gap="medium")
    with right:
        above = st.container(horizontal=True, horizontal_alignment="distribute")
        with above.container(width="content"):
            view = controls.choice("view", "View", VIEWS, "", default=place.view, label_visibility="collapsed")
        if view == "map":
            with above.container(width="content"):
                layer(controls)
    with left:
        for ask in IN_SIGHT[view]:
            ask(controls)
        drawer = st.container()
        with controls.folded():
            more(controls, view)
    with right:
        compute = partial(stage.trained, EXPLAINER) if view == "train" else latent_walk.simulate
        pixels = st.session_state.get(f"{PREFIX}-picture") or ""
        result = controls.last_good(compute, controls.params(pixels=pixels))
        controls.finish()
        if result.told:
            left.caption(result.told)
        if view == "train":
            training(controls, result, drawer)
        else:
            stage.show(controls, EXPLAINER, view, result.params, result, on_point=pointed if view in POINTED else None)
    stage.once_painted(PREFIX, rest)


def rest(now: stage.Shown) -> None:
    """Draw the rest of the page, for what the stage shows."""
    stage.below(now, words)


stage.headline(EXPLAINER)
lab(stage.story(EXPLAINER, words.story))
