"""What the clicks have taught: the weights of the reward model, and how well it agrees with the true reward."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace
from explainers.marks import coloured, dots, line, words
from explainers.panels import panels
from explainers.rl.guided_generation.legend import curve, framed, titled
from explainers.rl.guided_generation.notes import FEATURES
from explainers.rl.guided_generation.result import Result
from explainers.rl.guided_generation.settings import JUDGES, MAX_CLICKS

PLACES = panels("weights course", widths=(1.5, 1.0), gaps=(0.13, 0), x=(0.19, 1))
REACH = 2.4  # how large weights may be
NAMES = [name.split(":")[0] for name in FEATURES.values()]
ROWS = np.arange(len(NAMES))[::-1]


@Plot
def plot_taste(result: Result, style: Style) -> Drawing:
    """Draw θ with its uncertainty beside the judge's weights; and, click by click, the correlation of r̂ with u, or, of
    a visitor, whose u is not known, how much better than a coin r̂ explains the clicks.
    """
    axes: dict[str, Layout] = {
        "weights": {
            "xaxis": {"range": [-REACH, REACH], **titled("weight θ, per standard deviation", style),
                      "showgrid": False, "zeroline": True, "zerolinecolor": style.colour("muted")},
            "yaxis": {"range": [-0.7, len(NAMES) - 0.3], "tickvals": ROWS, "ticktext": NAMES, "ticks": "",
                      "showgrid": False},
        },
        "course": {
            "xaxis": {"range": [0, MAX_CLICKS + 1], **titled("clicks", style)},
            "yaxis": {"range": reach(result)} | ({"tickvals": [0, 0.5, 1]} if result.known else {"nticks": 6}),
        },
    }  # fmt: skip
    judge = f"   {coloured('◆ the judge’s', 'truth', style)}" if result.known else ""
    titles = {"weights": coloured("● learned θ, 95%", "discriminator", style) + judge,
              "course": "correlation of r̂ with u" if result.known else "r̂ against a coin, nats"}  # fmt: skip
    traces = weights(result, style) + course(result, style)
    narrow = PLACES.narrow({"weights": 230, "course": 130}, gap=88, width=(0.27, 1))
    return Drawing(traces, framed(PLACES, axes, titles, style), describe(result), narrow)


def weights(result: Result, style: Style) -> list[Trace]:
    """Return θ with intervals that hold 95% of the posterior, and the judge's weights."""
    axes, theta, far = PLACES["weights"].axes, result.model.theta, 1.96 * result.model.deviation
    ink, truth = style.colour("discriminator"), style.colour("truth")
    ends = np.stack([theta - far, theta + far, np.full(len(ROWS), np.nan)], axis=1).clip(-9, 9)
    diamonds = {"color": truth, "size": 3.4 * style.stroke, "symbol": "diamond-open",
                "line": {"width": 0.7 * style.stroke, "color": truth}}  # fmt: skip
    return [
        line(ends.ravel(), np.repeat(ROWS, 3), style.colour("discriminator", 0.45), 2.4 * style.stroke, **axes),
        dots(theta, ROWS, ink, 3.2 * style.stroke, "θ = %{x:.2f}", **axes),
        dots(result.judge_weights, ROWS, truth, 1, "the judge: %{x:.2f}", **axes) | {"marker": diamonds},
    ]


def reach(result: Result) -> list[float]:
    """Return from where to where the course of learning is drawn."""
    return [-0.25, 1.02] if result.known else [min(-3.0, 1.1 * result.evidence.min()),
                                               max(6.0, 1.1 * result.evidence.max())]  # fmt: skip


def course(result: Result, style: Style) -> list[Trace]:
    """Return the correlation of r̂ with u after each click; where u is not known, the evidence for r̂."""
    place, found = PLACES["course"], result.correlations if result.known else result.evidence
    height = 0.93 if result.known else 0.92 * reach(result)[1]
    return [
        line([0, MAX_CLICKS + 1], [0, 0], style.colour("muted"), 1, **place.axes),
        *curve(place, np.arange(len(found)), found, "discriminator", "%{y:.2f} after %{x} clicks", style),
        words([MAX_CLICKS], [height], [f"{found[-1]:.2f}".replace("-", "−")], style.colour("discriminator"), style,
              textposition="middle left", **place.axes),
    ]  # fmt: skip


def describe(result: Result) -> str:
    """Return the picture in a sentence."""
    model = result.model
    rows = zip(NAMES, model.theta, 1.96 * model.deviation, result.judge_weights, strict=True)
    each = "; ".join(f"{name} {theta:+.2f} ± {far:.2f}" + (f" (the judge's is {true:+.2f})" if result.known else "")
                     for name, theta, far, true in rows)  # fmt: skip
    end = (f"Its correlation with the true reward is {result.correlations[-1]:.2f}." if result.known else
           f"Its log evidence against a coin is {result.evidence[-1]:.2f} nats.")  # fmt: skip
    clicks = f"{result.clicks} click{'s' * (result.clicks != 1)} ({JUDGES[result.params.judge]})"
    return f"Weights of the reward after {clicks}: {each}. {end}"
