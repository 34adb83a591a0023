"""What is said about a result, in sentences and in tables."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from explainers.rl.guided_generation.notes import FEATURES
from explainers.rl.guided_generation.result import Result

FEW = 5  # clicks, from which on something can be said of them
LEAST = -1.0  # log Bayes factor, below which a fair coin explains clicks better than the model


def sentences(result: Result, view: str) -> list[str]:
    """Return what is to be said of the clicks, and of curves that are missing."""
    n, said = result.clicks, []
    if n == 0:
        said.append("There are no clicks yet: every weight is 0 ± 1, the reward is the same for all melodies, "
                    "and there is nothing to follow.")  # fmt: skip
    elif n >= FEW and len(set(result.model.first)) == 1:
        side = "first" if result.model.first[0] else "second"
        said.append(f"All {n} clicks are on the {side} melody: that may be a habit of the hand, and not a preference.")
    elif n >= 2 * FEW and result.model.log_bayes_factor < LEAST:
        said.append("A coin would explain these clicks better than any weights do: they contradict each other, or go "
                    "by what the features do not measure.")  # fmt: skip
    if not result.known and view == "leash":
        said.append("What you truly like is known to nobody but you, so there is no curve of u: listen, under "
                    "“Steer it”, to what is played for this reward.")  # fmt: skip
    return said


def tables(result: Result) -> Mapping[str, Mapping[str, Any]]:
    """Return weights, clicks and curves, as named columns."""
    model = result.model
    a, b = np.array(model.pairs, dtype=int).reshape(-1, 2).T
    return {
        "weights": {"feature": np.array(list(FEATURES)), "theta": model.theta, "deviation": model.deviation,
                    "judge": result.judge_weights},
        "clicks": {"a": a, "b": b, "a_preferred": np.array(model.first, dtype=bool)},
    } | {f"leash_{method}": asdict(curve) for method, curve in result.curves.items()}  # fmt: skip


def challenge(result: Result) -> tuple[bool, str]:
    """Check "bring the correlation of the learned reward with the true one above 0.9"."""
    if not result.known:
        return False, "Your own true reward is not known here: choose a judge."
    found = float(result.correlations[-1])
    return found > 0.9, f"The correlation of r̂ with u is {found:.2f}."


def summary(result: Result) -> dict[str, float]:
    """Return what the list of runs says of one."""
    now = result.now
    return {"Learned r̂": round(now.reward, 2), "True u": round(now.true_reward, 2), "KL": round(now.kl, 2)}
