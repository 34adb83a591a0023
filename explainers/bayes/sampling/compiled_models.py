"""The models of the page, each compiled once in a process and then given the data of a question.

These functions run in a worker process.
"""

from typing import Any

from explainers.bayes.sampling.posteriors import Question
from explainers.bayes.sampling.pymc_models import data_of, model_of, name_of, with_likelihood_again

_models: dict[str, Any] = {}  # in this process: PyMC's models by name
_compiled: dict[str, Any] = {}  # and nutpie's


def pymc_model(question: Question) -> Any:
    """Return PyMC's model of a question; it may hold the data of another one."""
    name = name_of(question)
    if name not in _models:
        _models[name] = model_of(question)
    return _models[name]


def is_compiled(question: Question, again: bool = False) -> bool:
    """Return whether a model is compiled already in this process."""
    return name_of(question) + again * ", again" in _compiled


def compiled(question: Question, again: bool = False) -> Any:
    """Return nutpie's compiled model of a question; with `again` that whose likelihood can be counted otherwise."""
    import nutpie

    name = name_of(question) + again * ", again"
    if name not in _compiled:
        model = with_likelihood_again(model_of(question)) if again else pymc_model(question)
        _compiled[name] = nutpie.compile_pymc_model(model)
    return _compiled[name]


def ready(question: Question) -> Any:
    """Return a compiled model with the data of its question."""
    return compiled(question).with_data(**data_of(question))
