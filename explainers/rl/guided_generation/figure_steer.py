"""The generator in training: learned and true reward, how far it is from the reference, and how diverse it is."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style
from explainers.marks import coloured, line
from explainers.panels import panels
from explainers.rl.guided_generation.legend import curve, framed, titled
from explainers.rl.guided_generation.result import Result
from explainers.rl.guided_generation.settings import MAX_STEPS, METHODS

PLACES = panels("reward kl", "reward distinct", widths=(1.5, 1), gaps=(0.1, 0.16), x=(0.05, 1))
HORIZONS = (50, 100, 200, MAX_STEPS)  # updates that there is room for
TOPS = (2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 200)  # ends of axes: few, so that they seldom change
CURVES = {  # by field of Measures: panel, what it is called, role, and how its values are written
    "reward": ("reward", "learned r̂", "discriminator", ".2f"),
    "true_reward": ("reward", "true u", "truth", ".2f"),
    "kl": ("kl", "KL from the reference, nats", "generator", ".2f"),
    "distinct": ("distinct", "different intervals", "generated", ".1%"),
}


@Plot
def plot_steer(result: Result, style: Style) -> Drawing:
    """Draw r̂, u, KL and diversity, update by update."""
    steps, found = np.array(list(result.measured)), list(result.measured.values())
    end = next(horizon for horizon in HORIZONS if horizon >= result.step)
    top = room(max(max(one.reward, abs(np.nan_to_num(one.true_reward))) for one in found))
    diverse = max(0.09, 1.05 * max(one.distinct for one in found))
    x = {"range": [0, end]}
    axes: dict[str, Layout] = {
        "reward": {"xaxis": x | titled("update", style), "yaxis": {"range": [-0.6 * top, top]}},
        "kl": {"xaxis": x | {"showticklabels": False},
               "yaxis": {"range": [0, room(max(one.kl for one in found))], "nticks": 4}},
        "distinct": {"xaxis": x | titled("update", style),
                     "yaxis": {"range": [0, diverse], "tickvals": [0, 0.04, 0.08], "tickformat": ".0%"}},
    }  # fmt: skip
    traces, titles = [line([0, end], [0, 0], style.colour("muted"), 1, **PLACES["reward"].axes)], dict[str, str]()
    for field, (panel, name, role, form) in CURVES.items():
        if field == "true_reward" and not result.known:
            continue
        y = np.array([getattr(one, field) for one in found])
        traces += curve(PLACES[panel], steps, y, role, f"%{{y:{form}}} at %{{x}}", style)
        said = coloured(f"{name} {y[-1]:{form}}", role, style) if panel == "reward" else (
            f"{name} {coloured(f'{y[-1]:{form}}', role, style)}")  # fmt: skip
        titles[panel] = f"{titles[panel]}   {said}" if panel in titles else said
    narrow = PLACES.narrow({"reward": 170, "kl": 80, "distinct": 80}, gap=[84, 34], width=(0.12, 1))
    return Drawing(traces, framed(PLACES, axes, titles, style), describe(result), narrow)


def room(value: float) -> float:
    """Return a round number that leaves room over a value."""
    return float(next((top for top in TOPS if top >= 1.15 * value), TOPS[-1]))


def describe(result: Result) -> str:
    """Return the picture in a sentence."""
    now, p = result.now, result.params
    true = f", its true reward is {now.true_reward:.2f}" if result.known else ""
    return (f"After {result.step} updates ({METHODS[p.method]}, β = {p.beta:g}) the learned reward of a melody is "
            f"{now.reward:.2f} on average{true}; the policy is {now.kl:.2f} nats from the reference, and "
            f"{now.distinct:.1%} of intervals are different ones.")  # fmt: skip
