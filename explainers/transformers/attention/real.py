"""The door to the real models. PyTorch and the weights are loaded when it is first used, not when a page is opened."""

from typing import Any

from explainers.problems import BadInput
from explainers.transformers.attention.answers import ENGINE, BothWays, Question
from explainers.transformers.attention.at_hand import DECODER, ENCODER, MODELS, ModelMissing, check


def ask_the_model(question: Question) -> Any:
    """Compute an answer. Raises BadInput where there is no model."""
    model = ENCODER if isinstance(question, BothWays) else DECODER
    try:
        check(MODELS / model, thorough=False)
    except ModelMissing as problem:
        raise BadInput("text", f"{problem} Until then, the example sentences work.") from None
    from explainers.transformers.attention.engine import compute  # noqa: PLC0415 - seconds, and seldom needed

    return compute(question)


ENGINE[:] = [ask_the_model]
