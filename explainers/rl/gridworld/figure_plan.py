"""The exact answer, sweep by sweep, and by how much each sweep is off."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, base_layout
from explainers.marks import dots, line
from explainers.panels import panels
from explainers.rl.gridworld.board import axes
from explainers.rl.gridworld.figure_learn import SHARES, margin, short, values_board
from explainers.rl.gridworld.result import MOST_SWEEPS, Result
from explainers.rl.gridworld.settings import PLANNERS

PLACES = panels("swept exact", "off off", **SHARES)  # type: ignore[arg-type]
NARROW = PLACES.narrow({"swept": 270, "exact": 270, "off": 170}, gap=56, margin=(40, 30))
LEAST = 1e-6  # errors below this count as none


@Plot
def plot_plan(result: Result, style: Style) -> Drawing:
    """Draw V after some sweeps beside V*, and the largest error after each sweep, with the bound that γ gives it."""
    p, k, grid = result.params, result.params.sweeps, result.world.grid
    off, values = result.plan_off, p.shows != "actions"
    swept, swept_q = result.planned[k], result.plan_q
    traces = values_board(result, swept[:, None] if values else swept_q, swept_q, swept, style, PLACES["swept"])
    traces += values_board(
        result, result.best[:, None] if values else result.best_q, result.best_q, result.best, style, PLACES["exact"]
    )
    at, panel = np.arange(MOST_SWEEPS + 1.0), PLACES["off"]
    drawn = np.maximum(off, LEAST)
    bound = np.maximum(off[0] * p.gamma**at, LEAST)
    if p.planner == "value":
        traces.append(line(at, bound, style.colour("muted"), 1.5, "γᵏ max |V₀ − V*| = %{y:.2g}", pen={"dash": "dot"},
                           **panel.axes))  # fmt: skip
    traces += [
        line(at, drawn, style.colour("posterior"), style.stroke, "off by %{y:.2g} after sweep %{x}", **panel.axes),
        dots([k], drawn[[k]], style.colour("guess"), 4 * style.stroke, "now: %{y:.2g}", **panel.axes),
    ]
    top = float(np.ceil(np.log10(drawn.max()) + 0.2))
    curve = {
        "xaxis": {"range": [-0.5, MOST_SWEEPS + 0.5]},
        "yaxis": {"type": "log", "range": [np.log10(LEAST) - 0.3, top], "exponentformat": "power", "nticks": 4},
    }
    now = f"{off[k]:.2g}" if off[k] > LEAST else "below 10⁻⁶"
    bounded = ", and its bound γᵏ max |V*|" if p.planner == "value" else ""
    said = f"largest error after each sweep, now <b>{now}</b>{bounded}"
    layout = base_layout(
        style,
        **PLACES.layout(swept=axes(grid, PLACES["swept"]), exact=axes(grid, PLACES["exact"]), off=curve),
        margin=margin(style),
        annotations=[
            PLACES["swept"].over(f"<b>{PLANNERS[p.planner]}</b>, {k} sweeps", style),
            PLACES["exact"].over(f"<b>exact</b>: V*(S) = {short(result.best[grid.start])}", style),
            PLACES["off"].over(said, style),
        ],
    )  # fmt: skip
    alt = (
        f"After {k} sweeps of {PLANNERS[p.planner].lower()} with γ = {p.gamma:g} values are off by {now}. "
        f"The start is worth {swept[grid.start]:.3g} so far, and {result.best[grid.start]:.3g} in truth."
    )
    return Drawing(traces, layout, alt, NARROW)
