"""What a network does to the plane, layer by layer, after some steps of training."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from explainers.controls import check
from explainers.foundations.deep_networks.network import RUNS, Run, State, as_arrays, count, forward, score
from explainers.foundations.deep_networks.points import EDGE, REGRESSION, Array, Points, features_of
from explainers.foundations.deep_networks.settings import MAX_STEPS, TIMELINE, Params
from explainers.problems import BadInput

LINES, ALONG = 9, 45  # of the grid in each direction, and points on each line
PIXELS = 24  # of the picture of a unit, along each side
reached = RUNS.reached


@dataclass(frozen=True)
class Plane:
    """The plane as it lies after some layer: two principal components, turned to lie as the layer before did."""

    grid: Array  # (2 × LINES, ALONG, 2) lines of the grid; everything within [-1, 1]
    points: Array  # (COUNT, 2)
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
    weights: list[Array]  # W₁, b₁, …
    planes: tuple[Plane, ...]  # the input, and after each hidden layer
    f: Array  # (2 × LINES, ALONG) the output on the grid
    measured: Array  # (M, 5) step, loss on training and test set, score on each
    beside: "Result | None"  # the run without the change at `params.fork`, at the same step

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

    @cached_property
    def pictures(self) -> list[Array]:
        """What every unit says on the plane, by layer, features first and f last: (PIXELS, PIXELS, units)."""
        through = layers_of(_square(), self.weights, self.params)
        return [layer.reshape(PIXELS, PIXELS, -1) for layer in through]


def layers_of(x: Array, weights: list[Array], params: Params) -> list[Array]:
    """Return what leaves every layer at places x, shape (n, 2): features first, the output f last."""
    inputs = torch.tensor(features_of(x, params.features))
    return [layer.numpy() for layer in forward(inputs, [torch.tensor(w) for w in weights], params.activation)]


def simulate(params: Params) -> Result:
    """Train for `params.steps` steps. Raises BadInput where a setting is not possible."""
    check(params)
    if not params.features:
        raise BadInput("x1", "The network has nothing to look at: switch on at least one feature.")
    without = TIMELINE.unchanged(params)
    beside = simulate(without) if without else None
    run = RUNS.run_of(params)
    with run.lock:
        return look(run, run.at(min(params.steps, MAX_STEPS)), params, beside)


def look(run: Run, state: State, params: Params, beside: Result | None) -> Result:
    """Return what a state of a run looks like."""
    weights = as_arrays(state.weights)
    seen = np.concatenate([_grid().reshape(-1, 2), run.points.x])
    layers = layers_of(seen, weights, params)
    steps = [(step, *found) for step, found in sorted(run.measures.items()) if step < state.step]
    return Result(
        params=params,
        step=state.step,
        diverged=run.broken_down(params.steps),
        points=run.points,
        weights=weights,
        planes=planes_of(seen, layers[1:-1], run),
        f=layers[-1][: _grid().size // 2, 0].reshape(2 * LINES, ALONG),
        measured=np.array([*steps, (state.step, *run.measure(state))], dtype=np.float64),
        beside=beside,
    )


def planes_of(seen: Array, layers: list[Array], run: Run) -> tuple[Plane, ...]:
    """Return the plane before the first layer and after each; `seen` are its places, first those of the grid."""
    lines = _grid().size // 2
    laid, kept, planes = seen / EDGE, 1.0, []
    for i, layer in enumerate([seen, *layers]):
        if i:
            flat, kept = projected(layer, lines)
            laid = fitted(turned(flat, laid, lines))
        grid = laid[:lines].reshape(2 * LINES, ALONG, 2)
        planes.append(Plane(grid, laid[lines:], kept, layer.shape[1], probe(layer[lines:], run)))
    return tuple(planes)


def probe(layer: Array, run: Run) -> float:
    """Return the test score of one straight cut through a layer: a linear probe (Alain and Bengio 2016)."""
    n, y = run.points.training, run.points.y
    with_one = np.column_stack([layer, np.ones(len(layer))])
    best = np.linalg.lstsq(with_one[:n], y[:n], rcond=None)[0]
    return max(score(torch.tensor(with_one[n:] @ best), torch.tensor(y[n:]), run.params.data), 0.0)


def projected(layer: Array, lines: int) -> tuple[Array, float]:
    """Return a layer, shape (n, units), on the two principal components of its first rows, and their share of the
    variance (Pearson 1901). Of one unit, the second is 0.
    """  # fmt: skip
    centred = layer - layer[:lines].mean(axis=0)
    variances, directions = np.linalg.eigh(centred[:lines].T @ centred[:lines])
    scores = centred @ directions[:, ::-1][:, :2]
    kept = float(variances[-2:].sum() / max(variances.sum(), 1e-30))
    return np.pad(scores, ((0, 0), (0, 2 - scores.shape[1]))), kept


def turned(flat: Array, before: Array, lines: int) -> Array:
    """Return places turned and mirrored so that their first rows lie nearest to `before` (Schönemann 1966)."""
    left, _, right = np.linalg.svd(flat[:lines].T @ before[:lines])
    return flat @ (left @ right)


def fitted(flat: Array) -> Array:
    """Return places scaled as a whole to fill [-1, 1]."""
    return flat / max(float(np.abs(flat).max()), 1e-12)


@lru_cache(maxsize=1)
def _grid() -> Array:
    along, across = np.linspace(-EDGE, EDGE, ALONG), np.linspace(-EDGE, EDGE, LINES)
    lines = np.stack(np.broadcast_arrays(along[None], across[:, None]), axis=2)
    return np.concatenate([lines, lines[..., ::-1]])


@lru_cache(maxsize=1)
def _square() -> Array:
    axis = (np.arange(PIXELS) + 0.5) / PIXELS * 2 * EDGE - EDGE
    return np.stack(np.meshgrid(axis, axis), axis=2).reshape(-1, 2)


def tables(result: Result) -> Mapping[str, Mapping[str, NDArray[Any]]]:
    """Return the losses, the points with the output f on them, and the weights, as named columns."""
    x, n = result.points.x, result.points.training
    f = layers_of(x, result.weights, result.params)[-1][:, 0]
    names = ("step", "training_loss", "test_loss", "training_score", "test_score")
    return {
        "training": dict(zip(names, result.measured.T, strict=True)),
        "points": {"x1": x[:, 0], "x2": x[:, 1], "y": result.points.y, "f": f, "training": np.arange(len(x)) < n},
        "weights": {
            "layer": np.concatenate([np.full(w.size, i // 2 + 1) for i, w in enumerate(result.weights)]),
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
