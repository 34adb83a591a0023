"""Honest scores: at every origin of the second half of a series forecast what comes, and compare it with what came.

MASE (Hyndman and Koehler 2006), CRPS (Gneiting and Raftery 2007, by scoringrules), and how often bands held what they
promised.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explainers.autoregression.forecasting.fans import (
    FAN_TITLES,
    HALF_WIDTHS,
    NOMINAL,
    Fan,
    bootstrap_fan,
    fan_of_draws,
    first_origin,
)
from explainers.autoregression.forecasting.normal import quick_squares
from explainers.autoregression.forecasting.posterior import exact_posterior
from explainers.autoregression.forecasting.preparing import Preparation, Prepared, on_scale, prepare
from explainers.autoregression.forecasting.rolling import (
    Ahead,
    autoregressive,
    average,
    drift,
    naive,
    origins_for,
    refit,
    seasonal_naive,
)
from explainers.data.series.series import Array, Series
from explainers.problems import BadInput

Progress = Callable[[float, str], None]  # how far it is, 0 to 1, and what it does; may raise, to stop it
FAN_ORIGINS = 60  # origins at which fans of draws are scored
FAN_REFITS = 100  # of the bootstrap at each of them
FAN_DRAWS = 500  # of the posterior
MODEL_TITLES = {"naive": "naive", "seasonal": "seasonal naive", "drift": "drift", "mean": "mean"}


@dataclass(frozen=True, eq=False)
class Score:
    """How well one way of forecasting did."""

    title: str
    mase_at: Array  # (h,) mean absolute error at each step, in units of the scale at its origin
    crps_at: Array  # (h,) mean CRPS, in the unit of the series
    coverage_at: Array  # (3, h) share of values inside the bands of 50, 80 and 95%
    count: int  # origins

    @property
    def mase(self) -> float:
        """The mean over all steps."""
        return float(self.mase_at.mean())

    @property
    def crps(self) -> float:
        """The mean over all steps."""
        return float(self.crps_at.mean())

    @property
    def coverage(self) -> Array:
        """The share over all steps, (3,)."""
        return np.asarray(self.coverage_at.mean(axis=1))


@dataclass(frozen=True, eq=False)
class Scored:
    """Every way of forecasting on one series."""

    series: Series
    preparation: Preparation
    p: int
    horizon: int
    origins: NDArray[np.int64]  # (o,) how many values were known
    scaled_by: str  # what the errors are divided by, in words
    scores: dict[str, Score]  # by "naive", "seasonal", "drift", "mean", "plugin", "bootstrap", "posterior"

    @property
    def stretches(self) -> int:
        """How many stretches of h values fit between the first and the last origin without overlap."""
        return int((self.origins[-1] - self.origins[0]) // self.horizon) + 1

    @property
    def error(self) -> Array:
        """The binomial standard error of a coverage, (3,), counting only forecasts that do not overlap."""
        share = np.array(NOMINAL)
        return np.sqrt(share * (1 - share) / self.stretches)


def import_slow_modules() -> None:
    """Import statsmodels, and scoringrules, which compiles: seconds, to be spent in the background beforehand."""
    import scoringrules  # noqa: F401
    import statsmodels.tsa.ar_model  # noqa: F401


def score(series: Series, preparation: Preparation, p: int, horizon: int, fans: tuple[str, ...] = ("plugin",),
          seed: int = 0, report: Progress | None = None) -> Scored:  # fmt: skip
    """Return the scores of naive, seasonal naive, drift, mean and AR(p) with the fans asked for.

    The fans of draws ("bootstrap", "posterior") are scored at up to FAN_ORIGINS of the origins, which takes seconds.
    Raises BadInput where the series is too short for any origin, and what `report` raises.
    """
    for now in scoring(series, preparation, p, horizon, fans, seed):
        if isinstance(now, Scored):
            return now
        if report:
            report(*now)
    raise AssertionError("scoring ends with the scores")


def scoring(series: Series, preparation: Preparation, p: int, horizon: int, fans: tuple[str, ...] = ("plugin",),
            seed: int = 0) -> Iterator[tuple[float, str] | Scored]:  # fmt: skip
    """Yield how far it is, again and again, and at last the scores."""
    prepared = prepare(series.values, preparation)
    season = series.season if len(series) >= 2 * (series.season + horizon) else 1
    origins = origins_for(prepared, p, horizon, season)
    if not len(origins):
        needed = first_origin(preparation, p) + horizon
        raise BadInput("horizon", f"{len(series)} values leave no origin from which AR({p}) can be scored {horizon} "
                       f"steps ahead: {needed} are needed, or fewer steps.")  # fmt: skip
    yield 0.0, "loading scoringrules"
    import scoringrules  # noqa: F401

    yield 0.0, "fitting at every origin"
    y = series.values
    truth = y[origins[:, None] + np.arange(horizon)]
    scale, scaled_by = scales(y, origins, season)
    judge = Judge(truth, scale)
    scores = {"naive": judge.normal("naive", naive(y, origins, horizon))}
    if season > 1:
        scores["seasonal"] = judge.normal("seasonal naive", seasonal_naive(y, origins, horizon, season))
    scores["drift"] = judge.normal("drift", drift(y, origins, horizon))
    scores["mean"] = judge.normal("mean", average(y, origins, horizon))
    ahead = autoregressive(prepared, refit(prepared, p, origins), origins, horizon)
    scores["plugin"] = judge.normal(f"AR({p})", ahead, preparation)
    asked = [kind for kind in ("bootstrap", "posterior") if kind in fans]
    for number, kind in enumerate(asked):
        some = np.unique(np.linspace(0, len(origins) - 1, min(len(origins), FAN_ORIGINS)).astype(int))
        drawn_fans = []
        for i, at in enumerate(some):
            yield (number + i / len(some)) / len(asked), f"{FAN_TITLES[kind]} fan {i + 1} of {len(some)}"
            drawn_fans.append(fan_at(kind, prepared, p, int(origins[at]), horizon, seed))
        scores[kind] = Judge(truth[some], scale[some]).ensemble(f"AR({p}) {FAN_TITLES[kind]}", drawn_fans)
    yield Scored(series, preparation, p, horizon, origins, scaled_by, scores)


def fan_at(kind: str, prepared: Prepared, p: int, origin: int, horizon: int, seed: int) -> Fan:
    """Return a fan of draws at an origin; the posterior in closed form."""
    known = prepared.until(origin)
    fit = quick_squares(known, p)
    if kind == "bootstrap":
        return bootstrap_fan(fit, known, horizon, seed + origin, FAN_REFITS)
    rng = np.random.default_rng(seed + origin)
    return fan_of_draws(kind, *exact_posterior(fit, FAN_DRAWS, rng), known, horizon, seed + origin)


def scales(y: Array, origins: NDArray[np.int64], season: int) -> tuple[Array, str]:
    """Return the mean absolute error of the (seasonal) naive forecast within what is known at each origin, (o,)."""
    steps = np.abs(y[season:] - y[:-season])
    found = np.cumsum(steps)[origins - season - 1] / (origins - season)
    still = found <= 1e-12 * np.ptp(y)
    found[still] = np.abs(np.diff(y)).mean()  # where nothing has moved yet, what is usual in the whole series
    what = f"a step of {season} values" if season > 1 else "a step"
    return found, f"the usual size of {what} in what is known"


@dataclass(frozen=True, eq=False)
class Judge:
    """What forecasts are compared with."""

    truth: Array  # (o, h)
    scale: Array  # (o,)

    def normal(self, title: str, ahead: Ahead, preparation: Preparation = Preparation()) -> Score:  # noqa: B008 - frozen
        """Score normal forecasts, or log-normal ones of a logarithm."""
        import scoringrules

        middle = on_scale(ahead.mean, preparation)
        sd = np.maximum(ahead.sd, 1e-12 * np.maximum(1.0, np.abs(ahead.mean)))
        rule = scoringrules.crps_lognormal if preparation.log else scoringrules.crps_normal
        crps = np.asarray(rule(self.truth, ahead.mean, sd, backend="numpy"))
        out = HALF_WIDTHS[:, None, None] * sd
        inside = self.inside(on_scale(ahead.mean - out, preparation), on_scale(ahead.mean + out, preparation))
        return self.scored(title, middle, crps, inside)

    def ensemble(self, title: str, fans: list[Fan]) -> Score:
        """Score fans of draws."""
        import scoringrules

        middle = np.stack([fan.middle for fan in fans])
        crps = np.stack([np.asarray(scoringrules.crps_ensemble(truth, fan.futures.T, backend="numpy"))
                         for truth, fan in zip(self.truth, fans, strict=True)])  # fmt: skip
        lower, upper = (np.stack([getattr(fan, end) for fan in fans], axis=1) for end in ("lower", "upper"))
        return self.scored(title, middle, crps, self.inside(lower, upper))

    def inside(self, lower: Array, upper: Array) -> NDArray[np.bool_]:
        """Return which values were inside which bands, (3, o, h)."""
        return (lower <= self.truth) & (self.truth <= upper)

    def scored(self, title: str, middle: Array, crps: Array, inside: NDArray[np.bool_]) -> Score:
        """Return the means over all origins."""
        errors = np.abs(self.truth - middle) / self.scale[:, None]
        return Score(title, errors.mean(axis=0), crps.mean(axis=0), inside.mean(axis=1), len(self.truth))
