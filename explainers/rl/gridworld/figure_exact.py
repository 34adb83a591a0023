"""The exact answer, sweep by sweep: how far off each sweep is, and where the value of one cell comes from."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace
from explainers.marks import dots, line, words
from explainers.panels import panels
from explainers.rl.gridworld.board import SHARES, board, laid_out, narrow, short
from explainers.rl.gridworld.exact import action_values, greedy, outcomes_of
from explainers.rl.gridworld.result import Result
from explainers.rl.gridworld.settings import MOST_SWEEPS, PLANNERS
from explainers.rl.gridworld.world import NAMES

PLACES = panels("swept exact", "off backup", **SHARES)
LEAST = 1e-6  # errors below this count as none
LINES = 5.2  # of text that the backup of a cell has room for


@Plot
def plot_exact(result: Result, style: Style) -> Drawing:
    """Draw V after some sweeps beside V*, how far off each sweep leaves it, and the backup of the open cell."""
    p, best, world, off = result.params, result.best, result.world, result.plan_off
    swept = {"swept": result.planned[p.sweeps], "exact": best.v}
    boards = [board(world, values[:, None] / best.scale, values, greedy(action_values(world, values, p.gamma)),
                    world.free, result.cell, style, PLACES[name]) for name, values in swept.items()]  # fmt: skip
    now = f"{off[p.sweeps]:.2g}" if off[p.sweeps] > LEAST else "less than 10⁻⁶"
    bounded = "; bound: γᵏ max |V*|" if p.planner == "value" else ""
    row, column = divmod(result.cell, world.shape[1])
    heads = [f"<b>{PLANNERS[p.planner]}</b>, {p.sweeps} sweeps", f"<b>exact</b>: V*(S) = {short(best.at_start)}"]
    heads += [f"largest error, now <b>{now}</b>{bounded}", f"<b>Bellman</b>, row {row + 1}, column {column + 1}"]
    blank = {"xaxis": {"visible": False, "range": [0, 1]}, "yaxis": {"visible": False, "range": [LINES, 0]}}
    layout = laid_out(PLACES, world, boards, heads, style, off=error_axes(result), backup=blank)
    alt = (
        f"After {p.sweeps} sweeps of {PLANNERS[p.planner].lower()} with γ = {p.gamma:g} values are off by {now}. "
        f"The start is worth {short(swept['swept'][world.start])} so far, and {short(best.at_start)} in truth. "
        f"Row {row + 1}, column {column + 1}: {'; '.join(backup(result))}."
    )
    traces = [*(trace for each in boards for trace in each.traces), *errors(result, style), sums(result, style)]
    return Drawing(traces, layout, alt,
                   narrow(PLACES, world, off=150, backup=130))  # fmt: skip


def backup(result: Result) -> list[str]:
    """Return Bellman's sum for the best action of the open cell, a line for each outcome, and Q* of the others."""
    best, q = result.best, result.best.q[result.cell]
    action = int(q.argmax())
    lines = [f"max Q* = Q*({NAMES[action]}) = {q[action]:.3f}"]
    for chance, (to, pays, ends) in outcomes_of(best.world, result.cell, action):
        after = "the end" if ends else f"{best.gamma:g} × {best.v[to]:.3f}"
        lines.append(f"{'+' if lines[1:] else '='} {chance:.2f} × ({pays:.2f} + {after})")
    others = [f"{NAMES[a]} {q[a]:.3f}" for a in range(4) if a != action]
    return [text.replace("-", "−") for text in (*lines, f"others: {', '.join(others)}")]


def sums(result: Result, style: Style) -> Trace:
    """Return the backup of the open cell as lines of text, the sum in colour."""
    first, *others = backup(result)
    texts = [first.replace("Q*(", "<b>Q*(") + "</b>", *others]
    colours = [*[style.colour("posterior")] * (len(texts) - 1), style.colour("muted")]
    return words(np.zeros(len(texts)), np.arange(len(texts)) + 0.7, texts, colours, style,
                 textposition="middle right", **PLACES["backup"].axes)  # fmt: skip


def errors(result: Result, style: Style) -> list[Trace]:
    """Return the largest error after each sweep, and, of value iteration, the bound that γ gives it."""
    p, panel, at = result.params, PLACES["off"], np.arange(MOST_SWEEPS + 1.0)
    drawn = np.maximum(result.plan_off, LEAST)
    bound = np.maximum(result.plan_off[0] * p.gamma**at, LEAST)
    dotted = line(at, bound, style.colour("muted"), 1.5, "γᵏ max |V*| = %{y:.2g}", pen={"dash": "dot"}, **panel.axes)
    return [
        *([dotted] if p.planner == "value" else []),
        line(at, drawn, style.colour("posterior"), style.stroke, "off by %{y:.2g} after sweep %{x}", **panel.axes),
        dots([p.sweeps], drawn[[p.sweeps]], style.colour("guess"), 4 * style.stroke, "now: %{y:.2g}", **panel.axes),
    ]


def error_axes(result: Result) -> dict[str, Layout]:
    """Return the axes of the errors, the vertical one in powers of ten."""
    top = float(np.ceil(np.log10(max(float(result.plan_off.max()), LEAST)) + 0.2))
    return {"xaxis": {"range": [-0.5, MOST_SWEEPS + 0.5]},
            "yaxis": {"type": "log", "range": [np.log10(LEAST) - 0.3, top], "exponentformat": "power",
                      "nticks": 4}}  # fmt: skip
