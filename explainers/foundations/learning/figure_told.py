"""Three panels on the same points: what each learner was told, and what it makes of the plane."""

from functools import lru_cache

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.foundations.learning.learners import distances, probabilities
from explainers.foundations.learning.model import LEARNERS, Result
from explainers.foundations.marks import FINE, FINE_PLACES, SYMBOLS, blank, by_class, plane, sayings
from explainers.foundations.plane import Array
from explainers.marks import dots, words
from explainers.panels import Panel, panels

ROLES = {"supervised": "prior", "unsupervised": "text", "reinforcement": "posterior"}
PANELS = panels(
    " ".join(f"{name}_says" for name in LEARNERS), " ".join(LEARNERS), heights=(0.27, 0.73), gaps=(0.025, 0.01)
)
OUTPUTS = {"supervised": "x → softmax → class", "unsupervised": "x → k-means → cluster",
           "reinforcement": "x → softmax → action"}  # fmt: skip


@Plot
def plot_told(result: Result, style: Style) -> Drawing:
    """Draw the plane as each learner divides it, the points as each of them knows them, and what it was told."""
    traces: list[Trace] = []
    for name in LEARNERS:
        panel = PANELS[name]
        traces += regions(result, name, style, panel)
        if name == "supervised":
            traces += by_class(result.x, result.y, result.names, style, panel)
        elif name == "unsupervised":
            traces += unnamed(result, style, panel)
        else:
            traces += tried(result, style, panel)
        traces.append(saying(result, name, style))
    axes = {name: plane(style, PANELS[name]) for name in LEARNERS} | {f"{name}_says": blank(4) for name in LEARNERS}
    layout = base_layout(style, **PANELS.layout(**axes), margin={"l": 6, "r": 6, "t": 4, "b": 6})
    right = result.right
    alt = (f"After {result.params.t} points: told their labels, supervised learning gets {right['supervised']:.0%} "
           f"right; told nothing, k-means finds clusters that would be {right['unsupervised']:.0%} right if they had "
           f"names; told only rewards, reinforcement learning gets {right['reinforcement']:.0%} right.")  # fmt: skip
    heights = {f"{name}{part}": size for name in LEARNERS for part, size in (("_says", 110), ("", 330))}
    return Drawing(traces, layout, alt, PANELS.narrow(heights, gap=8))


@lru_cache(maxsize=512)
def divided(weights: bytes, classes: int) -> Array:
    """Return the class that softmax regression prefers at every place, a square array."""
    policy = probabilities(np.frombuffer(weights).reshape(classes, 3), FINE_PLACES)
    return policy.argmax(axis=1).astype(np.uint8).reshape(len(FINE), -1)


def regions(result: Result, name: str, style: Style, panel: Panel) -> list[Trace]:
    """Return the plane as a learner divides it: in the colours of the classes, or in greys where they have no names."""
    if name == "unsupervised":
        found, most = result.clusters, 6
        near = distances(FINE_PLACES, found.centres).argmin(axis=1) if found else np.zeros(len(FINE_PLACES))
        z = near.astype(np.uint8).reshape(len(FINE), -1)
        colours = [style.colour("text", grey) for grey in (0.08, 0.24, 0.16, 0.32, 0.12, 0.28)]
    else:
        most = len(result.names)
        z = divided(result.weights(name).tobytes(), most)
        colours = [style.colour(f"class_{k}", 0.28 if result.params.t else 0.0) for k in range(most)]
    steps = [[(i + j) / most, colour] for i, colour in enumerate(colours) for j in (0, 1)]
    return [{"type": "heatmap", "x": FINE, "y": FINE, "z": z, "zmin": -0.5, "zmax": most - 0.5, "showscale": False,
             "colorscale": steps, "hoverinfo": "skip", **panel.axes}]  # fmt: skip


def unnamed(result: Result, style: Style, panel: Panel) -> list[Trace]:
    """Return points without labels, and the centres of the clusters with their numbers."""
    centres = result.clusters.centres if result.clusters else np.zeros((0, 2))
    points = dots(result.x[:, 0], result.x[:, 1], style.colour("muted"), 2.2 * style.stroke, "no label", **panel.axes)
    disc = dots(
        centres[:, 0], centres[:, 1], style.colour("text"), 7 * style.stroke, "centre of a cluster", **panel.axes
    )
    numbers = words(centres[:, 0], centres[:, 1], [f"<b>{i}</b>" for i in range(1, len(centres) + 1)],
                    style.colour("background"), style, **panel.axes)  # fmt: skip
    return [points, disc, numbers]


def tried(result: Result, style: Style, panel: Panel) -> list[Trace]:
    """Return points by the action that was tried on them: full where it was rewarded, a ring where it was not."""
    course, t = result.courses.reinforcement, result.params.t
    action, told = course.answer[:t, 0], course.told[:t, 0]
    traces = []
    for k, name in enumerate(result.names):
        for reward, symbol in ((1.0, SYMBOLS[k]), (0.0, f"{SYMBOLS[k]}-open")):
            some = result.x[(action == k) & (told == reward)]
            hover = f"tried {name}: {'right' if reward else 'wrong'}"
            mark = dots(some[:, 0], some[:, 1], style.colour(f"class_{k}"), 2.2 * style.stroke, hover, **panel.axes)
            mark["marker"] |= {"symbol": symbol, "line": {"width": 1.5 if reward == 0 else 0}}
            traces.append(mark)
    return traces


def saying(result: Result, name: str, style: Style) -> Trace:
    """Return four lines over a panel: the kind of learning, its input and output, what it was told, how right it is."""
    t, right = result.params.t, result.right[name]
    rewarded = int(result.courses.reinforcement.told[:t, 0].sum())
    told = {"supervised": f"told <b>{t} labels</b>", "unsupervised": "told <b>nothing</b>",
            "reinforcement": f"told <b>{t} rewards</b>: {rewarded} ●, {t - rewarded} ○"}  # fmt: skip
    worth = f"once named <b>{right:.0%}</b> right" if name == "unsupervised" else f"<b>{right:.0%}</b> right"
    texts = [f"<b>{LEARNERS[name]}</b>", OUTPUTS[name], told[name], worth]
    return sayings(texts, (ROLES[name], "muted", "text", "text"), style, PANELS[f"{name}_says"])
