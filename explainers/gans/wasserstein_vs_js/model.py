"""Two heaps of sand on a line, p real and q generated, and how far apart they are by seven measures."""

from dataclasses import dataclass

import numpy as np

from explainers.gans.wasserstein_vs_js.clouds import MOST, Clouds, clouds, drawn_cloud
from explainers.gans.wasserstein_vs_js.critic import Lesson
from explainers.gans.wasserstein_vs_js.descent import Race
from explainers.gans.wasserstein_vs_js.distances import NAMES, Measured, along
from explainers.gans.wasserstein_vs_js.heaps import Array, Heap, heap_of, read_drawing
from explainers.problems import BadInput

REACH = 6.0  # the furthest separation
STOPS = tuple((np.arange(-60, 61) / 10).tolist())  # separations along which the curves are drawn
AXIS = (-9.0, 9.0)  # of the line
TICKS = [-6, -3, 0, 3, 6]
MAX_STEPS = 400  # of a critic's training, and of a descent


@dataclass(frozen=True)
class Params:
    """What the learner can set. On the line, lengths are in units of its axis."""

    real: str = "gaussian"  # p: "points" (a point mass), "gaussian", "uniform", "mixture" (of two Gaussians), "drawn"
    generated: str = "gaussian"  # q, from the same shapes
    separation: float = 2.5  # t, how far q is moved to the right
    width: float = 0.5  # σ of q's grains: standard deviation, or half the width of a uniform; 0 makes them points
    width_real: float = 0.5  # σ of p's grains
    weight: float = 0.5  # w, the mass of the left mode of a mixture
    bandwidth: float = 0.5  # h, of the kernel of MMD, and of the blur in the descent
    drawn_real: str = "0.25,0.5 0.3,0.6 0.35,0.5 0.7,0.5"  # p's grains "x,y x,y,mass …" in the unit square, for "drawn"
    drawn_generated: str = "0.45,0.5 0.5,0.6 0.5,0.4 0.55,0.5"  # q's grains
    moved: float = 0.0  # s, the share of its way that the sand of q has gone, in the view of the plan
    cloud: str = "blobs"  # in the plane: "blobs", "lines" (Arjovsky's example 1), "ring", "modes" or "drawn"
    points: int = 40  # n, in each cloud
    epsilon: float = 0.1  # ε, what Sinkhorn pays for a nat of entropy
    projections: int = 50  # lines on which the sliced distance looks
    bound: str = "penalty"  # how the critic's slope is held: "clip", "penalty" or "spectral"
    clip: float = 0.1  # c, the largest weight, for "clip"
    penalty: float = 10.0  # λ, the weight of the gradient penalty, for "penalty"
    rate: float = 0.002  # the critic's learning rate (Adam)
    steps: int = 150  # k, of the critic's training or of the descent
    seed: int = 0  # of the clouds, of the critic's first weights and of the random lines


LIMITS = {
    "separation": (-REACH, REACH),
    "width": (0.0, 1.5),
    "width_real": (0.0, 1.5),
    "weight": (0.01, 0.99),
    "bandwidth": (0.2, 3.0),
    "moved": (0.0, 1.0),
    "points": (2, MOST),
    "epsilon": (0.001, 10.0),
    "projections": (1, 1000),
    "clip": (0.001, 10.0),
    "penalty": (0.0, 1000.0),
    "rate": (0.0, 1.0),
    "steps": (0, MAX_STEPS),
}


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
    def lesson(self) -> Lesson:
        """What the critic is to learn."""
        p = self.params
        return Lesson(self.p, self.q, p.bound, p.clip, p.penalty, p.rate, p.seed)

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
    for name, (low, high) in LIMITS.items():
        if not low <= getattr(params, name) <= high:
            raise BadInput(name, f"{getattr(params, name):,g} is out of range: this page takes {low:g} to {high:g}.")
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
    totals = [read_drawing(getattr(params, field), field)[:, 2].sum() for field in fields] if drawn else [1, 1]
    if totals[0] == totals[1]:
        return ""
    return (f"The heaps weigh {totals[0]:g} and {totals[1]:g}: each is divided by its own weight, so that both weigh 1 "
            "and only their shapes and places count.")  # fmt: skip


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
