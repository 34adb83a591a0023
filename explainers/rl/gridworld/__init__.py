"""How do you learn when nobody tells you the right answer? Five learners in grid worlds, beside the exact answer."""

from explainers.explainer import Explainer, View
from explainers.rl.gridworld.equations import equations
from explainers.rl.gridworld.exact import evaluate, optimal, policy_gradient, sweeps
from explainers.rl.gridworld.figure_cell import backup, plot_cell
from explainers.rl.gridworld.figure_learn import plot_learn
from explainers.rl.gridworld.figure_plan import plot_plan
from explainers.rl.gridworld.figure_two import plot_two
from explainers.rl.gridworld.learners import advance, monte_carlo, q_learning, reinforce, sarsa
from explainers.rl.gridworld.result import Result, challenge, sentences, simulate, tables
from explainers.rl.gridworld.settings import MAX_STEPS, TIMELINE, Params

SPEEDS = {"slow motion": (1, 400), "slow": (1, 0), "usual": (20, 0), "fast": (200, 0), "fastest": (5000, 0)}
WALKS = ("slip", "goal", "step_reward", "pit", "coin", "seed", "steps")  # what else changes what is learnt

EXPLAINER: Explainer[Params, Result] = Explainer(
    path="rl/gridworld",
    params=Params,
    simulate=simulate,
    views=(
        View("learn", "A learner", plot_learn, ("world", "method", "alpha", "epsilon", "gamma"),
             (advance, q_learning, sarsa, monte_carlo, reinforce), trains=True, above=("shows",), more=WALKS),
        View("two", "Two learners", plot_two, ("world", "method", "rival", "alpha", "epsilon"),
             (q_learning, sarsa), trains=True, above=("shows",), more=("gamma", *WALKS)),
        View("plan", "The exact answer", plot_plan, ("world", "planner", "sweeps", "gamma", "slip"),
             (sweeps, evaluate, optimal), more=WALKS[1:5]),
        View("cell", "One cell", plot_cell, ("world", "cell", "gamma", "slip", "method"), (backup, policy_gradient),
             more=(*WALKS[1:], "alpha", "epsilon")),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    max_steps=MAX_STEPS,
    timeline=TIMELINE,
    sentences=sentences,
    summary=lambda result: {"V(S) of its policy": round(result.main.now.worth, 3)},
    speeds=SPEEDS,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
