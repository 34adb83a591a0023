"""What z still knows of the label, and whether what was ordered came."""

from typing import Any

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import panels
from explainers.vaes.conditional.networks import CLASSES
from explainers.vaes.conditional.result import EACH, Result
from explainers.vaes.conditional.shipped_models import recorded
from explainers.vaes.tiles import sheet, source, tiles

PANELS = panels("probe verdict", "here verdict", widths=(0.42, 0.58), heights=(0.42, 0.58), gaps=(0.06, 0.14))
MODELS = {"unconditional": ("never told", "muted"), "conditional": ("told the label", "posterior")}
NARROW_HEIGHTS = {"probe": 170, "here": 220, "verdict": 330}


@Plot
def plot_knows(result: Result, style: Style) -> Drawing:
    """Draw how many labels a probe reads from z, what it reads from that of x, and the verdict on generated digits."""
    reached, counts = recorded()["probe"], result.counts
    traces = [*accuracy(reached, style), *here(result, style), *verdict(result, style)]
    axes: dict[str, Layout] = {
        "probe": {"xaxis": {"range": [0, 112], "tickvals": [10, 50, 100], "ticksuffix": "%"},
                  "yaxis": {"range": [1.6, -1.05], "tickvals": [0, 1], "ticktext": ["", ""], "showgrid": False,
                            "ticks": ""}},
        "here": {"xaxis": {"range": [-0.6, 9.6], "tickvals": list(range(10)), "showgrid": False},
                 "yaxis": {"range": [0, 1.28], "tickvals": [0, 0.5, 1], "tickformat": ".0%"}},
        "verdict": {"xaxis": {"range": [-1.3, 13.6], "visible": False, "constrain": "domain"},
                    "yaxis": {"range": [10.3, -1.9], "visible": False, "scaleanchor": "x3", "constrain": "domain"}},
    }  # fmt: skip
    layout = base_layout(
        style, **PANELS.layout(**axes), margin={"l": 62 if style.lecture else 46, "r": 4, "t": 4, "b": 34}
    )
    right = int(np.trace(counts))
    alt = (f"A linear probe reads the label from z in {reached['unconditional']['linear']:.1%} of test pictures if the "
           f"model was never told, in {reached['conditional']['linear']:.1%} if it was; chance is 10%. Of "
           f"{counts.sum()} digits of random style {right} are named as ordered.")  # fmt: skip
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=60))


def accuracy(reached: dict[str, dict[str, float]], style: Style) -> list[Trace]:
    """Return the share of labels read: by a line (bars), by neighbours (diamonds), and by chance (dashes)."""
    panel = PANELS["probe"].axes
    linear = [100 * reached[name]["linear"] for name in MODELS]
    near = [100 * reached[name]["neighbours"] for name in MODELS]
    colours = [style.colour(role) for _, role in MODELS.values()]
    bar = {"type": "bar", "orientation": "h", "x": np.array(linear), "y": np.array([0.0, 1.0]), "width": 0.42,
           "marker": {"color": colours}, "hovertemplate": "linear probe %{x:.1f}%<extra></extra>", **panel}  # fmt: skip
    marks = dots(near, [0, 1], style.colour("text"), 4 * style.stroke, "15 nearest codes: %{x:.1f}%", **panel)
    marks["marker"] |= {"symbol": "diamond"}
    chance = line(
        [10, 10, np.nan, 10, 10],
        [-0.25, 0.25, np.nan, 0.75, 1.5],
        style.colour("guess"),
        0.7 * style.stroke,
        pen={"dash": "dash"},
        **panel,
    )
    texts = [f"<b>{name}</b>: {share:.0f}%" for (name, _), share in zip(MODELS.values(), linear, strict=True)]
    said = words([1, 1], [-0.4, 0.6], texts, colours, style, textposition="middle right", **panel)
    head = words([1], [-0.88], ["labels read from z  (◆ by neighbours)"], style.colour("text"), style,
                 textposition="middle right", **panel)  # fmt: skip
    by_chance = words([11], [1.42], ["chance"], style.colour("guess"), style, textposition="middle right", **panel)
    return [bar, chance, marks, said, head, by_chance]


def here(result: Result, style: Style) -> list[Trace]:
    """Return how likely the probe finds each label, given z of x."""
    panel, columns = PANELS["here"].axes, np.arange(10.0)
    pairs = [{"type": "bar", "x": columns + shift, "y": result.read[name], "width": 0.36,
              "marker": {"color": style.colour(role)}, "hovertemplate": "%{y:.1%}<extra></extra>", **panel}
             for (name, (_, role)), shift in zip(MODELS.items(), (-0.19, 0.19), strict=True)]  # fmt: skip
    head = words([-0.5], [1.19], [f"labels read from z of this x, a {result.label}"], style.colour("text"), style,
                 textposition="middle right", **panel)  # fmt: skip
    return [*pairs, head]


def verdict(result: Result, style: Style) -> list[Trace]:
    """Return the counts of digits ordered and named, and of each label the digit found least like it."""
    panel: dict[str, Any] = dict(PANELS["verdict"].axes)
    made, likely = result.generated
    counts, rows = result.counts, np.arange(CLASSES)
    heat = {"type": "image", "source": source(counts / EACH * 0.7, "generated", style), "x0": 0, "y0": 0, "dx": 1,
            "dy": 1, "hoverinfo": "skip", **panel}  # fmt: skip
    x, y = np.meshgrid(np.arange(10.0), np.arange(10.0))
    numbers = words(x.ravel(), y.ravel(), [f"{count}" if count else "" for count in counts.ravel()],
                    style.colour("text"), style, **panel)  # fmt: skip
    worst = likely[rows, :, rows].argmin(axis=1)
    said = likely[rows, worst].argmax(axis=1)
    tile = tiles(made[rows, worst], 1, "generated", style, **panel)
    tile |= {"x0": 10.8 + 0.5 / 28 - 0.5, "y0": -0.5 + 0.5 / 28, "dy": 1 / 28}
    tile["source"] = source(sheet(made[rows, worst], 1, gap=0), "generated", style)
    named = words([11.5] * 10, rows, [f"a {k}?" for k in said],
                  [style.colour("muted" if k == i else "guess") for i, k in enumerate(said)], style,
                  textposition="middle right", **panel)  # fmt: skip
    digits = words([*range(10), *[-0.9] * 10], [*[-0.8] * 10, *range(10)], [f"<b>{i}</b>" for i in (*rows, *rows)],
                   style.colour("muted"), style, **panel)  # fmt: skip
    texts = [f"{EACH} of each: ordered ↓, named →", "least like it"]
    heads = words([-1.2, 10.3], [-1.6, -1.6], texts, style.colour("text"), style, textposition="middle right",
                  **panel)  # fmt: skip
    return [heat, numbers, tile, named, digits, heads]
