"""An alarm made of a score and a threshold: what it catches, what it costs, and what it is worth at a base rate."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Annotated

import numpy as np
import torch

from explainers.bayes.diagnosis.counts import FALSE_NEGATIVE, FALSE_POSITIVE, TRUE_NEGATIVE, TRUE_POSITIVE, Codes, Rates
from explainers.controls import Choice, Number, Private, Slider, Stops, check
from explainers.data.anomalies.records import RECORDS, parted
from explainers.data.images import IMAGES
from explainers.shipped import shipped
from explainers.vaes.anomalies.detector import SCORES, WEIGHTS, detector, reconstruction, scaling, scores
from explainers.vaes.anomalies.found import SCORED, Array, Verdicts, area, kept, verdicts
from explainers.vaes.anomalies.own import text_to_records
from explainers.vaes.anomalies.pictures import OTHER, PIXELS

MODELS = {"fashion": "Clothes", "digits": "Digits"}
WHOSE = {"test": "Held-out records", "own": "Your own"}
PASSES = (50.0, 60.0, 70.0, 80.0, 85.0, 90.0, 92.0, 94.0, 95.0, 96.0, 97.0, 98.0, 98.5, 99.0, 99.3, 99.5, 99.7, 99.8,
          99.9, 99.95, 100.0)  # fmt: skip
BASES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
COSTS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0, 10000.0)
SHOWN = {"shuttle": (928, 72), "phishing": (148, 190)}  # normal records and anomalies, in the mix as published


@dataclass(frozen=True)
class Params:
    """What the learner can set. Rates are in percent."""

    records: Annotated[
        str,
        Choice("Records", {name: records.title for name, records in RECORDS.items()},
               help="Which records. A model was trained on the normal ones of each set, and on nothing else."),
    ] = "shuttle"  # fmt: skip
    score: Annotated[
        str,
        Choice("Score", SCORES,
               help="How odd a record is: −log p(x|z) where the encoder puts it, or a bound on −log p(x)."),
    ] = "reconstruction"  # fmt: skip
    passes: Annotated[
        float,
        Stops("Pass rate", PASSES, symbol="q", unit="%",
              help="q: q percent of normal records, kept aside to set the threshold τ, do not exceed it."),
    ] = 99.0  # fmt: skip
    base: Annotated[
        float,
        Stops(
            "Base rate",
            BASES,
            symbol="π",
            unit="%",
            help="π, how many of a hundred records are anomalies in operation.",
        ),
    ] = 0.1
    cost: Annotated[
        float,
        Stops("Cost of a miss", COSTS, symbol="c", help="c, the cost of a missed anomaly, counted in false alarms."),
    ] = 500.0
    whose: Annotated[str, Choice("Whose records", WHOSE, help="Which records are looked at one by one.")] = "test"
    rank: Annotated[
        int,
        Slider("Odder than", 0, 100, 1, unit="%", help="Which record: it is odder than so many percent of them all."),
    ] = 88
    model: Annotated[
        str, Choice("Model of", MODELS, help="What the model was trained on; the other pictures it has never seen.")
    ] = "fashion"
    pixels: Annotated[
        str,
        Choice("Pixels", PIXELS, help="Grey values as they are, or black where there is more than half of the ink."),
    ] = "grey"
    weight: Annotated[
        float,
        Slider("Weight of complexity", 0.0, 1.0, 0.05, symbol="λ",
               help="λ, how much of a picture's length under zlib is taken off its length under the model."),
    ] = 0.0  # fmt: skip
    own: Annotated[
        str, Private("Your records", 400_000, help="Rows with the columns of the model: never in the link.")
    ] = ""
    seed: Annotated[int, Number("Seed", 0, 9999, help="Of which held-out records stand as dots.")] = 0


@dataclass(frozen=True)
class One:
    """A record, column by column, in standardised units."""

    values: Array  # (9,) as they were recorded
    x: Array  # (9,)
    back: Array  # (9,) what the decoder makes of it, from z = μ(x)
    sigma: Array  # (9,) standard deviations of p(x|z)
    nats: Array  # (9,) −log p(x_j|z)
    score: float
    anomaly: bool | None  # None where nobody knows
    row: int  # from 1


@dataclass(frozen=True)
class Result:
    """A detector with a threshold, and what the settings of the other views say."""

    params: Params
    verdicts: Verdicts
    threshold: float
    rates: Rates  # prior π, hit, alarm, and what follows by Bayes' theorem, as on the page of diagnosis

    @property
    def percent(self) -> float:
        """How many of a hundred alarms are real at the base rate."""
        return 100 * self.rates.ppv

    @cached_property
    def codes(self) -> Codes:
        """The held-out records that stand as dots: anomalies first, each group from the oddest to the least odd."""
        v, sizes = self.verdicts, SHOWN[self.params.records]
        rng, codes = np.random.default_rng(self.params.seed), []
        for told, above, below in ((True, TRUE_POSITIVE, FALSE_NEGATIVE), (False, FALSE_POSITIVE, TRUE_NEGATIVE)):
            some = rng.permutation(v.scores[v.anomaly == told])[: sizes[told]]
            alarms = int((some > self.threshold).sum())
            codes += [above] * alarms + [below] * (len(some) - alarms)
        return np.array(codes, np.uint8)

    def costs(self, hit: Array | float, alarm: Array | float) -> tuple[Array, Array]:
        """Return what misses and false alarms cost in a thousand records, counted in false alarms."""
        pi, c = self.params.base / 100, self.params.cost
        return np.asarray(1000 * pi * c * (1 - np.asarray(hit))), np.asarray(1000 * (1 - pi) * np.asarray(alarm))

    @cached_property
    def rows(self) -> Array:
        """The records that are looked at one by one, (n, 9); the held-out ones while there are none of one's own."""
        own = text_to_records(self.params.own) if self.params.whose == "own" else np.zeros((0, 9))
        return own if len(own) else parted(self.params.records).test

    @property
    def is_own(self) -> bool:
        """Whether the records are those of the learner."""
        return self.rows is not parted(self.params.records).test

    @cached_property
    def row_scores(self) -> Array:
        """The scores of these, (n,)."""
        p = self.params
        return scores(detector(p.records), self.rows, p.records)[p.score] if self.is_own else self.verdicts.scores

    @cached_property
    def one(self) -> One:
        """The record of the rank asked for."""
        p, n = self.params, len(self.rows)
        row = int(np.argsort(self.row_scores, kind="stable")[min(p.rank * n // 100, n - 1)])
        model, values = detector(p.records), self.rows[row]
        x = torch.tensor(scaling(p.records)(values[None]), dtype=torch.float32)
        with torch.no_grad():
            nats, back = reconstruction(model, x)[0], model.decoder(model.encode(x)[0])[0]
        known = None if self.is_own else bool(self.verdicts.anomaly[row])
        return One(values, x[0].double().numpy(), back.double().numpy(), model.sigma.detach().double().numpy(),
                   nats.double().numpy(), float(self.row_scores[row]), known, row + 1)  # fmt: skip

    def lengths(self, data: str) -> tuple[Array, Array]:
        """Return −log₂ p(x) of the test pictures of a set under the model, and what zlib needs, in bits, (n,) each."""
        return lengths(self.params.model, data, self.params.pixels)

    def separated(self, weight: float) -> float:
        """Return the area under the ROC curve of −log₂ p(x) − λ L(x) as a score of what the model has never seen."""
        return separated(self.params.model, self.params.pixels, weight)


def lengths(model: str, data: str, pixels: str) -> tuple[Array, Array]:
    """Return −log₂ p(x) of the test pictures of a set under a model, and what zlib needs, in bits, (n,) each."""
    return kept(f"{model}/{data}/{pixels}"), kept(f"zlib/{data}/{pixels}")


@lru_cache(maxsize=256)
def separated(model: str, pixels: str, weight: float) -> float:
    """Return the area under the ROC curve of −log₂ p(x) − λ L(x) as a score of what the model has never seen."""
    scores = [bits - weight * plain for bits, plain in (lengths(model, data, pixels) for data in (model, OTHER[model]))]
    return area(np.concatenate(scores), np.repeat([False, True], [len(some) for some in scores]))


def simulate(params: Params) -> Result:
    """Set the threshold, and count what it does. Raises BadInput where a setting is not possible."""
    check(params)
    found = verdicts(params.records, params.score)
    threshold = found.threshold(params.passes)
    return Result(params, found, threshold, Rates(params.base / 100, *found.rates(threshold)))


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return the scores, the curves, the record that is looked at, and the code lengths, as named columns."""
    v, one = result.verdicts, result.one
    lengths = {f"{data}_{of}": values for data in OTHER for of, values in
               zip(("model_bits", "zlib_bits"), result.lengths(data), strict=True)}  # fmt: skip
    return {
        "scores": {"score": v.scores, "anomaly": v.anomaly.astype(float), "alarm": (v.scores > result.threshold) * 1.0},
        "curves": {"threshold": v.thresholds, "false_alarm_rate": v.false_alarms, "recall": v.recall,
                   "precision": v.precision},
        "record": {"column": np.arange(1.0, 1 + len(one.x)), "value": one.values, "standardised": one.x,
                   "reconstruction": one.back, "standard_deviation": one.sigma, "nats": one.nats},
        "pictures": lengths,
    }  # fmt: skip


def challenge(result: Result) -> tuple[bool, str]:
    """Check "one record in a thousand is an anomaly, and yet most alarms are real, and few anomalies are missed"."""
    p, r = result.params, result.rates
    said = f"{p.base:g}% are anomalies; {r.hit:.1%} of them are caught, and {r.ppv:.1%} of the alarms are real."
    if np.isnan(r.ppv):
        said = f"{p.base:g}% are anomalies, and there is no alarm at all."
    return p.base <= 0.1 and r.hit >= 0.9 and r.ppv > 0.5, said


def files(params: Params, view: str) -> dict[str, bytes]:
    """Return the shipped files that are read for the settings of the page."""
    sheets = [images.sheets["test"] for images in IMAGES.values() if view == "likelihood"]
    return {name: shipped(name) for name in (RECORDS[params.records].file, SCORED, WEIGHTS, *sheets)}
