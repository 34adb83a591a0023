"""Coefficients of an autoregression: by statsmodels, and by the least squares behind it. Which order? AIC and BIC.

wₜ = c + Σ waves + φ₁wₜ₋₁ + … + φₚwₜ₋ₚ + σεₜ is a regression of a series on its own past, given the first p values.
"""

import warnings
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainers.autoregression.forecasting.preparing import Preparation, Prepared, prepare, regressors
from explainers.controls import SUBSCRIPTS
from explainers.data.series.series import Array, Series

MOST_LAGS = 24  # the highest order that is tried
ROWS_FOR_EACH = 3  # rows of the regression for each coefficient, at least
REPEATED = ("Columns of the regression repeat each other, so that many coefficients fit equally well: the smallest of "
            "them are used.")  # fmt: skip
RESIDUAL_LAGS = 24  # of the autocorrelations of residuals


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted autoregression, with the regression it came from."""

    preparation: Preparation
    p: int
    beta: Array  # (k,) the constant, the harmonics' cosines and sines, φ₁ … φₚ
    errors: Array  # (k,) their standard errors
    sigma: float  # σ: the root of the mean squared residual, as statsmodels has it
    design: Array  # (m, k) a row for each time: 1, waves, wₜ₋₁ … wₜ₋ₚ
    response: Array  # (m,) wₜ
    gram_inverse: Array  # (k, k) (X′X)⁻¹

    @property
    def phi(self) -> Array:
        """φ₁ … φₚ."""
        return self.beta[len(self.beta) - self.p :]

    @property
    def constant(self) -> float:
        """The constant c of the recursion."""
        return float(self.beta[0])

    @cached_property
    def residuals(self) -> Array:
        """What the regression does not explain, (m,)."""
        return self.response - self.design @ self.beta

    @property
    def rows(self) -> int:
        """How many rows the regression has, m."""
        return len(self.response)

    @property
    def aic(self) -> float:
        """AIC, as statsmodels has it: σ counts as a parameter."""
        return float(criterion(self.sigma**2, self.rows, len(self.beta), 2.0))

    @property
    def bic(self) -> float:
        """BIC, likewise."""
        return float(criterion(self.sigma**2, self.rows, len(self.beta), np.log(self.rows)))

    @cached_property
    def roots(self) -> NDArray[np.complex128]:
        """The characteristic roots (p,), eigenvalues of the companion matrix, largest modulus first."""
        found = np.roots(np.r_[1.0, -self.phi]).astype(complex)
        return found[np.argsort(-np.abs(found), kind="stable")]

    @property
    def names(self) -> tuple[str, ...]:
        """What each coefficient belongs to."""
        waves = [f"{wave} {k}" for k in range(1, self.preparation.waves + 1) for wave in ("cos", "sin")]
        return ("c", *waves, *(f"φ{i}".translate(SUBSCRIPTS) for i in range(1, self.p + 1)))


@dataclass(frozen=True, eq=False)
class Criteria:
    """AIC and BIC of every order, all fitted to the same rows so that they can be compared."""

    orders: NDArray[np.int64]  # (P + 1,) 0 … P
    aic: Array  # (P + 1,)
    bic: Array  # (P + 1,)

    def best(self, which: str) -> int:
        """Return the order where "aic" or "bic" is lowest."""
        return int(np.argmin(self.aic if which == "aic" else self.bic))


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """What is left in the residuals."""

    acf: Array  # (L,) autocorrelations at lags 1 … L
    band: float  # ± where 95% of the autocorrelations of pure noise would be
    lags: int  # of the Ljung–Box test
    statistic: float  # Q
    p_value: float
    outside: int  # how many autocorrelations are beyond the band
    sentence: str


@dataclass(frozen=True, eq=False)
class Fitted:
    """A series, how it was prepared, and the autoregression that was chosen for it."""

    series: Series
    prepared: Prepared
    criteria: Criteria
    choice: str  # "aic", "bic" or "hand"
    fit: Fit  # by statsmodels
    squares: Fit  # by least squares
    diagnosis: Diagnosis
    note: str  # what had to be changed, a sentence; empty where nothing had


def fitted(series: Series, preparation: Preparation, choice: str = "aic", p: int = 2) -> Fitted:
    """Fit an order chosen by hand (`p`), AIC or BIC. Raises BadInput where the preparation cannot be made.

    Imports statsmodels, which takes seconds the first time; then about 10 ms for 300 values.
    """
    prepared = prepare(series.values, preparation)
    criteria = order_criteria(prepared)
    p, note = chosen_order(prepared, criteria, choice, p)
    squares = least_squares(prepared, p)
    fit = by_statsmodels(prepared, p)
    if np.linalg.matrix_rank(squares.design) < len(squares.beta):
        note = f"{note} {REPEATED}".strip()
    return Fitted(series, prepared, criteria, choice, fit, squares, diagnose(fit), note)


def order_for(series: Series, preparation: Preparation, choice: str, p: int, known: int | None = None) -> int:
    """Return the order that `fitted` would use if only the first `known` values were; without statsmodels.

    Raises BadInput where the preparation cannot be made.
    """
    prepared = prepare(series.values[:known], preparation)
    return chosen_order(prepared, order_criteria(prepared), choice, p)[0]


def chosen_order(prepared: Prepared, criteria: Criteria, choice: str, p: int) -> tuple[int, str]:
    """Return the order to use, and a sentence where the one asked for by hand is too high for the series."""
    if choice != "hand":
        return criteria.best(choice), ""
    most = most_lags(len(prepared.w), prepared.preparation)
    if p <= most:
        return max(0, p), ""
    return most, (f"p = {p} is too much for {len(prepared.w)} values, which have to determine every coefficient: "
                  f"p = {most} is used.")  # fmt: skip


def most_lags(n: int, preparation: Preparation) -> int:
    """Return the highest order that n modelled values can bear: ROWS_FOR_EACH rows for each coefficient."""
    return int(np.clip((n - ROWS_FOR_EACH * preparation.regular) // (ROWS_FOR_EACH + 1), 0, MOST_LAGS))


def regression(prepared: Prepared, p: int, held_back: int | None = None) -> tuple[Array, Array]:
    """Return the design matrix (m, k) and the response (m,); the first `held_back` values only explain."""
    w, skip = prepared.w, p if held_back is None else held_back
    times = np.arange(skip, len(w), dtype=float) + prepared.lost
    lags = [w[skip - j : len(w) - j, None] for j in range(1, p + 1)]
    return np.hstack([regressors(times, prepared.preparation), *lags]), w[skip:]


def least_squares(prepared: Prepared, p: int) -> Fit:
    """Fit by least squares: β = (X′X)⁻¹X′w, by a QR decomposition of X."""
    x, w = regression(prepared, p)
    q, r = np.linalg.qr(x)
    if np.abs(np.diag(r)).min() <= 1e-10 * np.abs(np.diag(r)).max():  # columns that say the same
        inverse = np.linalg.pinv(x.T @ x, hermitian=True)
        beta = inverse @ x.T @ w
    else:
        half = np.linalg.solve(r, np.eye(len(r)))
        inverse, beta = half @ half.T, half @ (q.T @ w)
    sigma = float(np.sqrt(np.mean((w - x @ beta) ** 2)))
    errors = sigma * np.sqrt(np.diag(inverse))
    return Fit(prepared.preparation, p, beta, errors, sigma, x, w, np.asarray(inverse, np.float64))


def by_statsmodels(prepared: Prepared, p: int) -> Fit:
    """Fit by statsmodels' AutoReg, which is the conditional maximum likelihood for normal noise."""
    from statsmodels.tools.sm_exceptions import SingularMatrixWarning
    from statsmodels.tsa.ar_model import AutoReg

    x, w = regression(prepared, p)
    times = np.arange(len(prepared.w), dtype=float) + prepared.lost
    waves = regressors(times, prepared.preparation)[:, 1:]
    with warnings.catch_warnings():  # of columns that repeat each other `fitted` tells
        warnings.simplefilter("ignore", SingularMatrixWarning)
        found = AutoReg(prepared.w, lags=p, trend="c", exog=waves if waves.size else None).fit()
    order = np.r_[0, 1 + p + np.arange(waves.shape[1]), 1 + np.arange(p)].astype(int)  # AutoReg puts waves last
    beta, errors = np.asarray(found.params)[order], np.asarray(found.bse)[order]
    inverse = np.asarray(np.asarray(found.cov_params())[np.ix_(order, order)] / found.sigma2, np.float64)
    return Fit(prepared.preparation, p, beta, errors, float(np.sqrt(found.sigma2)), x, w, inverse)


