"""The door to the real models. PyTorch and the weights are loaded when it is first used, not when a page is opened."""

from typing import Any

from explainers.transformers.attention.answers import ENGINE, Question


def ask_the_model(question: Question) -> Any:
    """Compute an answer. Raises BadInput where there is no model."""
    from explainers.transformers.attention.engine import compute  # noqa: PLC0415 - seconds, and seldom needed

    return compute(question)


ENGINE[:] = [ask_the_model]
