"""One point, seen closely: what a label tells each class, what a reward tells, and what rewards tell on average."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.foundations.learning.figure_told import regions
from explainers.foundations.learning.model import Result
from explainers.foundations.marks import by_class, cross, plane
from explainers.marks import line, words
from explainers.panels import panels

PANELS = panels("plane policy label", "plane reward expected", widths=(0.42, 0.29, 0.29), gaps=(0.05, 0.2))
NARROW_HEIGHTS = {"plane": 330, "policy": 130, "label": 130, "reward": 130, "expected": 130}
REACHES = {"policy": (0.0, 1.55), "label": (-1.1, 1.75), "reward": (-1.1, 1.75), "expected": (-1.1, 1.75)}


@Plot
def plot_one(result: Result, style: Style) -> Drawing:
    """Draw the next point in the plane of the policy, and beside it the four signals, a bar for each class."""
    x, y, action, reward, baseline = result.next
    names, signals, here = result.names, result.signals, PANELS["plane"]
    heads = {
        "policy": "π: what it would try",
        "label": f"a label: “it is {names[y]}”",
        "reward": f"a reward: “{names[action]} is {'right' if reward else 'wrong'}”",
        "expected": "a reward, on average",
    }
    seen = result.params.t
    lately = slice(max(seen - 40, 0), seen)
    traces = regions(result, "reinforcement", style, here)
    traces += by_class(result.x[lately], result.y[lately], names, style, here, 1.6)
    mark = cross(x[0], x[1], style, here, "the next point")
    head = f"✕ comes next; it is <b>{names[y]}</b>, and <b>{names[action]}</b> is tried"
    traces += [
        mark,
        words([-5.8], [5.5], [head], style.colour("text"), style, textposition="middle right", **here.axes),
    ]
    for name, text in heads.items():
        traces += bars(signals[name], names, name, text, style)
    quiet = {"range": [-0.5, len(names) - 0.5], "tickvals": list(range(len(names))), "ticktext": list(names)}
    bare = {"tickvals": [-1, 0, 1], "showticklabels": False, "ticks": ""}
    axes = {
        name: {"xaxis": quiet | {"showgrid": False}, "yaxis": bare | {"range": list(REACHES[name])}} for name in heads
    }
    axes["plane"] = plane(style, here)
    layout = base_layout(style, **PANELS.layout(**axes), margin={"l": 6, "r": 6, "t": 4, "b": 34})
    alt = (f"After {seen} points the policy gives the next point's class {names[y]} a probability of "
           f"{signals['policy'][y]:.3f}. A label raises that class by {signals['label'][y]:.3f}; this reward, "
           f"{reward:.0f} for {names[action]} where {baseline:.2f} is usual, changes it by {signals['reward'][y]:.3f}; "
           f"rewards on average by {signals['expected'][y]:.3f}.")  # fmt: skip
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=42))


def bars(values: np.ndarray, names: tuple[str, ...], panel: str, head: str, style: Style) -> list[Trace]:
    """Return a bar for each class with its number, and what they are over them."""
    axes, place = PANELS[panel].axes, np.arange(len(names))
    colours = [style.colour(f"class_{k}") for k in place]
    bar = {"type": "bar", "x": place, "y": values, "marker": {"color": colours}, "width": 0.6,
           "hovertemplate": "%{y:.4f}<extra></extra>", **axes}  # fmt: skip
    low, high = REACHES[panel]
    texts = [f"{v:.2f}" if panel == "policy" else f"{v:+.2f}" for v in values]
    numbers = words(place, np.maximum(values, 0) + 0.05 * (high - low), texts, style.colour("text"), style, **axes)
    title = words([-0.45], [high - 0.06 * (high - low)], [f"<b>{head}</b>"], style.colour("text"), style,
                  textposition="middle right", **axes)  # fmt: skip
    zero = line([-0.5, len(names) - 0.5], [0, 0], style.colour("muted"), 1, **axes)
    return [zero, bar, numbers, title]
