"""What the detectors made of the held-out records, and what any threshold makes of that."""

import io
import json
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from explainers.data.anomalies.records import parted
from explainers.shipped import shipped

Array = NDArray[np.float64]
Told = NDArray[np.bool_]
SCORED = "weights/vae_anomalies-scores.npz"  # of every record and picture, computed by train.py
RECORDED = "weights/vae_anomalies.json"


@cache
def _scored() -> dict[str, Array]:
    with np.load(io.BytesIO(shipped(SCORED))) as kept:
        return {key: kept[key].astype(float) for key in kept.files}


def kept(key: str) -> Array:
    """Return scores that come with the page, by their key, such as "shuttle/test/elbo", shape (n,)."""
    return _scored()[key]


@cache
def recorded() -> dict[str, dict[str, float]]:
    """Return what each detector reached on the held-out records when it was trained, by the set of records."""
    found: dict[str, dict[str, float]] = json.loads(shipped(RECORDED))
    return found


def area(scores: Array, anomaly: Told) -> float:
    """Return the area under the ROC curve: the chance that of two records the anomaly has the larger score.

    Ties count half (Mann and Whitney's U over the number of pairs).
    """
    m, n = int(anomaly.sum()), int((~anomaly).sum())
    return float((rankdata(scores)[anomaly].sum() - m * (m + 1) / 2) / (m * n))


def curves(scores: Array, anomaly: Told) -> tuple[Array, Array, Array, Array]:
    """Return false alarm rate, recall and precision at every threshold that changes something, and these thresholds.

    A record whose score is at least the threshold raises the alarm; thresholds fall. Shape (t,) each.
    """
    order = np.argsort(-scores, kind="stable")
    last = np.append(np.flatnonzero(np.diff(scores[order])), len(scores) - 1)  # of records with the same score
    hits = np.cumsum(anomaly[order])[last]
    alarms = last + 1
    return (alarms - hits) / (~anomaly).sum(), hits / anomaly.sum(), hits / alarms, scores[order][last]


def average_precision(scores: Array, anomaly: Told) -> float:
    """Return the average precision: precision at each threshold, weighted by the recall that is gained there."""
    _, recall, precision, _ = curves(scores, anomaly)
    return float(np.diff(recall, prepend=0.0) @ precision)


@dataclass(frozen=True, eq=False)
class Verdicts:
    """A detector's scores of held-out records, and the rates at every threshold."""

    check: Array  # (n,) scores of the normal records that set the threshold
    scores: Array  # (m,) of test records
    anomaly: Told  # (m,)
    false_alarms: Array  # (t,) share of normal test records at or above each of falling thresholds
    recall: Array  # (t,) share of anomalies
    precision: Array  # (t,) share of anomalies among the alarms, in the test set
    thresholds: Array  # (t,)
    area: float
    average_precision: float

    def threshold(self, passes: float) -> float:
        """Return the score that `passes` percent of the check records do not exceed."""
        return float(np.quantile(self.check, passes / 100))

    def rates(self, threshold: float) -> tuple[float, float]:
        """Return which share of anomalies, and of normal test records, lie above a threshold."""
        above = self.scores > threshold
        return float(above[self.anomaly].mean()), float(above[~self.anomaly].mean())


@cache
def verdicts(name: str, score: str) -> Verdicts:
    """Return what a detector, one of SCORES or RIVALS, made of a set of records."""
    check, scores, anomaly = kept(f"{name}/check/{score}"), kept(f"{name}/test/{score}"), parted(name).anomaly
    return Verdicts(check, scores, anomaly, *curves(scores, anomaly), area(scores, anomaly),
                    average_precision(scores, anomaly))  # fmt: skip
