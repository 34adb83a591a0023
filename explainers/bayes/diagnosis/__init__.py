"""The test is 99% accurate. Are you ill? A diagnosis, counted in people."""

from explainers.bayes.diagnosis.equations import equations
from explainers.bayes.diagnosis.figure_people import plot_people
from explainers.bayes.diagnosis.figure_prevalence import plot_prevalence
from explainers.bayes.diagnosis.figure_sample import plot_sample
from explainers.bayes.diagnosis.figure_tree import plot_tree
from explainers.bayes.diagnosis.generative import sample
from explainers.bayes.diagnosis.model import EVERYONE, Params, Result, challenge, simulate, tables

__all__ = [
    "EVERYONE",
    "Params",
    "Result",
    "challenge",
    "equations",
    "plot_people",
    "plot_prevalence",
    "plot_sample",
    "plot_tree",
    "sample",
    "simulate",
    "tables",
]
