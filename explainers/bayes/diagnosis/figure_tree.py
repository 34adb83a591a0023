"""The same counts as a nested tree, as a truth table, and put into Bayes' theorem."""

import numpy as np

from explainers.bayes.diagnosis.counts import (
    FALSE_NEGATIVE,
    FALSE_POSITIVE,
    TRUE_NEGATIVE,
    TRUE_POSITIVE,
    Counts,
)
from explainers.bayes.diagnosis.model import Result
from explainers.bayes.diagnosis.palette import ROLES, percent
from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import line, words
from explainers.panels import panels

PLACES = panels("tree table", "theorem theorem", widths=(0.56, 0.38), heights=(0.85, 0.12), gaps=(0.06, 0.03))
LINKS = 14  # of the largest tree; a smaller one has the same number, some of them nowhere
NARROW = PLACES.narrow({"tree": 280, "table": 185, "theorem": 62}, gap=(22, 11))


@Plot
def plot_tree(result: Result, style: Style) -> Drawing:
    """Draw the tree at the left, the table at the right, and the theorem with the counts in it below."""
    traces = [*tree(result, style), *table(result, style), theorem(result, style)]
    hidden = {axis: {"visible": False, "range": [0, 1]} for axis in ("xaxis", "yaxis")}
    places = PLACES.layout(**dict.fromkeys(PLACES.named, hidden))
    layout = base_layout(style, **places, margin={"l": 6, "r": 6, "t": 4, "b": 4})
    return Drawing(traces, layout, describe(result), NARROW)


def tree(result: Result, style: Style) -> list[Trace]:
    """Return the tree, top down: everyone, ill or healthy, then positive or negative, each test under the last."""
    rounds, total = result.rounds, result.counts.total
    first, text = rounds[0], style.colour("text")
    levels = 2 + len(rounds)
    depth = [1 - (i + 0.42) / levels for i in range(levels)]
    links: list[tuple[float, float, float, float, int, str]] = []  # from, to, how many, colour
    nodes: list[tuple[float, float, str, str]] = [(0.5, depth[0], f"<b>{total:,}</b><br>people", text)]
    for side, centre, whole, name in ((-1, 0.25, first.ill, "ill"), (1, 0.75, first.healthy, "healthy")):
        role = style.colour("prior" if side < 0 else "muted")
        nodes.append((centre, depth[1], f"<b>{whole:,}</b><br>{name}", role))
        links.append((0.5, depth[0], centre, depth[1], whole, role))
        inner = 0.355 if side < 0 else 0.645  # positives of both sides stand side by side in the middle
        outer = 0.09 if side < 0 else 0.91
        above, came = (centre, depth[1]), whole
        for number, counts in enumerate(rounds):
            up = style.colour(ROLES[TRUE_POSITIVE if side < 0 else FALSE_POSITIVE])
            down = style.colour(ROLES[FALSE_NEGATIVE if side < 0 else TRUE_NEGATIVE])
            stay = counts.true_positive if side < 0 else counts.false_positive
            y = depth[number + 2]
            again = "" if number == 0 else " again"
            links += [(*above, inner, y, stay, up), (*above, outer, y, came - stay, down)]
            nodes += [(inner, y, f"<b>{stay:,}</b><br>positive{again}", up),
                      (outer, y, f"<b>{came - stay:,}</b><br>negative{again and ' now'}", down)]  # fmt: skip
            above, came = (inner, y), stay
    gap = 0.30 / levels
    nowhere = (np.nan, np.nan, np.nan, np.nan, 0, style.colour("grid"))
    traces = []
    for x0, y0, x1, y1, many, colour in links + [nowhere] * (LINKS - len(links)):
        width = 0.8 + 5.2 * style.stroke * (many / total if total else 0) ** 0.5
        traces.append(line([x0, x1], [y0 - gap, y1 + gap], colour, 1, pen={"width": width}, opacity=0.55))
    traces.append(
        words([n[0] for n in nodes], [n[1] for n in nodes], [n[2] for n in nodes], [n[3] for n in nodes], style)
    )
    return traces


