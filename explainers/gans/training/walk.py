"""One step, taken apart: what happens in the update of D and in that of G, with the numbers of this very step."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explainers.gans.training.game import Lesson, State, advance
from explainers.gans.training.losses import LOSSES
from explainers.gans.training.model import Array, field_of
from explainers.gans.training.networks import Weights, generate, judge
from explainers.gans.training.run import run_of
from explainers.gans.training.settings import Params, settings_at


@dataclass(frozen=True)
class Walk:
    """The step after `step`: the last update of D in it, and the last of G."""

    settings: Params  # with which it is made
    z: Array  # (n, noise_dim) noise for D's update
    real: Array  # (n, 2) real points in it
    fake: Array  # (n, 2) G(z)
    scores: tuple[Array, Array]  # (n,) of D on real and on fake, before it learns
    scores_after: tuple[Array, Array]  # and after
    slope_s: Array | None  # (n,) of D's loss, with respect to the scores of fake; None where D makes no update
    loss_d: tuple[float, float]  # before and after, on this batch
    field: tuple[Array, Array]  # (FIELD, FIELD) σ(D) before and after
    gradient_d: Array  # of D's loss, with respect to its first weights
    g_z: Array  # (n, noise_dim) new noise, for G's update
    g_points: tuple[Array, Array]  # (n, 2) G(z) before and after it
    slope_x: Array | None  # (n, 2) of G's loss, with respect to G(z) before; None where G makes no update
    loss_g: tuple[float, float]  # before and after, on this noise and the D that has learnt
    gradient_g: Array  # of G's loss, with respect to its first weights


@lru_cache(maxsize=8)
def walk(params: Params, step: int) -> Walk:
    """Make the step after `step` of a run once more, and keep what it is made of."""
    run, settings = run_of(params), settings_at(params, step)
    with run.lock:
        before = run.at(step).copy()
    after = before.copy()
    for_d, for_g = advance(after, settings, run.real)
    with torch.no_grad():
        return _told(settings, before, after, for_d, for_g)


def _told(settings: Params, before: State, after: State, for_d: Lesson, for_g: Lesson) -> Walk:
    act, n, loss = settings.activation, settings.batch, LOSSES[settings.loss]

    def scores(x: Tensor, d: Weights) -> tuple[Tensor, Tensor]:
        both = judge(x, d, act)
        return both[:n], both[n:]

    r, f = for_d.scores[:n], for_d.scores[n:]
    r_after, f_after = scores(for_d.points, after.d.weights)
    moved = generate(for_g.z, after.g.weights, act)
    loss_g = [loss.generator(judge(x, after.d.weights, act)).item() for x in (for_g.points, moved)]
    return Walk(
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
