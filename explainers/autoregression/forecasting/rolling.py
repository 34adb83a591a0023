"""Forecasts from many origins at once: an autoregression fitted anew at each, and the simple forecasts it has to beat.

From one origin to the next a regression gains a row or a few. Its QR decomposition is carried on by those rows alone,
which is exact: the coefficients at every origin are those of a fit to everything known by then.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explainers.autoregression.forecasting.fans import convolved, first_origin, go_on
from explainers.autoregression.forecasting.fitting import regression
from explainers.autoregression.forecasting.preparing import Prepared, regressors
from explainers.data.series.series import Array

MOST_ORIGINS = 300
RCOND = 1e-9  # singular values below this share of the largest count as zero


@dataclass(frozen=True, eq=False)
class Ahead:
    """Normal forecasts of h values from o origins; of ln y where the autoregression is of ln y."""

    mean: Array  # (o, h)
    sd: Array  # (o, h)


@dataclass(frozen=True, eq=False)
class Refits:
    """An autoregression fitted at each origin."""

    beta: Array  # (o, k)
    sigma: Array  # (o,) as statsmodels has it
    rows: NDArray[np.int64]  # (o,) of the regression


def origins_for(prepared: Prepared, p: int, horizon: int, season: int = 1) -> NDArray[np.int64]:
    """Return how many values are known at each origin: from half of the series on, MOST_ORIGINS at most, evenly."""
    n = len(prepared.z)
    first = max(first_origin(prepared.preparation, p), n // 2, season + 2)
    last = n - horizon
    if last < first:
        return np.empty(0, np.int64)
    return np.unique(np.linspace(first, last, min(last - first + 1, MOST_ORIGINS)).astype(np.int64))


def refit(prepared: Prepared, p: int, origins: NDArray[np.int64]) -> Refits:
    """Fit an AR(p) at each origin."""
    x, w = regression(prepared, p)
    both = np.hstack([x, w[:, None]])
    rows = origins - prepared.lost - p
    k = x.shape[1]
    triangles = np.empty((len(origins), k + 1, k + 1))
    triangle, done = np.zeros((k + 1, k + 1)), 0
    for i, until in enumerate(rows):
        triangle = np.asarray(np.linalg.qr(np.vstack([triangle, both[done:until]]), mode="r"))
        triangles[i], done = triangle, until
    upper, right, left = triangles[:, :k, :k], triangles[:, :k, k:], triangles[:, k, k] ** 2
    size = np.abs(np.einsum("oii->oi", upper))
    fine = size.min(axis=1) > RCOND * size.max(axis=1)
    beta = np.empty((len(origins), k, 1))
    beta[fine] = np.linalg.solve(upper[fine], right[fine])
    beta[~fine] = np.linalg.pinv(upper[~fine], RCOND) @ right[~fine]  # columns that say the same
    left = left + ((upper @ beta - right) ** 2).sum(axis=(1, 2))
    return Refits(beta[..., 0], np.sqrt(left / rows), rows)


def autoregressive(prepared: Prepared, refits: Refits, origins: NDArray[np.int64], horizon: int) -> Ahead:
    """Return the plug-in forecasts of z at all origins."""
    preparation, others = prepared.preparation, prepared.preparation.regular
    polynomial = np.hstack([np.ones((len(origins), 1)), -refits.beta[:, others:]])
    weights = -convolved(polynomial, preparation.delta)[:, 1:]
    times = origins[:, None] + np.arange(horizon)
    waves = regressors(times.ravel().astype(float), preparation).reshape(len(origins), horizon, others)
    steady = np.einsum("ohr,or->oh", waves, refits.beta[:, :others])
    past = prepared.z[origins[:, None] - np.arange(weights.shape[1], 0, -1)]
    unit = np.zeros((len(origins), horizon))
    unit[:, 0] = 1.0
    psi = go_on(weights, unit, np.zeros_like(past))
    return Ahead(go_on(weights, steady, past), refits.sigma[:, None] * np.sqrt(np.cumsum(psi**2, axis=1)))


def naive(y: Array, origins: NDArray[np.int64], horizon: int) -> Ahead:
    """Return the random walk's forecast: the last value; variance hσ²."""
    steps, h = np.diff(y), np.arange(1.0, horizon + 1)
    sigma = np.sqrt(np.cumsum(steps**2)[origins - 2] / (origins - 1))
    return Ahead(np.repeat(y[origins - 1, None], horizon, axis=1), sigma[:, None] * np.sqrt(h))


def seasonal_naive(y: Array, origins: NDArray[np.int64], horizon: int, season: int) -> Ahead:
    """Return the value of the same season last time; the variance grows by σ² with every whole season."""
    h = np.arange(1, horizon + 1)
    back = season * -(-h // season) - h  # how far before the last value
    steps = y[season:] - y[:-season]
    sigma = np.sqrt(np.cumsum(steps**2)[origins - season - 1] / (origins - season))
    return Ahead(y[origins[:, None] - 1 - back], sigma[:, None] * np.sqrt((h - 1) // season + 1))


def drift(y: Array, origins: NDArray[np.int64], horizon: int) -> Ahead:
    """Return the line through the first and the last value; variance h(1 + h/(T − 1))σ²."""
    h, known = np.arange(1.0, horizon + 1), (origins - 1.0)[:, None]
    slope = (y[origins - 1] - y[0]) / (origins - 1)
    steps = np.diff(y)
    around = np.cumsum(steps**2)[origins - 2] / (origins - 1) - slope**2
    sigma = np.sqrt(np.maximum(around, 0.0))
    return Ahead(y[origins - 1, None] + slope[:, None] * h, sigma[:, None] * np.sqrt(h * (1 + h / known)))


def average(y: Array, origins: NDArray[np.int64], horizon: int) -> Ahead:
    """Return the mean of all values known; variance (1 + 1/T)s²."""
    known = y - y[0]  # so that squares keep their digits
    mean = np.cumsum(known)[origins - 1] / origins
    spread = np.sqrt(np.maximum(np.cumsum(known**2)[origins - 1] / origins - mean**2, 0.0))
    sd = spread * np.sqrt(origins / (origins - 1)) * np.sqrt(1 + 1 / origins)
    ones = np.ones((1, horizon))
    return Ahead((y[0] + mean)[:, None] * ones, sd[:, None] * ones)
