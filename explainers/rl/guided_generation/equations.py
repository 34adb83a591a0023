"""The formulas of the page, with the numbers of its model in them."""

import numpy as np

from explainers.equation import Equation, tex
from explainers.rl.guided_generation.enumerated import best_of, best_of_bound, kl, world
from explainers.rl.guided_generation.result import Result
from explainers.rl.guided_generation.taste import differences


def equations(result: Result) -> list[Equation]:
    """Return preference, objective, optimum, DPO's reward and the KL of the best of n."""
    p, base, log_p = result.params, world(), result.optimum
    shown = float(differences((result.taste.shown,))[0] @ result.taste.theta)
    place = int(np.argmax(log_p))
    paid, far = float(np.exp(log_p) @ result.reward), kl(log_p, base.log_p)
    gained, paid_best = float(log_p[place] - base.log_p[place]), float(result.reward[place])
    log_z = paid_best / p.beta - gained
    best = kl_of_best(result)
    return [
        Equation(
            "What the learned reward says of the pair that is asked about",
            r"P(a \succ b)", r"\sigma\big(\hat r(a) - \hat r(b)\big), \quad \hat r(x) = \theta \cdot \varphi(x)",
            rf"\frac{{1}}{{1 + e^{{-({tex(shown)})}}}}", float(1 / (1 + np.exp(-shown))),
            "The model of Bradley and Terry: θ is fitted to the clicks by it, with a prior N(0, 1) on each weight.",
        ),
        Equation(
            "What the generator is to make large, at its best: of all short melodies",
            r"J(p)", r"\mathbb{E}_p[\hat r] - \beta\, \mathrm{KL}(p \,\|\, p_0)",
            rf"{tex(paid)} - {tex(p.beta)} \times {tex(far)}", paid - p.beta * far,
            "No distribution over the 3,125 melodies has more. It equals β log Z.",
        ),
        Equation(
            "How much likelier the optimum makes its favourite, in nats",
            r"\log \frac{p^*(x)}{p_0(x)}", r"\frac{\hat r(x)}{\beta} - \log Z",
            rf"\frac{{{tex(paid_best, 7)}}}{{{tex(p.beta)}}} - {parenthesised(log_z, 7)}", gained,
            "Every melody is weighted by exp(r̂/β): the longer the leash, the more.",
        ),
        Equation(
            "The reward that DPO reads off a generator: that of the optimum's favourite",
            r"\hat r(x)", r"\beta \log \frac{p^*(x)}{p_0(x)} + \beta \log Z",
            rf"{tex(p.beta)} \times {parenthesised(gained)} + {tex(p.beta)} \times {parenthesised(log_z)}", paid_best,
            "Solved for the reward. In a pair β log Z cancels, so DPO needs no reward model and no drawing.",
        ),
        Equation(
            "How far the best of n is from the base, at most",
            r"\mathrm{KL}", r"\log n - \frac{n - 1}{n}", rf"\ln {p.n} - \frac{{{p.n - 1}}}{{{p.n}}}",
            best_of_bound(p.n),
            f"Met where no two rewards are equal. Among the short melodies some are: there it is {best:.3f} nats.",
        ),
    ]  # fmt: skip


def kl_of_best(result: Result) -> float:
    """Return KL of the best of n short melodies from the base, exactly."""
    with np.errstate(divide="ignore"):
        return kl(np.log(best_of(result.params.n, result.reward, world().p)), world().log_p)


def parenthesised(value: float, digits: int = 4) -> str:
    """Return a number as LaTeX, in parentheses where it is negative."""
    return tex(value, digits) if value >= 0 else f"({tex(value, digits)})"
