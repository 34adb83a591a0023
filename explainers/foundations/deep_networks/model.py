"""What a network does to the plane, layer by layer, after some steps of training."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.linalg import orthogonal_procrustes

from explainers.controls import check
from explainers.equation import Equation, tex, weighted_sum
from explainers.foundations.deep_networks.network import RUNS, Run, forward, losses, score
from explainers.foundations.deep_networks.points import EDGE, FEATURES, REGRESSION, Array, Points, features_of
from explainers.foundations.deep_networks.settings import Params, count
from explainers.problems import BadInput

LINES, ALONG = 9, 45  # of a grid in each direction, and places on each line
PIXELS = 24  # of the picture of a unit, along each side
AXIS = (np.arange(PIXELS) + 0.5) / PIXELS * 2 - 1  # the middles of its pixels
GRID = slice(2 * LINES * ALONG)  # rows of what a layer says: at the lines of the grid,
PICTURE = slice(GRID.stop, GRID.stop + PIXELS**2)  # all over the square,
POINTS = slice(PICTURE.stop, None)  # and at the points
_lines = np.stack(np.meshgrid(np.linspace(-1, 1, ALONG), np.linspace(-1, 1, LINES)), axis=2)
_square = np.stack(np.meshgrid(AXIS, AXIS), axis=2)
PLACES = EDGE * np.concatenate([part.reshape(-1, 2) for part in (_lines, _lines[..., ::-1], _square)])


@dataclass(frozen=True)
class Plane:
    """The plane as it lies after some layer: two principal components, turned to lie as the layer before did."""

    at: Array  # (n, 2) where GRID, PICTURE and POINTS lie
    kept: float  # share of the variance of the grid that these two directions have
    probe: float  # test score of the best weighted sum, by least squares, of what the layer says


@dataclass(frozen=True)
class Result:
    """A network after `params.steps` steps."""

    params: Params
    step: int  # fewer than asked for where training broke down
    diverged: int | None  # at this step
    points: Points
    weights: list[Array]  # W₁, b₁, W₂, b₂, … of shapes (fan out, fan in) and (fan out,)
    layers: list[Array]  # (n, units) what leaves every layer at GRID, PICTURE and POINTS: features first, f last
    planes: list[Plane]  # the input, and after each hidden layer
    measured: Array  # (M, 5) step, loss on training and test set, score on each

    @property
    def f(self) -> Array:
        """The output at GRID, PICTURE and POINTS."""
        return self.layers[-1][:, 0]

    @property
    def score(self) -> float:
        """The share of the test set that is classified right; in regression R², the variance explained."""
        return float(self.measured[-1, 4])

    @property
    def scored(self) -> str:
        """What a score is a share of, in a word."""
        return "explained" if self.params.data in REGRESSION else "right"


def simulate(params: Params) -> Result:
    """Train for `params.steps` steps. Raises BadInput where a setting is not possible."""
    check(params)
    if not params.features:
        raise BadInput("x1", "The network has nothing to look at: switch on at least one feature.")
    run = RUNS.run_of(params)
    with run.lock:
        state = run.at(params.steps)
        x = np.concatenate([PLACES, run.points.x])
        layers = [layer.double().numpy() for layer in forward(features_of(x, params.features).float(), state.network)]
        past = [(step, *found) for step, found in sorted(run.measures.items()) if step < state.step]
        return Result(
            params=params,
            step=state.step,
            diverged=run.broken_down(params.steps),
            points=run.points,
            weights=[w.detach().double().numpy() for w in state.network.parameters()],
            layers=layers,
            planes=planes_of([x, *layers[1:-1]], run),
            measured=np.array([*past, (state.step, *run.measure(state))], dtype=np.float64),
        )


def planes_of(layers: list[Array], run: Run) -> list[Plane]:
    """Return the plane, and how it lies after each layer that follows: turned and mirrored so that its grid lies
    nearest to that of the layer before (Schönemann 1966), and scaled as a whole to fill [-1, 1].
    """  # fmt: skip
    planes = [Plane(layers[0] / EDGE, 1.0, probe(layers[0], run))]
    for layer in layers[1:]:
        flat, kept = projected(layer)
        turned = flat @ orthogonal_procrustes(flat[GRID], planes[-1].at[GRID])[0]
        size = max(np.abs(turned).max(), 1e-12)
        planes.append(Plane(turned / size, kept, probe(layer, run)))
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


def equations(result: Result) -> list[Equation]:
    """Return a unit and the output at the last test point, the loss there, and the count of parameters, in numbers."""
    params, f, y = result.params, float(result.f[-1]), float(result.points.y[-1])
    w, b, x = result.weights[0][0], float(result.weights[1][0]), result.layers[0][-1]
    v, c, h = result.weights[-2][0], float(result.weights[-1][0]), result.layers[-2][-1]
    sums = " + ".join(f"w_{{1{i}}} {FEATURES[name][1]}" for i, name in enumerate(params.features, 1))
    unit = Equation("The first unit", "z_1", f"{sums} + b_1", weighted_sum(w, x, b), float(w @ x + b),
                    "A weighted sum of the features of one test point, which the unit then bends with φ.")  # fmt: skip
    log_loss = r"\ln(1 + e^{-y f})", rf"\ln(1 + e^{{-({tex(y)}) \times ({tex(f, 6)})}})"
    squared = r"\tfrac{1}{2} (f - y)^2", rf"\tfrac{{1}}{{2}} ({tex(f, 6)} - ({tex(y, 6)}))^2"
    loss = losses(torch.tensor(f), torch.tensor(y), params.data).item()
    return [
        *([unit] if params.layers else []),
        Equation("The output, at the same point", "f", r"\sum_i v_i h_i + c", weighted_sum(v, h, c), f,
                 "A weighted sum of what the layer before makes of the point: a straight cut."),
        Equation("Its loss", r"\mathcal{L}", *(squared if params.data in REGRESSION else log_loss), loss,
                 "Training lowers its mean over the training points, and with it λ times what large weights add."),
        Equation("Parameters", "P", r"\sum_\ell (n_{\ell - 1} + 1)\, n_\ell",
                 " + ".join(rf"({a} + 1) \times {n}" for a, n in pairwise(params.sizes)), float(count(params.sizes)),
                 "Every unit has a weight for each unit before it, and a bias."),
    ]  # fmt: skip


def tables(result: Result) -> Mapping[str, Mapping[str, NDArray[Any]]]:
    """Return the losses and scores, and the points with the output f on them, as named columns."""
    x, y, n = result.points.x, result.points.y, result.points.training
    names = ("step", "training_loss", "test_loss", "training_score", "test_score")
    return {
        "training": dict(zip(names, result.measured.T, strict=True)),
        "points": {"x1": x[:, 0], "x2": x[:, 1], "y": y, "f": result.f[POINTS], "training": np.arange(len(x)) < n},
    }


def challenge(result: Result) -> tuple[bool, str]:
    """Check "classify 90% of the spiral's test set with x₁ and x₂ as the only features"."""
    params, said = result.params, f"{result.score:.1%} of the test set is right after {result.step:,} steps"
    if params.data != "spiral" or params.noise or params.features != ("x1", "x2"):
        return False, "Choose the spiral, without noise, and only x₁ and x₂ as features: layers are to find the rest."
    return result.score >= 0.9, f"{said}, with {count(params.sizes)} parameters; it takes 90%."
