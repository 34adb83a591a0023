"""The tree of continuations: the likeliest tokens behind the prompt, those behind them, and how likely each text is."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.transformers.dot_product import Array
from explainers.transformers.generation.model import Result
from explainers.transformers.generation.paths import Node, nodes, places
from explainers.transformers.maps import label, note

NARROW_ROW = 34  # pixels of a leaf on a telephone
LABEL = 0.58  # of the distance between two generations, for a token and its probability


@Plot
def plot_tree(result: Result, style: Style) -> Drawing:
    """Draw the open branches from left to right; a click on a token opens what may follow it."""
    found = shown(result)
    at = places(found)
    deep, leaves = (max(at[:, 0].max(), 3.0), max(at[:, 1].max(), 3.0)) if found else (3.0, 3.0)
    layout = base_layout(
        style,
        xaxis={"range": [-0.16, deep + 0.95], "visible": False},
        yaxis={"range": [leaves + 0.6, -0.8], "visible": False},
        annotations=[note("probability of a token, <i>(of all up to there)</i>", 0.0, 1.0, style, yanchor="top")],
        margin={"l": 4, "r": 4, "t": 4, "b": 4},
    )
    narrow = {"height": int(NARROW_ROW * (leaves + 1) + 60), "xaxis": {"range": [max(deep - 2.1, -0.16), deep + 0.95]}}
    return Drawing([*edges(found, at, style), *tokens(found, at, style)], layout, describe_tree(result, found), narrow)


def shown(result: Result) -> list[Node]:
    """Return the nodes of the tree."""
    return nodes(result.params.text, result.params.opened, result.answers)


def edges(found: list[Node], at: Array, style: Style) -> list[Trace]:
    """Return the branches, thin, and thick those that greedy decoding would take."""
    where = {node.path: tuple(place) for node, place in zip(found, at.tolist(), strict=True)}
    where[()] = (0.0, float(np.mean([y for path, (_, y) in where.items() if len(path) == 1] or [0.0])))
    drawn: dict[bool, list[tuple[list[float], list[float]]]] = {False: [], True: []}
    first: set[tuple[int, ...]] = {()}  # of each family, the likeliest child comes first
    seen: set[tuple[int, ...]] = set()
    for node in found:
        greedy = node.path[:-1] not in seen and node.path[:-1] in first
        seen.add(node.path[:-1])
        if greedy:
            first.add(node.path)
        (x0, y0), (x1, y1) = where[node.path[:-1]], where[node.path]
        behind = x0 + (LABEL if node.path[:-1] else 0.02)  # a token stands to the right of its dot
        drawn[greedy].append(([behind, x1 - 0.1, x1, np.nan], [y0, y1, y1, np.nan]))
    return [
        line(np.concatenate([x for x, _ in some] or [[]]), np.concatenate([y for _, y in some] or [[]]),
             style.colour("real" if greedy else "muted", 0.9 if greedy else 0.55),
             2.2 * style.stroke if greedy else 1.5)
        for greedy, some in drawn.items()
    ]  # fmt: skip


def tokens(found: list[Node], at: Array, style: Style) -> list[Trace]:
    """Return the tokens with their probabilities, the likeliest whole text in another colour."""
    best = likeliest(found)
    colours = [style.colour("guess") if node is best else style.colour("text") for node in found]
    names = [
        f" <b>{label(node.token)}</b> {brief(node.logp)}" + ("" if node.open else f" <i>({brief(node.total)})</i>")
        for node in found
    ]
    hover = [f"“{label(node.token)}”: {np.exp(node.logp):.4f}; up to here {np.exp(node.total):.3g}" for node in found]
    marker = {"color": [style.colour("background") if not node.open else style.colour("real") for node in found],
              "size": 0.7 * style.text, "line": {"width": 2, "color": style.colour("real")}}  # fmt: skip
    return [
        dots(at[:, 0], at[:, 1], style.colour("real"), 1, "%{text}", marker=marker, text=hover),
        words(at[:, 0] + 0.03, at[:, 1], names, colours, style, textposition="middle right"),
    ]


def brief(logp: float) -> str:
    """Return a probability with two digits; of a very small one, that it is."""
    p = float(np.exp(logp))
    return f"{p:.2f}" if p >= 0.1 else f"{p:.3f}" if p >= 0.001 else "&lt;0.001"


def likeliest(found: list[Node]) -> Node | None:
    """Return the likeliest of the longest texts."""
    deep = max((len(node.path) for node in found), default=0)
    return max((node for node in found if len(node.path) == deep), key=lambda node: node.total, default=None)


def nearest(result: Result, x: float, y: float) -> Node | None:
    """Return the node that was clicked: to the right of its dot stands its token."""
    found = shown(result)
    near = [(abs(down - y), node) for node, (across, down) in zip(found, places(found).tolist(), strict=True)
            if -0.15 < x - across < 0.85 and abs(down - y) < 0.7]  # fmt: skip
    return min(near, key=lambda one: one[0])[1] if near else None


def describe_tree(result: Result, found: list[Node]) -> str:
    """Say what the picture shows, from its numbers."""
    best, text = likeliest(found), result.params.text
    if best is None:
        return f"A tree of 0 continuations of “{text}”: the model has not been asked yet."
    along = {node.path: node.token for node in found}
    spelt = "".join(along[best.path[: i + 1]] for i in range(len(best.path))).strip()
    return (f"{len(found)} continuations of “{text}”. The likeliest of the longest is “{spelt}”, at "
            f"{np.exp(best.total):.3g}; the likeliest first token is “{found[0].token.strip()}”, at "
            f"{np.exp(found[0].logp):.3f}.")  # fmt: skip
