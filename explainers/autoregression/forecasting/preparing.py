"""What is done to a series before an autoregression is fitted: logarithm, differences, the season. All of it is undone.

With B the backward shift and z = y, or ln y, what is modelled is w = (1 − B)ᵈ (1 − Bˢ)ᴰ z. So z follows a recursion as
w does, with the known polynomial multiplied in; that is how forecasts come back on the original scale.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from explainers.data.series.series import Array, Series
from explainers.problems import BadInput

MOST_DIFFERENCES = 2
MOST_HARMONICS = 6
HIGHEST = 600.0  # ln y beyond which a forecast is not told apart from infinity
FEWEST = 20  # values that a series needs


@dataclass(frozen=True)
class Preparation:
    """The choices."""

    log: bool = False  # whether z = ln y
    difference: int = 0  # d, how many times neighbours are subtracted
    seasonal: str = "none"  # "none", "difference" (D = 1) or "harmonics" (waves as regressors)
    season: int = 1  # s, values after which things repeat
    harmonics: int = 2  # K, waves in a season, where they are asked for

    @property
    def waves(self) -> int:
        """How many harmonics are in the regression: K, or none."""
        return min(self.harmonics, self.season // 2) if self.seasonal == "harmonics" else 0

    @property
    def regular(self) -> int:
        """How many regressors there are besides the lags: the constant, and two for each harmonic."""
        return 1 + 2 * self.waves

    @property
    def delta(self) -> Array:
        """The coefficients of (1 − B)ᵈ (1 − Bˢ)ᴰ, δ₀ = 1 first."""
        found = np.ones(1)
        for _ in range(self.difference):
            found = np.convolve(found, [1.0, -1.0])
        if self.seasonal == "difference":
            found = np.convolve(found, np.r_[1.0, np.zeros(self.season - 1), -1.0])
        return found


@dataclass(frozen=True, eq=False)
class Prepared:
    """A series ready to be modelled."""

    preparation: Preparation
    z: Array  # (n,) the values, or their logarithms

    @cached_property
    def w(self) -> Array:
        """What is modelled, (n − lost,)."""
        return np.convolve(self.z, self.preparation.delta, "valid")

    @property
    def lost(self) -> int:
        """How many values the differences use up."""
        return len(self.preparation.delta) - 1

    def until(self, origin: int) -> "Prepared":
        """Return the same of the first values only."""
        return Prepared(self.preparation, self.z[:origin])


def prepare(values: Array, preparation: Preparation) -> Prepared:
    """Return a series as it will be modelled. Raises BadInput, naming the choice that cannot be made."""
    p, n, season = preparation, len(values), preparation.season
    if n < FEWEST:
        raise BadInput("series", f"{n} values are too few for a forecast: at least {FEWEST} are needed.")
    if p.log and values.min() <= 0:
        raise BadInput("log", f"The lowest value is {values.min():g}, and only positive numbers have a logarithm.")
    if p.seasonal != "none" and season < 2:
        raise BadInput(
            "seasonal", "This series has no season: say after how many values things repeat, or choose none."
        )
    if p.seasonal != "none" and n < 2 * season + FEWEST:
        raise BadInput(
            "seasonal", f"Seasons of {season} values need {2 * season + FEWEST} values at least; there are {n}."
        )
    found = Prepared(p, np.log(values) if p.log else np.asarray(values, float))
    if np.ptp(found.w) <= 1e-9 * max(1.0, float(np.abs(found.z).max())):
        field = "difference" if p.difference else "seasonal" if p.seasonal == "difference" else "series"
        raise BadInput(field, "What is left to be forecast is the same number all the time: there is nothing to learn.")
    return found


def put_back(w: Array, past: Array, preparation: Preparation) -> Array:
    """Return values y from modelled ones, the inverse of `prepare`; `w` has shape (…, h).

    `past` (lost,) holds the z just before them.
    """
    from scipy.signal import lfilter, lfiltic

    delta = preparation.delta
    z = w
    if len(delta) > 1:
        state = np.broadcast_to(lfiltic([1.0], delta, past[::-1]), (*w.shape[:-1], len(delta) - 1))
        z, _ = lfilter([1.0], delta, w, zi=state)
    return on_scale(z, preparation)


def on_scale(z: Array, preparation: Preparation) -> Array:
    """Return y of z: nothing to do, or the exponential."""
    return np.exp(np.clip(z, -HIGHEST, HIGHEST)) if preparation.log else z


def regressors(times: Array, preparation: Preparation) -> Array:
    """Return what is in the regression besides the lags, (m, 1 + 2K): 1, then cos and sin of 2πkt/s for each k."""
    k = np.arange(1, preparation.waves + 1)
    angles = 2 * np.pi * np.outer(times, k) / preparation.season
    both = np.stack([np.cos(angles), np.sin(angles)], axis=-1).reshape(len(times), -1)
    return np.hstack([np.ones((len(times), 1)), both])


def reasons(series: Series, preparation: Preparation) -> dict[str, str]:
    """Return what the series itself says about each choice, by its name: a sentence with a number in it."""
    y, s = series.values, series.season
    z = np.log(y) if preparation.log and y.min() > 0 else y
    if preparation.seasonal == "difference" and 2 * s < len(z):
        z = z[s:] - z[:-s]
    return {"log": reason_log(y, s), "difference": reason_difference(z), "seasonal": reason_seasonal(y, s)}


def reason_log(y: Array, season: int) -> str:
    """Say whether swings grow with the level, from blocks of the series."""
    if y.min() <= 0:
        return f"No logarithm: the lowest value is {y.min():.3g}."
    block = max(season if season < len(y) // 4 else 0, len(y) // 10, 3)
    blocks = y[: len(y) // block * block].reshape(-1, block)
    grows = correlation(blocks.mean(axis=1), np.abs(np.diff(blocks, axis=1)).mean(axis=1))
    seen = f"(correlation {grows:.2f} over {len(blocks)} stretches)"
    if grows > 0.5:
        return f"Logarithm: the higher the values, the larger their steps {seen}."
    return f"No logarithm needed: steps hardly grow with the level {seen}."


def reason_difference(z: Array) -> str:
    """Say whether neighbours are so alike that their differences say more."""
    alike, after = (correlation(x[1:], x[:-1]) for x in (z, np.diff(z)))
    seen = f"a value and its neighbour correlate at {alike:.2f}, differences at {after:.2f}"
    if alike > 0.95:
        return f"Differences: {seen}, so most of a value is the one before."
    return f"No differences needed: {seen}."


def reason_seasonal(y: Array, season: int) -> str:
    """Say whether a season repeats, once a straight trend is taken off."""
    if season < 2 or 2 * season >= len(y):
        return "No season is known for this series."
    t = np.arange(len(y)) - 0.5 * (len(y) - 1)
    flat = y - y.mean() - t * (t @ y) / (t @ t)
    again = correlation(flat[season:], flat[:-season])
    if again > 0.5:
        return f"A season: values {season} apart correlate at {again:.2f}."
    return f"Hardly a season: values {season} apart correlate at {again:.2f} only."


def correlation(a: Array, b: Array) -> float:
    """Return the correlation of two arrays; 0 where one does not move."""
    if len(a) < 3 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])


def suggested_settings(series: str) -> dict[str, bool | int | str]:
    """Return the settings that suit a series, by field; those of a learner's own are for the learner to find."""
    suits = SUGGESTED.get(series, Preparation())
    return {name: getattr(suits, name) for name in ("log", "difference", "seasonal", "harmonics")}


SUGGESTED = {  # what suits the series that come with the course
    "sunspots": Preparation(season=11),
    "elnino": Preparation(seasonal="harmonics", season=12, harmonics=3),
    "co2": Preparation(difference=1, seasonal="difference", season=12),
    "nile": Preparation(),
    "stocks": Preparation(log=True, difference=1),
    "weather": Preparation(seasonal="harmonics", season=365, harmonics=2),
    "load": Preparation(seasonal="difference", season=168),
}
