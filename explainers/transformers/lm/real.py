"""The door to the real models. PyTorch and the weights are loaded when it is first used, not when a page is opened."""

from typing import Any

from explainers.fair_queue import FairQueue
from explainers.problems import BadInput
from explainers.transformers.lm.files import DECODER, ENCODER, MODELS, ModelMissing, check
from explainers.transformers.lm.questions import Encode
from explainers.worker_process import Report

QUICK = FairQueue("model")  # for what takes one run of a model, or a few
SLOW = FairQueue("model, hundreds of runs")
WRITES = FairQueue("model, writing")


def nothing_to_say(share: float, doing: str = "") -> None:
    """Take in how far something is, and do nothing with it."""


def ask_model(question: Any, report: Report = nothing_to_say) -> Any:
    """Return a model's answer. Raises BadInput where there is no model."""
    model = ENCODER if isinstance(question, Encode) else DECODER
    try:
        check(MODELS / model, thorough=False)
    except ModelMissing as problem:
        raise BadInput("text", f"{problem} Until then, the example sentences work.") from None
    from explainers.transformers.lm.engine import compute  # noqa: PLC0415 - seconds, and seldom needed

    return compute(question, report)
