"""What a training run looks like after some steps."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from explainers.data.images import IMAGES, labels
from explainers.vaes.elbo import kl
from explainers.vaes.latent_walk.codes import ACTIVE
from explainers.vaes.latent_walk.settings import TIMELINE, Params
from explainers.vaes.latent_walk.training_run import HELD_OUT, RUNS, TrainingRun, held_out
from explainers.vaes.latent_walk.updates import State

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Trained:
    """A run after `params.steps` steps. Pictures are held out, of shape (n, PIXELS) from 0 to 1; one of each class."""

    params: Params
    step: int  # fewer than asked for where training broke down
    diverged: int | None  # at this step
    x: Floats  # (10, PIXELS)
    reconstructed: Floats  # (10, PIXELS) decodings of their μ
    invented: Floats  # (10, PIXELS) decodings of draws from the prior, the same at every step
    codes: Floats  # (HELD_OUT, d) μ of held-out pictures
    classes: NDArray[np.int64]  # (HELD_OUT,) of these
    kl: Floats  # (d,) nats, mean over them
    spread: Floats  # (d,) variance of μ over them
    history: Floats  # (step + 1, 1 + d) log p(x|z) and KL by dimension, mean over the batch of each step
    held: NDArray[np.float64]  # (M, 2 + d) step, log p(x|z) and KL by dimension, mean over held-out pictures
    beside: "Trained | None"  # the run without the change at `params.fork`, at the same step

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the classes."""
        return IMAGES[self.params.data].classes

    @property
    def active(self) -> NDArray[np.bool_]:
        """Which dimensions say anything about a picture."""
        return self.spread > ACTIVE

    @property
    def reconstruction(self) -> float:
        """Mean log p(x|z) of held-out pictures when last measured, in nats."""
        return float(self.held[-1, 1])

    @property
    def total_kl(self) -> float:
        """Mean KL of held-out pictures when last measured, in nats."""
        return float(self.held[-1, 2:].sum())

    @property
    def elbo(self) -> float:
        """Mean ELBO of held-out pictures when last measured, in nats."""
        return self.reconstruction - self.total_kl


def trained(params: Params) -> Trained:
    """Train for `params.steps` steps. Raises BadInput where the schedule cannot be read."""
    without = TIMELINE.unchanged(params)
    beside = trained(without) if without else None
    run = RUNS.run_of(params)
    with run.lock:
        return look(run, run.at(params.steps), params, beside)


def held_out_classes(data: str) -> NDArray[np.int64]:
    """Return the class of each picture held out, shape (HELD_OUT,)."""
    every = labels(data, "test")
    return every[:: len(every) // HELD_OUT]


@torch.no_grad()
def look(run: TrainingRun, state: State, params: Params, beside: Trained | None) -> Trained:
    """Return what a state of a run looks like."""
    x, every = held_out(params.data), HELD_OUT // 10
    mu, log_variance = state.model.encode(x)
    drawn = torch.randn(10, params.latent, generator=torch.Generator().manual_seed(11))
    decoded = state.model.decode(torch.cat([mu[::every], drawn])).sigmoid().numpy()
    measured = [
        (step, found.log_likelihood, *found.kl) for step, found in sorted(run.measures.items()) if step <= state.step
    ]
    return Trained(
        params=params,
        step=state.step,
        diverged=run.broken_down(params.steps),
        x=x[::every].numpy(),
        reconstructed=decoded[:10],
        invented=decoded[10:],
        codes=mu.numpy(),
        classes=held_out_classes(params.data),
        kl=kl(mu, log_variance).mean(0).numpy(),
        spread=mu.var(0).numpy(),
        history=run.history[: state.step + 1].copy(),
        held=np.array(measured),
        beside=beside,
    )
