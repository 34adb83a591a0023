"""Bellman's equation of the open cell, the last update, and the policy gradient, with the numbers in them."""

from explainers.equation import Equation, tex
from explainers.rl.gridworld.exact import outcomes_of, policy_gradient
from explainers.rl.gridworld.learners import Move
from explainers.rl.gridworld.result import Result
from explainers.rl.gridworld.settings import GRADIENTS, TIMELINE
from explainers.rl.gridworld.world import NAMES


def equations(result: Result) -> list[Equation]:
    """Return Bellman's equation, and what the learner did last or would do next."""
    found = [bellman(result)]
    if last := result.main.walk.update:
        found.append(td_update(result, *last))
    if result.main.method in GRADIENTS and result.main.best.gamma < 1:
        found.append(gradient(result))
    return found


def bellman(result: Result) -> Equation:
    """Return why the open cell is worth what it is."""
    best, q = result.best, result.best.q[result.cell]
    action = int(q.argmax())
    terms = [
        rf"{number(chance)} \times ({number(pays)} + {tex(best.gamma)} \times {0 if ends else number(best.v[to])})"
        for chance, (to, pays, ends) in outcomes_of(best.world, result.cell, action)
    ]
    return Equation(
        "Bellman's equation of the open cell", r"V^*(s)",
        r"\max_a \sum_{s'} p(s' \mid s, a)\,\big(r + \gamma V^*(s')\big)",
        " + ".join(terms), float(q.max()),
        f"The best action is {NAMES[action]}. The value of a cell leans on those of the cells after it; an end has 0.",
    )  # fmt: skip


def td_update(result: Result, move: Move, before: float, bootstrap: float) -> Equation:
    """Return the last temporal-difference update, with the settings of its step."""
    walk, p = result.main.walk, TIMELINE.settings_at(result.params, result.step - 1)
    state, action, reward = move
    follows = r"\max_{a'} Q(s', a')" if walk.method == "q_learning" else "Q(s', a')"
    return Equation(
        "What the last step taught", "Q(s, a)", rf"Q(s, a) + \alpha\,\big(r + \gamma\, {follows} - Q(s, a)\big)",
        rf"{number(before)} + {tex(p.alpha)} \times ({tex(reward)} + {tex(p.gamma)} \times {number(bootstrap)} - "
        rf"{number(before)})",
        walk.q[state][action],
        f"It went {NAMES[action]}. What stands in the bracket is the temporal difference: a surprise.",
    )  # fmt: skip


def gradient(result: Result) -> Equation:
    """Return the exact gradient of V(start) in the preference of the best action of the open cell."""
    cell, now, best = result.cell, result.main.now, result.main.best
    slope = policy_gradient(best.world, now.q, best.gamma)[cell]
    action = int(best.q[cell].argmax())
    chance, gain = float(now.policy[cell, action]), float(now.exact_q[cell, action] - now.exact[cell])
    visits = float(slope[action]) / (chance * gain) if chance * gain else 0.0
    return Equation(
        "The exact policy gradient at the open cell", r"\partial V(S) / \partial \theta_{s,a}",
        r"\eta(s)\, \pi(a \mid s)\, \big(Q^\pi(s, a) - V^\pi(s)\big)",
        rf"{number(visits)} \times {number(chance)} \times {number(gain)}", float(slope[action]),
        f"For going {NAMES[action]}. η counts visits, discounted by when they come; REINFORCE samples this.",
    )  # fmt: skip


def number(value: float) -> str:
    """Return a number with six digits, in brackets where it is below zero."""
    return f"({tex(value, 6)})" if value < 0 else tex(value, 6)
