"""What follows from the settings: a process and its moments; a real series, fitted, forecast and scored."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from explainers.autoregression.forecasting.fans import Forecasted, first_origin, forecasted
from explainers.autoregression.forecasting.fitting import Fitted, fitted, order_for
from explainers.autoregression.forecasting.posterior import PosteriorAsked
from explainers.autoregression.forecasting.preparing import FEWEST, Preparation, prepare, reasons
from explainers.autoregression.forecasting.process import (
    Array,
    autocorrelations,
    cycle,
    from_autocorrelations,
    nature,
    noise,
    partials,
    recursion,
    roots,
    sample_autocorrelations,
    variance_ratio,
)
from explainers.autoregression.forecasting.scoring import Scored, score
from explainers.autoregression.forecasting.settings import EDGE, Params
from explainers.autoregression.forecasting.shipped import (
    series_of,
    shipped_fit,
    shipped_order,
    shipped_scores,
)
from explainers.controls import check
from explainers.data.series.series import Series
from explainers.problems import BadInput

LAGS = 24  # of the autocorrelations that are drawn
FROM_END = 24  # values that come after the usual origin
MOST_STOPS = 300  # of the slider of the origin
GUESSED = 11  # values that are to be predicted: the next, and then ten more
FAR = 1e6  # beyond this, numbers of an explosive series are of no use to anyone


@dataclass(frozen=True)
class Result:
    """A process: its series and what its coefficients say of it."""

    params: Params
    phi: Array  # (p,)
    x: Array  # (m, n) realisations; nan once they have gone beyond FAR
    nature: str  # "stationary", "unit root" or "explosive"
    partials: Array  # (p,) α, nan from where on they are undefined
    draws: tuple[Array, Array] | None = None  # of coefficients and σ, by PyMC, once they have come
    scores: Scored | None = None  # where they are known already

    @cached_property
    def roots(self) -> np.ndarray[tuple[int, ...], np.dtype[np.complex128]]:
        """The characteristic roots (p,), largest modulus first."""
        return roots(self.phi)

    @cached_property
    def rho(self) -> Array:
        """The autocorrelations ρ₀ … of the process; nan where it is not stationary."""
        return autocorrelations(self.phi, LAGS)

    @property
    def exact_partials(self) -> Array:
        """The partial autocorrelations of the process from lag 1 on: none beyond p; nan where it is not stationary."""
        rest = np.zeros(LAGS - len(self.phi))
        return np.append(self.partials, rest) if self.nature == "stationary" else np.full(LAGS, np.nan)

    @cached_property
    def sampled(self) -> Array:
        """The autocorrelations r₀ … of the first realisation; nan where it has run away."""
        x = self.x[0]
        return sample_autocorrelations(x, LAGS) if np.isfinite(x).all() else np.full(LAGS + 1, np.nan)

    @cached_property
    def sampled_partials(self) -> Array:
        """Its partial autocorrelations from lag 1 on."""
        return from_autocorrelations(self.sampled)

    @cached_property
    def cycle(self) -> tuple[float, float]:
        """Period and modulus of the slowest complex pair of roots; nan where there is none."""
        return cycle(self.phi)

    @property
    def mean(self) -> float:
        """μ = c/(1 − Σφ) of a stationary process, nan of others."""
        return float(self.params.constant / (1 - self.phi.sum())) if self.nature == "stationary" else float("nan")

    @property
    def spread(self) -> float:
        """The standard deviation √γ₀ of a stationary process, nan of others."""
        if self.nature != "stationary":
            return float("nan")
        return float(self.params.sigma * np.sqrt(variance_ratio(self.phi)))

    @property
    def r_squared(self) -> float:
        """The share of tomorrow's variance that the last p values know, 1 − σ²/γ₀; nan where γ₀ is not finite."""
        return 1 - 1 / variance_ratio(self.phi) if self.nature == "stationary" else float("nan")

    @property
    def leaves(self) -> int:
        """The step at which the first realisation leaves the picture for good, 0 if it does not."""
        inside = np.flatnonzero(np.abs(np.nan_to_num(self.x[0], nan=np.inf)) <= EDGE)
        last = int(inside[-1]) + 1 if len(inside) else 0
        return last + 1 if last < self.x.shape[1] else 0

    @property
    def window(self) -> Array:
        """The values xₜ₋₁ … xₜ₋ₚ (p,) from which the next is made, newest first; before the first stands the start."""
        p, t = len(self.phi), self.params.at
        whole = np.append(np.full(p, self.params.start), self.x[0])
        return whole[t - 1 : t - 1 + p][::-1]

    @property
    def expected(self) -> float:
        """E[xₜ | what came before]: the constant and the weighted window."""
        return float(self.params.constant + self.phi @ self.window)

    @property
    def shock(self) -> float:
        """σεₜ, what nobody could know."""
        return float(self.params.sigma * noise(self.params.seed, 0, self.params.length)[self.params.at - 1])

    # ------------------------------------------------------------------------------------------ a real series

    @cached_property
    def series(self) -> Series:
        """The series that is forecast."""
        return series_of(self.params.series, self.params.own)

    @property
    def preparation(self) -> Preparation:
        """What is done to it first."""
        return preparation_of(self.params, self.series)

    @cached_property
    def fitted(self) -> Fitted:
        """The autoregression fitted to all of it, by statsmodels and by least squares."""
        p = self.params
        if p.series == "own":  # nothing is kept of what is the learner's own
            return fitted(self.series, self.preparation, p.criterion, p.lags)
        return shipped_fit(p.series, self.preparation, p.criterion, self.by_hand)

    @cached_property
    def lags(self) -> int:
        """The order of that autoregression."""
        return self.order_of()

    @property
    def scored_lags(self) -> int:
        """The order that is scored: chosen from the first half alone, for the second is what it is scored on."""
        seasons = 0 if self.params.seasonal == "none" else 2 * self.series.season + FEWEST
        return self.order_of(min(max(len(self.series) // 2, seasons), len(self.series)))

    def order_of(self, known: int | None = None) -> int:
        """Return the order of the autoregression for the first `known` values, or for all."""
        p = self.params
        if p.series == "own":
            return order_for(self.series, self.preparation, p.criterion, p.lags, known)
        return shipped_order(p.series, self.preparation, p.criterion, self.by_hand, known)

    @property
    def by_hand(self) -> int:
        """The order that is chosen by hand; where it is not, 0."""
        return self.params.lags if self.params.criterion == "hand" else 0

    @property
    def origin(self) -> int:
        """How many values are known when the forecast is made."""
        least, n = first_origin(self.preparation, self.lags), len(self.series)
        return self.params.origin or min(max(n - FROM_END, least), n)

    @property
    def origins(self) -> range:
        """The origins that a slider offers: evenly, up to the end of the series, at most MOST_STOPS steps."""
        least, n = first_origin(self.preparation, self.lags), len(self.series)
        step = max(1, -(-(n - least) // MOST_STOPS))
        return range(n - (n - least) // step * step, n + 1, step)

    @cached_property
    def forecast(self) -> Forecasted:
        """The forecast from there, fitted to what was known there."""
        p = self.params
        return forecasted(self.series, self.preparation, self.lags, self.origin, p.horizon, p.fan, p.seed, self.draws)

    @property
    def fans(self) -> tuple[str, ...]:
        """The fans that are scored."""
        return ("plugin", "bootstrap", "posterior") if self.params.every_fan else ("plugin",)

    @cached_property
    def scored(self) -> Scored:
        """The scores of all ways of forecasting, from many origins."""
        if self.scores:
            return self.scores
        p, asked = self.params, (self.preparation, self.scored_lags, self.params.horizon, self.fans, self.params.seed)
        return shipped_scores(p.series, *asked) if p.series != "own" else score(self.series, *asked)

    @property
    def future(self) -> Array:
        """What came after the origin, as far as it is to be guessed."""
        return self.forecast.truth[:GUESSED]

    @property
    def rivals(self) -> dict[str, Array]:
        """Who else forecasts the same steps."""
        last = np.full(len(self.future), self.series.values[self.origin - 1])
        return {f"AR({self.lags})": self.forecast.fans["plugin"].middle, "staying at the last value": last}

    @property
    def asked(self) -> PosteriorAsked:
        """What PyMC is asked for the posterior fan."""
        known = tuple(self.series.values[: self.forecast.origin].tolist())
        return PosteriorAsked(known, self.preparation, self.lags, seed=self.params.seed)


def preparation_of(params: Params, series: Series) -> Preparation:
    """Return the choices about a series."""
    p = params
    return Preparation(p.log, p.difference, p.seasonal, series.season, p.harmonics)


def reasons_for(params: Params) -> dict[str, str]:
    """Return what the series itself says about each choice of preparing it, by its name. Raises BadInput."""
    series = series_of(params.series, params.own)
    return reasons(series, preparation_of(params, series))


def simulate(params: Params) -> Result:
    """Let the process run. Raises BadInput where something cannot be done."""
    check(params)
    p = params
    try:
        series = series_of(p.series, p.own)
    except ValueError:
        raise BadInput("own", "This text is no series.") from None
    prepare(series.values, preparation_of(p, series))
    phi = np.array(p.phi[: p.order])
    shocks = p.sigma * np.stack([noise(p.seed, i, p.length) for i in range(p.realisations)])
    x = recursion(phi, p.constant, shocks, np.full(p.order, p.start))
    gone = np.logical_or.accumulate(np.abs(x) > FAR, axis=1)
    return Result(p, phi, np.where(gone, np.nan, x), nature(phi), partials(phi))
