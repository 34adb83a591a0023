"""What a training run looks like after some steps."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray

from explainers.controls import check
from explainers.gans.losses import LOSSES
from explainers.gans.training.networks import Weights, generate, judge
from explainers.gans.training.settings import TIMELINE, Params
from explainers.gans.training.training_run import RUNS, Run
from explainers.gans.training.updates import State

Array = NDArray[np.float32]
SHOWN = 128  # points of either kind in the picture
FIELD = 31  # places along each side at which the discriminator is asked
ARROWS = 48  # generated points that show where they are pushed
LOW, HIGH = -0.05, 1.05  # the square that is drawn

torch.set_num_threads(1)  # networks as small as these only lose by sharing


@dataclass(frozen=True)
class Result:
    """The game after `params.steps` steps."""

    params: Params
    step: int  # fewer than asked for where training broke down
    diverged: int | None  # at this step
    real: Array  # (SHOWN, 2)
    fake: Array  # (SHOWN, 2)
    scores: tuple[Array, Array]  # (SHOWN,) D before the sigmoid, on real and on fake
    field: Array  # (FIELD, FIELD) σ(D), rows along the second coordinate
    manifold: Array  # (lines, points, 2) a grid of noise, pushed through the generator
    arrows: Array  # (ARROWS, 2) minus the gradient of the generator's loss at the first generated points
    history: Array  # (step + 1, 4) loss of D, loss of G, mean σ(D) on real and on generated points
    measured: NDArray[np.float64]  # (M, 6) step, JS, KL, W₁, modes covered, share of high quality
    modes: int  # how many there are to cover
    beside: "Result | None"  # the run without the change at `params.fork`, at the same step

    @property
    def js(self) -> float:
        """The Jensen-Shannon divergence last measured, in nats."""
        return float(self.measured[-1, 1])

    @property
    def covered(self) -> int:
        """How many modes were covered when last measured."""
        return int(self.measured[-1, 4])


def simulate(params: Params) -> Result:
    """Train for `params.steps` steps. Raises BadInput where a setting is out of range, or the drawing or the
    schedule cannot be read.
    """
    check(params)
    without = TIMELINE.unchanged(params)
    beside = simulate(without) if without else None
    run = RUNS.run_of(params)
    with run.lock:
        return look(run, run.at(params.steps), params, beside)


def look(run: Run, state: State, params: Params, beside: Result | None) -> Result:
    """Return what a state of a run looks like."""
    settings = TIMELINE.settings_at(params, state.step)
    act = params.activation
    weights = state.shown(params)
    with torch.no_grad():
        field = field_of(state.d.weights, settings)
        manifold = generate(_noise_grid(params), weights, act).reshape(-1, NOISE_POINTS, 2).numpy()
    fake = run.generated(state, SHOWN)
    with torch.no_grad():
        scores = judge(torch.cat([run.real[:SHOWN], torch.tensor(fake)]), state.d.weights, act).numpy()
    x = torch.tensor(fake[:ARROWS]).requires_grad_()
    (slope,) = torch.autograd.grad(LOSSES[settings.loss].generator(judge(x, state.d.weights, act)) * ARROWS, x)
    measured = np.array([(step, *found) for step, found in sorted(run.measures.items()) if step <= state.step])
    return Result(
        params=params,
        step=state.step,
        diverged=run.broken_down(params.steps),
        real=run.real[:SHOWN].numpy(),
        fake=fake,
        scores=(scores[:SHOWN], scores[SHOWN:]),
        field=field,
        manifold=manifold,
        arrows=-slope.numpy(),
        history=run.history[: state.step + 1].copy(),
        measured=measured,
        modes=len(run.target.modes),
        beside=beside,
    )


def field_of(d: Weights, settings: Params) -> Array:
    """Return σ(D) over the square, shape (FIELD, FIELD), rows along the second coordinate.

    A critic's scores have no zero of their own: they are centred and scaled first.
    """
    scores = judge(_places(), d, settings.activation)
    if "wasserstein" in settings.loss:
        scores = 3 * (scores - scores.mean()) / (scores.std() + 1e-9)
    field: Array = torch.sigmoid(scores).reshape(FIELD, FIELD).numpy()
    return field


@lru_cache(maxsize=1)
def _places() -> torch.Tensor:
    axis = torch.linspace(LOW, HIGH, FIELD)
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    return torch.stack([x.ravel(), y.ravel()], dim=1)


NOISE_POINTS = 41  # along each line of the noise grid


@lru_cache(maxsize=8)
def _grid(noise: str, dimension: int) -> torch.Tensor:
    edge = 1.0 if noise == "uniform" else 2.0
    along = torch.linspace(-edge, edge, NOISE_POINTS)
    if dimension == 1:
        return along[:, None]
    across = torch.linspace(-edge, edge, 9)
    lines = [torch.stack([along, torch.full_like(along, c)], 1) for c in across]
    lines += [line.flip(1) for line in lines]
    grid = torch.cat(lines)
    return torch.cat([grid, torch.zeros(len(grid), dimension - 2)], dim=1)


def _noise_grid(params: Params) -> torch.Tensor:
    """Return lines through the noise, shape (lines × NOISE_POINTS, noise_dim); beyond two dimensions all is zero."""
    return _grid(params.noise, params.noise_dim)


def tables(result: Result) -> dict[str, dict[str, NDArray[np.float64]]]:
    """Return what was drawn and what was measured, as named columns."""
    history, points = result.history.astype(float), np.concatenate([result.real, result.fake]).astype(float)
    return {
        "training": {"step": np.arange(len(history), dtype=float)}
        | dict(zip(("loss_d", "loss_g", "d_real", "d_fake"), history.T, strict=True)),
        "measures": dict(
            zip(("step", "js", "kl", "w1", "modes_covered", "high_quality"), result.measured.T, strict=True)
        ),
        "points": {"x": points[:, 0], "y": points[:, 1], "real": (np.arange(len(points)) < SHOWN).astype(float)},
    }


def challenge(result: Result) -> tuple[bool, str]:
    """Check "cover all modes of the nine-point grid within 1,500 steps"."""
    summary = f"After {result.step:,} steps {result.covered} of {result.modes} modes are covered."
    if result.params.data != "grid":
        return False, "Choose the grid of nine first: the ring is easy."
    if result.covered < 9:
        return False, f"{summary} What keeps the forger from the others?"
    if result.step > 1500:
        return False, f"{summary} All of them, but it took more than 1,500 steps."
    return True, f"{summary} All nine, in time."
