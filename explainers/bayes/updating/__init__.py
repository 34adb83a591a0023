"""How much should ten coin flips change your mind? Bayesian updating for three conjugate families."""

from explainers.bayes.updating.belief import credible_interval, flat
from explainers.bayes.updating.consequences import path, predict, routes
from explainers.bayes.updating.equations import equations
from explainers.bayes.updating.figure_belief import plot_belief
from explainers.bayes.updating.figure_next import plot_next
from explainers.bayes.updating.figure_path import plot_path
from explainers.bayes.updating.figure_peak import plot_peak
from explainers.bayes.updating.figure_routes import plot_routes
from explainers.bayes.updating.model import Params, Result, challenge, simulate, tables
from explainers.explainer import Explainer, View

IN_SIGHT = ("family", "source", "mean", "strength", "seen")
EXPLAINER: Explainer[Params, Result] = Explainer(
    path="bayes/updating",
    params=Params,
    simulate=simulate,
    views=(
        View("belief", "Belief", plot_belief, IN_SIGHT, (flat, credible_interval)),
        View("path", "Flip by flip", plot_path, IN_SIGHT, (path,)),
        View("routes", "Two sittings", plot_routes, IN_SIGHT, (routes,)),
        View("next", "What comes next", plot_next, IN_SIGHT, (predict,)),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    guessed_on={"peak": plot_peak},
)
