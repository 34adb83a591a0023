"""The leash let go: learned and true reward, and diversity, against the distance from the reference."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style
from explainers.marks import coloured
from explainers.panels import panels
from explainers.rl.guided_generation.curves import Curve
from explainers.rl.guided_generation.legend import SHOWN, curve, framed, titled
from explainers.rl.guided_generation.result import Result

PLACES = panels("reward distinct", "true_reward distinct", widths=(1.7, 1), heights=(1, 1.4), gaps=(0.1, 0.1),
                x=(0.05, 1))  # fmt: skip
TICKS = np.array([0, 1, 4, 10, 20, 40])  # KL, in nats; the axis shows its root, as in Gao et al. 2023


@Plot
def plot_leash(result: Result, style: Style) -> Drawing:
    """Draw r̂, u and diversity against the root of KL for all methods."""
    curves = result.curves
    furthest = max(45.0, *(one.kl.max() for one in curves.values()))
    x = {"range": [0, 1.02 * furthest**0.5], "tickvals": TICKS**0.5, "ticktext": TICKS.astype(str)}
    axes: dict[str, Layout] = {
        "reward": {"xaxis": x | {"showticklabels": False}, "yaxis": span(curves, "reward", -0.5, 4.0)},
        "true_reward": {"xaxis": x | titled("KL from the reference, nats", style),
                        "yaxis": span(curves, "true_reward", -2.6, 1.6)},
        "distinct": {"xaxis": x, "yaxis": {"range": [0, 0.05], "tickvals": [0, 0.02, 0.04], "tickformat": ".0%"}},
    }  # fmt: skip
    who = "  ".join(coloured(*SHOWN[method], style) for method in curves)
    titles = {"reward": f"<b>Learned r̂</b>:  {who}", "true_reward": "<b>True u</b>", "distinct": "<b>Diversity</b>"}
    traces = []
    for method, one in curves.items():
        for panel in PLACES.named:
            hover = f"{SHOWN[method][0]}: %{{y:.2f}} at %{{customdata:.1f}} nats"
            traces += curve(PLACES[panel], np.sqrt(one.kl), getattr(one, panel), SHOWN[method][1], hover, style,
                            customdata=one.kl)  # fmt: skip
    narrow = PLACES.narrow({"reward": 130, "true_reward": 150, "distinct": 130}, gap=[34, 84], width=(0.1, 1))
    return Drawing(traces, framed(PLACES, axes, titles, style), describe(result), narrow)


def span(curves: dict[str, Curve], name: str, low: float, high: float) -> Layout:
    """Return an axis from `low` to `high`, or further where curves go there."""
    y = np.nan_to_num(np.concatenate([getattr(one, name) for one in curves.values()]))
    return {"range": [min(low, 1.1 * y.min()), max(high, 1.1 * y.max())], "nticks": 6}


def describe(result: Result) -> str:
    """Return the picture in a sentence."""
    each = []
    for method, one in result.curves.items():
        true = (f", its true reward at most {one.true_reward.max():.2f} at {one.kl[one.peak]:.1f} nats and in the end "
                f"{one.true_reward[-1]:.2f}" if result.known else "")  # fmt: skip
        each.append(f"{SHOWN[method][0]} has learned reward {one.reward[-1]:.2f} at {one.kl[-1]:.1f} nats{true}")
    return f"Rewards against KL from the reference: {'; '.join(each)}."