def criterion(variance: Array | float, rows: int, coefficients: NDArray[Any] | int, price: float) -> Array:
    """Return −2 ln L + price × parameters for normal noise, σ being one of the parameters."""
    likelihood = rows * (np.log(2 * np.pi * np.maximum(variance, 1e-300)) + 1)
    return np.asarray(likelihood + price * (np.asarray(coefficients) + 1))


def order_criteria(prepared: Prepared, most: int | None = None) -> Criteria:
    """Return AIC and BIC of the orders 0 … P, by default as many as the series bears, from one QR decomposition.

    Its columns are in order of the lags, so that Q′w says how much each lag takes off the sum of squares.
    """
    most = most_lags(len(prepared.w), prepared.preparation) if most is None else most
    x, w = regression(prepared, most)
    taken = (np.linalg.qr(x)[0].T @ w) ** 2
    others = prepared.preparation.regular
    final = float(np.sum((w - x @ np.linalg.lstsq(x, w, rcond=None)[0]) ** 2))
    left = final + np.r_[np.cumsum(taken[others:][::-1])[::-1], 0.0]
    orders = np.arange(most + 1)
    aic, bic = (criterion(left / len(w), len(w), orders + others, price) for price in (2.0, float(np.log(len(w)))))
    return Criteria(orders, aic, bic)


