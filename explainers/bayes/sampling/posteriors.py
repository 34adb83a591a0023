"""Three models and their posteriors without sampling: by conjugacy where there is any, and by adding up a grid.

The eight schools: two parameters remain once the eight effects are integrated out by hand (Gelman et al., Bayesian Data
Analysis, 3rd ed., section 5.4). The regression has three, so that its grid is a box.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Array = NDArray[np.float64]
EFFECTS = np.array([28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0])  # points gained by coaching in eight schools
ERRORS = np.array([15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0])  # their standard errors (Rubin 1981)
LINE = (1.0, 2.0)  # intercept and slope behind the regression's points
SPREAD = 0.5  # standard deviation about that line
POINTS, OUTLIERS = 20, (16, 18)  # how many points there are, and which two are moved
PARAMETERS = {"coin": ("theta",), "regression": ("intercept", "slope"), "schools": ("mu", "tau")}
SYMBOLS = {"theta": "θ", "intercept": "intercept α", "slope": "slope β", "mu": "mean effect μ", "tau": "spread τ"}
AXES = {"theta": (0.0, 1.0), "intercept": (-2.0, 3.0), "slope": (-3.0, 4.0), "mu": (-15.0, 30.0), "tau": (0.0, 30.0)}


@dataclass(frozen=True)
class Question:
    """A model with its data: everything that its posterior depends on."""

    model: str  # "coin", "regression" or "schools"
    heads: int = 8
    flips: int = 10
    strength: float = 4.0  # n₀ of the coin's prior Beta(n₀/2, n₀/2)
    shift: float = 3.0  # how far the outliers of the regression lie off the line
    freedom: float = 3.0  # ν of its Student-t noise
    scale: float = 5.0  # of the half-Cauchy prior of τ
    centred: bool = True  # how the effects of the schools are written


@dataclass(frozen=True)
class Marginal:
    """The posterior of one parameter."""

    x: Array  # (m,)
    density: Array  # (m,)
    mean: float
    sd: float


@lru_cache(maxsize=16)
def points(shift: float) -> tuple[Array, Array]:
    """Return the points of the regression, x and y, each (POINTS,); two of them lie `shift` off the line."""
    rng = np.random.default_rng(3)
    x = np.linspace(-1, 1, POINTS)
    y = LINE[0] + LINE[1] * x + SPREAD * rng.normal(size=POINTS)
    y[list(OUTLIERS)] -= shift
    return x, y


def exact(question: Question) -> Marginal | None:
    """Return the conjugate posterior of the coin; no other model here has one."""
    if question.model != "coin":
        return None
    half = 0.5 * question.strength
    posterior = stats.beta(half + question.heads, half + question.flips - question.heads)
    x = np.linspace(0, 1, 401)
    return Marginal(x, posterior.pdf(x), float(posterior.mean()), float(posterior.std()))


@lru_cache(maxsize=256)
def grid(question: Question, cells: int) -> dict[str, Marginal]:
    """Return the posterior of each parameter by adding up a grid with `cells` cells along each of them."""
    match question.model:
        case "coin":
            return coin_grid(question, cells)
        case "regression":
            return regression_grid(question, cells)
        case _:
            return schools_grid(question, cells)


def middles(low: float, high: float, cells: int) -> Array:
    """Return the middles of equal cells, shape (cells,)."""
    return low + (high - low) * (np.arange(cells) + 0.5) / cells


def coin_grid(question: Question, cells: int) -> dict[str, Marginal]:
    """Return p(θ|x) on a grid: prior times likelihood, divided by their sum."""
    theta, half = middles(0, 1, cells), 0.5 * question.strength
    log = (half - 1 + question.heads) * np.log(theta)
    log += (half - 1 + question.flips - question.heads) * np.log1p(-theta)
    return {"theta": summed(theta, log)}


Box = tuple[tuple[float, float], tuple[float, float], tuple[float, float]]  # ends of α, β and ln σ
WIDE: Box = ((-8.0, 10.0), (-12.0, 16.0), (-4.0, 2.5))  # every posterior of the regression lies well within
DEPTH = 14.0  # nats below its peak to which a posterior is followed: about 5 standard deviations
SIFTED = 24  # cells along each parameter while a box is narrowed


@lru_cache(maxsize=256)
def box(shift: float, freedom: float) -> Box:
    """Return the box that holds the regression's posterior: what lies outside is less likely than its peak by e^-14.

    The wide box is narrowed to the cells that are likely enough, and one more either side, again and again.
    """
    found = WIDE
    for _ in range(5):
        axes = [middles(*ends, SIFTED) for ends in found]
        likely = (log := log_regression(shift, freedom, *axes)) > log.max() - DEPTH
        narrowed = []
        for i, axis in enumerate(axes):
            inside = axis[likely.any(axis=tuple({0, 1, 2} - {i}))]
            cell = axis[1] - axis[0]
            narrowed.append((float(inside[0] - cell), float(inside[-1] + cell)))
        found = narrowed[0], narrowed[1], narrowed[2]
    return found


def log_regression(shift: float, freedom: float, alpha: Array, beta: Array, log_sigma: Array) -> Array:
    """Return ln p(α, β, ln σ | x) but for a constant, by axis. Priors: Normal(0, 5²) twice, half-normal(1) for σ."""
    x, y = points(shift)
    sigma, nu = np.exp(log_sigma), freedom
    rest = (y - alpha[:, None, None] - beta[:, None] * x)[:, :, None, :] / sigma[:, None]  # (α, β, σ, points)
    log = -0.5 * (nu + 1) * np.log(np.prod(1 + rest**2 / nu, axis=-1)) - len(x) * log_sigma  # below 1e150, within reach
    return log - (0.5 * (alpha / 5) ** 2)[:, None, None] - 0.5 * ((beta / 5) ** 2)[:, None] - 0.5 * sigma**2 + log_sigma


def regression_grid(question: Question, cells: int) -> dict[str, Marginal]:
    """Return p(α|x) and p(β|x) from a box of α, β and ln σ that follows the posterior."""
    ends = box(question.shift, question.freedom)
    alpha, beta = (middles(*pair, cells) for pair in ends[:2])
    log = log_regression(question.shift, question.freedom, alpha, beta, middles(*ends[2], max(12, cells // 3)))
    return {"intercept": summed(alpha, log), "slope": summed(beta, np.moveaxis(log, 1, 0))}


def schools_grid(question: Question, cells: int) -> dict[str, Marginal]:
    """Return p(μ|y) and p(τ|y). Priors: Normal(0, 5²) and half-Cauchy; the grid of τ reaches far into its tail."""
    mu = middles(-20, 30, cells)
    t = middles(0, 1, cells)
    tau = 80 * t**2  # closer together where the posterior is
    variance = ERRORS**2 + tau[:, None] ** 2  # (τ, schools)
    log = -0.5 * (np.log(variance)[:, None] + (EFFECTS - mu[:, None]) ** 2 / variance[:, None]).sum(-1)  # (τ, μ)
    log += -0.5 * (mu / 5) ** 2 - np.log1p((tau / question.scale) ** 2)[:, None]
    log += np.log(t)[:, None]  # a cell is as wide as dτ/dt, which is proportional to t
    edges = 80 * np.linspace(0, 1, cells + 1) ** 2
    return {"mu": summed(mu, log.T), "tau": summed(tau, log, edges)}


def summed(x: Array, log: Array, edges: Array | None = None) -> Marginal:
    """Return the marginal along the first axis of ln p on a grid; `edges` of its cells where they are not equal."""
    mass = np.exp(log - log.max()).reshape(len(x), -1).sum(axis=1)
    mass /= mass.sum()
    mean = float((mass * x).sum())
    widths = np.diff(edges) if edges is not None else np.full(len(x), x[1] - x[0] if len(x) > 1 else 1.0)
    return Marginal(x, mass / widths, mean, float(np.sqrt((mass * (x - mean) ** 2).sum())))


REFERENCE = {"coin": 2000, "regression": 61, "schools": 240}  # cells that are fine enough to measure the others by


def reference(question: Question) -> dict[str, Marginal]:
    """Return what the other routes are measured by: the exact posterior where there is one, else a fine grid."""
    known = exact(question)
    return {"theta": known} if known else grid(question, REFERENCE[question.model])


def axis(question: Question, name: str) -> tuple[float, float]:
    """Return the range of a parameter to draw: the same for all that the page's controls can ask for.

    Links can ask for more: then it goes on to the whole numbers around 99.8% of the posterior.
    """
    low, high = AXES[name]
    if question.model != "regression":
        return low, high
    found = reference(question)[name]
    below = np.cumsum(found.density) / found.density.sum()
    ends = np.interp([0.001, 0.999], below, found.x)
    return min(low, float(np.floor(ends[0]))), max(high, float(np.ceil(ends[1])))
