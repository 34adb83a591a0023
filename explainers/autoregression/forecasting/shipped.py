"""The series that come with the course, and what is computed of them once for all visitors."""

from functools import lru_cache

from explainers.autoregression.forecasting.fitting import Fitted, fitted, order_for
from explainers.autoregression.forecasting.preparing import Preparation
from explainers.autoregression.forecasting.scoring import Scored, score
from explainers.data.series.series import Series, series_named, text_to_series


@lru_cache(maxsize=16)
def shipped_series(name: str) -> Series:
    """Return a series that comes with the course."""
    return series_named(name)


@lru_cache(maxsize=64)
def shipped_order(name: str, preparation: Preparation, criterion: str, lags: int, known: int | None) -> int:
    """Return the order of the autoregression for the first `known` values of a series that comes with the course."""
    return order_for(shipped_series(name), preparation, criterion, lags, known)


@lru_cache(maxsize=16)
def shipped_fit(name: str, preparation: Preparation, criterion: str, lags: int) -> Fitted:
    """Return the autoregression fitted to a series that comes with the course."""
    return fitted(shipped_series(name), preparation, criterion, lags)


@lru_cache(maxsize=16)
def shipped_scores(
    name: str, preparation: Preparation, lags: int, horizon: int, fans: tuple[str, ...], seed: int
) -> Scored:
    """Return the scores on a series that comes with the course."""
    return score(shipped_series(name), preparation, lags, horizon, fans, seed)


def series_of(name: str, own: str) -> Series:
    """Return the series of that name; the learner's own, which nothing here keeps, or sunspots while there is none."""
    if name == "own" and own:
        return text_to_series(own)
    return shipped_series("sunspots" if name == "own" else name)
