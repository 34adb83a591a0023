"""One epoch of the variational autoencoder as the page trains it, with its figures, beside the same loop bare.

On the page: what the server does for the browser's requests, from the first weights on: training, measuring what is
held out, keeping states, drawing a figure every so many steps, and packing figures for the way. In turns.
"""

import time
from itertools import islice

from benchmarks.report import Row, percentile, quartiles
from explainers.figure_style import Style
from explainers.vaes.latent_walk import EXPLAINER, Params
from explainers.vaes.latent_walk.training_run import RUNS
from explainers.vaes.latent_walk.updates import train, training_pictures
from pages.stage.live_training import SPEEDS, frames_of
from pages.stage.shown import Shown

TURNS = 9
WATCHED = ("usual", "fast", "fastest")


def measure() -> list[Row]:
    return [epoch(speed) for speed in WATCHED]


def epoch(speed: str) -> Row:
    """Time epochs at one speed of the page, each in turn with a bare one of the same run."""
    stride, ours, bare = SPEEDS[speed][0], [], []
    for turn in range(TURNS + 1):
        params = Params(seed=1000 * stride + turn)
        steps = len(training_pictures(params.data)) // params.batch
        RUNS.run_of(params)  # the page is open
        bare.append(seconds_bare(params, steps))
        ours.append(seconds_watched(params, steps, stride))
    ours, bare = ours[1:], bare[1:]  # the first fill caches
    ratios = [a / b for a, b in zip(ours, bare, strict=True)]
    return Row(f"an epoch of the VAE, {steps} steps, {stride} a frame", f"{1000 * percentile(ours, 50):.0f} ms",
               f"{1000 * percentile(bare, 50):.0f} ms", quartiles(ratios), "at most 1.4",
               f"bare: {steps / percentile(bare, 50):.0f} steps a second")  # fmt: skip


def seconds_bare(params: Params, steps: int) -> float:
    started = time.perf_counter()
    next(islice(train(params), steps, None))
    return time.perf_counter() - started


def seconds_watched(params: Params, steps: int, stride: int) -> float:
    """Ask for frames as the browser does until the epoch is over."""
    start = Params(seed=params.seed, steps=0)
    now = Shown("latent_walk", EXPLAINER, "train", start, (), "", "", Style())
    started, reached = time.perf_counter(), 0
    while reached < steps:
        reached = frames_of(now, reached, stride, steps)["steps"][-1]
    return time.perf_counter() - started
