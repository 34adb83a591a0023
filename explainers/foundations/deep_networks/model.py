"""What a network does to the plane, layer by layer, after some steps of training."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import orthogonal_procrustes

from explainers.controls import check
from explainers.foundations.deep_networks.network import RUNS, Run, State, forward, score
from explainers.foundations.deep_networks.points import EDGE, REGRESSION, Array, Points, features_of
from explainers.foundations.deep_networks.settings import TIMELINE, Params
from explainers.problems import BadInput

LINES, ALONG = 9, 45  # of a grid in each direction, and places on each line
PIXELS = 24  # of the picture of a unit, along each side
GRID = slice(2 * LINES * ALONG)  # rows of what a layer says: at the lines of the grid,
PICTURE = slice(GRID.stop, GRID.stop + PIXELS**2)  # all over the square,
POINTS = slice(PICTURE.stop, None)  # and at the points


def places() -> Array:
    """Return where the network is asked beside the points: GRID and PICTURE, shape (n, 2)."""
    along, across = np.linspace(-EDGE, EDGE, ALONG), np.linspace(-EDGE, EDGE, LINES)
    lines = np.stack(np.meshgrid(along, across), axis=2)
    axis = (np.arange(PIXELS) + 0.5) / PIXELS * 2 * EDGE - EDGE
    square = np.stack(np.meshgrid(axis, axis), axis=2)
    return np.concatenate([part.reshape(-1, 2) for part in (lines, lines[..., ::-1], square)])


PLACES = places()


@dataclass(frozen=True)
class Plane:
    """The plane as it lies after some layer: two principal components, turned to lie as the layer before did."""

    at: Array  # (n, 2) where GRID, PICTURE and POINTS lie
    kept: float  # share of the variance of the grid that these two directions have
    units: int
    probe: float  # test score of the best weighted sum, by least squares, of what the layer says


@dataclass(frozen=True)
class Result:
    """A network after `params.steps` steps."""

    params: Params
    step: int  # fewer than asked for where training broke down
    diverged: int | None  # at this step
    points: Points
    weights: list[Array]  # W₁, b₁, W₂, b₂, … of shapes (fan in, fan out) and (1, fan out)
    layers: list[Array]  # (n, units) what leaves every layer at GRID, PICTURE and POINTS: features first, f last
    planes: list[Plane]  # the input, and after each hidden layer
    measured: Array  # (M, 5) step, loss on training and test set, score on each
    beside: "Result | None"  # the run without the change at `params.fork`, at the same step

    @property
    def f(self) -> Array:
        """The output at GRID, PICTURE and POINTS."""
        return self.layers[-1][:, 0]

    @property
    def score(self) -> float:
        """The share of the test set that is classified right; in regression R², the variance explained."""
        return float(self.measured[-1, 4])

    @property
    def loss(self) -> float:
        """The mean test loss."""
        return float(self.measured[-1, 2])

    @property
    def parameters(self) -> int:
        """How many weights and biases there are."""
        return count(self.params.sizes)

    @property
    def scored(self) -> str:
        """What a score is a share of, in a word."""
        return "explained" if self.params.data in REGRESSION else "right"


def count(sizes: list[int]) -> int:
    """Return how many weights and biases a network has, given the units of every layer."""
    return sum((fan_in + 1) * fan_out for fan_in, fan_out in pairwise(sizes))


def simulate(params: Params) -> Result:
    """Train for `params.steps` steps. Raises BadInput where a setting is not possible."""
    check(params)
    if not params.features:
        raise BadInput("x1", "The network has nothing to look at: switch on at least one feature.")
    without = TIMELINE.unchanged(params)
    beside = simulate(without) if without else None
    run = RUNS.run_of(params)
    with run.lock:
        return look(run, run.at(params.steps), params, beside)


def look(run: Run, state: State, params: Params, beside: Result | None) -> Result:
    """Return what a state of a run looks like."""
    x = np.concatenate([PLACES, run.points.x])
    weights = [w.detach().double() for w in state.weights]
    layers = [layer.numpy() for layer in forward(features_of(x, params.features), weights, params.activation)]
    steps = [(step, *found) for step, found in sorted(run.measures.items()) if step < state.step]
    return Result(
        params=params,
        step=state.step,
        diverged=run.broken_down(params.steps),
        points=run.points,
        weights=[w.numpy() for w in weights],
        layers=layers,
        planes=planes_of([x, *layers[1:-1]], run),
        measured=np.array([*steps, (state.step, *run.measure(state))], dtype=np.float64),
        beside=beside,
    )


def planes_of(layers: list[Array], run: Run) -> list[Plane]:
    """Return the plane, and how it lies after each layer that follows: turned and mirrored so that its grid lies
    nearest to that of the layer before (Schönemann 1966), and scaled as a whole to fill [-1, 1].
    """  # fmt: skip
    planes = [Plane(layers[0] / EDGE, 1.0, 2, probe(layers[0], run))]
    for layer in layers[1:]:
        flat, kept = projected(layer)
        turned = flat @ orthogonal_procrustes(flat[GRID], planes[-1].at[GRID])[0]
        size = max(np.abs(turned).max(), 1e-12)
        planes.append(Plane(turned / size, kept, layer.shape[1], probe(layer, run)))
    return planes


def probe(layer: Array, run: Run) -> float:
    """Return the test score of one straight cut through a layer: a linear probe (Alain and Bengio 2016)."""
    n, y = run.points.training, run.points.y
    with_one = np.column_stack([layer[POINTS], np.ones(len(y))])
    best = np.linalg.lstsq(with_one[:n], y[:n], rcond=None)[0]
    return max(score(with_one[n:] @ best, y[n:], run.params.data), 0.0)


def projected(layer: Array) -> tuple[Array, float]:
    """Return a layer, shape (n, units), on the two principal components of its grid, and their share of the variance
    (Pearson 1901). Of one unit, the second is 0.
    """  # fmt: skip
    centred = np.pad(layer - layer[GRID].mean(axis=0), ((0, 0), (0, 1)))
    _, scales, directions = np.linalg.svd(centred[GRID], full_matrices=False)
    return centred @ directions[:2].T, float((scales[:2] ** 2).sum() / max((scales**2).sum(), 1e-30))


def tables(result: Result) -> Mapping[str, Mapping[str, NDArray[Any]]]:
    """Return the losses, the points with the output f on them, and the weights, as named columns."""
    x, y, n = result.points.x, result.points.y, result.points.training
    names = ("step", "training_loss", "test_loss", "training_score", "test_score")
    return {
        "training": dict(zip(names, result.measured.T, strict=True)),
        "points": {"x1": x[:, 0], "x2": x[:, 1], "y": y, "f": result.f[POINTS], "training": np.arange(len(x)) < n},
        "weights": {
            "layer": np.repeat(np.arange(len(result.weights)) // 2 + 1, [w.size for w in result.weights]),
            "value": np.concatenate([w.ravel() for w in result.weights]),
        },
    }


def challenge(result: Result) -> tuple[bool, str]:
    """Check "classify 90% of the spiral's test set with x₁ and x₂ as the only features"."""
    params, said = result.params, f"{result.score:.1%} of the test set is right after {result.step:,} steps"
    if params.data != "spiral" or params.noise:
        return False, "Choose the spiral first, without noise."
    if params.features != ("x1", "x2"):
        return False, "The features are to be x₁ and x₂: here the layers are to find the rest."
    if result.score < 0.9:
        return False, f"{said}; it takes 90%."
    return True, f"{said}, with {result.parameters} parameters."