def diagnose(fit: Fit) -> Diagnosis:
    """Look for autocorrelation in the residuals: there should be none left. By statsmodels' Ljung–Box test."""
    from statsmodels.stats.diagnostic import acorr_ljungbox

    e = fit.residuals
    most = min(RESIDUAL_LAGS, len(e) // 2)
    acf = autocorrelation_of(e, most)
    lags = min(max(10, fit.p + 5), len(e) // 2)
    band = 1.96 / np.sqrt(len(e))
    outside = int((np.abs(acf) > band).sum())
    if lags <= fit.p or np.ptp(e) == 0:
        return Diagnosis(acf, band, lags, np.nan, np.nan, outside, "There are too few residuals for a test.")
    tested = acorr_ljungbox(e, lags=[lags], model_df=fit.p)
    q, p_value = float(tested["lb_stat"].iloc[0]), float(tested["lb_pvalue"].iloc[0])
    said = f"Ljung–Box over {lags} lags: Q = {q:.1f}, p = {p_value:.2g}."
    if p_value < 0.05:
        verdict = "Something is left in the residuals that this model does not use: its fans may be too narrow."
    else:
        verdict = "The residuals look like noise: what the past tells about the next value is used."
    return Diagnosis(acf, band, lags, q, p_value, outside, f"{said} {verdict}")


def autocorrelation_of(x: Array, lags: int) -> Array:
    """Return the sample autocorrelations at lags 1 … L, all divided by n."""
    centred = x - x.mean()
    power = max(float(centred @ centred), 1e-300)
    return np.array([centred[j:] @ centred[: len(x) - j] for j in range(1, lags + 1)]) / power
