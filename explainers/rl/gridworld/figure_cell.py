"""One cell: what each action may lead to, what that is worth, and what the learner thinks."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import words
from explainers.panels import panels
from explainers.rl.gridworld.board import axes, frame
from explainers.rl.gridworld.exact import SAME
from explainers.rl.gridworld.figure_learn import exact_board, narrow
from explainers.rl.gridworld.grid import NAMES
from explainers.rl.gridworld.result import Result
from explainers.rl.gridworld.settings import METHODS
from explainers.rl.gridworld.world import Outcomes

PLACES = panels("board actions", widths=(0.45, 0.55), gaps=(0.04, 0))
ROWS = 17.0  # lines of text that the panel has room for
ARROWS = ("↑", "→", "↓", "←")


def outcomes_of(result: Result, action: int) -> list[tuple[float, tuple[int, float, bool]]]:
    """Return what an action in the open cell may lead to, each with its probability; the same ones together."""
    found: dict[tuple[int, float, bool], float] = {}
    each: Outcomes = result.world.outcomes[result.cell][action]
    for chance, outcome in zip(result.world.chance.tolist(), each, strict=True):
        if chance > 0:
            found[outcome] = found.get(outcome, 0.0) + chance
    return [(chance, outcome) for outcome, chance in found.items()]


def backup(result: Result, action: int) -> list[str]:
    """Return the sum that Q* of an action in the open cell is, a line for each outcome."""
    gamma, lines = result.params.gamma, []
    for chance, (to, pays, ends) in outcomes_of(result, action):
        after = "the end" if ends else f"{gamma:g} × {result.best[to]:.3f}"
        lines.append(f"{chance:.2f} × ({pays:.2f} + {after})".replace("-", "−"))
    return lines


@Plot
def plot_cell(result: Result, style: Style) -> Drawing:
    """Draw Q* with the open cell in a frame, and beside it Bellman's sum for each action."""
    grid, cell, panel = result.world.grid, result.cell, PLACES["actions"]
    q, learnt = result.best_q[cell], result.main
    place = f"row {cell // grid.shape[1] + 1}, column {cell % grid.shape[1] + 1}"
    traces = exact_board(result, result.best_q, result.best, True, style, PLACES["board"])
    traces += [] if result.params.cell else [frame(cell, grid, style, PLACES["board"])]
    blank = {"xaxis": {"visible": False, "range": [0, 1]}, "yaxis": {"visible": False, "range": [ROWS, 0]}}
    layout = base_layout(
        style,
        **PLACES.layout(board=axes(grid, PLACES["board"]), actions=blank),
        margin={"l": 8, "r": 8, "t": 40 if style.lecture else 30, "b": 8},
        annotations=[
            PLACES["board"].over("<b>exact</b> Q* of all cells", style),
            panel.over(f"<b>{place}</b>: chance × (reward + γ V*(s′))", style),
        ],
    )
    each = ", ".join(f"{name} {value:.3f}" for name, value in zip(NAMES, q, strict=True))
    learns = f" {METHODS[learnt.method]} has learnt {', '.join(f'{value:.3f}' for value in learnt.q[cell])}."
    alt = f"The cell in {place} is worth {result.best[cell]:.3f}: {each}." + ("" if learnt.gradient else learns)
    return Drawing([*traces, sums(result, style)], layout, alt, narrow(PLACES, grid, 1, actions=400))


def sums(result: Result, style: Style) -> Trace:
    """Return Bellman's sums as lines of text, those of the best actions in colour."""
    q, learnt = result.best_q[result.cell], result.main
    texts, places, colours = [], [], []
    y = 0.5
    for a, name in enumerate(NAMES):
        thinks = "" if learnt.gradient else f"; learnt {learnt.q[result.cell, a]:.3f}"
        lines = [f"<b>{ARROWS[a]} {name}: Q* = {q[a]:.3f}</b>{thinks}".replace("-", "−")]
        lines += [f"{'+' if i else '='} {term}" for i, term in enumerate(backup(result, a))]
        texts += lines
        places += [y + i for i in range(len(lines))]
        colours += [style.colour("posterior" if q[a] > q.max() - SAME else "muted")] * len(lines)
        y += len(lines) + 0.25
    return words(np.zeros(len(texts)), places, texts, colours, style, textposition="middle right",
                 **PLACES["actions"].axes)  # fmt: skip
