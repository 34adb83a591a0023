"""Steer the generator for each judge, on every leash, and record what it reaches.

`python -m explainers.rl.guided_generation.record`, after `train`: three minutes on one quiet core.
"""

import json

from explainers.rl.guided_generation.base import RECORDED
from explainers.rl.guided_generation.settings import METHODS, Params
from explainers.rl.guided_generation.steering import Run, measured
from explainers.rl.guided_generation.taste import TASTES
from explainers.shipped import SUMS, place_of, sums

BETAS = (3.0, 2.0, 1.0, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02)  # leashes
STEPS, ENOUGH = 80, 1024  # updates, and melodies by which a generator is judged


def steered(judge: str, method: str) -> list[list[float]]:
    """Steer the generator on every leash; return of each β, KL, r̂, u and the share of different steps, at the end."""
    rows = []
    for beta in BETAS:
        params = Params(judge, method=method, beta=beta, steps=STEPS)
        found = measured(Run(params).at(STEPS).policy, params, ENOUGH)
        rows.append([beta, found.kl, found.reward, found.liked, found.distinct])
        print(judge, method, *(f"{value:.3f}" for value in rows[-1]), flush=True)
    return [[round(value, 4) for value in row] for row in rows]


if __name__ == "__main__":
    kept = json.loads(place_of(RECORDED).read_text("utf-8"))
    kept["steered"] = {judge: {method: steered(judge, method) for method in METHODS} for judge in TASTES}
    place_of(RECORDED).write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    place_of(SUMS).write_text(sums(), "utf-8")
