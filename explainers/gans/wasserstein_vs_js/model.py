"""Two heaps of sand on a line, p real and q generated, and how far apart they are by seven measures."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

import numpy as np

from explainers.controls import Drawing, Number, Select, Slider, Stops, check
from explainers.gans.wasserstein_vs_js.clouds import MOST, Clouds, clouds, drawn_cloud
from explainers.gans.wasserstein_vs_js.critic import Training
from explainers.gans.wasserstein_vs_js.descent import Race
from explainers.gans.wasserstein_vs_js.distances import NAMES, Measured, along
from explainers.gans.wasserstein_vs_js.heaps import Array, Heap, heap_of, read_drawing

REACH = 6.0  # the furthest separation
STOPS = tuple((np.arange(-60, 61) / 10).tolist())  # separations along which the curves are drawn
AXIS = (-9.0, 9.0)  # of the line
TICKS = [-6, -3, 0, 3, 6]
MAX_STEPS = 400  # of a critic's training, and of a descent
MAX_LETTERS = 90_000  # of a drawing as text


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
EPSILONS = (0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0)
RATES = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1)
GRAINS = ("Grains as x,y or x,y,mass in the square from 0 to 1. On the line only x and mass count, and grains gather "
          "in places 0.2 apart.")  # fmt: skip


@dataclass(frozen=True)
class Params:
    """What the learner can set. On the line, lengths are in units of its axis."""

    real: Annotated[str, Select("Real heap", SHAPES, symbol="p", help="The distribution p that is to be imitated.")] = (
        "gaussian"
    )
    generated: Annotated[
        str, Select("Generated heap", SHAPES, symbol="q", help="The distribution q that is to be moved towards p.")
    ] = "gaussian"
    cloud: Annotated[str, Select("Clouds", CLOUDS, help="Real and generated points in the plane.")] = "blobs"
    separation: Annotated[
        float, Slider("Separation", -REACH, REACH, 0.1, symbol="t", help="t, how far q is moved to the right.")
    ] = 2.5
    width: Annotated[
        float,
        Slider("Width of q", 0.0, 1.5, 0.05, symbol="σ",
               help="σ of q: standard deviation of a Gaussian, half the width of a uniform; at 0 sand is points."),
    ] = 0.5  # fmt: skip
    width_real: Annotated[float, Slider("Width of p", 0.0, 1.5, 0.05, symbol="σ", help="σ of p, as for q.")] = 0.5
    weight: Annotated[
        float, Slider("Left mode", 0.05, 0.95, 0.05, symbol="w", help="w, the mass of the left of two Gaussians.")
    ] = 0.5
    moved: Annotated[
        float,
        Slider("Move the earth", 0.0, 1.0, 0.02, symbol="s",
               help="s, the share of its way that every grain of q has gone."),
    ] = 0.0  # fmt: skip
    bandwidth: Annotated[
        float,
        Slider("Bandwidth", 0.2, 3.0, 0.1, symbol="h",
               help="h, the reach of the kernel of MMD; in the descent, also by how much JS and KL blur both heaps."),
    ] = 0.5  # fmt: skip
    epsilon: Annotated[
        float,
        Stops("Entropy's price", EPSILONS, symbol="ε",
              help="ε, what a nat of entropy is worth to Sinkhorn's plan: the larger, the more blurred it is."),
    ] = 0.1  # fmt: skip
    projections: Annotated[
        int, Slider("Lines of the sliced distance", 5, 200, 5, help="On how many random lines shadows are compared.")
    ] = 50
    points: Annotated[
        int, Number("Points in each cloud", 2, MOST, symbol="n", help="n, of real and of generated points.")
    ] = 40
    bound: Annotated[
        str, Select("Its slope is held by", BOUNDS, help="How the critic is kept from being steeper than 1.")
    ] = "penalty"
    clip: Annotated[float, Number("Weights at most", 0.001, 10.0, 0.01, symbol="c", help="c, for clipped weights.")] = (
        0.1
    )
    penalty: Annotated[
        float, Number("Penalty", 0.0, 1000.0, 1.0, symbol="λ", help="λ, the weight of the gradient penalty.")
    ] = 10.0
    rate: Annotated[float, Stops("Learning rate", RATES, help="Of the critic, by Adam.")] = 0.002
    steps: Annotated[
        int,
        Number("Step", 0, MAX_STEPS, symbol="k", help="k, how many steps the critic or the descent has made."),
    ] = 150
    drawn_real: Annotated[str, Drawing("Real sand", MAX_LETTERS, help=GRAINS, points=MOST)] = (
        "0.25,0.5 0.3,0.6 0.35,0.5 0.7,0.5"
    )
    drawn_generated: Annotated[
        str, Drawing("Generated sand", MAX_LETTERS, help=GRAINS, points=MOST, role="generated")
    ] = "0.45,0.5 0.5,0.6 0.5,0.4 0.55,0.5"
    seed: Annotated[
        int, Number("Seed", 0, 9999, help="Of the clouds, the critic's first weights and the random lines.")
    ] = 0


@dataclass(frozen=True)
class Result:
    """Two heaps and their distances, here and along all separations."""

    params: Params
    p: Heap
    q: Heap  # where it is now: moved by t
    measured: Measured  # along `stops`
    stops: Array  # (T,) separations
    now: int  # which of them is t
    told: str  # what was done to the heaps so that they can be compared, if anything

    @property
    def value(self) -> dict[str, float]:
        """The distances at this separation, by name."""
        return {name: float(self.measured.value[name][self.now]) for name in NAMES}

    @property
    def slope(self) -> dict[str, float]:
        """How they change with the separation, by name; nan where that is undefined."""
        return {name: float(self.measured.slope[name][self.now]) for name in NAMES}

    @property
    def step(self) -> int:
        """How many steps the critic or the descent has made."""
        return self.params.steps

    @property
    def training(self) -> Training:
        """How the critic is trained."""
        p = self.params
        return Training(self.p, self.q, p.bound, p.clip, p.penalty, p.rate, p.seed)

    @property
    def race(self) -> Race:
        """Where the descents start and where they are to go."""
        return Race(self.p, self.q, self.params.bandwidth, self.params.epsilon)

    @property
    def clouds(self) -> Clouds:
        """The clouds in the plane. Raises BadInput where a drawing has too many points for it."""
        p = self.params
        return clouds(p.cloud, p.points, p.separation, p.drawn_real, p.drawn_generated, p.seed)


def simulate(params: Params) -> Result:
    """Measure how far apart the heaps are. Raises BadInput where one is no heap, or a number is out of range."""
    check(params)
    p = heap_of(params.real, params.width_real, params.weight, params.drawn_real, "drawn_real")
    q = heap_of(params.generated, params.width, params.weight, params.drawn_generated, "drawn_generated")
    t = params.separation
    stops = STOPS if t in STOPS else tuple(sorted((*STOPS, t)))
    measured = along(p, q, stops, params.bandwidth)
    if params.cloud == "drawn":  # what the plane cannot take is refused here
        drawn_cloud(params.drawn_real, "drawn_real")
        drawn_cloud(params.drawn_generated, "drawn_generated")
    return Result(params, p, q.moved(t), measured, np.array(stops), stops.index(t), normalising(params))


def normalising(params: Params) -> str:
    """Return a sentence on how two drawn heaps were made to weigh the same; none where they did, or are not drawn."""
    drawn = (params.real, params.generated) == ("drawn", "drawn") or params.cloud == "drawn"
    fields = ("drawn_real", "drawn_generated")
    masses = (
        [read_drawing(getattr(params, field), field)[:, 2].tolist() for field in fields] if drawn else [[1.0], [1.0]]
    )
    one, other = (weight_of(grains) for grains in masses)
    if one == other:
        return ""
    return (f"The heaps weigh {one} and {other}: each is divided by its own weight, so that both weigh 1 "
            "and only their shapes and places count.")  # fmt: skip


def weight_of(masses: list[float]) -> str:
    """Return the sum of masses as text, also where it is too large for a float."""
    total = sum(masses)
    return f"{total:g}" if np.isfinite(total) else f"{sum(map(Decimal, masses)):.3g}"


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return the curves, their slopes, and the heaps, as named columns."""
    curves = {"separation": result.stops}
    for name in NAMES:
        curves |= {name: result.measured.value[name], f"{name}_slope": result.measured.slope[name]}
    heaps = {}
    u = (np.arange(200) + 0.5) / 200
    for role, heap in (("real", result.p), ("generated", result.q)):
        heaps[f"quantile_{role}"] = heap.quantile(u)
    return {"distances": curves, "heaps": {"mass_below": u} | heaps}


def challenge(result: Result) -> tuple[bool, str]:
    """Check "leave JS without any slope while W₁ keeps its own"."""
    js, w1 = abs(result.slope["js"]), abs(result.slope["w1"])
    if np.isnan(js):
        return False, "Here JS jumps, and a jump has no slope, not even zero. Move the heaps apart."
    told = f"JS has a slope of {js:.4f}, W₁ one of {w1:.4f}."
    if js >= 0.001:
        return False, f"{told} Bring that of JS below 0.001."
    if w1 < 0.5:
        return False, f"{told} JS no longer pulls, but W₁ has to pull too: at least 0.5."
    return True, f"{told} A generator that listens to JS would stay where it is for ever."
