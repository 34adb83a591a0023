"""The posterior of an autoregression: by PyMC in a worker process, and in closed form.

The prior says nothing: flat in the coefficients and in ln σ. Then σ² and the coefficients have a posterior that is
known, scaled inverse χ² and normal (Zellner 1971, chapter III), and the next value a Student-t: a test of the sampler,
and quick enough to be asked at every origin. PyMC would do the same with any other prior or noise.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from explainers.autoregression.forecasting.fitting import MOST_LAGS, Fit, least_squares
from explainers.autoregression.forecasting.preparing import MOST_HARMONICS, Preparation, prepare
from explainers.data.series.series import Array
from explainers.nuts import sampled
from explainers.worker_process import Report

MOST_COEFFICIENTS = 1 + 2 * MOST_HARMONICS + MOST_LAGS  # coefficients that the model has room for
POSTERIOR_TUNING = 300  # steps of each chain before its draws count


@dataclass(frozen=True)
class PosteriorAsked:
    """What PyMC is asked: hashable, and small enough to be sent to a worker."""

    known: tuple[float, ...]  # the values up to the origin
    preparation: Preparation
    p: int
    draws: int = 1000  # of each chain
    chains: int = 2
    seed: int = 0


@dataclass(frozen=True, eq=False)
class PosteriorAnswered:
    """What PyMC found."""

    beta: Array  # (m, k) draws of all coefficients, in the order of `Fit.beta`
    sigma: Array  # (m,)
    r_hat: float  # the largest of all coefficients
    diverged: int
    seconds: float  # of sampling

    @property
    def nbytes(self) -> int:
        """How much memory its draws take."""
        return self.beta.nbytes + self.sigma.nbytes

    @property
    def draws(self) -> tuple[Array, Array]:
        """What `fans.forecasted` takes."""
        return self.beta, self.sigma


def autoregression_model(directions: Array, used: Array, w_seen: Array) -> Any:
    """Return the model: w ~ Normal(Qθ, σ), flat in θ and in ln σ. Q spans what the regressors span, at right angles.

    It has room for MOST_COEFFICIENTS coefficients, so that it is compiled only once; those that are not `used` are left
    to a standard normal, and nothing depends on them.
    """
    import pymc as pm

    with pm.Model() as model:
        q, w = pm.Data("directions", directions), pm.Data("w_seen", w_seen)
        idle = 1 - pm.Data("used", used)
        theta = pm.Flat("theta", shape=MOST_COEFFICIENTS)
        log_sigma = pm.Flat("log_sigma")
        pm.Potential("not_used", -0.5 * (idle * theta**2).sum())
        pm.Normal("w", q @ theta, pm.math.exp(log_sigma), observed=w)
    return model


@dataclass(frozen=True, eq=False)
class Orthogonal:
    """A regression w = Xβ in coordinates of its own, in which NUTS has an easy time: X = QR, θ = (Rβ − Q′w)/σ̂."""

    fit: Fit
    q: Array  # (m, k)
    r: Array  # (k, k)
    middle: Array  # (k,) Q′w

    @classmethod
    def of(cls, fit: Fit) -> "Orthogonal":
        """Return the coordinates of a fit."""
        q, r = np.linalg.qr(fit.design)
        return cls(fit, q, r, q.T @ fit.response)

    @property
    def count(self) -> int:
        """How many coefficients there are, k."""
        return len(self.middle)

    def data(self) -> dict[str, Array]:
        """Return the data of `autoregression_model`, in units of σ̂."""
        directions = np.pad(self.q, ((0, 0), (0, MOST_COEFFICIENTS - self.count)))
        used = (np.arange(MOST_COEFFICIENTS) < self.count).astype(float)
        left = (self.fit.response - self.q @ self.middle) / self.fit.sigma
        return {"directions": directions, "used": used, "w_seen": left}

    def back(self, theta: Array, log_sigma: Array) -> tuple[Array, Array]:
        """Return the coefficients (m, k) and σ (m,) of draws of θ (m, k) and ln σ (m,)."""
        beta = np.linalg.solve(self.r, (self.middle + self.fit.sigma * theta).T).T
        return np.asarray(beta, np.float64), self.fit.sigma * np.exp(log_sigma)


_posterior: list[Any] = []  # in this process: what nutpie compiled


def warm_posterior(report: Report) -> None:
    """Compile the model, so that no visitor waits for it."""
    report(0.0, "compiling an autoregression")
    sawtooth = tuple(float(i % 3) for i in range(30))
    sample_posterior(PosteriorAsked(sawtooth, Preparation(), 1, draws=10))


def sample_posterior(asked: PosteriorAsked, report: Report = lambda share, doing: None) -> PosteriorAnswered:
    """Sample with NUTS by nutpie; runs in a worker: `WORKERS.submit(sample_posterior, asked)`.

    The model is compiled once in each worker. Raises what `report` raises.
    """
    import nutpie

    at_right_angles = Orthogonal.of(least_squares(prepare(np.array(asked.known), asked.preparation), asked.p))
    data = at_right_angles.data()
    if not _posterior:
        report(0.05, "compiling the model, the first time only")
        _posterior.append(nutpie.compile_pymc_model(autoregression_model(**data)))
    found = sampled(_posterior[0].with_data(**data), ("theta", "log_sigma"), asked.draws, asked.chains, asked.seed,
                    report, POSTERIOR_TUNING)  # fmt: skip
    theta = found.values["theta"][..., : at_right_angles.count]
    beta, sigma = at_right_angles.back(theta.reshape(-1, at_right_angles.count), found.values["log_sigma"].ravel())
    return PosteriorAnswered(beta, sigma, agreement_of(theta), int(found.diverged.sum()), found.seconds)


def agreement_of(draws: Array) -> float:
    """Return the largest R-hat of all coefficients, (chains, draws, k); nan for a single chain. By ArviZ."""
    import arviz

    if draws.shape[0] < 2 or draws.shape[1] < 4:
        return float("nan")
    return max(float(np.asarray(arviz.rhat(draws[..., i])).ravel()[0]) for i in range(draws.shape[-1]))


def exact_posterior(fit: Fit, draws: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return draws of the coefficients (m, k) and of σ (m,) from the posterior in closed form."""
    free = fit.rows - len(fit.beta)
    sigma = np.sqrt(fit.rows * fit.sigma**2 / rng.chisquare(free, draws))
    values, vectors = np.linalg.eigh(fit.gram_inverse)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    return fit.beta + sigma[:, None] * (rng.standard_normal((draws, len(fit.beta))) @ root.T), sigma
