"""Three ways to learn from the same points: told the labels, told nothing, told only how good an answer was."""

from explainers.explainer import Explainer, View
from explainers.foundations.learning.curves import courses, named
from explainers.foundations.learning.equations import equations
from explainers.foundations.learning.figure_curves import plot_curves
from explainers.foundations.learning.figure_one import plot_one
from explainers.foundations.learning.figure_told import plot_told
from explainers.foundations.learning.learners import k_means, label_signal, learn, reward_signal
from explainers.foundations.learning.model import Params, Result, challenge, simulate, tables
from explainers.foundations.plane import files

EXPLAINER: Explainer[Params, Result] = Explainer(
    path="foundations/learning",
    params=Params,
    simulate=simulate,
    views=(
        View("told", "What each is told", plot_told, ("data", "t", "clusters"), (learn, k_means)),
        View("one", "One point", plot_one, ("data", "t"), (label_signal, reward_signal)),
        View("curves", "How many tellings", plot_curves, ("data", "wanted", "clusters"), (courses, named)),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    files=files,
)

__all__ = ["EXPLAINER", "Params", "Result"]
