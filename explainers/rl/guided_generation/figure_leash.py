"""The leash let go: learned and true reward, and diversity, against the distance from the reference."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style
from explainers.marks import coloured
from explainers.panels import panels
from explainers.rl.guided_generation.curves import Curve
from explainers.rl.guided_generation.legend import SHOWN, curve, framed, titled
from explainers.rl.guided_generation.result import Result

JUDGED = panels("reward distinct", "true_reward distinct", widths=(1.7, 1), heights=(1, 1.4), gaps=(0.1, 0.1),
                x=(0.05, 1))  # fmt: skip
OWN = panels("reward distinct", widths=(1.7, 1), gaps=(0.1, 0), x=(0.05, 1))  # of a visitor no true reward is known
TICKS = np.array([0, 1, 4, 10, 20, 40])  # KL, in nats; the axis shows its root, as in Gao et al. 2023


@Plot
def plot_leash(result: Result, style: Style) -> Drawing:
    """Draw r̂, u where it is known, and diversity against the root of KL for all methods."""
    curves, places = result.curves, JUDGED if result.known else OWN
    furthest = max(45.0, *(one.kl.max() for one in curves.values()))
    x = {"range": [0, 1.02 * furthest**0.5], "tickvals": TICKS**0.5, "ticktext": TICKS.astype(str)}
    far = x | titled("KL from the reference, nats", style)
    diverse = max(0.05, *(1.05 * one.distinct.max() for one in curves.values()))
    axes: dict[str, Layout] = {
        "reward": {"xaxis": x | {"showticklabels": False} if result.known else far,
                   "yaxis": span(curves, "reward", -0.5, 4.0)},
        "true_reward": {"xaxis": far, "yaxis": span(curves, "true_reward", -2.6, 1.6)},
        "distinct": {"xaxis": x, "yaxis": {"range": [0, diverse], "dtick": 0.02, "tickformat": ".0%"}},
    }  # fmt: skip
    who = "  ".join(coloured(*SHOWN[method], style) for method in curves)
    titles = {"reward": f"<b>Learned r̂</b>:  {who}", "true_reward": "<b>True u</b>", "distinct": "<b>Diversity</b>"}
    traces = []
    for method, one in curves.items():
        for panel in places.named:
            hover = f"{SHOWN[method][0]}: %{{y:.2f}} at %{{customdata:.1f}} nats"
            traces += curve(places[panel], np.sqrt(one.kl), getattr(one, panel), SHOWN[method][1], hover, style,
                            customdata=one.kl)  # fmt: skip
    layout = framed(places, axes, {panel: titles[panel] for panel in places.named}, style)
    return Drawing(traces, layout, describe(result), narrow(result.known))


def narrow(known: bool) -> Layout:
    """Return the stack for a telephone."""
    if known:
        return JUDGED.narrow({"reward": 130, "true_reward": 150, "distinct": 130}, gap=[34, 84], width=(0.1, 1))
    return OWN.narrow({"reward": 200, "distinct": 130}, gap=84, width=(0.1, 1))


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
    own = "" if result.known else " Your true reward is not known."
    return f"Rewards against KL from the reference: {'; '.join(each)}.{own}"
