"""How probable the data are: for one θ, and averaged over the prior."""

import numpy as np
from scipy import stats
from scipy.special import betaln, gammaln

from explainers.bayes.updating.belief import Array, Belief
from explainers.bayes.updating.model import Result


def log_evidence(prior: Belief, x: Array) -> float:
    """Return ln p(x), the probability (density) of the data in their order, averaged over the prior."""
    after = prior.update(x)
    match prior.family:
        case "coin":
            beta_after = betaln(after.total, after.strength - after.total)
            return float(beta_after - betaln(prior.total, prior.strength - prior.total))
        case "counts":
            ratio = gammaln(after.total) - gammaln(prior.total) - gammaln(x + 1).sum()
            return float(ratio + prior.total * np.log(prior.strength) - after.total * np.log(after.strength))
        case _:
            theta = np.asarray(after.mean)  # ln p(x) = ln p(x|θ) + ln p(θ) - ln p(θ|x) at any θ
            return float(stats.norm.logpdf(x, theta, prior.sigma).sum() + prior.logpdf(theta) - after.logpdf(theta))


def log_likelihood(result: Result, theta: float) -> float:
    """Return ln p(x|θ) of the observations seen."""
    x = result.x[: result.k]
    match result.params.family:
        case "coin":
            return float(stats.bernoulli.logpmf(x, theta).sum())
        case "counts":
            return float(stats.poisson.logpmf(x, theta).sum())
        case _:
            return float(stats.norm.logpdf(x, theta, result.params.sigma).sum())
