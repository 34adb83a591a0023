"""How does a model that has only seen normal days raise an alarm? By how badly a record fits what it has learned."""

from explainers.explainer import Explainer, View
from explainers.vaes.anomalies.detector import bounds, reconstruction
from explainers.vaes.anomalies.equations import equations
from explainers.vaes.anomalies.figure_alarm import plot_alarm
from explainers.vaes.anomalies.figure_costs import plot_costs
from explainers.vaes.anomalies.figure_likelihood import plot_likelihood
from explainers.vaes.anomalies.figure_record import plot_record
from explainers.vaes.anomalies.figure_rivals import plot_rivals
from explainers.vaes.anomalies.found import average_precision, curves
from explainers.vaes.anomalies.model import Params, Result, challenge, files, simulate, tables
from explainers.vaes.anomalies.pictures import code_lengths, zlib_lengths
from explainers.vaes.anomalies.rivals import rival_scores

EXPLAINER: Explainer[Params, Result] = Explainer(
    path="vaes/anomalies",
    params=Params,
    simulate=simulate,
    views=(
        View(
            "alarm", "Threshold", plot_alarm, ("records", "score", "passes"), (reconstruction, bounds), more=("seed",)
        ),
        View("costs", "Base rate", plot_costs, ("records", "passes", "base", "cost"), more=("score",)),
        View(
            "record",
            "One record",
            plot_record,
            ("records", "whose", "rank", "passes"),
            (reconstruction,),
            more=("score",),
        ),
        View(
            "rivals",
            "Simpler detectors",
            plot_rivals,
            ("records", "passes"),
            (rival_scores, curves, average_precision),
            more=(),
        ),
        View(
            "likelihood",
            "Where likelihood fails",
            plot_likelihood,
            ("model", "pixels", "weight"),
            (code_lengths, zlib_lengths),
            more=(),
        ),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    files=files,
)

__all__ = ["EXPLAINER", "Params", "Result"]
