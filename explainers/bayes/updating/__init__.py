"""How much should ten coin flips change your mind? Bayesian updating for three conjugate families."""

from explainers.bayes.updating.equations import equations
from explainers.bayes.updating.figures import plot_belief, plot_next, plot_path, plot_peak, plot_routes
from explainers.bayes.updating.model import (
    STARTS,
    Params,
    Result,
    challenge,
    seen_stops,
    simulate,
    tables,
)

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
