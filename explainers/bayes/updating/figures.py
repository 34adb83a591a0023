"""The pictures of an update. Every label that moves with a slider is a trace, so that it can follow the hand."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from explainers.bayes.updating.model import Belief, Result, flat, path, predict, routes, seen_stops
from explainers.data.historical import HISTORICAL
from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout

Array = NDArray[np.float64]
PARAMETER = {
    "coin": "θ, the probability of heads",
    "counts": "θ, the mean count",
    "measurements": "θ, the quantity measured",
}
LANES = {
    "posterior": 1.05,
    "prior": 1.13,
    "likelihood": 1.21,
    "truth": 1.29,
}  # heights of the labels, of the tallest


@Plot
def plot_belief(result: Result, style: Style) -> Drawing:
    """Draw prior, likelihood and posterior over θ, with the interval that holds most of the posterior."""
    top = tallest(result)
    curves = {
        "prior": result.prior_density,
        "likelihood": result.likelihood,
        "posterior": result.posterior_density,
    }
    k = result.k
    points = {
        "prior": float(result.prior.mean),
        "likelihood": float(result.x[:k].mean()) if k else float("nan"),
        "posterior": float(result.posterior.mean),
    }
    truth = known_truth(result)
    if truth is not None:
        points["truth"] = truth[0]

    traces = [curve(style, role, result.theta, density) for role, density in curves.items()]
    traces.append(stems(style, points, top))
    traces.append(interval_bar(result, style, top))
    traces.append(labels(result, style, points, top, truth[1] if truth else ""))
    return Drawing(traces, belief_layout(result, style, top), describe(result))


def tallest(result: Result) -> float:
    """Return the height to draw up to. It does not depend on k, so that scrubbing leaves the axis where it is."""
    posterior = result.prior.update(result.x)
    peak = max(
        float(posterior.pdf(np.asarray(posterior.mean))),
        tallest_likelihood(result.params.family, result.params.sigma, result.x.tobytes()),
        0.5 / (result.axis[1] - result.axis[0]),
    )
    return 1.03 * max(peak, min(float(result.prior_density.max()), 2 * peak))


@lru_cache(maxsize=32)
def tallest_likelihood(family: str, sigma: float, x: bytes) -> float:
    """Return the peak of the tallest scaled likelihood on the way through the data."""
    sums = np.concatenate([[0.0], np.frombuffer(x).cumsum()])
    stops = seen_stops(len(sums) - 1)[1:]
    start = flat(family, sigma)
    seen = Belief(family, start.total + sums[stops], start.strength + stops.astype(float), sigma)
    peaks = seen.pdf(sums[stops] / stops)
    # A first count of zero makes an endless spike, too thin to draw up to.
    return (
        float(peaks[np.isfinite(peaks)].max(initial=0.0)) if family != "counts" else float(peaks[-1:].max(initial=0.0))
    )


def known_truth(result: Result) -> tuple[float, str] | None:
    """Return the value behind the data and its name, where there is one."""
    if result.params.source == "simulated":
        return (result.params.truth, "truth") if result.params.reveal else None
    dataset = HISTORICAL.get(result.params.source)
    return dataset.reference if dataset else None


def curve(style: Style, role: str, theta: Array, density: Array, name: str | None = None) -> Trace:
    """Return a density in the stroke of its role: prior dashed, likelihood dotted, posterior solid and filled."""
    trace: Trace = {
        "type": "scatter",
        "mode": "lines",
        "name": name or role,
        "x": theta,
        "y": density,
        "line": {
            "color": style.colour(role),
            "width": style.stroke * (1.25 if role == "posterior" else 1),
            "dash": {"prior": "dash", "likelihood": "dot"}.get(role, "solid"),
            "simplify": False,
        },
        "hovertemplate": f"{name or role} density %{{y:.4g}} at θ = %{{x:.4g}}<extra></extra>",
    }
    if role == "posterior":
        trace |= {"fill": "tozeroy", "fillcolor": style.colour(role, 0.14)}
    return trace


def stems(style: Style, points: dict[str, float], top: float) -> Trace:
    """Return the thin lines that tie the labels to their places on the axis."""
    shown = [role for role in LANES if role in points]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.array([x for role in shown for x in (points[role], points[role], np.nan)]),
        "y": np.array([y for role in shown for y in (0.0, LANES[role] * top, np.nan)]),
        "line": {"color": style.colour("muted"), "width": 1.2, "dash": "4px,3px"},
        "hoverinfo": "skip",
    }


def interval_bar(result: Result, style: Style, top: float) -> Trace:
    """Return the credible interval as a bar under the axis, with the mean as a dot on it."""
    (lower, upper), kind = (
        result.interval,
        {"central": "equal tails", "hdi": "shortest"}[result.params.interval],
    )
    mean, height = float(result.posterior.mean), -0.05 * top
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": np.array([lower, mean, upper]),
        "y": np.array([height, height, height]),
        "line": {"color": style.colour("posterior"), "width": 2.4 * style.stroke},
        "marker": {
            "color": style.colour("background"),
            "size": [0, 3.6 * style.stroke, 0],
            "line": {"color": style.colour("posterior"), "width": [0, 2, 0]},
        },
        "text": ["lower end", "posterior mean", "upper end"],
        "hovertemplate": f"%{{text}} %{{x:.4g}} ({result.params.level:.0%}, {kind})<extra></extra>",
    }


def labels(result: Result, style: Style, points: dict[str, float], top: float, truth_name: str) -> Trace:
    """Return the names of the curves with their means, each in a lane of its own, and what the interval says."""
    (low, high), (lower, upper) = result.axis, result.interval
    names = {role: role for role in points} | {"truth": truth_name, "likelihood": "likelihood (scaled)"}
    shown = [role for role in LANES if role in points]
    room, wide = 0.2 * (high - low), 0.24 * (high - low)  # so that no label leaves the picture
    texts = [f"<b>{names[role]} {points[role]:.3g}</b>" if np.isfinite(points[role]) else "" for role in shown]
    return {
        "type": "scatter",
        "mode": "text",
        "x": np.array(
            [np.clip(points[role], low + room, high - room) for role in shown]
            + [np.clip((lower + upper) / 2, low + wide, high - wide)]
        ),
        "y": np.array([(LANES[role] + 0.035) * top for role in shown] + [-0.135 * top]),
        "text": [*texts, f"{result.params.level:.0%} sure: {lower:.3g} to {upper:.3g}"],
        "textfont": {"color": [style.colour(role) for role in [*shown, "posterior"]], "size": style.text},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def belief_layout(result: Result, style: Style, top: float) -> dict[str, object]:
    """Return the layout of a density over θ: no numbers on the vertical axis, since only shapes are compared."""
    return base_layout(
        style,
        xaxis={"range": list(result.axis), "title": {"text": PARAMETER[result.params.family]}, "showgrid": False},
        yaxis={
            "range": [-0.2 * top, 1.38 * top],
            "showticklabels": False,
            "showgrid": False,
            "ticks": "",
            "showline": False,
            "title": {"text": "density"},
        },
        margin={"l": 34},
        shapes=[{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0,
                 "line": {"color": style.colour("muted"), "width": 1}}],
    )  # fmt: skip


def describe(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    lower, upper = result.interval
    seen = (
        f"after {result.k} observations averaging {result.x[: result.k].mean():.3g}" if result.k else "before any data"
    )
    return (
        f"Densities over {PARAMETER[result.params.family]}. Prior: mean {float(result.prior.mean):.3g}, worth "
        f"{float(result.prior.strength):.3g} observations. Posterior {seen}: mean {float(result.posterior.mean):.3g}, "
        f"{result.params.level:.0%} interval from {lower:.3g} to {upper:.3g}."
    )


@Plot
def plot_path(result: Result, style: Style) -> Drawing:
    """Draw the posterior mean and its interval after each observation, and the means along other orders."""
    steps = path(result)
    n, k, (low, high) = len(result.x), result.k, result.axis
    at = int(np.searchsorted(steps.stops, k))
    at = min(at, len(steps.stops) - 1)
    stops = steps.stops.astype(float)
    gap = np.full((len(steps.shuffled), 1), np.nan)
    faint: Trace = {
        "type": "scatter",
        "mode": "lines",
        "x": np.tile(np.append(stops, np.nan), len(steps.shuffled)),
        "y": np.hstack([steps.shuffled, gap]).ravel(),
        "line": {"color": style.colour("muted", 0.55), "width": 1},
        "hovertemplate": "another order: mean %{y:.4g} after %{x}<extra></extra>",
    }
    band: Trace = {
        "type": "scatter",
        "mode": "lines",
        "x": np.concatenate([stops, stops[::-1]]),
        "y": np.concatenate([steps.upper, steps.lower[::-1]]),
        "fill": "toself",
        "fillcolor": style.colour("posterior", 0.14),
        "line": {"color": style.colour("posterior", 0.5), "width": 1},
        "hovertemplate": f"{result.params.level:.0%} interval: %{{y:.4g}} after %{{x}}<extra></extra>",
    }
    mean: Trace = {
        "type": "scatter",
        "mode": "lines",
        "x": stops,
        "y": steps.mean,
        "line": {"color": style.colour("posterior"), "width": 1.25 * style.stroke},
        "hovertemplate": "posterior mean %{y:.4g} after %{x}<extra></extra>",
    }
    cursor: Trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": np.array([k, k, k], dtype=float),
        "y": np.array([steps.lower[at], steps.mean[at], steps.upper[at]]),
        "line": {"color": style.colour("text"), "width": 2},
        "marker": {"color": style.colour("text"), "size": [4, 4 * style.stroke, 4]},
        "hovertemplate": "%{y:.4g} after %{x}<extra></extra>",
    }
    width = max(n, 1)
    start: Trace = {
        "type": "scatter",
        "mode": "markers",
        "x": np.array([0.0]),
        "y": steps.mean[:1],
        "marker": {"color": style.colour("prior"), "size": 4 * style.stroke},
        "hovertemplate": "prior mean %{y:.4g}<extra></extra>",
    }
    label: Trace = {
        "type": "scatter",
        "mode": "text",
        "x": np.array([np.clip(k, 0.2 * width, 0.8 * width)], dtype=float),
        "y": np.array([low + 1.07 * (high - low)]),
        "text": [f"<b>after {k}: {steps.mean[at]:.3g}</b>, {steps.lower[at]:.3g} to {steps.upper[at]:.3g}"],
        "textfont": {"color": style.colour("posterior"), "size": style.text},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    traces = [faint, band, mean, start, cursor, label]
    truth = known_truth(result)
    if truth is not None:
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+text",
                "x": np.array([0.0, width]),
                "y": np.array([truth[0]] * 2),
                "text": ["", f"<b>{truth[1]} {truth[0]:.3g}</b>"],
                "textposition": "top left",
                "textfont": {"color": style.colour("truth"), "size": style.text},
                "line": {"color": style.colour("truth"), "width": 2, "dash": "4px,3px"},
                "hoverinfo": "skip",
            }
        )
    layout = base_layout(
        style,
        xaxis={
            "range": [-0.02 * width, 1.02 * width],
            "title": {"text": "observations seen"},
            "showgrid": False,
        },
        yaxis={
            "range": [low - 0.03 * (high - low), low + 1.14 * (high - low)],
            "title": {"text": PARAMETER[result.params.family]},
        },
        margin={"l": 74 if style.lecture else 58},
    )
    alt = (
        f"The posterior mean along the data: from {steps.mean[0]:.3g} with none to {steps.mean[-1]:.3g} after all {n}; "
        f"after {k} it is {steps.mean[at]:.3g}. {len(steps.shuffled)} other orders of the same data end at the same "
        "value."
    )
    return Drawing(traces, layout, alt)


@Plot
def plot_routes(result: Result, style: Style) -> Drawing:
    """Draw two sittings, one above the other: the posterior of the first is the prior of the second."""
    way = routes(result)
    theta, k, rest = result.theta, result.k, len(result.x) - result.k
    top = tallest(result)
    yesterday, today = way.yesterday.pdf(theta), way.today.pdf(theta)
    first = [
        curve(style, "prior", theta, result.prior_density),
        curve(style, "likelihood", theta, way.likelihoods[0]),
        curve(style, "posterior", theta, yesterday),
    ]
    at_once: Trace = {
        "type": "scatter",
        "mode": "lines",
        "x": theta,
        "y": way.at_once.pdf(theta),
        "line": {"color": style.colour("truth", 0.25), "width": 4 * style.stroke, "simplify": False},
        "hovertemplate": "all at once: density %{y:.4g} at θ = %{x:.4g}<extra></extra>",
    }
    second = [
        at_once,
        curve(style, "prior", theta, yesterday, "today's prior"),
        curve(style, "likelihood", theta, way.likelihoods[1]),
        curve(style, "posterior", theta, today),
    ]
    for trace in second:
        trace |= {"xaxis": "x", "yaxis": "y2"}
    m, yesterdays, todays = (float(belief.mean) for belief in (result.prior, way.yesterday, way.today))
    before = dyed(
        style, prior=f"prior {m:.3g}", likelihood=f"{k} observations", posterior=f"posterior {yesterdays:.3g}"
    )
    after = dyed(style, prior="that as prior", likelihood=f"the other {rest}", posterior=f"posterior {todays:.3g}")
    together = dyed(style, muted=f"grey band: all {len(result.x)} at once, {float(way.at_once.mean):.3g}")
    captions = [
        caption(result, style, "y", 1.13 * top, f"<b>Yesterday</b>: {before}"),
        caption(result, style, "y2", 1.13 * top, f"<b>Today</b>: {after}"),
        caption(result, style, "y2", 0.96 * top, together),
    ]
    plain = {"showticklabels": False, "showgrid": False, "ticks": "", "range": [-0.03 * top, 1.24 * top]}
    layout = base_layout(
        style,
        xaxis={
            "range": list(result.axis),
            "title": {"text": PARAMETER[result.params.family]},
            "showgrid": False,
            "anchor": "y2",
        },
        yaxis=plain | {"domain": [0.53, 1.0]},
        yaxis2=plain | {"domain": [0.0, 0.47], "anchor": "x"},
    )
    alt = (
        f"Two sittings. Prior mean {float(result.prior.mean):.3g}; after the first {k} observations "
        f"{float(way.yesterday.mean):.3g}; with that as prior, after the other {rest} {float(way.today.mean):.3g}. "
        f"All at once gives {float(way.at_once.mean):.3g}: the densities differ by at most {way.gap:.1g}."
    )
    return Drawing([*first, *second, *captions], layout, alt)


def dyed(style: Style, **texts: str) -> str:
    """Return texts, each in the colour of the role it is given for, between commas."""
    return ", ".join(f"<span style='color:{style.colour(role)}'>{text}</span>" for role, text in texts.items())


def caption(result: Result, style: Style, yaxis: str, height: float, text: str) -> Trace:
    """Return a line of text at the left of a panel."""
    low, high = result.axis
    return {
        "type": "scatter",
        "mode": "text",
        "x": np.array([low + 0.012 * (high - low)]),
        "y": np.array([height]),
        "yaxis": yaxis,
        "text": [text],
        "textposition": "middle right",
        "textfont": {"color": style.colour("text"), "size": style.text},
        "hoverinfo": "skip",
    }


@Plot
def plot_next(result: Result, style: Style) -> Drawing:
    """Draw the prediction of the next observations: averaged over the posterior, and with θ fixed at its mean."""
    prediction, family, m = predict(result), result.params.family, result.params.future
    what = {
        "coin": f"heads in the next {m} flips",
        "counts": f"events in the next {m} observations",
        "measurements": f"average of the next {m} measurements",
    }[family]
    smooth = family == "measurements"
    full: Trace = {
        "type": "scatter" if smooth else "bar",
        "x": prediction.outcome,
        "y": prediction.probability,
        "hovertemplate": "%{x}: %{y:.4g} with the uncertainty of θ<extra></extra>",
    }
    plug_in: Trace = {
        "type": "scatter",
        "mode": "lines" if smooth else "lines+markers",
        "x": prediction.outcome,
        "y": prediction.plug_in,
        "line": {"color": style.colour("muted"), "width": style.stroke if smooth else 1.5, "dash": "dot"},
        "marker": {"color": style.colour("muted"), "size": 3 * style.stroke},
        "hovertemplate": "%{x}: %{y:.4g} with θ fixed<extra></extra>",
    }
    if smooth:
        full |= {"mode": "lines", "line": {"color": style.colour("posterior"), "width": 1.25 * style.stroke}}
        full |= {"fill": "tozeroy", "fillcolor": style.colour("posterior", 0.14)}
    else:
        full |= {"marker": {"color": style.colour("posterior", 0.75)}}
    top = float(max(prediction.plug_in.max(), prediction.probability.max()))
    low, high = float(prediction.outcome[0]), float(prediction.outcome[-1])
    if not smooth:
        low, high = low - 0.7, high + 0.7
    said: Trace = {
        "type": "scatter",
        "mode": "text",
        "x": np.array([low + 0.012 * (high - low)] * 2),
        "y": np.array([1.27, 1.16]) * top,
        "text": [
            f"<b>posterior predictive: ± {prediction.sd:.3g}</b>",
            f"plug-in, θ = {float(result.posterior.mean):.3g} for certain: ± {prediction.plug_in_sd:.3g}",
        ],
        "textposition": "middle right",
        "textfont": {"color": [style.colour("posterior"), style.colour("muted")], "size": style.text},
        "hoverinfo": "skip",
    }
    layout = base_layout(
        style,
        xaxis={"range": [low, high], "title": {"text": what}, "showgrid": False},
        yaxis={
            "range": [0, 1.35 * top],
            "title": {"text": "density" if smooth else "probability"},
            "nticks": 6,
        },
        margin={"l": 74 if style.lecture else 62},
        bargap=0.25,
    )
    alt = (
        f"Prediction of the {what}. Averaged over the posterior its standard deviation is {prediction.sd:.3g}; with θ "
        f"fixed at its posterior mean {float(result.posterior.mean):.3g} it would be {prediction.plug_in_sd:.3g}."
    )
    return Drawing([full, plug_in, said], layout, alt)


@Plot
def plot_peak(
    result: Result, style: Style, guess: tuple[float, float] | None = None, revealed: bool = False
) -> Drawing:
    """Draw prior and likelihood only; when revealed, also the posterior, and how far from its peak a guess was."""
    theta, density, peak = result.theta, result.posterior_density, result.peak
    top = 1.25 * max(peak[1], guess[1] if guess else 0.0)
    shown = [
        curve(style, "prior", theta, result.prior_density),
        curve(style, "likelihood", theta, result.likelihood),
    ]
    places = {role["name"]: (float(theta[role["y"].argmax()]), float(role["y"].max())) for role in shown}
    if revealed:
        shown.append(curve(style, "posterior", theta, density))
        places["posterior"] = peak
    if guess:
        places["your guess"] = guess
        shown.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": np.array([guess[0], peak[0]]),
                "y": np.array([guess[1], peak[1]]),
                "line": {"color": style.colour("guess"), "width": 2, "dash": "dot"},
                "marker": {
                    "color": [style.colour("guess"), style.colour("posterior")],
                    "size": 4.5 * style.stroke,
                },
                "hovertemplate": "(%{x:.3g}, %{y:.3g})<extra></extra>",
            }
        )
    roles = {"your guess": "guess"}
    shown.append(
        {
            "type": "scatter",
            "mode": "text",
            "x": np.array([x for x, _ in places.values()]),
            "y": np.array([y + 0.055 * top for _, y in places.values()]),
            "text": [f"<b>{name}</b>" for name in places],
            "textfont": {
                "color": [style.colour(roles.get(name, name)) for name in places],
                "size": style.text,
            },
            "hoverinfo": "skip",
        }
    )
    layout = base_layout(
        style,
        xaxis={
            "range": list(result.axis),
            "title": {"text": PARAMETER[result.params.family]},
            "showgrid": False,
        },
        yaxis={"range": [0, 1.12 * top], "title": {"text": "density"}},
        margin={"l": 58},
    )
    alt = "Densities with their peaks: " + ", ".join(f"{name} at ({x:.2f}, {y:.2f})" for name, (x, y) in places.items())
    return Drawing(shown, layout, alt + ".")
