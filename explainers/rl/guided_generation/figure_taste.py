"""What the clicks have taught: the weights of the reward, and how well it follows the true taste."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import panels
from explainers.rl.guided_generation.axes import titled
from explainers.rl.guided_generation.notes import FEATURES
from explainers.rl.guided_generation.result import Result
from explainers.rl.guided_generation.settings import JUDGES, MAX_CLICKS

PLACES = panels("weights recovery", widths=(1.5, 1.0), gaps=(0.13, 0), x=(0.19, 1))
REACH = 2.4  # how large weights may be
NAMES = [name.split(":")[0] for name in FEATURES.values()]
ROWS = np.arange(len(NAMES))[::-1]


@Plot
def plot_taste(result: Result, style: Style) -> Drawing:
    """Draw θ with its uncertainty beside the judge's weights, and the correlation of r̂ with u click by click."""
    traces = weights(result, style) + recovery(result, style)
    quiet = {"showgrid": False, "zeroline": True, "zerolinecolor": style.colour("muted")}
    axes: dict[str, Layout] = {
        "weights": {
            "xaxis": {"range": [-REACH, REACH], **titled("weight θ, per standard deviation", style)} | quiet,
            "yaxis": {"range": [-0.7, len(NAMES) - 0.3], "tickvals": ROWS, "ticktext": NAMES, "ticks": "",
                      "showgrid": False},
        },
        "recovery": {
            "xaxis": {"range": [0, MAX_CLICKS + 1], **titled("clicks", style)},
            "yaxis": {"range": [-0.25, 1.02], "tickvals": [0, 0.5, 1]},
        },
    }  # fmt: skip
    legend = f"<b style='color:{style.colour('discriminator')}'>● learned θ, 95%</b>"
    if result.known:
        legend += f"   <b style='color:{style.colour('truth')}'>◆ the judge's</b>"
    titles = [PLACES["weights"].over(legend, style), PLACES["recovery"].over("correlation of r̂ with u", style)]
    layout = base_layout(style, **PLACES.layout(**axes), annotations=titles,
                         margin={"l": 6, "r": 14, "t": 34, "b": 64 if style.lecture else 52})  # fmt: skip
    narrow = PLACES.narrow({"weights": 230, "recovery": 130}, gap=88, width=(0.27, 1))
    return Drawing(traces, layout, describe(result), narrow)


def weights(result: Result, style: Style) -> list[Trace]:
    """Return θ with intervals that hold 95% of the posterior, and the judge's weights."""
    axes, taste, ink = PLACES["weights"].axes, result.taste, style.colour("discriminator")
    far = 1.96 * taste.deviation
    ends = np.stack([taste.theta - far, taste.theta + far, np.full(len(ROWS), np.nan)], axis=1).clip(-9, 9)
    return [
        line(ends.ravel(), np.repeat(ROWS, 3), style.colour("discriminator", 0.45), 2.4 * style.stroke, **axes),
        dots(taste.theta, ROWS, ink, 3.2 * style.stroke, "θ = %{x:.2f}", **axes),
        dots(result.truth, ROWS, style.colour("truth"), 3.2 * style.stroke, "the judge: %{x:.2f}", **axes)
        | {"marker": {"color": style.colour("truth"), "size": 3.4 * style.stroke, "symbol": "diamond-open",
                      "line": {"width": 0.7 * style.stroke, "color": style.colour("truth")}}},
    ]  # fmt: skip


def recovery(result: Result, style: Style) -> list[Trace]:
    """Return the correlation of r̂ with u after each click."""
    axes, ink = PLACES["recovery"].axes, style.colour("discriminator")
    after = np.arange(result.clicks + 1)
    said = f"{result.recovery[-1]:.2f}" if result.known else "not known: ask yourself"
    return [
        line([0, MAX_CLICKS + 1], [0, 0], style.colour("muted"), 1, **axes),
        line(after, result.recovery, ink, style.stroke, "%{y:.2f} after %{x} clicks", **axes),
        dots(after[-1:], result.recovery[-1:], ink, 3 * style.stroke, **axes),
        words([MAX_CLICKS], [0.93], [said], ink, style, textposition="middle left", **axes),
    ]  # fmt: skip


def describe(result: Result) -> str:
    """Return the picture in a sentence."""
    taste = result.taste
    rows = zip(NAMES, taste.theta, 1.96 * taste.deviation, result.truth, strict=True)
    each = "; ".join(f"{name} {theta:+.2f} ± {far:.2f}" + (f" (the judge's is {true:+.2f})" if result.known else "")
                     for name, theta, far, true in rows)  # fmt: skip
    end = f" Its correlation with the true taste is {result.recovery[-1]:.2f}." if result.known else ""
    clicks = f"{result.clicks} click{'s' * (result.clicks != 1)} ({JUDGES[result.params.judge]})"
    return f"Weights of the reward after {clicks}: {each}.{end}"
