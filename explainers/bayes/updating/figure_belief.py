"""The main picture: prior, likelihood and posterior over θ, with the interval that holds most of the posterior."""

from functools import lru_cache

import numpy as np

from explainers.bayes.updating.belief import Array, Belief, flat
from explainers.bayes.updating.consequences import seen_stops
from explainers.bayes.updating.model import Result
from explainers.data.historical import HISTORICAL
from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import line, words

PARAMETER = {
    "coin": "θ, the probability of heads",
    "counts": "θ, the mean count",
    "measurements": "θ, the quantity measured",
}
LANES = {"posterior": 1.05, "prior": 1.13, "likelihood": 1.21, "truth": 1.29}  # heights of the labels, of the tallest
DASH = {"prior": "dash", "likelihood": "dot", "posterior": "solid"}  # roles differ by more than colour


@Plot
def plot_belief(result: Result, style: Style) -> Drawing:
    """Draw prior, likelihood and posterior, each with its mean, and the credible interval under them."""
    top = tallest(result)
    points = {
        "prior": float(result.prior.mean),
        "likelihood": float(result.x[: result.k].mean()) if result.k else float("nan"),
        "posterior": float(result.posterior.mean),
    }
    names = {"prior": "prior", "likelihood": "likelihood (scaled)", "posterior": "posterior"}
    if truth := known_truth(result):
        points["truth"], names["truth"] = truth

    traces = [curve(style, role, *densities) for role, densities in result.curves.items()]
    traces.append(stems(style, points, top))
    traces.append(interval_bar(result, style, top))
    traces.append(labels(result, style, points, names, top))
    layout = base_layout(
        style,
        xaxis={"range": list(result.axis), "title": {"text": PARAMETER[result.params.family]}, "showgrid": False},
        yaxis=bare_axis(-0.2 * top, 1.38 * top) | {"title": {"text": "density"}},
        margin={"l": 34},
        shapes=[baseline(style)],
    )
    return Drawing(traces, layout, describe(result))


def tallest(result: Result) -> float:
    """Return the height to draw up to. It does not depend on k, so that scrubbing leaves the axis where it is."""
    posterior = result.prior.update(result.x)
    peak = max(
        float(posterior.pdf(np.asarray(posterior.mean))),
        tallest_likelihood(result.params.family, result.params.sigma, result.x.tobytes()),
        0.5 / (result.axis[1] - result.axis[0]),
    )
    return 1.03 * max(peak, min(float(result.curves["prior"][1].max()), 2 * peak))


@lru_cache(maxsize=32)
def tallest_likelihood(family: str, sigma: float, x: bytes) -> float:
    """Return the peak of the tallest scaled likelihood on the way through the data."""
    sums = np.concatenate([[0.0], np.frombuffer(x).cumsum()])
    stops = seen_stops(len(sums) - 1)[1:]
    if family == "counts":
        stops = stops[-1:]  # the first count may be zero: an endless spike, too thin to draw up to
    start = flat(family, sigma)
    seen = Belief(family, start.total + sums[stops], start.strength + stops.astype(float), sigma)
    peaks = seen.pdf(sums[stops] / stops)
    return float(peaks[np.isfinite(peaks)].max(initial=0.0))


def known_truth(result: Result) -> tuple[float, str] | None:
    """Return the value behind the data and its name, where there is one to show."""
    if result.params.source == "simulated":
        return (result.params.truth, "truth") if result.params.reveal else None
    dataset = HISTORICAL.get(result.params.source)
    return dataset.reference if dataset else None


def curve(style: Style, role: str, theta: Array, density: Array, name: str = "") -> Trace:
    """Return a density in the stroke of its role; the posterior is filled."""
    hover = f"{name or role} density %{{y:.4g}} at θ = %{{x:.4g}}"
    width = style.stroke * (1.25 if role == "posterior" else 1)
    fill = {"fill": "tozeroy", "fillcolor": style.colour(role, 0.14)} if role == "posterior" else {}
    return line(theta, density, style.colour(role), width, hover, pen={"dash": DASH[role]}, name=name or role, **fill)


