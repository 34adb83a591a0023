"""Cut the series that come with the course from where they were published, each to one CSV of dates and values.

    pip download --no-deps vega-datasets==0.9.0 && unzip vega_datasets-0.9.0-*.whl         # vega_datasets/_data
    pip download --no-deps pmdarima==2.1.1 && unzip pmdarima-2.1.1-*.whl                   # pmdarima/datasets
    python -m explainers.data.series.cut vega_datasets/_data pmdarima/datasets

The others come with statsmodels and plotly. Values are written as they are there; means are rounded to four decimals.
"""

import ast
import csv
import io
import sys
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from plotly import data as plotly_data
from statsmodels import datasets

from explainers.data.series.series import SOURCES
from explainers.shipped import place_of

Rows = list[tuple[str, float]]
FIRST_HALF_HOUR = datetime(2000, 6, 5)  # of taylor: a Monday


def yearly(values: pd.Series) -> Rows:
    """Return a series by years."""
    return [(str(int(year)), float(value)) for year, value in values.items()]


def el_nino() -> Rows:
    """Return the sea's temperature month by month, from a table with a row for each year."""
    table = datasets.elnino.load_pandas().data.set_index("YEAR")
    return [(f"{int(year)}-{month + 1:02}", float(value))
            for year, row in table.iterrows() for month, value in enumerate(row)]  # fmt: skip


def carbon_dioxide() -> Rows:
    """Return monthly means of the weekly values; months without any are interpolated."""
    weekly = datasets.co2.load_pandas().data["co2"]
    monthly = weekly.resample("MS").mean().interpolate()
    return [(f"{month:%Y-%m}", round(float(value), 4)) for month, value in monthly.items()]


def stock() -> Rows:
    """Return the price of Google's share in weeks, the first being 1."""
    table = plotly_data.stocks(return_type="pandas")
    return [(str(day)[:10], float(value)) for day, value in zip(table["date"], table["GOOG"], strict=True)]


def weather(folder: Path) -> Rows:
    """Return the highest temperature of each day in Seattle."""
    with (folder / "seattle-weather.csv").open(newline="") as file:
        return [(row["date"].replace("/", "-"), float(row["temp_max"])) for row in csv.DictReader(file)]


def load(folder: Path) -> Rows:
    """Return the hourly means of half-hourly electricity demand, which stands in the source of pmdarima."""
    source = ast.parse((folder / "taylor.py").read_text("utf-8"))
    longest = max((node for node in ast.walk(source) if isinstance(node, ast.List)), key=lambda node: len(node.elts))
    hours = np.array(ast.literal_eval(longest), float).reshape(-1, 2).mean(axis=1)
    return [(f"{FIRST_HALF_HOUR + timedelta(hours=i):%Y-%m-%d %H:00}", float(hour)) for i, hour in enumerate(hours)]


def main(vega: Path, pmdarima: Path) -> None:
    """Write all files."""
    cut = {
        "sunspots": yearly(datasets.sunspots.load_pandas().endog),
        "elnino": el_nino(),
        "co2": carbon_dioxide(),
        "nile": yearly(datasets.nile.load_pandas().data.set_index("year")["volume"]),
        "stocks": stock(),
        "weather": weather(vega),
        "load": load(pmdarima),
    }
    for name, rows in cut.items():
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(
            [("date", "value"), *((day, f"{x!r}".removesuffix(".0")) for day, x in rows)]
        )
        place_of(SOURCES[name].file).write_text(text.getvalue(), "utf-8")


if __name__ == "__main__":
    main(*(Path(name) for name in sys.argv[1:]))