def table(result: Result, style: Style) -> list[Trace]:
    """Return the truth table with its margins and the shares they give."""
    c, axes = result.counts, PLACES["table"].axes
    text, muted, grey = style.colour("text"), style.colour("muted"), style.colour("grid")
    columns, rows = (0.20, 0.46, 0.70, 0.92), (0.93, 0.77, 0.585, 0.40)
    cells = [
        (1, 0, "ill", muted), (2, 0, "healthy", muted), (3, 0, "all", muted),
        (0, 1, "positive", muted), (0, 2, "negative", muted), (0, 3, "all", muted),
        (1, 1, f"<b>{c.true_positive:,}</b>", style.colour(ROLES[TRUE_POSITIVE])),
        (2, 1, f"<b>{c.false_positive:,}</b>", style.colour(ROLES[FALSE_POSITIVE])),
        (1, 2, f"<b>{c.false_negative:,}</b>", style.colour(ROLES[FALSE_NEGATIVE])),
        (2, 2, f"<b>{c.true_negative:,}</b>", style.colour(ROLES[TRUE_NEGATIVE])),
        (3, 1, f"{c.positive:,}", text), (3, 2, f"{c.negative:,}", text),
        (1, 3, f"{c.ill:,}", text), (2, 3, f"{c.healthy:,}", text), (3, 3, f"{c.total:,}", text),
    ]  # fmt: skip
    rules = [([0.34] * 2, [0.32, 1.0]), ([0.81] * 2, [0.32, 1.0]), ([0.0, 1.0], [0.855] * 2), ([0.0, 1.0], [0.49] * 2)]
    traces = [line(x, y, grey, 1.5, **axes) for x, y in rules]
    traces.append(words([columns[x] for x, *_ in cells], [rows[y] for _, y, *_ in cells], [t for *_, t, _ in cells],
                        [colour for *_, colour in cells], style, **axes))  # fmt: skip
    shares = [
        f"of the positive, ill: {percent(c.ppv)}  (PPV)",
        f"of the negative, healthy: {percent(c.npv)}  (NPV)",
    ]
    traces.append(words([0.02, 0.02], [0.22, 0.10], shares, [style.colour("posterior"), muted], style,
                        textposition="middle right", **axes))  # fmt: skip
    return traces


def theorem(result: Result, style: Style) -> Trace:
    """Return Bayes' theorem with the counts in it, in one line."""
    told = formula(result.counts, style)
    return words([0.5], [0.5], [told], style.colour("text"), style, **PLACES["theorem"].axes)


def formula(c: Counts, style: Style) -> str:
    """Return "P(ill | positive) = 10 / (10 + 10) = 50%", in the colours of the people counted."""
    ill, healthy = style.colour(ROLES[TRUE_POSITIVE]), style.colour(ROLES[FALSE_POSITIVE])
    hits = f"<span style='color:{ill}'><b>{c.true_positive:,}</b></span>"
    alarms = f"<span style='color:{healthy}'><b>{c.false_positive:,}</b></span>"
    return f"P(ill | positive)  =  {hits} / ({hits} + {alarms})  =  <b>{percent(c.ppv)}</b>"


def describe(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    c, first = result.counts, result.rounds[0]
    tree = (f"{c.total:,} people: {c.ill:,} ill, of whom {first.true_positive:,} test positive, and {c.healthy:,} "
            f"healthy, of whom {first.false_positive:,} do.")  # fmt: skip
    more = f" After {len(result.rounds)} tests {c.true_positive:,} and {c.false_positive:,} are left."
    more = more if len(result.rounds) > 1 else ""
    return f"{tree}{more} Of {c.positive:,} positives {c.true_positive:,} are ill: {percent(c.ppv)}."
