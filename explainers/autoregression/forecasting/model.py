"""What the learner can set about a series that remembers, and what follows from it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

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
from explainers.problems import BadInput

LAGS = 24  # of the autocorrelations that are drawn
MAX_ORDER = 5  # of the process with sliders
STEPS = 40  # of the window's way
EDGE = 10.0  # the picture of the process reaches from −EDGE to EDGE
FAR = 1e6  # beyond this, numbers of an explosive series are of no use to anyone
GOAL = 11.0  # steps of the cycle that the challenge asks for
NEAR = 0.25  # how far from it counts
LASTING = 0.9  # the least modulus of its roots


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    order: int = 2  # p of the process, 1 to 5
    phi_1: float = 1.5  # φ₁, the weight of the last value
    phi_2: float = -0.7  # φ₂, of the one before
    phi_3: float = 0.0  # φ₃
    phi_4: float = 0.0  # φ₄
    phi_5: float = 0.0  # φ₅
    constant: float = 0.0  # c
    sigma: float = 1.0  # σ, the standard deviation of the noise
    start: float = 0.0  # the p values before the first, all the same
    length: int = 150  # n, steps that are simulated
    realisations: int = 3  # series from the same process, each with a noise of its own
    at: int = 24  # t, the value that the window is about to make, 1 to 40
    seed: int = 0  # of the noise


LIMITS = {
    "order": (1, MAX_ORDER),
    **{f"phi_{k}": (-2.0, 2.0) for k in range(1, MAX_ORDER + 1)},
    "constant": (-5.0, 5.0),
    "sigma": (0.0, 5.0),
    "start": (-EDGE, EDGE),
    "length": (60, 500),
    "realisations": (1, 8),
    "at": (1, STEPS),
}


@dataclass(frozen=True)
class Result:
    """A process: its series and what its coefficients say of it."""

    params: Params
    phi: Array  # (p,)
    x: Array  # (m, n) realisations; nan once they have gone beyond FAR
    nature: str  # "stationary", "unit root" or "explosive"
    partials: Array  # (p,) α, nan from where on they are undefined

    @cached_property
    def roots(self) -> np.ndarray[tuple[int, ...], np.dtype[np.complex128]]:
        """The characteristic roots (p,), largest modulus first."""
        return roots(self.phi)

    @cached_property
    def rho(self) -> Array:
        """The autocorrelations ρ₀ … of the process; nan where it is not stationary."""
        return autocorrelations(self.phi, LAGS)

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
    def known(self) -> float:
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


def simulate(params: Params) -> Result:
    """Let the process run. Raises BadInput where something cannot be done."""
    check(params)
    p = params
    phi = np.array([getattr(p, f"phi_{k}") for k in range(1, p.order + 1)])
    shocks = p.sigma * np.stack([noise(p.seed, i, p.length) for i in range(p.realisations)])
    x = recursion(phi, p.constant, shocks, np.full(p.order, p.start))
    gone = np.logical_or.accumulate(np.abs(x) > FAR, axis=1)
    return Result(p, phi, np.where(gone, np.nan, x), nature(phi), partials(phi))


def check(params: Params) -> None:
    """Raise BadInput, with a sentence, for a setting that cannot be used."""
    for name, (low, high) in LIMITS.items():
        if not low <= getattr(params, name) <= high:
            raise BadInput(name, f"{getattr(params, name):,g} is out of range: this page takes {low:g} to {high:g}.")


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return the series, and the autocorrelations, as named columns."""
    series = {"t": np.arange(1.0, result.x.shape[1] + 1)}
    series |= {f"realisation_{i}": row for i, row in enumerate(result.x, 1)}
    exact = from_autocorrelations(result.rho)
    correlations = {"lag": np.arange(1.0, LAGS + 1), "acf": result.rho[1:], "acf_sample": result.sampled[1:],
                    "pacf": exact, "pacf_sample": result.sampled_partials}  # fmt: skip
    return {"series": series, "correlations": correlations}


def challenge(result: Result) -> tuple[bool, str]:
    """Check "make a series that cycles every eleven steps"."""
    period, modulus = result.cycle
    if np.isnan(period):
        return False, "All roots are real: this series does not cycle. Two of them have to leave the axis as a pair."
    told = f"The cycle takes {period:.2f} steps, and its roots have modulus {modulus:.3f}."
    if result.nature != "stationary":
        return False, f"{told} But the process is not stationary ({result.nature}): bring every root inside the circle."
    if abs(period - GOAL) > NEAR:
        return False, f"{told} Turn the pair until it takes {GOAL:g}: between {GOAL - NEAR:g} and {GOAL + NEAR:g} count."
    if abs(result.roots[0]) > modulus + 1e-9:
        return False, f"{told} Another root, {result.roots[0].real:.2f}, lasts longer and hides the cycle."
    if modulus < LASTING:
        return False, f"{told} So it is forgotten before it has come round: bring the modulus to {LASTING:g} or more."
    return True, f"{told} After one cycle {modulus**period:.0%} of a swing is left: about the sunspots' rhythm."
