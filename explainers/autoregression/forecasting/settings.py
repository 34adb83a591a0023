"""What the learner can set: an autoregressive process of their own, and a real series with its forecast."""

from dataclasses import dataclass
from typing import Annotated

from explainers.autoregression.forecasting.fans import FAN_TITLES, LONGEST
from explainers.autoregression.forecasting.fitting import MOST_LAGS
from explainers.autoregression.forecasting.preparing import MOST_DIFFERENCES, MOST_HARMONICS
from explainers.controls import Choice, Number, Private, Select, Slider, Sliders, Toggle
from explainers.data.series.series import SOURCES

MAX_ORDER = 5  # of the process with sliders
WINDOW_STEPS = 40  # of the window's way
EDGE = 10.0  # the picture of the process reaches from −EDGE to EDGE
MOST_VALUES = 5000  # of a series

ORDERS = {str(p): str(p) for p in range(1, MAX_ORDER + 1)}
SERIES = {name: source.title for name, source in SOURCES.items()} | {"own": "Your own"}
SEASONAL = {"none": "as it is", "difference": "difference", "harmonics": "waves"}
CRITERIA = {"aic": "AIC", "bic": "BIC", "hand": "by hand"}
FANS = {name: title.capitalize() for name, title in FAN_TITLES.items()}


@dataclass(frozen=True)
class Params:
    """What the learner can set. The first half is the process, from `series` on it is a real series."""

    order: Annotated[
        int, Choice("Order", ORDERS, symbol="p", help="p, how many of the last values the next one is made of.")
    ] = 2
    phi: Annotated[
        tuple[float, ...],
        Sliders("Weight", -2.0, 2.0, 0.05, MAX_ORDER, symbol="φ",
                help="φ{i}, the weight of the value at lag {i}. The noise stays the same while you drag."),
    ] = (1.5, -0.7, 0.0, 0.0, 0.0)  # of which the first p count  # fmt: skip
    constant: Annotated[
        float,
        Number("Constant", -5.0, 5.0, 0.1, symbol="c",
               help="c, which is added at every step and lifts the mean to c/(1 − Σφ)."),
    ] = 0.0  # fmt: skip
    sigma: Annotated[
        float, Slider("Noise", 0.0, 3.0, 0.1, symbol="σ", help="σ, the standard deviation of the noise.")
    ] = 1.0
    start: Annotated[
        float, Number("Start value", -EDGE, EDGE, 1.0, help="Of all values before the first: see how long it is felt.")
    ] = 0.0
    length: Annotated[int, Number("Length", 60, 500, symbol="n", help="n, how many steps are simulated.")] = 150
    realisations: Annotated[
        int, Number("Realisations", 1, 8, help="How many series are drawn, each with a noise of its own.")
    ] = 3
    at: Annotated[int, Slider("Step", 1, WINDOW_STEPS, 1, symbol="t", help="t, which value is about to be made.")] = 22
    seed: Annotated[int, Number("Seed", 0, 9999, help="Of the noise, of the bootstrap and of the posterior.")] = 0
    series: Annotated[
        str, Select("Series", SERIES, symbol="y", help="The observed series y; each says where it comes from.")
    ] = "sunspots"
    own: Annotated[str, Private("Your series", 100 * MOST_VALUES, help="A series of your own, as text.")] = ""
    log: Annotated[bool, Toggle("Logarithm", help="z = ln y: for series whose swings grow with their level.")] = False
    difference: Annotated[
        int,
        Number("Differences", 0, MOST_DIFFERENCES, symbol="d",
               help="d, how many times each value is replaced by its step from the one before."),
    ] = 0  # fmt: skip
    seasonal: Annotated[
        str,
        Select("Season", SEASONAL, help="Subtract the value one season before, or put waves into the regression."),
    ] = "none"
    harmonics: Annotated[
        int,
        Number("Waves in a season", 1, MOST_HARMONICS, symbol="K",
               help="K pairs of cosine and sine, where waves are chosen."),
    ] = 2  # fmt: skip
    criterion: Annotated[
        str,
        Choice("Order chosen by", CRITERIA,
               help="AIC and BIC weigh the fit against the number of coefficients; BIC asks more of each."),
    ] = "aic"  # fmt: skip
    lags: Annotated[
        int,
        Slider("By hand: lags", 0, MOST_LAGS, 1, help="p of the fitted autoregression, where chosen by hand."),
    ] = 2
    origin: Annotated[
        int,
        Slider("Origin", 0, MOST_VALUES, 1,
               help="How many values are known. Drag it through history; the model is fitted to what was known there."),
    ] = 0  # two dozen from the end  # fmt: skip
    horizon: Annotated[int, Slider("Horizon", 1, LONGEST, 1, symbol="h", help="h, how many steps ahead.")] = 12
    fan: Annotated[
        str,
        Select("Fan", FANS, help="Plug-in takes the coefficients for the truth; bootstrap and posterior do not."),
    ] = "plugin"
    every_fan: Annotated[
        bool, Toggle("Score all three fans", help="Bootstrap and posterior at up to 60 origins: some seconds.")
    ] = False
