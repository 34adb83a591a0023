"""How does a computer find a posterior nobody can integrate? By walking through it; and by three other routes."""

from explainers.bayes.sampling.equations import equations
from explainers.bayes.sampling.figure_chain import plot_chain
from explainers.bayes.sampling.figure_diagnostics import plot_diagnostics
from explainers.bayes.sampling.figure_routes import plot_routes
from explainers.bayes.sampling.figure_simulated import plot_simulated
from explainers.bayes.sampling.model import MAX_STEPS, Params, Result, challenge, simulate, tables
from explainers.bayes.sampling.script import pymc_script

__all__ = [
    "MAX_STEPS",
    "Params",
    "Result",
    "challenge",
    "equations",
    "plot_chain",
    "plot_diagnostics",
    "plot_routes",
    "plot_simulated",
    "pymc_script",
    "simulate",
    "tables",
]
