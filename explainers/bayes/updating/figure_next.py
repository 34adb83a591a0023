"""What the next observations will be: averaged over the posterior, and with θ taken for certain."""

import numpy as np

from explainers.bayes.updating.consequences import Predictive, predict, tallest_prediction
from explainers.bayes.updating.model import Result
from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import line, words


@Plot
def plot_next(result: Result, style: Style) -> Drawing:
    """Draw the prediction of the next observations, and the narrower one that fixes θ at its posterior mean."""
    prediction, family, m = predict(result), result.params.family, result.params.future
    what = {
        "coin": f"heads in the next {m} flips",
        "counts": f"events in the next {m} observations",
        "measurements": f"average of the next {m} measurements",
    }[family]
    mean, density = float(result.posterior.mean), family == "measurements"
    (low, high), top = ends(result), height(result, prediction)
    outside = share_outside(prediction, low, high, density)
    said = [
        f"<b>posterior predictive: ± {prediction.sd:.3g}</b>"
        + (f", {outside:.1%} of it outside the picture" if outside >= 0.001 else ""),
        f"plug-in, θ = {mean:.3g} for certain: ± {prediction.plug_in_sd:.3g}",
    ]
    captions = words([low + 0.012 * (high - low)] * 2, np.array([1.27, 1.16]) * top, said,
                     [style.colour("posterior"), style.colour("muted")], style,
                     textposition="middle right")  # fmt: skip
    layout = base_layout(
        style,
        xaxis={"range": [low, high], "title": {"text": what}, "showgrid": False},
        yaxis={
            "range": [0, 1.35 * top],
            "title": {"text": "density" if density else probability(prediction.together)},
            "nticks": 6,
        },
        margin={"l": 74 if style.lecture else 62},
        bargap=0.25,
    )
    alt = (
        f"Prediction of the {what}. Averaged over the posterior its standard deviation is {prediction.sd:.3g}; with θ "
        f"fixed at its posterior mean {mean:.3g} it would be {prediction.plug_in_sd:.3g}."
    )
    return Drawing([*both(prediction, density, style), captions], layout, alt)


def both(prediction: Predictive, density: bool, style: Style) -> list[Trace]:
    """Return the prediction with the uncertainty of θ, a curve or bars, and over it the one without."""
    purple, grey = style.colour("posterior"), style.colour("muted")
    hover = "%{x}: %{y:.4g} with the uncertainty of θ"
    full = line(prediction.outcome, prediction.probability, purple, 1.25 * style.stroke, hover)
    plug_in = line(prediction.outcome, prediction.plug_in, grey, style.stroke, "%{x}: %{y:.4g} with θ fixed",
                   pen={"dash": "dot"})  # fmt: skip
    if density:
        return [full | {"fill": "tozeroy", "fillcolor": style.colour("posterior", 0.14)}, plug_in]
    bars = {"type": "bar", "marker": {"color": style.colour("posterior", 0.75)}}
    marked = {"mode": "lines+markers", "marker": {"color": grey, "size": 3 * style.stroke}}
    plug_in["line"] |= {"width": 1.5}
    return [{key: value for key, value in full.items() if key not in ("mode", "line")} | bars, plug_in | marked]


def ends(result: Result) -> tuple[float, float]:
    """Return the ends of the axis of outcomes, with room for whole bars where outcomes are counted."""
    family, m, (low, high) = result.params.family, result.params.future, result.axis
    if family == "measurements":
        return low, high
    return (-0.7, m + 0.7) if family == "coin" else (m * low - 0.7, m * high + 0.7)


def height(result: Result, prediction: Predictive) -> float:
    """Return the highest place that a prediction reaches: of counts for every k, so that the axis stays where it is."""
    top, family = float(prediction.plug_in.max()), result.params.family
    if family == "measurements":
        return top
    prior = float(result.prior.total), float(result.prior.strength)
    tallest = tallest_prediction(family, prior, result.x.tobytes(), result.params.future)
    return max(top, min(1.0, prediction.together * tallest))


def probability(together: int) -> str:
    """Return what a bar shows."""
    return f"probability of {together:,} outcomes" if together > 1 else "probability"


def share_outside(prediction: Predictive, low: float, high: float, density: bool) -> float:
    """Return how much of the predictive probability lies beyond the ends of the axis."""
    inside = (prediction.outcome >= low) & (prediction.outcome <= high)
    weights = prediction.probability
    if density:
        weights = weights * np.gradient(prediction.outcome)
    return float(1 - (weights * inside).sum())
