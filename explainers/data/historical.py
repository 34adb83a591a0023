"""Three classic data sets, small enough to read whole.

Bare facts of this kind carry no copyright; each entry says where its numbers were first published and where a reader
finds them in print.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Dataset:
    """Observations of one quantity."""

    title: str
    values: tuple[float, ...]
    unit: str  # of one observation
    ordered: bool  # whether `values` are in the order in which they were observed
    reference: tuple[float, str] | None  # a value to compare with, and what it is
    origin: str
    licence: str


# fmt: off
NEWCOMB = (
    28, 26, 33, 24, 34, -44, 27, 16, 40, -2, 29, 22, 24, 21, 25, 30, 23, 29, 31, 19, 24, 20, 36, 32, 36, 28, 25, 21, 28,
    29, 37, 25, 28, 26, 30, 32, 36, 26, 30, 22, 36, 23, 27, 27, 28, 27, 31, 27, 26, 33, 26, 32, 32, 24, 39, 28, 24, 25,
    32, 25, 29, 27, 28, 29, 16, 23,
)
# fmt: on

HISTORICAL = {
    "births": Dataset(
        title="Placenta praevia births",
        values=(1.0,) * 437 + (0.0,) * 543,
        unit="girl (1) or boy (0)",
        ordered=False,
        reference=(0.485, "girls among all births"),
        origin="An early study in Germany, as tabulated in Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.4",
        licence="Counts, not subject to copyright",
    ),
    "horse_kicks": Dataset(
        title="Deaths by horse kick",
        values=(0.0,) * 109 + (1.0,) * 65 + (2.0,) * 22 + (3.0,) * 3 + (4.0,) * 1,
        unit="deaths in one army corps in one year",
        ordered=False,
        reference=None,
        origin="L. von Bortkiewicz, Das Gesetz der kleinen Zahlen (1898); ten corps in the years 1875 to 1894",
        licence="Public domain",
    ),
    "newcomb": Dataset(
        title="Newcomb's speed of light",
        values=NEWCOMB,
        unit="nanoseconds beyond 24,800, for light to travel 7,442 m",
        ordered=True,
        reference=(33.02, "accepted today"),
        origin="S. Newcomb (1891), measured in 1882; transcribed by S. Stigler, Annals of Statistics 5 (1977)",
        licence="Public domain",
    ),
}
