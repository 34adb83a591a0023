"""What happens when a generator is paid for what you like? Melodies, a reward learned from clicks, and its leash."""

from explainers.explainer import Explainer, View
from explainers.rl.guided_generation.base import POOL, RECORDED, WEIGHTS
from explainers.rl.guided_generation.challenge import challenge
from explainers.rl.guided_generation.curves import best_of_pool, tilted_pool
from explainers.rl.guided_generation.enumerated import Table, best_of, optimum
from explainers.rl.guided_generation.equations import equations
from explainers.rl.guided_generation.figure_exact import plot_exact
from explainers.rl.guided_generation.figure_leash import plot_leash
from explainers.rl.guided_generation.figure_steer import plot_steer
from explainers.rl.guided_generation.figure_taste import plot_taste
from explainers.rl.guided_generation.notes import features
from explainers.rl.guided_generation.result import Result, sentences, simulate, tables
from explainers.rl.guided_generation.settings import MAX_STEPS, TIMELINE, Params
from explainers.rl.guided_generation.steering import RUNS
from explainers.rl.guided_generation.taste import fit, next_pair, true_taste
from explainers.rl.guided_generation.updates import clipped, dpo, policy_gradient
from explainers.shipped import shipped


def files(params: Params, view: str) -> dict[str, bytes]:
    """Return the shipped files that every view reads."""
    return {name: shipped(name) for name in (WEIGHTS, POOL, RECORDED)}


EXPLAINER: Explainer[Params, Result] = Explainer(
    path="rl/guided_generation",
    params=Params,
    simulate=simulate,
    views=(
        View("taste", "Twenty clicks", plot_taste, ("judge", "clicks", "turn"), (fit, next_pair, features),
             more=("preferred", "seed")),
        View("steer", "Steer it", plot_steer, ("judge", "method", "beta", "temperature"),
             (policy_gradient, clipped, dpo), trains=True,
             more=("clicks", "preferred", "turn", "n", "listened", "rate", "clip", "seed", "steps", "schedule")),
        View("leash", "Let go of the leash", plot_leash, ("judge", "clicks", "turn"),
             (true_taste, tilted_pool, best_of_pool), more=("preferred", "seed")),
        View("exact", "All 3,125", plot_exact, ("judge", "beta", "n", "clicks"), (optimum, best_of, Table),
             more=("preferred", "turn", "seed")),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    max_steps=MAX_STEPS,
    timeline=TIMELINE,
    reached=RUNS.reached,
    sentences=sentences,
    summary=lambda result: {"Paid r̂": round(result.now.reward, 2), "Liked u": round(result.now.liked, 2),
                            "KL": round(result.now.kl, 2)},
    files=files,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
