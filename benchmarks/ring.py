"""How fast and how well a ring is learnt with the page's defaults: every seed from 0 to 9, none left out.

The ring is `targets.SHAPES["ring"]`: angle uniform, centre (0.5, 0.45), radii 0.3 and 0.25, Gaussian noise of 0.025 on
each axis. JS in nats on a 30 × 30 grid of the unit square and one cell for what falls outside; 20,000 samples each,
every 100 steps up to 6,000. A first crossing alone flatters: a run that falls below 0.1 may rise again. So it is also
counted on how many seeds none of the later measurements was above it.
"""

import sys
import time

import torch

from benchmarks.report import Row
from explainers.gans.training.measures import js_and_kl
from explainers.gans.training.networks import generate, weights_in
from explainers.gans.training.settings import Params
from explainers.gans.training.targets import target
from explainers.gans.training.updates import draw_noise, train

STEPS, EVERY, SAMPLES, GOAL = 6000, 100, 20_000, 0.1
WAYS = {  # settings that differ from the page's defaults, and whether G's weights are averaged
    "as the page opens": ({}, True),
    "G itself, not the average": ({}, False),
    "rates that do not fall": ({"settle": 0}, True),
    "neither": ({"settle": 0}, False),
}


def measure() -> list[Row]:
    torch.set_num_threads(1)
    rows = []
    for settle in ({}, {"settle": 0}):
        runs = [learn(Params(data="ring", seed=seed, **settle)) for seed in range(10)]
        for name, (settings, average) in WAYS.items():
            if settings == settle:
                rows.append(summed_up(name, [(seconds, found[average]) for seconds, found in runs]))
    return rows


def learn(params: Params) -> tuple[list[float], dict[bool, list[float]]]:
    """Train; return the seconds spent on it until each measurement, and JS there, of the average and of G itself."""
    states, cells = train(params), target(params.data).cells()
    state, spent, seconds = next(states), 0.0, []
    found: dict[bool, list[float]] = {True: [], False: []}
    z = draw_noise(params, SAMPLES, torch.Generator().manual_seed(5))
    while state.step < STEPS:
        started = time.monotonic()
        for _ in range(EVERY):
            next(states)
        spent += time.monotonic() - started
        seconds.append(spent)
        for average, flat in ((True, state.average), (False, state.g.flat)):
            with torch.no_grad():
                points = generate(z, weights_in(flat, state.g.sizes), params.activation).numpy().astype(float)
            found[average].append(js_and_kl(cells, points)[0])
    return seconds, found


def summed_up(name: str, runs: list[tuple[list[float], list[float]]]) -> Row:
    """Return a row about all seeds, and print what it leaves out: each of them."""
    first = [next((i for i, js in enumerate(found) if js < GOAL), None) for _, found in runs]
    crossed = [seconds[i] for (seconds, _), i in zip(runs, first, strict=True) if i is not None]
    stays = sum(i is not None and max(found[i:]) < GOAL for (_, found), i in zip(runs, first, strict=True))
    since = [max((i + 1 for i, js in enumerate(found) if js >= GOAL), default=0) * EVERY for _, found in runs]
    ends = [found[-1] for _, found in runs]
    print(f"{name}: first below after {[i and (i + 1) * EVERY for i in first]} steps; for good since {since}; "
          f"ends at {[round(js, 3) for js in ends]}", file=sys.stderr)  # fmt: skip
    times = f"{min(crossed):.1f} to {max(crossed):.1f} s" if crossed else ""
    return Row(f"ring, {name}: seeds with JS below {GOAL}", f"{len(crossed)} of 10", target="9 of 10 within 5 s",
               note=f"first after {times}; stays on {stays}; below it at the end on "
                    f"{sum(js < GOAL for js in ends)}, {min(ends):.3f} to {max(ends):.3f}")  # fmt: skip
