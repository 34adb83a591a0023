"""Rewards against KL, as a generator is let go ever further from the reference model.

`python -m explainers.rl.guided_generation.curves`, after `train`, records what policies trained for those of SHIPPED
reach: a minute on one quiet core.
"""

import json
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from explainers.rl.guided_generation.exact import NS, best_of, best_of_bound
from explainers.rl.guided_generation.generator import RECORDED, pool, recorded
from explainers.rl.guided_generation.notes import Array, distinct
from explainers.rl.guided_generation.preferences import JUDGE_WEIGHTS
from explainers.rl.guided_generation.settings import METHODS, Params
from explainers.rl.guided_generation.training import Run, measured
from explainers.shipped import SUMS, place_of, sums
from explainers.worker_process import Report

BETAS = np.geomspace(3.0, 0.05, 10)
UPDATES = 15  # at each β
MELODIES = 512  # by which each generator is measured
SHIPPED = (*map(Params, JUDGE_WEIGHTS), Params(turn=100.0))  # for these the curves are recorded


@dataclass(frozen=True)
class Curve:
    """Averages over melodies, each (m,)."""

    at: Array  # n or β
    kl: Array  # from the reference, in nats
    reward: Array  # r̂, learned
    true_reward: Array  # u; nan where it is not known
    distinct: Array  # the share of different ones among all intervals

    @property
    def peak(self) -> int:
        """Where the true reward is highest."""
        return int(np.argmax(self.true_reward))

    @property
    def nbytes(self) -> int:
        """How much memory this takes."""
        return 5 * self.at.nbytes


@lru_cache(maxsize=64)
def best_of_curve(rewards: bytes, true_rewards: bytes) -> Curve:
    """Return the curve of the best of n melodies of the pool, given its r̂ and u as bytes.

    Its KL is log n − (n − 1)/n, as no two of real melodies' rewards are equal but by chance (Gao et al. 2023).
    """
    reward, true_reward = np.frombuffer(rewards), np.frombuffer(true_rewards)
    p = best_of(NS[:, None], reward, np.full(len(reward), 1 / len(reward)))
    drawn = [np.random.default_rng(0).choice(len(one), MELODIES, p=one / one.sum()) for one in p]
    diversity = np.array([distinct(pool()[rows]) for rows in drawn])
    return Curve(NS, best_of_bound(NS), p @ reward, p @ true_reward, diversity)


def lowered(asked: Params, report: Report = lambda share, doing: None) -> Curve:
    """Train a policy while β is lowered from the first of BETAS to the last, and measure it at each.

    It takes some ten seconds, so it runs in a worker. Raises what `report` raises.
    """
    run, rows = Run(asked), []
    state = run.start()
    for i, beta in enumerate(BETAS.tolist()):
        report(i / len(BETAS), f"β = {beta:.2f}")
        for _ in range(UPDATES):
            run.make_step(state, replace(asked, beta=beta))
        rows.append((beta, *vars(measured(state.network, asked, MELODIES)).values()))
    return Curve(*np.array(rows).round(4).T)


def question(params: Params, method: str) -> Params:
    """Return what the curve of a method depends on, all other settings as they are by default."""
    own = {"preferred": params.preferred} if params.judge == "you" else {"clicks": params.clicks, "turn": params.turn}
    return replace(Params(params.judge, method=method, seed=params.seed), **own)


@lru_cache(maxsize=16)
def shipped_curve(asked: Params) -> Curve | None:
    """Return what `lowered` gave before; None where it was not asked: it was for SHIPPED, all else by default."""
    rows = recorded()["lowered"].get(f"{asked.judge}, {asked.turn:g}")
    if not rows or asked != Params(asked.judge, turn=asked.turn, method=asked.method):
        return None
    return Curve(*np.array(rows[asked.method]).T)


if __name__ == "__main__":
    rows = {
        f"{p.judge}, {p.turn:g}": {
            m: np.stack(list(vars(lowered(replace(p, method=m))).values()), axis=1).tolist() for m in METHODS
        }
        for p in SHIPPED
    }
    place_of(RECORDED).write_text(json.dumps(recorded() | {"lowered": rows}, indent=1) + "\n", "utf-8")
    place_of(SUMS).write_text(sums(), "utf-8")
