"""What each view asks of worker processes."""

from typing import Any

from explainers.bayes.sampling.model import Result
from explainers.bayes.sampling.trials import BATCH, trial_of

Question = tuple[str, Any]  # which task, and its argument


def questions(result: Result, view: str) -> list[Question]:
    """Return what a view asks of workers, most urgent first."""
    p = result.params
    if view == "routes":
        return [("nuts", result.asked), ("advi", result.asked)]
    if view == "diagnostics" and p.examined == "pymc":
        return [("nuts", result.asked_chains)]
    if view == "simulated" and p.model != "coin":
        batches = range(-(-p.simulations // BATCH))
        return [("trials", trial_of(result.question, p.wrong, p.seed, batch)) for batch in batches]
    return []
