"""Two heaps of sand that do not touch: how far apart are they? Seven distances, and which way each of them pulls."""

import streamlit as st

from explainers.gans import wasserstein_vs_js
from explainers.gans.wasserstein_vs_js import MAX_STEPS, Params
from explainers.gans.wasserstein_vs_js.clouds import MOST, exact, sinkhorn
from explainers.gans.wasserstein_vs_js.critic import lessons
from explainers.gans.wasserstein_vs_js.descent import running
from explainers.gans.wasserstein_vs_js.distances import measure, overlap_parts, transport_parts
from explainers.gans.wasserstein_vs_js.transport import potential, slices
from pages import stage

PREFIX = "wasserstein_vs_js"
VIEWS = {
    "apart": "Distances",
    "plan": "The plan",
    "clouds": "In the plane",
    "critic": "The critic",
    "descent": "Descend on each",
}
PLAYED = ("critic", "descent")
SHAPES = {
    "points": "A point",
    "gaussian": "A Gaussian",
    "uniform": "A uniform",
    "mixture": "Two Gaussians",
    "drawn": "Your own",
}
CLOUDS = {
    "blobs": "Two Gaussian clouds",
    "lines": "Parallel lines",
    "ring": "A ring and a cloud",
    "modes": "Three heaps and one",
    "drawn": "Your own",
}
BOUNDS = {"clip": "Clipped weights", "penalty": "Gradient penalty", "spectral": "Spectral norm"}
EPSILONS = [0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0]
RATES = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1]
CODE = {  # what is worth reading beside the picture of each view
    "apart": (measure, transport_parts, overlap_parts),
    "plan": (slices, transport_parts),
    "clouds": (exact, sinkhorn),
    "critic": (lessons, potential),
    "descent": (running,),
}
words = stage.words_for(__file__, Params)


def heaps(controls: stage.Controls[Params]) -> None:
    """Ask for the two heaps on the line."""
    controls.select("real", "Real heap  p", SHAPES, "The distribution p that is to be imitated.")
    controls.select("generated", "Generated heap  q", SHAPES, "The distribution q that is to be moved towards p.")


def cloud(controls: stage.Controls[Params]) -> None:
    """Ask for the two clouds in the plane."""
    controls.select("cloud", "Clouds", CLOUDS, "Real and generated points in the plane.")


def drawings(controls: stage.Controls[Params], plane: bool) -> None:
    """Ask for heaps of one's own, where one is chosen: drawn on a pad, a flat one if only the line matters."""
    chosen = controls.values
    own = [whose for whose in ("real", "generated") if "drawn" in (chosen[whose], chosen["cloud"])]
    if not own:
        return
    with controls.folded("Draw", ":material/draw:"):
        for whose in own:
            st.markdown(f"**{whose.capitalize()} sand**")
            stage.pad(controls, f"drawn_{whose}", f"{whose} sand",
                      "Grains as x,y or x,y,mass in the square from 0 to 1. On the line only x and mass count, and grains gather in places 0.2 apart.",
                      MOST, stage.style().colour(whose), 1.0 if plane else 0.35)  # fmt: skip


def separation(controls: stage.Controls[Params]) -> None:
    """Ask how far apart."""
    controls.slider("separation", "Separation  t", -6.0, 6.0, 0.1, "t, how far q is moved to the right.")


def width(controls: stage.Controls[Params]) -> None:
    """Ask how wide the grains of q are."""
    controls.slider("width", "Width of q  σ", 0.0, 1.5, 0.05,
                    "σ of q: standard deviation of a Gaussian, half the width of a uniform; at 0 sand is points.")  # fmt: skip


def weight(controls: stage.Controls[Params]) -> None:
    """Ask how two modes share the mass."""
    controls.slider("weight", "Left mode  w", 0.05, 0.95, 0.05, "w, the mass of the left of two Gaussians.")


def bandwidth(controls: stage.Controls[Params]) -> None:
    """Ask how far the kernel reaches."""
    controls.slider("bandwidth", "Bandwidth  h", 0.2, 3.0, 0.1,
                    "h, how far the kernel of MMD reaches; in the descent, also by how much JS and KL blur both heaps.")  # fmt: skip


def epsilon(controls: stage.Controls[Params]) -> None:
    """Ask what entropy is worth."""
    controls.stops("epsilon", "Entropy's price  ε", EPSILONS,
                   "ε, what Sinkhorn's plan earns for a nat of entropy: the larger, the more blurred and the sooner found.")  # fmt: skip


def projections(controls: stage.Controls[Params]) -> None:
    """Ask on how many lines the sliced distance looks."""
    controls.slider(
        "projections", "Lines of the sliced distance", 5, 200, 5, "On how many random lines shadows are compared."
    )


