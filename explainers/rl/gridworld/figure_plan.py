"""The exact answer, sweep by sweep, and by how much each sweep is off."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import dots, line
from explainers.panels import panels
from explainers.rl.gridworld.board import axes
from explainers.rl.gridworld.figure_learn import SHARES, exact_board, margin, narrow, short
from explainers.rl.gridworld.result import Result
from explainers.rl.gridworld.settings import MOST_SWEEPS, PLANNERS

PLACES = panels("swept exact", "off off", **SHARES)  # type: ignore[arg-type]
LEAST = 1e-6  # errors below this count as none


@Plot
def plot_plan(result: Result, style: Style) -> Drawing:
    """Draw V after some sweeps beside V*, and how far off each sweep leaves it."""
    p, k, grid, start = result.params, result.params.sweeps, result.world.grid, result.world.grid.start
    swept = result.planned[k]
    now = f"{result.plan_off[k]:.2g}" if result.plan_off[k] > LEAST else "less than 10⁻⁶"
    bounded = ", and its bound γᵏ max |V*|" if p.planner == "value" else ""
    traces = [
        *exact_board(result, result.plan_q, swept, False, style, PLACES["swept"]),
        *exact_board(result, result.best_q, result.best, False, style, PLACES["exact"]),
        *errors(result, style),
    ]
    boards = {name: axes(grid, PLACES[name]) for name in ("swept", "exact")}
    layout = base_layout(
        style,
        **PLACES.layout(**boards, off=error_axes(result)),
        margin=margin(style),
        annotations=[
            PLACES["swept"].over(f"<b>{PLANNERS[p.planner]}</b>, {k} sweeps", style),
            PLACES["exact"].over(f"<b>exact</b>: V*(S) = {short(result.best[start])}", style),
            PLACES["off"].over(f"largest error after each sweep, now <b>{now}</b>{bounded}", style),
        ],
    )
    alt = (
        f"After {k} sweeps of {PLANNERS[p.planner].lower()} with γ = {p.gamma:g} values are off by {now}. "
        f"The start is worth {short(swept[start])} so far, and {short(result.best[start])} in truth."
    )
    stack = narrow(PLACES, grid, off=170) | {"annotations": {2: {"text": f"largest error, now <b>{now}</b>"}}}
    return Drawing(traces, layout, alt, stack)


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
    return {
        "xaxis": {"range": [-0.5, MOST_SWEEPS + 0.5]},
        "yaxis": {"type": "log", "range": [np.log10(LEAST) - 0.3, top], "exponentformat": "power", "nticks": 4},
    }
