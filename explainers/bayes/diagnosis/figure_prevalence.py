"""What a result means along all prevalences, for one test and for more of them."""

import numpy as np

from explainers.bayes.diagnosis.counts import Array
from explainers.bayes.diagnosis.model import Params, Result, positive_rates
from explainers.bayes.diagnosis.palette import percent
from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words

LOWEST = 0.01  # percent: the left end of the axis
ALONG = np.concatenate([np.geomspace(LOWEST, 50, 90), 100 - np.geomspace(49, 1e-3, 40)])  # prevalences, in percent
NAMED = 62.0  # percent: how high on its curve a name stands
NARROW = {"height": 420}


@Plot
def plot_prevalence(result: Result, style: Style) -> Drawing:
    """Draw PPV and NPV against prevalence, with the present point, and PPV after one, two and three tests."""
    params = result.params
    traces = [before(style)]
    for k in (1, 2, 3):
        ppv, _ = along(params, k)
        mine = k == params.tests
        colour = style.colour("posterior", 1.0 if mine else 0.35)
        name = f"PPV after {k} test{'s' if k > 1 else ''}"
        traces.append(
            line(ALONG, ppv, colour, style.stroke * (1 if mine else 0.5), f"{name}: %{{y:.3g}}% at %{{x:.3g}}%")
        )
        traces.append(name_of(k, ppv, colour, style))
    npv = along(params, params.tests)[1]
    traces.append(line(ALONG, npv, style.colour("prior"), style.stroke, "NPV: %{y:.5g}% at %{x:.3g}%"))
    traces += here(result, style)
    layout = base_layout(
        style,
        xaxis={"type": "log", "range": [np.log10(LOWEST), 2], "title": {"text": "prevalence π: how many are ill"},
               "tickvals": [0.01, 0.1, 1, 10, 100], "ticktext": ["1 in 10,000", "1 in 1,000", "1%", "10%", "all"]},
        yaxis={"range": [-3, 112], "tickvals": [0, 25, 50, 75, 100],
               "ticktext": ["0%", "25%", "50%", "75%", "100%"]},
        margin={"l": 52 if not style.lecture else 70, "r": 30},
    )  # fmt: skip
    return Drawing(traces, layout, describe(result), NARROW)


def along(params: Params, tests: int) -> tuple[Array, Array]:
    """Return PPV and NPV in percent after `tests` tests along ALONG; nan where nobody has such a result."""
    prior = ALONG / 100
    hit, alarm = positive_rates(params, tests)
    positive = hit * prior + alarm * (1 - prior)
    negative = 1 - positive
    with np.errstate(invalid="ignore", divide="ignore"):
        ppv = np.where(positive > 0, hit * prior / positive, np.nan)
        npv = np.where(negative > 1e-15, (1 - alarm) * (1 - prior) / negative, np.nan)
    return 100 * ppv, 100 * npv


def before(style: Style) -> Trace:
    """Return what is known before any test: the prevalence itself."""
    return line(
        ALONG, ALONG, style.colour("muted"), 0.5 * style.stroke, "before the test: %{y:.3g}%", pen={"dash": "dot"}
    )


def name_of(tests: int, ppv: Array, colour: str, style: Style) -> Trace:
    """Return the name of a curve, where it is half way up; nothing where it has no such place."""
    known, x, text = np.isfinite(ppv), np.nan, ""
    if known.any() and ppv[known].min() < NAMED < ppv[known].max():
        x, text = float(np.interp(NAMED, ppv[known], ALONG[known])), f"{tests} test{'s' if tests > 1 else ''}\u2002"
        text = text if x > 3 * LOWEST else f"\u2002{text}"
    side = "right" if text.startswith("\u2002") else "left"
    return words([x], [NAMED], [text], colour, style, textposition=f"middle {side}")


def here(result: Result, style: Style) -> list[Trace]:
    """Return the present point on both curves, with its numbers."""
    params, rates = result.params, result.rates
    x = max(params.prevalence, LOWEST)
    ppv, npv = 100 * rates.ppv, 100 * rates.npv
    roles = [style.colour("posterior"), style.colour("prior")]
    texts = [f"\u2002<b>{name} {percent(value)}</b>\u2002" for name, value in (("PPV", rates.ppv), ("NPV", rates.npv))]
    side = "right" if x < 3 else "left"
    low = 8.0 if np.isnan(ppv) else ppv
    heights = [low + (-7 if low > 20 else 7), 107.0]
    guess = params.guess or np.nan
    return [
        line([x, x], [0, 100], style.colour("grid"), 1.5),
        dots([x, x], [ppv, npv], roles, 3.4 * style.stroke, "%{y:.5g}%", cliponaxis=False),
        words([x, x], heights, texts, roles, style, textposition=f"middle {side}"),
        dots([x], [guess], style.colour("guess"), 3.4 * style.stroke, "your guess: %{y:g}%"),
        words([x], [guess], ["\u2002your guess\u2002"], style.colour("guess"), style,
              textposition=f"middle {side}"),
    ]  # fmt: skip


def describe(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    params, rates = result.params, result.rates
    return (
        f"At a prevalence of {params.prevalence:g}% a test with sensitivity {params.sensitivity:g}% and specificity "
        f"{params.specificity:g}%, made {params.tests} times, has a positive predictive value of {percent(rates.ppv)} "
        f"and a negative one of {percent(rates.npv)}. Both are drawn for prevalences from 0.01% to 100%."
    )
