"""Simulation-based calibration of PyMC's NUTS, in a worker: parameters from the prior, data from them, a fit, a rank.

A few hundred fits of a model that is compiled once take some seconds; they are made in batches, so that others get
their turn, and so that the histogram grows while it is watched.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainers.bayes.sampling.calibration import DRAWS, LOOSE, SURE
from explainers.bayes.sampling.compiled_models import compiled, is_compiled
from explainers.bayes.sampling.posteriors import ERRORS, PARAMETERS, POINTS, Array, Question, points
from explainers.bayes.sampling.pymc_models import data_of, name_of
from explainers.nuts import sampled
from explainers.worker_process import Report

BATCH = 100  # fits in one batch
THIN = 5  # every so many draws one is kept
TUNED = 300  # steps before the draws of a fit count
HEEDS = {"sure": SURE, "loose": LOOSE}  # the power to which the likelihood is taken
CREEP = {"step_size_adapt_method": "0.02", "maxdepth": 3}  # at most 8 steps of 0.02: far too short


@dataclass(frozen=True)
class Trial:
    """A batch of fits."""

    question: Question  # whose data do not matter: they are simulated
    wrong: str = "none"
    seed: int = 0
    batch: int = 0


def trial_of(question: Question, wrong: str, seed: int, batch: int) -> Trial:
    """Return a batch by what it depends on, so that it is known again when only the data have changed."""
    return Trial(replace(question, heads=0, shift=0.0), wrong, seed, batch)


def from_prior(question: Question, rng: np.random.Generator) -> tuple[dict[str, float], dict[str, Array]]:
    """Return parameters drawn from the prior of a model, and data drawn from them."""
    if question.model == "regression":
        x, _ = points(0.0)
        intercept, slope, sigma = 5 * rng.normal(), 5 * rng.normal(), abs(rng.normal())
        y = intercept + slope * x + sigma * rng.standard_t(question.freedom, POINTS)
        return {"intercept": intercept, "slope": slope}, {"y_seen": y}
    mu, tau = 5 * rng.normal(), abs(question.scale * rng.standard_cauchy())
    effects = rng.normal(rng.normal(mu, tau, len(ERRORS)), ERRORS)
    return {"mu": mu, "tau": tau}, {"effects": effects}


def trials(trial: Trial, report: Report = lambda share, doing: None) -> NDArray[np.int64]:
    """Return the ranks of BATCH truths among DRAWS draws each, shape (BATCH, parameters)."""
    question, again = trial.question, trial.wrong in HEEDS
    names = PARAMETERS[question.model]
    if not is_compiled(question, again):
        report(0.0, f"compiling the model “{name_of(question)}”, the first time only")
    model = compiled(question, again)
    fixed = data_of(question) | ({"again": np.array(HEEDS[trial.wrong] - 1)} if again else {})
    settings: dict[str, Any] = CREEP if trial.wrong == "creep" else {}
    rng, ranks = np.random.default_rng((trial.seed, trial.batch)), np.zeros((BATCH, len(names)), int)
    for i in range(BATCH):
        report(i / BATCH, "fitting simulated data")
        truth, data = from_prior(question, rng)
        found = sampled(model.with_data(**fixed | data), names, DRAWS * THIN, 1, int(rng.integers(2**31)), report,
                        TUNED, **settings)  # fmt: skip
        ranks[i] = [(found.values[name][0, THIN - 1 :: THIN] < truth[name]).sum() for name in names]
    return ranks
