"""What happens when a generator is paid for what you like? Melodies, a reward learned from clicks, and its leash."""

from explainers.explainer import Explainer, View
from explainers.rl.guided_generation.curves import best_of_curve, lowered
from explainers.rl.guided_generation.enumerated import Table, trained
from explainers.rl.guided_generation.equations import equations
from explainers.rl.guided_generation.exact import best_of, kl, optimum
from explainers.rl.guided_generation.figure_exact import plot_exact
from explainers.rl.guided_generation.figure_leash import plot_leash
from explainers.rl.guided_generation.figure_steer import plot_steer
from explainers.rl.guided_generation.figure_taste import plot_taste
from explainers.rl.guided_generation.generator import POOL, RECORDED, WEIGHTS
from explainers.rl.guided_generation.methods import clipped_loss, dpo, dpo_loss, ppo
from explainers.rl.guided_generation.notes import features
from explainers.rl.guided_generation.preferences import fit, most_informative, true_reward
from explainers.rl.guided_generation.report import challenge, sentences, summary, tables
from explainers.rl.guided_generation.result import Result, simulate
from explainers.rl.guided_generation.settings import MAX_STEPS, TIMELINE, Params
from explainers.rl.guided_generation.training import RUNS
from explainers.shipped import shipped

EXPLAINER: Explainer[Params, Result] = Explainer(
    path="rl/guided_generation",
    params=Params,
    simulate=simulate,
    views=(
        View("taste", "Twenty clicks", plot_taste, ("judge", "clicks", "turn"), (fit, most_informative, features),
             more=("preferred", "seed")),
        View("steer", "Steer it", plot_steer, ("judge", "method", "beta", "n"), (ppo, clipped_loss, dpo, dpo_loss),
             trains=True, more=("clicks", "preferred", "turn", "rate", "seed", "steps", "schedule")),
        View("leash", "Let go of the leash", plot_leash, ("judge", "clicks", "turn"),
             (true_reward, best_of_curve, lowered), more=("preferred", "seed")),
        View("exact", "All 3,125", plot_exact, ("judge", "beta", "n", "clicks"), (optimum, best_of, kl, Table, trained),
             more=("preferred", "turn", "seed")),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    max_steps=MAX_STEPS,
    timeline=TIMELINE,
    reached=RUNS.reached,
    sentences=sentences,
    summary=summary,
    files=lambda params, view: {name: shipped(name) for name in (WEIGHTS, POOL, RECORDED)},
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
