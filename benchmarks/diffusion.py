"""Diffusion: how soon a run in the plane makes samples of the target, pictures out of noise, and the page's sliders.

Diffusion Explorer (Helbling and Chau 2025) states about ten seconds for a training in the browser. Here all three
learners train, with the page's defaults, and the velocity's samples are asked for: 512 of them, by Heun's method in 32
steps. A run is there once their sliced W₁ to the target is at most 1.5 times that of two samples of the target. As a
run that is there may leave again, it is also counted how many are there at the last step.
"""

import time

import numpy as np
import torch

from benchmarks.drag import PREPARE, by_frames
from benchmarks.report import Row, percentile
from benchmarks.rig import browser, open_with_sweeps
from explainers.frontiers.diffusion.pictures import PATH, STEPS, guided, network
from explainers.frontiers.diffusion.result import simulate
from explainers.frontiers.diffusion.samplers import sample
from explainers.frontiers.diffusion.settings import Params
from tests.browser.driver import serve

TARGETS = {"modes": "eight Gaussians", "moons": "two moons", "ring": "ring"}
SEEDS, EVERY, LAST, ENOUGH = range(10), 50, 1000, 1.5
DRAGGED = {"plane": ("t",), "steps": ("evaluations",), "film": ("t", "w"), "makers": ("w",)}


def measure() -> list[Row]:
    torch.set_num_threads(1)
    rows = [*(learnt(data) for data in TARGETS), *(pictures(w) for w in (0.0, 1.0))]
    with serve() as (course, _), browser() as chromium:
        for view, sliders in DRAGGED.items():
            page = open_with_sweeps(chromium, f"{course}/diffusion?diffusion_view={view}", "diffusion", sliders)
            page.evaluate(PREPARE)
            rows += [by_frames(page, view, slider, "diffusion") for slider in sliders]
            page.context.close()
    return rows


def learnt(data: str) -> Row:
    """Train on a target with every seed until samples are as near to it as they can be, and on."""
    runs = [run(data, seed) for seed in SEEDS]
    seconds, steps, lasts = ([one[i] for one in runs] for i in range(3))
    return Row(
        f"{TARGETS[data]}: seconds until W₁ is within {ENOUGH} of two samples'",
        f"{percentile(seconds, 50):.2f} s, at most {max(seconds):.2f} s",
        "10 s",
        target="below",
        note=f"{len(runs)} seeds, {min(steps):.0f} to {max(steps):.0f} steps; "
        f"at step {LAST:,} {sum(last <= ENOUGH for last in lasts)} there, at most {max(lasts):.2f}",
    )


def run(data: str, seed: int) -> tuple[float, float, float]:
    """Return seconds and steps until a run is there, none where it never is; and how near it is at the last step."""
    taken, there = 0.0, (float("nan"), float("nan"))
    for steps in range(EVERY, LAST + 1, EVERY):
        result = simulate(Params(data=data, seed=seed, field="velocity", steps=steps))
        started = time.perf_counter()
        _ = result.state
        taken += time.perf_counter() - started
        ratio = result.sliced / result.floor
        if ratio <= ENOUGH and np.isnan(there[0]):
            there = taken, float(steps)
    return *there, ratio


def pictures(w: float) -> Row:
    """Make 16 pictures together."""
    noise, taken = np.random.default_rng(0).standard_normal((16, 1024)), []
    for _ in range(6):
        started = time.perf_counter()
        sample("ddim", guided(network(), 0, w), noise, PATH, STEPS)
        taken.append(time.perf_counter() - started)
    return Row(
        f"16 letters in {STEPS} steps of DDIM, guidance {w:g}",
        f"{percentile(taken[1:], 50):.2f} s",
        target="" if w else "at most 2 s",
        note="one thread" + ("; asks twice a step" if w else ""),
    )
