"""What is the difference between telling and making? A model of p(x, y) beside one of p(y | x), on the same points."""

from explainers.explainer import Explainer, View
from explainers.foundations.generative.conditional import fit_conditional
from explainers.foundations.generative.curves import learning_curves
from explainers.foundations.generative.equations import equations
from explainers.foundations.generative.figure_curves import plot_curves
from explainers.foundations.generative.figure_make import plot_make, told
from explainers.foundations.generative.figure_missing import plot_missing
from explainers.foundations.generative.figure_plane import plot_plane
from explainers.foundations.generative.joint import Joint, fit_joint
from explainers.foundations.generative.model import Params, Result, challenge, simulate, tables
from explainers.foundations.plane import files

EXPLAINER: Explainer[Params, Result] = Explainer(
    path="foundations/generative",
    params=Params,
    simulate=simulate,
    views=(
        View("plane", "Tell", plot_plane, ("data", "kind", "n", "x1", "x2"), (fit_joint, fit_conditional)),
        View("make", "Make", plot_make, ("data", "kind", "n", "draw", "components"), (Joint.sample, told)),
        View("missing", "A coordinate is missing", plot_missing, ("data", "kind", "n", "x1"), (Joint.marginal,)),
        View("curves", "Few labels, many labels", plot_curves, ("data", "kind", "features", "components"),
             (learning_curves,)),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    files=files,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
