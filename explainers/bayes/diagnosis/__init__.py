"""The test is 99% accurate. Are you ill? A diagnosis, counted in people."""

from explainers.bayes.diagnosis.equations import equations
from explainers.bayes.diagnosis.figure_people import plot_people
from explainers.bayes.diagnosis.figure_prevalence import plot_prevalence
from explainers.bayes.diagnosis.figure_sample import plot_sample
from explainers.bayes.diagnosis.figure_tree import plot_tree
from explainers.bayes.diagnosis.generative import sample
from explainers.bayes.diagnosis.model import Params, Result, challenge, count, positive_rates, simulate, tables
from explainers.explainer import Explainer, View

RATES = ("prevalence", "sensitivity", "specificity")
EXPLAINER: Explainer[Params, Result] = Explainer(
    path="bayes/diagnosis",
    params=Params,
    simulate=simulate,
    views=(
        View("people", "People", plot_people, (*RATES, "order"), (count,)),
        View("tree", "Tree and table", plot_tree, (*RATES, "tests", "repeat"), (count,)),
        View("prevalence", "Along the prevalence", plot_prevalence, (*RATES, "tests", "repeat"), (positive_rates,)),
        View("sample", "Sample and keep", plot_sample, (*RATES, "sampled"), (sample,)),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
)
