"""Forecasts as fans: the plug-in takes the coefficients for the truth; bootstrap and posterior do not.

All three start from the values known at an origin and go on for some steps. A fan of draws is a bundle of futures, each
with coefficients of its own.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from explainers.autoregression.forecasting.fitting import ROWS_FOR_EACH, Fit
from explainers.autoregression.forecasting.normal import batch_least_squares, quick_squares, solve_each
from explainers.autoregression.forecasting.preparing import Preparation, Prepared, on_scale, prepare, regressors
from explainers.data.series.series import Array, Series

NOMINAL = (0.5, 0.8, 0.95)  # the shares that the bands of a fan promise
TAILS = tuple(0.5 - 0.5 * share for share in NOMINAL)
HALF_WIDTHS = np.array([-NormalDist().inv_cdf(tail) for tail in TAILS])  # of the bands of a standard normal
FAN_TITLES = {"plugin": "plug-in", "bootstrap": "bootstrap", "posterior": "posterior"}
FUTURES = 1000  # draws of a fan
REFITS = 400  # series of the bootstrap, each fitted again
LONGEST = 60  # steps ahead


@dataclass(frozen=True, eq=False)
class Fan:
    """What a forecast says about the next h values, on the original scale."""

    kind: str  # "plugin", "bootstrap" or "posterior"
    middle: Array  # (h,) the median
    lower: Array  # (3, h) of the bands that hold 50, 80 and 95%
    upper: Array  # (3, h)
    futures: Array  # (m, h) draws; (0, h) for the plug-in, which needs none

    def width(self, share: float = 0.8) -> Array:
        """Return how wide a band is at every step, (h,)."""
        band = NOMINAL.index(share)
        return self.upper[band] - self.lower[band]


@dataclass(frozen=True, eq=False)
class Decay:
    """How a forecast of w goes home to the long-run mean."""

    mean: Array  # (h,) the long-run mean, which is a wave where there are harmonics; nan without one
    deviation: Array  # (h,) forecast − mean
    rate: float  # |largest root|: what is left of a deviation after one more step, in the end
    envelope: Array  # (h,) the least C rateᵏ that holds all deviations
    half: float  # steps in which the envelope falls by half; inf where it does not


@dataclass(frozen=True, eq=False)
class Forecasted:
    """A forecast from an origin, and what then happened."""

    series: Series
    preparation: Preparation
    origin: int  # how many values were known
    horizon: int  # h
    fit: Fit  # to the known values only
    truth: Array  # (≤ h,) what then happened; shorter where the series ends
    fans: dict[str, Fan]  # "plugin", and another one where it was asked for and has arrived
    decay: Decay
    usual: float  # how wide an 80% band of such a forecast is in the end, for the whole series: the same at any origin
    note: str  # what had to be changed, a sentence; empty where nothing had


def forecasted(series: Series, preparation: Preparation, p: int, origin: int, horizon: int, kind: str = "plugin",
               seed: int = 0, draws: tuple[Array, Array] | None = None) -> Forecasted:  # fmt: skip
    """Fit to the first `origin` values and look ahead. The plug-in fan is always there.

    `kind` asks for a second fan: "bootstrap" is computed here; "posterior" takes `draws` of the coefficients
    (m, k) and of σ (m,) as `PosteriorAnswered` holds them, and is left out while there are none. The plug-in alone
    takes about 2 ms. Raises BadInput where the preparation cannot be made.
    """
    whole = prepare(series.values, preparation)
    first = first_origin(preparation, p)
    least = min(first, len(series))
    note = ""
    if not least <= origin <= len(series):
        note = f"A forecast by AR({p}) needs {least} to {len(series)} known values; {origin} was asked for."
        origin = int(np.clip(origin, least, len(series)))
    known = whole.until(origin)
    fit = quick_squares(known, p)
    fans = {"plugin": plugin_fan(fit, known, horizon)}
    if kind == "bootstrap":
        fans[kind] = bootstrap_fan(fit, known, horizon, seed)
    if kind == "posterior" and draws is not None:
        fans[kind] = fan_of_draws("posterior", *draws, known, horizon, seed)
    truth = series.values[origin : origin + horizon]
    return Forecasted(series, preparation, origin, horizon, fit, truth, fans, decay_of(fit, known, horizon),
                      usual_width(whole, p, horizon), note)  # fmt: skip


def first_origin(preparation: Preparation, p: int) -> int:
    """Return how many values must be known for a forecast by AR(p)."""
    return len(preparation.delta) - 1 + p + ROWS_FOR_EACH * (preparation.regular + p) + 2


def level_weights(phi: Array, preparation: Preparation) -> Array:
    """Return the weights a of the recursion zₜ = … + a₁zₜ₋₁ + a₂zₜ₋₂ + … : of 1 − φ(B)δ(B), first lag first."""
    return -np.convolve(np.r_[1.0, -phi], preparation.delta)[1:]


def impulse(phi: Array, preparation: Preparation, horizon: int) -> Array:
    """Return ψ₀ … ψₕ₋₁: what a unit of noise does to z now, one step on, two steps on (the weights of the MA(∞))."""
    weights = level_weights(phi, preparation)
    return go_on(weights[None], np.eye(1, horizon), np.zeros(len(weights)))[0]


def go_on(weights: Array, steady: Array, past: Array) -> Array:
    """Return h values of the recursion zₜ = steadyₜ + Σ aⱼzₜ₋ⱼ for every row: `weights` (m, L), `steady` (m, h).

    `past` holds the last L values, oldest first, of all rows or of each. A recursion that explodes is held at 1e100.
    """
    rows, horizon = steady.shape
    order = weights.shape[1]
    z = np.empty((rows, order + horizon))
    z[:, :order] = past
    turned = weights[:, ::-1]
    for t in range(horizon):
        z[:, order + t] = steady[:, t] + np.einsum("ml,ml->m", turned, z[:, t : t + order])
    return np.clip(z[:, order:], -1e100, 1e100)


def expected(fit: Fit, known: Prepared, horizon: int) -> Array:
    """Return the forecast of z, (h,): the recursion without noise."""
    weights = level_weights(fit.phi, fit.preparation)[None]
    steady = ahead(known, horizon) @ fit.beta[: fit.preparation.regular]
    return go_on(weights, steady[None], known.z[len(known.z) - weights.shape[1] :])[0]


def ahead(known: Prepared, horizon: int) -> Array:
    """Return the regressors of the next steps besides the lags, (h, 1 + 2K)."""
    return regressors(np.arange(len(known.z), len(known.z) + horizon, dtype=float), known.preparation)


def plugin_fan(fit: Fit, known: Prepared, horizon: int) -> Fan:
    """Return the fan for coefficients taken as known: the variance at step h is σ²(ψ₀² + … + ψₕ₋₁²)."""
    middle = expected(fit, known, horizon)
    sd = fit.sigma * np.sqrt(np.cumsum(impulse(fit.phi, fit.preparation, horizon) ** 2))
    out = HALF_WIDTHS[:, None] * sd
    scale = fit.preparation
    return Fan("plugin", on_scale(middle, scale), on_scale(middle - out, scale), on_scale(middle + out, scale),
               np.empty((0, horizon)))  # fmt: skip


def fan_of_draws(kind: str, beta: Array, sigma: Array, known: Prepared, horizon: int, seed: int) -> Fan:
    """Return a fan of futures, one for each draw of the coefficients (m, k) and of σ (m,), with normal noise."""
    shocks = sigma[:, None] * np.random.default_rng(seed).standard_normal((len(beta), horizon))
    return fan_of_futures(kind, futures_of(beta, shocks, known, horizon))


def futures_of(beta: Array, shocks: Array, known: Prepared, horizon: int) -> Array:
    """Return a future (m, h) on the original scale for each row of coefficients (m, k) and of shocks (m, h)."""
    preparation = known.preparation
    others = preparation.regular
    full = -convolved(np.hstack([np.ones((len(beta), 1)), -beta[:, others:]]), preparation.delta)[:, 1:]
    steady = beta[:, :others] @ ahead(known, horizon).T + shocks
    z = go_on(full, steady, known.z[len(known.z) - full.shape[1] :])
    return on_scale(z, preparation)


def convolved(rows: Array, delta: Array) -> Array:
    """Return every row convolved with δ."""
    found = np.zeros((len(rows), rows.shape[1] + len(delta) - 1))
    for j in np.flatnonzero(delta):
        found[:, j : j + rows.shape[1]] += delta[j] * rows
    return found


def fan_of_futures(kind: str, futures: Array) -> Fan:
    """Return the quantiles of a bundle of futures."""
    tails = np.array(TAILS)
    cuts = np.quantile(futures, [0.5, *tails, *(1 - tails)], axis=0)
    return Fan(kind, cuts[0], cuts[1:4], cuts[4:7], futures)


def bootstrap_fan(fit: Fit, known: Prepared, horizon: int, seed: int, refits: int = REFITS) -> Fan:
    """Return the fan of the residual bootstrap: series made anew from drawn residuals, each fitted again.

    Each refitted autoregression goes on from the values that were really seen (Pascual, Romo and Ruiz 2004), with
    residuals for noise.
    """
    rng = np.random.default_rng(seed)
    beta, pool = refitted(fit, known, rng, refits)
    each = -(-FUTURES // refits)
    shocks = pool[rng.integers(len(pool), size=(refits * each, horizon))]
    return fan_of_futures("bootstrap", futures_of(np.repeat(beta, each, axis=0), shocks, known, horizon))


def refitted(fit: Fit, known: Prepared, rng: np.random.Generator, refits: int) -> tuple[Array, Array]:
    """Return coefficients (refits, k) of series made anew, and the residuals they were made of, centred.

    Least squares makes residuals smaller than the noise they stand for, so they are stretched by √(m/(m − k)).
    """
    p, k, rows = fit.p, len(fit.beta), fit.rows
    pool = (fit.residuals - fit.residuals.mean()) * np.sqrt(rows / max(1, rows - k))
    others = fit.design[:, : k - p]
    steady = others @ fit.beta[: k - p] + pool[rng.integers(len(pool), size=(refits, rows))]
    if p == 0:
        return steady @ np.linalg.pinv(others).T, pool
    start = np.broadcast_to(known.w[:p], (refits, p))
    made = go_on(np.broadcast_to(fit.phi, (refits, p)), steady, start)
    return batch_least_squares(others, np.hstack([start, made]), p), pool


def decay_of(fit: Fit, known: Prepared, horizon: int) -> Decay:
    """Return how a forecast of w approaches the long-run mean: deviations follow the recursion, so roots rule them."""
    rate = float(abs(fit.roots[0])) if fit.p else 0.0
    nothing = np.full(horizon, np.nan)
    if rate >= 1:
        return Decay(nothing, nothing, rate, nothing, float("inf"))
    n = len(known.z)
    mean = long_run_mean(fit, np.arange(n - fit.p, n + horizon, dtype=float))
    start = known.w[len(known.w) - fit.p :] - mean[: fit.p]
    deviation = go_on(fit.phi[None], np.zeros((1, horizon)), start)[0]
    powers = rate ** np.arange(1, horizon + 1)
    envelope = powers * np.max(np.abs(deviation) / np.maximum(powers, 1e-300))
    return Decay(mean[fit.p :], deviation, rate, envelope, float(np.log(0.5) / np.log(rate)) if rate else 0.0)


def long_run_mean(fit: Fit, times: Array) -> Array:
    """Return the long-run mean of w at these times: c / (1 − φ₁ − … − φₚ), and each wave as the recursion passes it."""
    waves = np.arange(1, fit.preparation.waves + 1)
    omega = np.r_[0.0, 2 * np.pi * waves / fit.preparation.season]
    cosines, sines = fit.beta[1 : fit.preparation.regular : 2], fit.beta[2 : fit.preparation.regular : 2]
    given = np.r_[fit.constant, cosines - 1j * sines]
    passed = 1 - np.exp(-1j * np.outer(omega, np.arange(1, fit.p + 1))) @ fit.phi
    return np.asarray((np.exp(1j * np.outer(times, omega)) @ (given / passed)).real)


def usual_width(whole: Prepared, p: int, horizon: int) -> float:
    """Return about how wide an 80% band is at step h, by Yule–Walker from the whole series: a scale that is fixed."""
    x = regressors(np.arange(len(whole.w), dtype=float) + whole.lost, whole.preparation)
    waves = solve_each(np.einsum("tc,td->cd", x, x)[None], np.einsum("tc,t->c", x, whole.w)[None])[0]
    w = whole.w - np.einsum("tc,c->t", x, waves)
    gamma = np.array([np.einsum("t,t->", w[j:], w[: len(w) - j]) for j in range(p + 1)]) / len(w)
    apart = np.abs(np.subtract.outer(np.arange(p), np.arange(p)))
    phi = solve_each(gamma[apart][None], gamma[None, 1:])[0]
    variance = max(float(gamma[0] - phi @ gamma[1:]), 0.0)
    half = HALF_WIDTHS[1] * np.sqrt(variance * float(np.sum(impulse(phi, whole.preparation, horizon) ** 2)))
    if whole.preparation.log:
        return float(2 * np.exp(np.median(whole.z)) * np.sinh(min(half, 5.0)))
    return 2 * half
