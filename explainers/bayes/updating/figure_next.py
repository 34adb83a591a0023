"""What the next observations will be: averaged over the posterior, and with θ taken for certain."""

import numpy as np

from explainers.bayes.updating.consequences import Predictive, predict, tallest_prediction
from explainers.bayes.updating.model import Result
from explainers.figure_style import Drawing, Plot, Style, base_layout
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
    purple, grey, mean = style.colour("posterior"), style.colour("muted"), float(result.posterior.mean)
    hover = "%{x}: %{y:.4g} with the uncertainty of θ"
    full = line(prediction.outcome, prediction.probability, purple, 1.25 * style.stroke, hover)
    plug_in = line(prediction.outcome, prediction.plug_in, grey, style.stroke, "%{x}: %{y:.4g} with θ fixed",
                   pen={"dash": "dot"})  # fmt: skip
    low, high = {"coin": (0.0, float(m)), "counts": (m * result.axis[0], m * result.axis[1])}.get(family, result.axis)
    if family == "measurements":
        full |= {"fill": "tozeroy", "fillcolor": style.colour("posterior", 0.14)}
    else:
        bars = {"type": "bar", "marker": {"color": style.colour("posterior", 0.75)}}
        full = {key: value for key, value in full.items() if key not in ("mode", "line")} | bars
        plug_in |= {"mode": "lines+markers", "marker": {"color": grey, "size": 3 * style.stroke}}
        plug_in["line"] |= {"width": 1.5}
        low, high = low - 0.7, high + 0.7

    top = float(prediction.plug_in.max())
    if family != "measurements":  # the same for every k, so that scrubbing leaves the axis where it is
        prior = float(result.prior.total), float(result.prior.strength)
        top = max(top, min(1.0, prediction.together * tallest_prediction(family, prior, result.x.tobytes(), m)))
    outside = share_outside(prediction, low, high, family == "measurements")
    said = words(
        [low + 0.012 * (high - low)] * 2,
        np.array([1.27, 1.16]) * top,
        [
            f"<b>posterior predictive: ± {prediction.sd:.3g}</b>"
            + (f", {outside:.1%} of it outside the picture" if outside >= 0.001 else ""),
            f"plug-in, θ = {mean:.3g} for certain: ± {prediction.plug_in_sd:.3g}",
        ],
        [purple, grey],
        style,
        textposition="middle right",
    )
    layout = base_layout(
        style,
        xaxis={"range": [low, high], "title": {"text": what}, "showgrid": False},
        yaxis={
            "range": [0, 1.35 * top],
            "title": {"text": "density" if family == "measurements" else probability(prediction.together)},
            "nticks": 6,
        },
        margin={"l": 74 if style.lecture else 62},
        bargap=0.25,
    )
    alt = (
        f"Prediction of the {what}. Averaged over the posterior its standard deviation is {prediction.sd:.3g}; with θ "
        f"fixed at its posterior mean {mean:.3g} it would be {prediction.plug_in_sd:.3g}."
    )
    return Drawing([full, plug_in, said], layout, alt)


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
