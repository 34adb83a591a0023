"""One training step in detail: the intermediate values of the update of D and of that of G."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explainers.gans.losses import LOSSES
from explainers.gans.training.networks import Weights, generate, judge
from explainers.gans.training.result import Array, field_of
from explainers.gans.training.settings import TIMELINE, Params
from explainers.gans.training.training_run import RUNS
from explainers.gans.training.updates import State, UpdateTrace, advance


@dataclass(frozen=True)
class StepTrace:
    """The step after `step`: the last update of D in it, and the last of G."""

    settings: Params  # with which it is made
    z: Array  # (n, noise_dim) noise for D's update
    real: Array  # (n, 2) real points in it
    fake: Array  # (n, 2) G(z)
    scores: tuple[Array, Array]  # (n,) of D on real and on fake, before the update
    scores_after: tuple[Array, Array]  # and after
    slope_s: Array | None  # (n,) of D's loss, with respect to the scores of fake; None where D makes no update
    loss_d: tuple[float, float]  # before and after, on this batch
    field: tuple[Array, Array]  # (FIELD, FIELD) σ(D) before and after
    gradient_d: Array  # of D's loss, with respect to its first weights
    g_z: Array  # (n, noise_dim) new noise, for G's update
    g_points: tuple[Array, Array]  # (n, 2) G(z) before and after it
    slope_x: Array | None  # (n, 2) of G's loss, with respect to G(z) before; None where G makes no update
    loss_g: tuple[float, float]  # before and after, on this noise and the updated D
    gradient_g: Array  # of G's loss, with respect to its first weights


@lru_cache(maxsize=8)
def trace_step(params: Params, step: int) -> StepTrace:
    """Repeat the step after `step` of a run, and keep its intermediate values."""
    run, settings = RUNS.run_of(params), TIMELINE.settings_at(params, step)
    with run.lock:
        before = run.at(step).copy()
    after = before.copy()
    for_d, for_g = advance(after, settings, run.real)
    with torch.no_grad():
        return _traced(settings, before, after, for_d, for_g)


def _traced(settings: Params, before: State, after: State, for_d: UpdateTrace, for_g: UpdateTrace) -> StepTrace:
    act, n, loss = settings.activation, settings.batch, LOSSES[settings.loss]

    def scores(x: Tensor, d: Weights) -> tuple[Tensor, Tensor]:
        both = judge(x, d, act)
        return both[:n], both[n:]

    r, f = for_d.scores[:n], for_d.scores[n:]
    r_after, f_after = scores(for_d.points, after.d.weights)
    moved = generate(for_g.z, after.g.weights, act)
    loss_g = [loss.generator(judge(x, after.d.weights, act)).item() for x in (for_g.points, moved)]
    return StepTrace(
        settings=replace(settings, steps=before.step),
        z=_array(for_d.z),
        real=_array(for_d.points[:n]),
        fake=_array(for_d.points[n:]),
        scores=(_array(r), _array(f)),
        scores_after=(_array(r_after), _array(f_after)),
        slope_s=None if for_d.slope_s is None else _array(for_d.slope_s[n:]),
        loss_d=(loss.discriminator(r, f).item(), loss.discriminator(r_after, f_after).item()),
        field=(field_of(before.d.weights, settings), field_of(after.d.weights, settings)),
        gradient_d=_array(after.d.gradients[0]),
        g_z=_array(for_g.z),
        g_points=(_array(for_g.points), _array(moved)),
        slope_x=None if for_g.slope_x is None else _array(for_g.slope_x),
        loss_g=(loss_g[0], loss_g[1]),
        gradient_g=_array(after.g.gradients[0]),
    )


def _array(values: Tensor) -> NDArray[np.float32]:
    array: NDArray[np.float32] = values.numpy().copy()
    return array
