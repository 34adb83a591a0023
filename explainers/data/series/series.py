"""Real series with equal steps: where each comes from, and what a series is.

A series may also be the learner's own; then it travels as text, and nothing here keeps it.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from explainers.shipped import shipped

Array = NDArray[np.float64]
DAYS = {"day": 1, "week": 7}
MINUTES = {"hour": 60, "minute": 1}
MONTHS = {"month": 1, "quarter": 3}
STEPS = ("year", *MONTHS, *DAYS, "working day", *MINUTES, "step")  # what may lie between two values
HEAD = "series"  # with which the text of a series begins
SHORT = {"year": 4, "month": 7, "quarter": 7}  # how much of a date names a step


@dataclass(frozen=True)
class Source:
    """A series that comes with the course."""

    title: str
    quantity: str  # what is measured, with its unit
    step: str  # from one value to the next
    season: int  # steps after which things repeat; 1 where nothing does
    file: str
    origin: str
    licence: str
    address: str  # where it was published


@dataclass(frozen=True, eq=False)
class Series:
    """Values at equal steps, none missing."""

    title: str
    quantity: str  # what is measured, with its unit
    labels: tuple[str, ...]  # (n,) the date of each, as it is written
    values: Array  # (n,)
    step: str  # "year", "quarter", "month", "week", "day", "working day", "hour", "minute" or "step"
    every: int = 1  # how many of these lie between two values
    season: int = 1  # values after which things repeat; 1 where nothing does

    def __len__(self) -> int:
        return len(self.values)

    def label(self, i: int) -> str:
        """Return the date of the i-th value; beyond the last one, the date it would have."""
        return self.labels[i] if i < len(self) else later(self.labels[-1], i - len(self) + 1, self.step, self.every)

    def steps(self, n: int) -> str:
        """Return a number of steps in words: "12 months", or "2 times 3 hours"."""
        if self.every > 1:
            return f"{n} times {self.every} {self.step}s"
        return f"{n} {self.step}" if n == 1 else f"{n} {self.step}s"


def later(label: str, n: int, step: str, every: int = 1) -> str:
    """Return the date n steps after another, written like it; "+n" where dates mean nothing."""
    ahead, found = n * every, f"+{n}"
    with suppress(ValueError, OverflowError):  # it is no date, or the calendar has ended
        if step == "year":
            found = str(int(label[:4]) + ahead)
        elif step in MONTHS:
            months = 12 * int(label[:4]) + int(label[5:7]) - 1 + ahead * MONTHS[step]
            found = f"{months // 12}-{months % 12 + 1:02}"
        elif step in DAYS:
            found = str(date.fromisoformat(label[:10]) + timedelta(days=ahead * DAYS[step]))
        elif step == "working day":
            found = str(np.busday_offset(label[:10], ahead, roll="backward"))
        elif step in MINUTES:
            found = str(datetime.fromisoformat(label) + timedelta(minutes=ahead * MINUTES[step]))[:16]
        else:
            found = str(int(label) + ahead)
    return found


def series_named(name: str) -> Series:
    """Return a series that comes with the course. Raises KeyError for any other."""
    source = SOURCES[name]
    rows = [row.split(",") for row in shipped(source.file).decode().splitlines()[1:]]
    values = np.array([float(value) for _, value in rows])
    return Series(source.title, source.quantity, tuple(day for day, _ in rows), values, source.step,
                  season=source.season)  # fmt: skip


def files_of(name: str) -> dict[str, bytes]:
    """Return what has to lie beside a script that reads a series: by path below `explainers/`, the content."""
    return {SOURCES[name].file: shipped(SOURCES[name].file)}


def series_to_text(series: Series) -> str:
    """Return a series as text, a row for each value, exactly."""
    title, quantity = (" ".join(text.replace("|", "/").split()) for text in (series.title, series.quantity))
    head = "|".join([HEAD, title, quantity, series.step, str(series.every), str(series.season)])
    rows = [f"{label}|{float(value)!r}" for label, value in zip(series.labels, series.values, strict=True)]
    return "\n".join([head, *rows])


def text_to_series(text: str) -> Series:
    """Return the series that `series_to_text` wrote. Raises ValueError for any other text."""
    head, *rows = text.splitlines()
    mark, title, quantity, step, every, season = head.split("|")
    pairs = [row.split("|") for row in rows]
    values = np.array([float(value) for _, value in pairs])
    if mark != HEAD or step not in STEPS or not len(values) or not np.isfinite(values).all():
        raise ValueError("this is not a series as text")
    return Series(title, quantity, tuple(label for label, _ in pairs), values, step, max(1, int(every)),
                  max(1, int(season)))  # fmt: skip


SOURCES = {
    "sunspots": Source(
        title="Sunspots",
        quantity="sunspot number, yearly mean",
        step="year",
        season=11,
        file="data/series/sunspots.csv",
        origin="Yearly sunspot numbers 1700 to 2008, National Geophysical Data Center (NOAA); by way of statsmodels",
        licence="Public domain",
        address="https://www.statsmodels.org/stable/datasets/generated/sunspots.html",
    ),
    "elnino": Source(
        title="El Niño",
        quantity="sea surface temperature, °C",
        step="month",
        season=12,
        file="data/series/elnino.csv",
        origin="Monthly sea surface temperature off Peru (Niño 1+2, 0–10° S, 90–80° W), 1950 to 2010, NOAA; by way of "
        "statsmodels",
        licence="Public domain",
        address="https://www.statsmodels.org/stable/datasets/generated/elnino.html",
    ),
    "co2": Source(
        title="Mauna Loa CO₂",
        quantity="CO₂, parts per million",
        step="month",
        season=12,
        file="data/series/co2.csv",
        origin="Weekly atmospheric CO₂ at Mauna Loa, 1958 to 2001, C. D. Keeling and T. P. Whorf (2004), Carbon "
        "Dioxide Information Analysis Center; by way of statsmodels. Monthly means; 5 months without a value "
        "interpolated",
        licence="Public domain",
        address="https://www.statsmodels.org/stable/datasets/generated/co2.html",
    ),
    "nile": Source(
        title="The Nile",
        quantity="yearly flow at Aswan, 10⁸ m³",
        step="year",
        season=1,
        file="data/series/nile.csv",
        origin="Yearly flow of the Nile at Aswan, 1871 to 1970; G. W. Cobb, Biometrika 65 (1978); by way of "
        "statsmodels",
        licence="Public domain",
        address="https://www.statsmodels.org/stable/datasets/generated/nile.html",
    ),
    "stocks": Source(
        title="A share",
        quantity="price of Google's share, first week = 1",
        step="week",
        season=1,
        file="data/series/stocks.csv",
        origin="Weekly closing prices of GOOG in 2018 and 2019, each divided by the first; plotly.data.stocks",
        licence="MIT, as part of plotly, see LICENCE.txt",
        address="https://plotly.com/python-api-reference/generated/plotly.data.html",
    ),
    "weather": Source(
        title="Weather in Seattle",
        quantity="highest temperature of the day, °C",
        step="day",
        season=365,
        file="data/series/weather.csv",
        origin="Daily highest temperature in Seattle, 2012 to 2015, NOAA; by way of the Python package "
        "vega-datasets 0.9.0",
        licence="Measurements in the public domain; the package is under the MIT licence, see LICENCE.txt",
        address="https://github.com/vega/vega-datasets",
    ),
    "load": Source(
        title="Electricity demand",
        quantity="electricity demand, MW",
        step="hour",
        season=168,
        file="data/series/load.csv",
        origin="Electricity demand in England and Wales, 5 June to 27 August 2000, National Grid; J. W. Taylor, "
        "Journal of the Operational Research Society 54 (2003); by way of the Python package pmdarima 2.1.1. Means of "
        "two half-hours",
        licence="MIT, as part of pmdarima, see LICENCE.txt",
        address="https://alkaline-ml.com/pmdarima/modules/generated/pmdarima.datasets.load_taylor.html",
    ),
}