def points(controls: stage.Controls[Params]) -> None:
    """Ask how many points a cloud has."""
    controls.number("points", "Points in each cloud  n", 2, 500, "n, of real and of generated points.")


def moved(controls: stage.Controls[Params]) -> None:
    """Ask how far the sand has gone."""
    controls.slider(
        "moved", "Move the earth  s", 0.0, 1.0, 0.02, "s, the share of its way that every grain of q has gone."
    )


def bound(controls: stage.Controls[Params]) -> None:
    """Ask how the critic's slope is held."""
    controls.select("bound", "Its slope is held by", BOUNDS, "How the critic is kept from being steeper than 1.")


def width_real(controls: stage.Controls[Params]) -> None:
    """Ask how wide the grains of p are."""
    controls.slider("width_real", "Width of p  σ", 0.0, 1.5, 0.05, "σ of p, as for q.")


def hold(controls: stage.Controls[Params]) -> None:
    """Ask how firmly it is held."""
    controls.number("clip", "Weights at most  c", 0.001, 10.0, "c, for clipped weights.", step=0.01, format="%g")
    controls.number("penalty", "Penalty  λ", 0.0, 1000.0, "λ, for the gradient penalty.", step=1.0, format="%g")
    controls.stops("rate", "Learning rate", RATES, "Of the critic, by Adam.")


def steps(controls: stage.Controls[Params]) -> None:
    """Ask how far what is played has come, and for the seed."""
    controls.number("steps", "Step  k", 0, MAX_STEPS, "k, how many steps the critic or the descent has made.")
    controls.number("seed", "Seed", 0, 9999, "Of the clouds, the critic's first weights and the random lines.")


IN_SIGHT = {  # of each view, at most five controls; all others are under "More controls"
    "apart": (heaps, separation, width, bandwidth),
    "plan": (heaps, separation, width, moved),
    "clouds": (cloud, separation, epsilon, points),
    "critic": (heaps, separation, width, bound),
    "descent": (heaps, separation, bandwidth, epsilon),
}
ALL = (
    heaps,
    cloud,
    separation,
    width,
    width_real,
    weight,
    moved,
    bandwidth,
    epsilon,
    projections,
    points,
    bound,
    hold,
    steps,
)


def solvers(params: Params) -> None:
    """Offer to time the exact solver against Sinkhorn's, on this machine."""
    with st.popover("Time both solvers", icon=":material/timer:", width="stretch"):
        st.markdown("Exact or Sinkhorn: which is faster? Two Gaussian clouds of n points each, solved here and now. The exact solver's time grows about as n³, "
                    "Sinkhorn's as n² for each of its iterations.")  # fmt: skip
        if st.button("Time both", key=f"{PREFIX}-race"):
            columns = wasserstein_vs_js.race(params.epsilon, params.seed)
            rows = zip(*(columns[name] for name in columns), strict=True)
            table = ["| n | exact | Sinkhorn | W₁ | Sinkhorn's cost |", "|--:|--:|--:|--:|--:|"]
            table += [
                f"| {n:.0f} | {1e3 * a:.1f} ms | {1e3 * b:.1f} ms | {w:.3f} | {s:.3f} |" for n, a, b, w, s in rows
            ]
            st.markdown("\n".join(table))


@st.fragment
def lab(place: stage.Place) -> None:
    """Draw the stage: controls at the left, the picture at the right."""
    controls = stage.Controls(PREFIX, place.params, place.number)
    left, right = st.container(key=f"{PREFIX}-stage").columns([3, 10], gap="medium")
    with right:
        view = controls.choice("view", "View", VIEWS, "", default=place.view, label_visibility="collapsed")
    with left:
        with controls.ask(IN_SIGHT[view], ALL):
            drawings(controls, view == "clouds")
        result = controls.last_good(wasserstein_vs_js.simulate, controls.params())
        if view == "clouds":
            solvers(result.params)
        if result.told:
            st.caption(result.told)
    with right:
        controls.finish()
        if view in PLAYED:
            stage.show_training(controls, wasserstein_vs_js, view, result.params, result, MAX_STEPS)
        else:
            stage.show(controls, wasserstein_vs_js, view, result.params, result)
    stage.once_painted(PREFIX, rest)


def rest(now: stage.Shown) -> None:
    """Draw the rest of the page, for what the stage shows."""
    stage.below(now, words, list(VIEWS), "wasserstein-vs-js", *CODE[now.view])


stage.headline("gans/wasserstein_vs_js")
lab(stage.story(PREFIX, words.story, wasserstein_vs_js, list(VIEWS)))
