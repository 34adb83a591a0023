"""What do a forger and a detective teach each other? A generative adversarial network, trained before the learner's eyes."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from explainers.gans import training
from explainers.gans.training import MAX_STEPS, Params, branch, settings_at
from explainers.gans.training.targets import MAX_DRAWN
from explainers.legacy import as_explainer
from pages import stage

PREFIX = "training"
VIEWS = {"game": "The game", "step": "One step"}
STAGES = {
    "noise": "1 Noise",
    "generate": "2 Generate",
    "judge": "3 Judge",
    "teach_d": "4 Teach D",
    "teach_g": "5 Teach G",
}
PARTS = {
    "D": "Make one step of D alone: G does not learn in it",
    "G": "Make one step of G alone: D does not learn in it",
}
DATA = {
    "modes": "Eight heaps on a ring",
    "grid": "A grid of nine heaps",
    "single": "One heap",
    "line": "A line",
    "ring": "A ring",
    "moons": "Two moons",
    "spiral": "A spiral",
    "drawn": "Your own points",
}
LOSSES = {
    "non_saturating": "Non-saturating",
    "minimax": "Minimax, as first written",
    "least_squares": "Least squares",
    "hinge": "Hinge",
    "wasserstein_clip": "Wasserstein, weights clipped",
    "wasserstein_gp": "Wasserstein, gradient penalty",
}
RATES = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.003, 0.004, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0]
HIDEABLE = {"": "Everything", "field": "No verdict", "manifold": "No noise grid", "arrows": "No arrows",
            "field manifold arrows": "Points only"}  # fmt: skip
BRANCHES = stage.Branches(as_explainer(training))
EXPLAINER = as_explainer(training)
words = stage.words_for(EXPLAINER)


def with_penalty(before: Params, loss: str) -> dict[str, float]:
    """Return what else changes with the loss: that of Wasserstein with a penalty is nothing without it."""
    if "wasserstein_gp" not in (loss, before.loss):
        return {}
    return {"penalty": 1.0 if loss == "wasserstein_gp" else 0.0}


def one_alone(player: str, step: int) -> None:
    """Make a step in which only D learns, or only G."""
    before = settings_at(BRANCHES.run, step)
    resting = {"D": "g_updates", "G": "d_updates"}[player]
    run = branch(BRANCHES.run, step, **{resting: 0})
    BRANCHES.go_on(branch(run, step + 1, **{resting: getattr(before, resting)}))


def game_controls(controls: stage.Controls[Params]) -> None:
    """Ask for the target and what the players want."""
    data = controls.select(
        "data", "Real points  x", DATA, "The target p, from which real points are drawn.", on_change=BRANCHES.restart
    )
    if data == "drawn":
        help = "Pairs such as 0.2,0.3 between spaces, in the square from 0 to 1."
        stage.pad(
            controls,
            "drawn",
            "Your own points",
            help,
            MAX_DRAWN,
            stage.style().colour("real"),
            on_change=BRANCHES.restart,
        )
    controls.select("loss", "What the players minimise", LOSSES, "The losses of D and G.",
                    on_change=BRANCHES.change("loss", with_penalty))  # fmt: skip
    controls.stops("lr_g", "Learning rate of G", RATES, "How far the generator G moves in an update.",
                   on_change=BRANCHES.change("lr_g"))  # fmt: skip
    controls.stops("lr_d", "Learning rate of D", RATES, "How far the discriminator D moves in an update.",
                   on_change=BRANCHES.change("lr_d"))  # fmt: skip


def more_controls(controls: stage.Controls[Params]) -> None:
    """Ask for everything else, under "More controls"."""
    live, fixed = st.columns(2)
    with live:
        st.caption("Take effect at once")
        whole("d_updates", controls, "Updates of D per step", 0, 20, "How often D learns in a step; at 0 it does not.")
        whole("g_updates", controls, "Updates of G per step", 0, 10, "How often G learns in a step; at 0 it does not.")
        whole("settle", controls, "Rates fall from step", 0, MAX_STEPS,
              "From there on both learning rates fall in proportion to 1/t; at 0 they never do.")  # fmt: skip
        whole("batch", controls, "Batch", 4, 512, "Real, and generated, points in an update.")
        controls.select("optimiser", "Optimiser", {"adam": "Adam", "rmsprop": "RMSprop", "sgd": "SGD"},
                        "How gradients become steps.", on_change=BRANCHES.change("optimiser"))  # fmt: skip
        real("beta_1", controls, "β₁", 0.0, 0.99, "Adam's memory of the gradient.")
        real("beta_2", controls, "β₂", 0.5, 0.9999, "The memory of its square, in Adam and RMSprop.")
        real("penalty", controls, "Penalty on D's slope", 0.0, 20.0,
             "λ of the gradient penalty where the loss is Wasserstein's; else γ of R₁, the squared slope at real points.")  # fmt: skip
        real("clip", controls, "Clip D's weights at", 0.01, 2.0, "The bound c, for Wasserstein with weights clipped.")
    with fixed:
        st.caption("Begin again")
        whole("layers", controls, "Hidden layers", 1, 3, "Of each network.", BRANCHES.restart)
        whole("g_units", controls, "Units of G", 2, 128, "In each hidden layer of the generator.", BRANCHES.restart)
        whole("d_units", controls, "Units of D", 2, 128, "In each hidden layer of the discriminator.", BRANCHES.restart)
        controls.select("activation", "Activation", {"leaky_relu": "leaky ReLU", "relu": "ReLU", "tanh": "tanh"},
                        "Between layers.", on_change=BRANCHES.restart)  # fmt: skip
        controls.select("noise", "Noise  z", {"gaussian": "Gaussian", "uniform": "Uniform"},
                        "What the generator starts from.", on_change=BRANCHES.restart)  # fmt: skip
        whole("noise_dim", controls, "Dimensions of z", 1, 8, "How many numbers make one z.", BRANCHES.restart)
        whole("seed", controls, "Seed", 0, 9999, "Of the first weights, the noise and the batches.", BRANCHES.restart)
    controls.toggle("average", "Show the averaged generator",
                    "Points from an average of G's weights over the last tenth of the run, at most 200 steps.")  # fmt: skip
    controls.select("hidden", "In the picture", HIDEABLE, "Layers of the picture to leave out.")
    controls.number("steps", "Step", 0, MAX_STEPS, "t, how many steps have been made.")
    controls.number("fork", "Also draw the run without the change at step", 0, MAX_STEPS,
                    "Both meet the same noise and the same batches; 0 draws none.")  # fmt: skip
    controls.text("schedule", "Earlier settings", "What was set until which step: 300 lr_d=0.1 loss=minimax; 900 lr_g=0.01",
                  max_chars=2000)  # fmt: skip


def whole(
    name: str,
    controls: stage.Controls[Params],
    label: str,
    low: int,
    high: int,
    help: str,
    then: Callable[[], None] | None = None,
) -> None:
    """Ask for a whole number."""
    controls.number(name, label, low, high, help, on_change=then or BRANCHES.change(name))


def real(name: str, controls: stage.Controls[Params], label: str, low: float, high: float, help: str) -> None:
    """Ask for a number that takes effect at once."""
    controls.number(name, label, low, high, help, on_change=BRANCHES.change(name), step=(high - low) / 100, format="%g")


def summary(result: training.Result) -> tuple[Params, dict[str, Any]]:
    """Return what tells a run from others, and what the drawer says of it."""
    run, settings = BRANCHES.described(result.params)
    told = {
        "Settings": settings,
        "Steps": result.step,
        "JS": result.measured[:, 1].round(4).tolist(),
        "JS now": round(result.js, 3),
        "Modes": f"{result.covered} of {result.modes}" if result.modes else "",
    }  # fmt: skip
    return run, told


@st.fragment
def lab(place: stage.Place) -> None:
    """Draw the stage: controls at the left, the game at the right."""
    controls = stage.Controls(PREFIX, place.params, place.number)
    left, right = st.container(key=f"{PREFIX}-stage").columns([3, 10], gap="medium")
    with left:
        game_controls(controls)
        st.button("Other weights", icon=":material/casino:", key=f"{PREFIX}-reseed", on_click=BRANCHES.reseed, width="stretch",
                  help="Begin again from another seed")  # fmt: skip
        with controls.folded():
            more_controls(controls)
    with right:
        above = st.container(horizontal=True, horizontal_alignment="distribute")
        with above.container(width="content"):
            view = controls.choice("view", "View", VIEWS, "", default=place.view, label_visibility="collapsed")
        if view == "step":
            with above.container(width="content"):
                controls.choice("stage", "Stage of the step", STAGES, "", label_visibility="collapsed")
        result = controls.last_good(partial(stage.trained, EXPLAINER), controls.params())
        controls.finish()
        if result.diverged:
            st.warning(f"At step {result.diverged:,} a number grew beyond all bounds: the learning rates are too high. "
                       f"The picture shows step {result.step:,}; go back further, or lower them.", icon=":material/info:")  # fmt: skip
        stage.show_training(controls, EXPLAINER, view, result.params, result, MAX_STEPS, PARTS, one_alone)
        if view == "game":
            with above.container(width="content"):
                stage.drawer(PREFIX, result.params, *summary(result))
    stage.once_painted(PREFIX, rest)


def rest(now: stage.Shown) -> None:
    """Draw the rest of the page, for what the stage shows."""
    stage.below(now, words)


stage.headline(EXPLAINER)
lab(stage.story(EXPLAINER, words.story))
