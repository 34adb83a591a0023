"""The formulas of the page, with the numbers of its model in them."""

import numpy as np
from scipy.special import expit

from explainers.equation import Equation, tex
from explainers.rl.guided_generation.enumerated import short_melodies
from explainers.rl.guided_generation.exact import best_of_bound, kl
from explainers.rl.guided_generation.preferences import differences
from explainers.rl.guided_generation.result import Result


def equations(result: Result) -> list[Equation]:
    """Return preference, objective, optimum, DPO's reward and the KL of the best of n."""
    p, log_p0, log_p = result.params, short_melodies().log_p, result.log_optimum
    margin = float(differences((result.model.next_pair,))[0] @ result.model.theta)
    favourite = int(np.argmax(log_p))
    mean, far = float(np.exp(log_p) @ result.short_reward), float(kl(np.exp(log_p), log_p0))
    gained, reward = float(log_p[favourite] - log_p0[favourite]), float(result.short_reward[favourite])
    log_z = reward / p.beta - gained
    return [
        Equation(
            "What the learned reward says of the pair that is asked about",
            r"P(a \succ b)", r"\sigma\big(\hat r(a) - \hat r(b)\big), \quad \hat r(x) = \theta \cdot \varphi(x)",
            rf"\frac{{1}}{{1 + e^{{-({tex(margin)})}}}}", float(expit(margin)),
            "The model of Bradley and Terry: θ is fitted to the clicks by it, with a prior N(0, 1) on each weight.",
        ),
        Equation(
            "What the policy is to make large, at its best: of all short melodies",
            r"J(p)", r"\mathbb{E}_p[\hat r] - \beta\, \mathrm{KL}(p \,\|\, p_0)",
            rf"{tex(mean)} - {tex(p.beta)} \times {tex(far)}", mean - p.beta * far,
            "No distribution over the 3,125 melodies has more. It equals β log Z.",
        ),
        Equation(
            "How much likelier the optimum makes its favourite, in nats",
            r"\log \frac{p^*(x)}{p_0(x)}", r"\frac{\hat r(x)}{\beta} - \log Z",
            rf"\frac{{{tex(reward, 7)}}}{{{tex(p.beta)}}} - {parenthesised(log_z, 7)}", gained,
            "Every melody is weighted by exp(r̂/β): the smaller β, the more.",
        ),
        Equation(
            "The reward that DPO reads off a policy: that of the optimum's favourite",
            r"\hat r(x)", r"\beta \log \frac{p^*(x)}{p_0(x)} + \beta \log Z",
            rf"{tex(p.beta)} \times {parenthesised(gained)} + {tex(p.beta)} \times {parenthesised(log_z)}", reward,
            "Solved for the reward. In a pair β log Z cancels, so DPO needs no reward model and draws no melodies.",
        ),
        Equation(
            "How far the best of n is from the reference, at most",
            r"\mathrm{KL}", r"\log n - \frac{n - 1}{n}", rf"\ln {p.n} - \frac{{{p.n - 1}}}{{{p.n}}}",
            float(best_of_bound(p.n)),
            "Met where no two rewards are equal. Among the short melodies some are: there it is "
            f"{kl(result.policies['best'], log_p0):.3f} nats.",
        ),
    ]  # fmt: skip


def parenthesised(value: float, digits: int = 4) -> str:
    """Return a number as LaTeX, in parentheses where it is negative."""
    return tex(value, digits) if value >= 0 else f"({tex(value, digits)})"