def stems(style: Style, points: dict[str, float], top: float) -> Trace:
    """Return the thin lines that tie the labels to their places on the axis."""
    x = [x for point in points.values() for x in (point, point, np.nan)]
    y = [y for role in points for y in (0.0, LANES[role] * top, np.nan)]
    return line(x, y, style.colour("muted"), 1.2, pen={"dash": "4px,3px"})


def interval_bar(result: Result, style: Style, top: float) -> Trace:
    """Return the credible interval as a bar under the axis, with the mean as a dot on it."""
    (lower, upper), kind = result.interval, {"central": "equal tails", "hdi": "shortest"}[result.params.interval]
    colour = style.colour("posterior")
    marker = {
        "color": style.colour("background"),
        "size": [0, 3.6 * style.stroke, 0],
        "line": {"color": colour, "width": [0, 2, 0]},
    }
    hover = f"%{{text}} %{{x:.4g}} ({result.params.level:.0%}, {kind})"
    bar = line([lower, float(result.posterior.mean), upper], [-0.05 * top] * 3, colour, 2.4 * style.stroke, hover)
    return bar | {"mode": "lines+markers", "marker": marker, "text": ["lower end", "posterior mean", "upper end"]}


def labels(result: Result, style: Style, points: dict[str, float], names: dict[str, str], top: float) -> Trace:
    """Return the names of the curves with their means, each in a lane of its own, and what the interval says."""
    (low, high), (lower, upper) = result.axis, result.interval
    room, wide = 0.2 * (high - low), 0.24 * (high - low)  # so that no label leaves the picture
    x = [float(np.clip(point, low + room, high - room)) for point in points.values()]
    y = [(LANES[role] + 0.035) * top for role in points]
    texts = [f"<b>{names[role]} {x:.3g}</b>" if np.isfinite(x) else "" for role, x in points.items()]
    told = beyond(result.posterior, result.axis, "left", "right")
    wide *= 1.5 if told else 1
    x.append(float(np.clip((lower + upper) / 2, low + wide, high - wide)))
    y.append(-0.135 * top)
    texts.append(f"{result.params.level:.0%} sure: {lower:.3g} to {upper:.3g}{told}")
    return words(x, y, texts, [style.colour(role) for role in [*points, "posterior"]], style)


def beyond(belief: Belief, axis: tuple[float, float], below: str, above: str) -> str:
    """Return how much of a posterior lies outside the picture, and on which side; nothing for less than 1%.

    The axis follows the data, not the prior, so that it stays while the prior is changed: a strong one pulls away.
    """
    sides = {below: belief.cdf(axis[0]), above: 1 - belief.cdf(axis[1])}
    side = max(sides, key=lambda name: sides[name])
    return f", {sides[side]:.0%} of it {side} of this picture" if sides[side] >= 0.01 else ""


def bare_axis(low: float, high: float) -> Layout:
    """Return a vertical axis without numbers: only shapes are compared."""
    return {"range": [low, high], "showticklabels": False, "showgrid": False, "ticks": "", "showline": False}


def baseline(style: Style) -> Layout:
    """Return the line on which densities stand."""
    pen = {"color": style.colour("muted"), "width": 1}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0, "line": pen}


def describe(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    lower, upper = result.interval
    told = beyond(result.posterior, result.axis, "left", "right")
    seen = (
        f"after {result.k} observations averaging {result.x[: result.k].mean():.3g}" if result.k else "before any data"
    )
    return (
        f"Densities over {PARAMETER[result.params.family]}. Prior: mean {float(result.prior.mean):.3g}, worth "
        f"{float(result.prior.strength):.3g} observations. Posterior {seen}: mean {float(result.posterior.mean):.3g}, "
        f"{result.params.level:.0%} interval from {lower:.3g} to {upper:.3g}{told}."
    )
