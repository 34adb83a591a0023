"""Bellman's equation of the open cell, the last update, and the policy gradient, with the numbers in them."""

from explainers.equation import Equation, tex
from explainers.rl.gridworld.exact import policy_gradient, softmax
from explainers.rl.gridworld.figure_cell import outcomes_of
from explainers.rl.gridworld.grid import NAMES
from explainers.rl.gridworld.learners import Update
from explainers.rl.gridworld.result import Result


def equations(result: Result) -> list[Equation]:
    """Return Bellman's equation, and what the learner did last or would do next."""
    found = [bellman(result)]
    learnt = result.main
    if learnt.walk.update:
        found.append(update(learnt.walk.update, learnt.method))
    if learnt.gradient and result.params.gamma < 1:
        found.append(gradient(result))
    return found


def bellman(result: Result) -> Equation:
    """Return why the open cell is worth what it is."""
    q, gamma = result.best_q[result.cell], tex(result.params.gamma)
    action = int(q.argmax())
    terms = [
        rf"{tex(chance, 6)} \times ({tex(pays)} + {gamma} \times {0 if ends else tex_of(result.best[to])})"
        for chance, (to, pays, ends) in outcomes_of(result, action)
    ]
    return Equation(
        "Bellman's equation of the open cell", r"V^*(s)",
        r"\max_a \sum_{s'} p(s' \mid s, a)\,\big(r + \gamma V^*(s')\big)",
        " + ".join(terms), float(q.max()),
        f"The best action is {NAMES[action]}. The value of a cell leans on those of the cells after it; an end has 0.",
    )  # fmt: skip


def update(last: Update, method: str) -> Equation:
    """Return the last temporal-difference update."""
    follows = r"\max_{a'} Q(s', a')" if method == "q_learning" else "Q(s', a')"
    return Equation(
        "What the last step taught", "Q(s, a)", rf"Q(s, a) + \alpha\,\big(r + \gamma\, {follows} - Q(s, a)\big)",
        rf"{tex_of(last.before)} + {tex(last.alpha)} \times ({tex(last.reward)} + {tex(last.gamma)} \times "
        rf"{tex_of(last.bootstrap)} - {tex_of(last.before)})",
        last.after,
        f"It went {NAMES[last.action]}. What stands in the bracket is the temporal difference: a surprise.",
    )  # fmt: skip


def gradient(result: Result) -> Equation:
    """Return the exact gradient of V(start) in the preference of the best action of the open cell."""
    cell, theta, world = result.cell, result.main.q, result.world
    policy, now = softmax(theta)[cell], result.main.now
    slope = policy_gradient(world, theta, result.params.gamma)[cell]
    action = int(result.best_q[cell].argmax())
    gain = float(now.exact_q[cell, action] - now.exact[cell])
    visits = float(slope[action] / (policy[action] * gain)) if policy[action] * gain else 0.0
    return Equation(
        "The exact policy gradient at the open cell", r"\partial V(S) / \partial \theta_{s,a}",
        r"\eta(s)\, \pi(a \mid s)\, \big(Q^\pi(s, a) - V^\pi(s)\big)",
        rf"{tex_of(visits)} \times {tex_of(policy[action])} \times {tex_of(gain)}", float(slope[action]),
        f"For going {NAMES[action]}. η counts visits, discounted by when they come; REINFORCE samples this.",
    )  # fmt: skip


def tex_of(value: float) -> str:
    """Return a number with six digits, in brackets where it is below zero."""
    return f"({tex(value, 6)})" if value < 0 else tex(value, 6)
