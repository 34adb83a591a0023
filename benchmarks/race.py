"""A race of six GAN losses as the page runs it, with its figures, beside the six loops bare, in turns.

On the page: what the server does for the browser's requests, from the first weights on: training, W₁ and modes every
ten steps, keeping states, drawing a figure every so many steps, and packing figures for the way.
"""

import time
from itertools import islice

import torch

from benchmarks.report import Row, percentile, quartiles
from explainers.figure_style import Style
from explainers.gans.training.updates import train
from explainers.gans.wgan import EXPLAINER, Params
from explainers.gans.wgan.race import racer_of
from explainers.gans.wgan.settings import RACERS
from pages.stage.live_training import SPEEDS, frames_of
from pages.stage.shown import Shown

TURNS, STEPS = 3, 60
WATCHED = ("usual", "fast", "fastest")


def measure() -> list[Row]:
    torch.set_num_threads(1)
    return [race(speed) for speed in WATCHED]


def race(speed: str) -> Row:
    """Time races at one speed of the page, each in turn with a bare one of the same settings."""
    stride, ours, bare = SPEEDS[speed][0], [], []
    for turn in range(TURNS + 1):
        params = Params(seed=1000 + 10 * stride + turn, steps=0)
        bare.append(seconds_bare(params))
        ours.append(seconds_watched(params, stride))
    ours, bare = ours[1:], bare[1:]  # the first fill caches
    ratios = [a / b for a, b in zip(bare, ours, strict=True)]
    return Row(f"steps a second of a race of six, {stride} a frame", f"{STEPS / percentile(ours, 50):.0f}",
               f"{STEPS / percentile(bare, 50):.0f}", quartiles(ratios), "at least 0.6")  # fmt: skip


def seconds_bare(params: Params) -> float:
    started = time.thread_time()
    for loss in RACERS:
        next(islice(train(racer_of(params, loss)), STEPS, None))
    return time.thread_time() - started


def seconds_watched(params: Params, stride: int) -> float:
    """Ask for frames as the browser does until the race is over."""
    EXPLAINER.simulate(params)  # the page is open
    now = Shown("wgan", EXPLAINER, "race", params, (), "", "", Style())
    started, reached = time.thread_time(), 0
    while reached < STEPS:
        reached = max([reached, *frames_of(now, reached, stride, STEPS)["steps"]])
    return time.thread_time() - started
