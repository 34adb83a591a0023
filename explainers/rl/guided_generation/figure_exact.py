"""All short melodies: how much reward each method gets for its KL, and which melodies it plays."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace
from explainers.marks import coloured, dots, line
from explainers.panels import panels
from explainers.rl.guided_generation.enumerated import LENGTH, NOTES, PLACES, K, frontiers, mean_point, short_melodies
from explainers.rl.guided_generation.legend import SHOWN, framed, titled
from explainers.rl.guided_generation.notes import Tokens
from explainers.rl.guided_generation.result import Result
from explainers.rl.guided_generation.settings import METHODS

PANELS = panels("plane melodies", widths=(1.4, 1), gaps=(0.17, 0), x=(0.05, 1))
TOP = 8  # melodies that are named
FURTHEST = LENGTH * np.log(K)  # nats: from even chances to a single melody
LEAST = 1e-5  # probability that is drawn
SIZES = {"optimum": 4.2}  # of dots, in strokes: other methods are drawn on the optimum


@Plot
def plot_exact(result: Result, style: Style) -> Drawing:
    """Draw mean reward against exact KL, and the probabilities of the melodies that are likeliest at the optimum."""
    top = 1.05 * max(float(result.short_reward.max()), 1.0)
    rows = likeliest(result)
    axes: dict[str, Layout] = {
        "plane": {"xaxis": {"range": [-0.1, FURTHEST], **titled("KL from the reference, nats", style)},
                  "yaxis": {"range": [-0.05 * top, top], **titled("mean r̂", style)}},
        "melodies": {"xaxis": {"type": "log", "range": [np.log10(LEAST), 0.15], "tickvals": [1e-4, 1e-2, 1],
                               "ticktext": ["0.0001", "0.01", "1"], **titled("probability", style)},
                     "yaxis": {"range": [TOP - 0.4, -0.6], "tickvals": list(range(TOP)), "ticks": "",
                               "ticktext": [named(place) for place in rows]}},
    }  # fmt: skip
    ends = [coloured(f"{name} {result.distance(method):.2f}" if method != "optimum" else name, role, style)
            for method, (name, role) in SHOWN.items()]  # fmt: skip
    titles = {"plane": "  ".join(ends), "melodies": coloured("Reference", "prior", style)}
    narrow = PANELS.narrow(
        {"plane": 210, "melodies": 210}, gap=90, width=(0.1, 1), melodies={"xaxis": {"domain": [0.3, 1]}}
    )
    narrow |= {"annotations": {0: {"xshift": -44}}}  # its names need the whole width
    traces = plane(result, style) + probabilities(result, rows, style)
    return Drawing(traces, framed(PANELS, axes, titles, style), describe(result), narrow)


def plane(result: Result, style: Style) -> list[Trace]:
    """Return what is possible, over all β and all n; how training went, and where each method ends."""
    rewards, axes, traces = result.short_reward.tobytes(), PANELS["plane"].axes, []
    for method, points in frontiers(rewards).items():
        width = {"optimum": 1.0, "best": 0.6}[method] * style.stroke
        traces.append(line(points[:, 0], points[:, 1], style.colour(SHOWN[method][1]), width, hover(method), **axes))
    for method in METHODS:
        policies, place = result.trained(method)
        kl, reward = policies.path[:, place].T
        traces.append(line(kl, reward, style.colour(SHOWN[method][1], 0.7), 0.5 * style.stroke, pen={"dash": "dot"},
                           **axes))  # fmt: skip
    for method, p in result.policies.items():
        kl, reward = mean_point(p[None], rewards).T
        size = SIZES.get(method, 2.8) * style.stroke
        traces.append(dots(kl, reward, style.colour(SHOWN[method][1]), size, hover(method), **axes))
    return traces


def hover(method: str) -> str:
    """Return what is said of a point of the plane."""
    return f"{SHOWN[method][0]}: r̂ = %{{y:.2f}} at %{{x:.2f}} nats"


def likeliest(result: Result) -> Tokens:
    """Return the melodies that are likeliest at the optimum, (TOP,)."""
    return np.argsort(-result.log_optimum, kind="stable")[:TOP]


def named(place: int) -> str:
    """Return a melody by the names of its notes."""
    return " ".join(list(NOTES)[k] for k in PLACES[place])


def probabilities(result: Result, rows: Tokens, style: Style) -> list[Trace]:
    """Return the probabilities of some melodies under the reference model and each method."""
    shown = [("Reference", "prior", 2.8, np.exp(short_melodies().log_p))]
    shown += [(*SHOWN[method], SIZES.get(method, 2.8), p) for method, p in result.policies.items()]
    return [dots(p[rows].clip(LEAST), np.arange(TOP), style.colour(role), size * style.stroke, f"{name}: %{{x:.2g}}",
                 **PANELS["melodies"].axes) for name, role, size, p in shown]  # fmt: skip


def describe(result: Result) -> str:
    """Return the picture in a sentence."""
    each = []
    for method, p in result.policies.items():
        far, reward = mean_point(p[None], result.short_reward.tobytes())[0]
        off = "" if method == "optimum" else f", {result.distance(method):.3f} nats from the optimum"
        each.append(f"{SHOWN[method][0]} gets {reward:.2f} at {far:.2f} nats{off}")
    return (f"All {len(PLACES):,} melodies of five notes, with β = {result.params.beta:g}: {'; '.join(each)}. "
            f"{named(likeliest(result)[0])} is likeliest at the optimum.")  # fmt: skip
