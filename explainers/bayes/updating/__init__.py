"""How much should ten coin flips change your mind? Bayesian updating for three conjugate families."""

from explainers.bayes.updating.consequences import seen_stops
from explainers.bayes.updating.equations import equations
from explainers.bayes.updating.figure_belief import plot_belief
from explainers.bayes.updating.figure_next import plot_next
from explainers.bayes.updating.figure_path import plot_path
from explainers.bayes.updating.figure_peak import plot_peak
from explainers.bayes.updating.figure_routes import plot_routes
from explainers.bayes.updating.model import STARTS, Params, Result, challenge, simulate, tables

__all__ = [
    "STARTS",
    "Params",
    "Result",
    "challenge",
    "equations",
    "plot_belief",
    "plot_next",
    "plot_path",
    "plot_peak",
    "plot_routes",
    "seen_stops",
    "simulate",
    "tables",
]
