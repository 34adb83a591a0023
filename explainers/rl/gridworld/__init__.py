"""How do you learn when nobody tells you the right answer? Five learners in grid worlds, beside the exact answer."""

from explainers.explainer import Explainer, View
from explainers.rl.gridworld.equations import equations
from explainers.rl.gridworld.exact import evaluate, optimal, policy_gradient, sweeps
from explainers.rl.gridworld.figure_exact import plot_exact
from explainers.rl.gridworld.figure_learn import plot_learn
from explainers.rl.gridworld.learners import advance, monte_carlo, q_learning, reinforce, sarsa
from explainers.rl.gridworld.result import Result, challenge, simulate, tables
from explainers.rl.gridworld.settings import MAX_STEPS, TIMELINE, Params

REWARDS = ("goal", "step_reward", "pit", "coin")

EXPLAINER: Explainer[Params, Result] = Explainer(
    path="rl/gridworld",
    params=Params,
    simulate=simulate,
    views=(
        View("learn", "Learners", plot_learn, ("world", "method", "rival", "gamma", "epsilon"),
             (advance, q_learning, sarsa, monte_carlo, reinforce, policy_gradient), trains=True, above=("shows",),
             follows=("gamma", "epsilon", "slip", *REWARDS), more=("alpha", "slip", *REWARDS, "seed", "steps", "cell")),
        View("plan", "The exact answer", plot_exact, ("world", "planner", "sweeps", "gamma", "slip"),
             (sweeps, evaluate, optimal), more=(*REWARDS, "cell")),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    max_steps=MAX_STEPS,
    timeline=TIMELINE,
    summary=lambda result: {"V(S) of its policy": round(result.main.now.worth, 3)},
    speeds={"slow motion": (1, 400), "slow": (1, 0), "usual": (20, 0), "fast": (200, 0), "fastest": (5000, 0)},
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
