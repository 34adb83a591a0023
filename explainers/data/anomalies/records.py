"""Two sets of records with nine columns each, normal ones to learn from, and normal ones and anomalies to test on.

Cut by `cut.py` from the Python package river; README.md says where they come from and what is known of their columns.
"""

import csv
import gzip
import io
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from explainers.shipped import shipped

Array = NDArray[np.float64]
PARTS = ("train", "check", "test")  # check: normal records that set the threshold


@dataclass(frozen=True)
class Records:
    """A set of records, as it was published."""

    title: str
    columns: tuple[str, ...]
    normal: str  # what normal records are, in the plural
    anomalies: str
    file: str
    origin: str


RECORDS = {
    "shuttle": Records(
        title="Space shuttle",
        columns=tuple(f"f{i}" for i in range(1, 10)),
        normal="normal readings",
        anomalies="anomalies",
        file="data/anomalies/shuttle.csv.gz",
        origin="Statlog (Shuttle), NASA, UCI Machine Learning Repository; as an anomaly benchmark by S. Rayana, ODDS "
        "(2016); by way of the Python package river 0.26.1",
    ),
    "phishing": Records(
        title="Web sites",
        columns=("empty_server_form_handler", "popup_window", "https", "request_from_other_domain",
                 "anchor_from_other_domain", "is_popular", "long_url", "age_of_domain", "ip_in_url"),
        normal="legitimate sites",
        anomalies="phishing sites",
        file="data/anomalies/phishing.csv.gz",
        origin="N. Abdelhamid, A. Ayesh and F. Thabtah, Website Phishing (2014), UCI Machine Learning Repository; by "
        "way of the Python package river 0.26.1",
    ),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Parted:
    """The records of a set by part. Not to be changed."""

    train: Array  # (n, 9) normal
    check: Array  # (n, 9) normal
    test: Array  # (n, 9) normal ones first
    anomaly: NDArray[np.bool_]  # (n,) of each record of `test`


@cache
def parted(name: str) -> Parted:
    """Return the records of a set. Raises KeyError for any other name."""
    rows = list(csv.reader(io.StringIO(gzip.decompress(shipped(RECORDS[name].file)).decode())))[1:]
    part = np.array([row[0] for row in rows])
    values = np.array([row[1:] for row in rows], dtype=float)
    values.flags.writeable = False
    test = values[part == "test"]
    return Parted(values[part == "train", :-1], values[part == "check", :-1], test[:, :-1], test[:, -1] == 1)
