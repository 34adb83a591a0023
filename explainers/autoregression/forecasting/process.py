"""An autoregressive process AR(p): its recursion, and all that follows from its coefficients alone.

xₜ = c + φ₁xₜ₋₁ + … + φₚxₜ₋ₚ + σεₜ with ε standard normal. Its characteristic roots are the eigenvalues of the companion
matrix, so a process is stationary where all of them lie inside the unit circle (other books use their inverses).
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
ON_THE_CIRCLE = 1e-6  # how far rounding moves a root of modulus 1, even a double one


@lru_cache(maxsize=512)
def noise(seed: int, realisation: int, length: int) -> Array:
    """Return ε₁ … εₙ, standard normal: the same whatever the coefficients, and whatever comes after."""
    drawn = np.random.default_rng((seed, realisation)).standard_normal(length)
    drawn.setflags(write=False)
    return drawn


def recursion(phi: Array, constant: float, shocks: Array, past: Array) -> Array:
    """Return x₁ … xₙ for every row of `shocks` (m, n), which are σε; `past` (p,) holds x₁₋ₚ … x₀ of all rows."""
    rows, length = shocks.shape
    p = len(phi)
    x = np.empty((rows, p + length))
    x[:, :p] = past
    newest_last = phi[::-1]
    for t in range(length):
        x[:, t + p] = constant + x[:, t : t + p] @ newest_last + shocks[:, t]
    return x[:, p:]


def companion(phi: Array) -> Array:
    """Return the matrix (p, p) that moves the last p values on by one step."""
    p = len(phi)
    matrix = np.eye(p, k=-1)
    matrix[:1] = phi
    return matrix


def roots(phi: Array) -> NDArray[np.complex128]:
    """Return the characteristic roots (p,): the eigenvalues of the companion matrix, largest modulus first."""
    found = np.linalg.eigvals(companion(phi)).astype(complex)
    return found[np.argsort(-np.abs(found), kind="stable")]


def partials(phi: Array) -> Array:
    """Return the partial autocorrelations α₁ … αₚ; nan from where on they are undefined.

    The Durbin–Levinson recursion run backwards. All of them lie inside (−1, 1) exactly where the process is stationary
    (Barndorff-Nielsen and Schou 1973), which rounding upsets less than it upsets roots.
    """
    left = np.array(phi, dtype=float)
    found = np.full(len(left), np.nan)
    for k in range(len(left) - 1, -1, -1):
        found[k] = last = left[k]
        if abs(last) >= 1:
            break
        left = (left[:k] + last * left[:k][::-1]) / (1 - last**2)
    return found


def nature(phi: Array) -> str:
    """Return what kind of process it is: "stationary", "unit root" or "explosive"."""
    if (np.abs(partials(phi)) < 1 - 1e-9).all():
        return "stationary"
    return "unit root" if abs(roots(phi)[0]) <= 1 + ON_THE_CIRCLE else "explosive"


def in_triangle(phi_1: float, phi_2: float) -> bool:
    """Return whether an AR(2) is stationary: φ₂ > −1, φ₂ < 1 + φ₁ and φ₂ < 1 − φ₁."""
    return -1 < phi_2 < 1 - abs(phi_1)


def variance_ratio(phi: Array) -> float:
    """Return γ₀/σ², how much larger the variance of a stationary series is than that of its noise: 1/∏(1 − αₖ²)."""
    return float(1 / np.prod(1 - partials(phi) ** 2))


def autocorrelations(phi: Array, lags: int) -> Array:
    """Return ρ₀ … of a stationary process, shape (lags + 1,), by the Yule–Walker equations; nan where it is not."""
    p = len(phi)
    rho = np.full(lags + 1, np.nan)
    if nature(phi) != "stationary":
        return rho
    matrix = np.eye(p)
    for k in range(p):  # ρₖ₊₁ = Σᵢ φᵢ ρ_{|k+1−i|}, in which ρ₀ = 1 is known
        for i in range(p):
            if i != k:
                matrix[k, abs(k - i) - 1] -= phi[i]
    start = np.append(1.0, np.linalg.solve(matrix, phi))[: lags + 1]
    rho[: len(start)] = start
    for k in range(p + 1, lags + 1):
        rho[k] = phi @ rho[k - p : k][::-1]
    return rho


def from_autocorrelations(rho: Array) -> Array:
    """Return partial autocorrelations α₁ … from ρ₀ …, by Durbin–Levinson, shape (lags,)."""
    found = np.full(len(rho) - 1, np.nan)
    phi = np.empty(0)
    left = 1.0  # share of the variance that is not explained yet
    for k in range(1, len(rho)):
        found[k - 1] = last = (rho[k] - phi @ rho[k - 1 : 0 : -1]) / left
        phi = np.append(phi - last * phi[::-1], last)
        left *= 1 - last**2
        if left <= 0:
            break
    return found


def sample_autocorrelations(x: Array, lags: int) -> Array:
    """Return r₀ … of a series (n,), shape (lags + 1,): sums of products divided by n, so that all |r| ≤ 1."""
    centred = x - x.mean()
    total = centred @ centred
    if total == 0:
        return np.full(lags + 1, np.nan)
    return np.array([centred[k:] @ centred[: len(x) - k] / total for k in range(lags + 1)])


def spectrum(phi: Array, frequencies: Array) -> Array:
    """Return the spectral density over that of the noise, at frequencies in cycles a step, shape of `frequencies`.

    For a stationary process: at a root on the unit circle it is infinite.
    """
    turns = np.exp(-2j * np.pi * np.outer(frequencies, np.arange(1, len(phi) + 1)))
    return np.asarray(1 / np.abs(1 - turns @ phi) ** 2)


def cycle(phi: Array) -> tuple[float, float]:
    """Return period (in steps) and modulus of the complex pair of roots that decays slowest; nan where all are real."""
    turning = [root for root in roots(phi) if root.imag > 1e-7]
    if not turning:
        return float("nan"), float("nan")
    return float(2 * np.pi / np.angle(turning[0])), float(abs(turning[0]))
