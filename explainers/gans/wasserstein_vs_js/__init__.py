"""Two heaps of sand that do not touch: how far apart are they? Wasserstein's distance beside JS, KL, TV and MMD."""

from explainers.gans.wasserstein_vs_js.clouds import race
from explainers.gans.wasserstein_vs_js.distances import measure
from explainers.gans.wasserstein_vs_js.equations import equations
from explainers.gans.wasserstein_vs_js.figure_apart import plot_apart
from explainers.gans.wasserstein_vs_js.figure_clouds import plot_clouds
from explainers.gans.wasserstein_vs_js.figure_critic import plot_critic
from explainers.gans.wasserstein_vs_js.figure_descent import plot_descent
from explainers.gans.wasserstein_vs_js.figure_plan import plot_plan
from explainers.gans.wasserstein_vs_js.model import MAX_STEPS, Params, Result, challenge, simulate, tables

__all__ = [
    "MAX_STEPS",
    "Params",
    "Result",
    "challenge",
    "equations",
    "measure",
    "plot_apart",
    "plot_clouds",
    "plot_critic",
    "plot_descent",
    "plot_plan",
    "race",
    "simulate",
    "tables",
]
