"""The same data in two sittings, one panel above the other."""

from explainers.bayes.updating.belief import Belief
from explainers.bayes.updating.consequences import routes
from explainers.bayes.updating.figure_belief import PARAMETER, bare_axis, beyond, curve, tallest
from explainers.bayes.updating.model import Result
from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import line, words


@Plot
def plot_routes(result: Result, style: Style) -> Drawing:
    """Draw two sittings: the posterior of the first is the prior of the second, and the end is that of one sitting."""
    way, axis, top = routes(result), result.axis, tallest(result)
    k, rest = result.k, len(result.x) - result.k
    m, yesterdays, todays = (float(belief.mean) for belief in (result.prior, way.yesterday, way.today))
    at_once = way.at_once.curve(axis)
    told = beyond(way.at_once, axis, "left", "right")

    first = sitting(style, axis, result.prior, way.likelihoods[0], way.yesterday)
    second = [
        line(
            at_once[0],
            at_once[1],
            style.colour("truth", 0.25),
            4 * style.stroke,
            "all at once: %{y:.4g} at θ = %{x:.4g}",
        ),
        *sitting(style, axis, way.yesterday, way.likelihoods[1], way.today),
    ]
    before = dyed(
        style, prior=f"prior {m:.3g}", likelihood=f"{k} observations", posterior=f"posterior {yesterdays:.3g}"
    )
    after = dyed(style, prior="that as prior", likelihood=f"the other {rest}", posterior=f"posterior {todays:.3g}")
    together = dyed(style, muted=f"grey band: all {len(result.x)} at once, {float(way.at_once.mean):.3g}{told}")
    first += [caption(result, style, 1.13 * top, f"<b>Yesterday</b>: {before}")]
    second += [
        caption(result, style, 1.13 * top, f"<b>Today</b>: {after}"),
        caption(result, style, 0.96 * top, together),
    ]

    bare = bare_axis(-0.03 * top, 1.24 * top)
    layout = base_layout(
        style,
        xaxis={
            "range": list(result.axis),
            "title": {"text": PARAMETER[result.params.family]},
            "showgrid": False,
            "anchor": "y2",
        },
        yaxis=bare | {"domain": [0.53, 1.0]},
        yaxis2=bare | {"domain": [0.0, 0.47], "anchor": "x"},
    )
    alt = (
        f"Two sittings. Prior mean {m:.3g}; after the first {k} observations {yesterdays:.3g}; with that as prior, "
        f"after the other {rest} {todays:.3g}. All at once gives {float(way.at_once.mean):.3g}: the densities differ "
        f"by at most {way.gap:.1g}."
    )
    return Drawing(first + [trace | {"xaxis": "x", "yaxis": "y2"} for trace in second], layout, alt)


def sitting(style: Style, axis: tuple[float, float], *beliefs: Belief) -> list[Trace]:
    """Return one sitting: what was believed, what was seen, what is believed."""
    roles = ("prior", "likelihood", "posterior")
    return [curve(style, role, *belief.curve(axis)) for role, belief in zip(roles, beliefs, strict=True)]


def dyed(style: Style, **texts: str) -> str:
    """Return texts, each in the colour of the role it is given for, between commas."""
    return ", ".join(f"<span style='color:{style.colour(role)}'>{text}</span>" for role, text in texts.items())


def caption(result: Result, style: Style, height: float, text: str) -> Trace:
    """Return a line of text at the left of a panel."""
    low, high = result.axis
    x = low + 0.012 * (high - low)
    return words([x], [height], [text], style.colour("text"), style, textposition="middle right")
