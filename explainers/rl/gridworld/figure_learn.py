"""A learner on its walk beside the exact answer, and how its returns and its errors have gone."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import line
from explainers.panels import Panel, Panels, panels
from explainers.rl.gridworld.board import agent, arrows, axes, frame, numbers, picture, signs
from explainers.rl.gridworld.exact import blind_walk, greedy
from explainers.rl.gridworld.grid import Grid
from explainers.rl.gridworld.result import Learnt, Result
from explainers.rl.gridworld.settings import METHODS
from explainers.rl.gridworld.world import Array

SHARES = {"heights": (0.7, 0.3), "gaps": (0.075, 0.13)}  # of boards and curves
PLACES = panels("learnt exact", "returns off", **SHARES)  # type: ignore[arg-type]
HORIZONS = (300, 1000, 3000, 10_000, 30_000, 100_000)  # steps that the curves have room for
BINS = 100  # over the horizon, in which returns are averaged
FAR = 5.0  # how far below the best return the scale goes, at most, in sizes of that


@Plot
def plot_learn(result: Result, style: Style) -> Drawing:
    """Draw what a learner knows beside the exact answer, its returns and its errors."""
    learnt = result.main
    parted = result.params.shows == "actions"
    traces = learner_board(result, learnt, style, PLACES["learnt"])
    traces += exact_board(result, learnt.now.exact_q, learnt.now.exact, parted, style, PLACES["exact"])
    traces += worths(result, learnt, "posterior", style, PLACES["returns"])
    far, top = horizon(result), rms(result) * 1.2
    off = line(learnt.at, np.clip(learnt.off, 0, top), style.colour("posterior"), style.stroke,
               "off by %{customdata:.3f} at step %{x}", **PLACES["off"].axes)  # fmt: skip
    traces.append(off | {"customdata": learnt.off})
    grid, knows = result.world.grid, np.isfinite(learnt.now.off)
    error = f"its V is off by <b>{short(learnt.now.off)}</b>" if knows else "it learns no V"
    layout = base_layout(
        style,
        **PLACES.layout(learnt=axes(grid, PLACES["learnt"]), exact=axes(grid, PLACES["exact"]),
                        returns=curve_axes(far, *reach(result)), off=curve_axes(far, 0.0, top)),
        margin=margin(style),
        annotations=[
            PLACES["learnt"].over(head(learnt), style), PLACES["exact"].over(head_of_exact(result, learnt), style),
            PLACES["returns"].over(f"returns; <b>its policy is worth {short(learnt.now.worth)}</b>", style),
            PLACES["off"].over(error, style),
        ],
    )  # fmt: skip
    return Drawing(traces, layout, describe(result, learnt), narrow(PLACES, grid, returns=150, off=150))


def head(learnt: Learnt) -> str:
    """Return what is said over a learner's board."""
    return f"<b>{METHODS[learnt.method]}</b>: {len(learnt.ended):,} episodes, {int((learnt.visits > 0).sum())} cells"


def head_of_exact(result: Result, learnt: Learnt) -> str:
    """Return what is said over the board of the exact answer."""
    whose = "Q*" if learnt.method == "q_learning" else "Q of its policy"
    return f"<b>exact</b> {whose}; V*(S) = {short(result.best[result.world.grid.start])}"


def short(value: float) -> str:
    """Return a number with three digits; a dash where there is none."""
    return "–" if np.isnan(value) else f"{value:.3g}".replace("-", "−")


def learner_board(result: Result, learnt: Learnt, style: Style, panel: Panel) -> list[Trace]:
    """Return a learner's grid: what it knows as colour, its policy as arrows, and the agent on its way."""
    world, grid = result.world, result.world.grid
    known = learnt.visits > 0
    values = learnt.now.values
    if result.params.shows == "visits":
        parts = np.log1p(learnt.visits)[:, None] / max(np.log1p(learnt.visits.max()), 1.0)
    elif result.params.shows == "values" and np.isfinite(values).all():
        parts = values[:, None] / result.scale
    else:
        parts = learnt.now.policy if learnt.gradient else learnt.q / result.scale
    parted = parts.shape[1] > 1
    policy = learnt.now.policy if learnt.gradient else greedy(learnt.q)
    said = ("V", values) if np.isfinite(values).all() else ("visits", learnt.visits)
    return [
        picture(np.broadcast_to(parts, (len(known), 4)), world.free & known, grid, style, panel, parted),
        signs(grid, style, panel),
        arrows(policy, world.free & known, grid, style, panel),
        *([frame(result.cell, grid, style, panel)] if result.params.cell else []),
        *agent([cell for cell, _, _ in learnt.walk.trail], learnt.walk.cell, grid, style, panel, "generator"),
        numbers(said[1], world.free, grid, panel, said[0]),
    ]


def exact_board(result: Result, q: Array, values: Array, parted: bool, style: Style, panel: Panel) -> list[Trace]:
    """Return a grid with the greedy policy of q (S, 4), coloured by that or by values (S,)."""
    world, grid = result.world, result.world.grid
    parts = np.nan_to_num(q if parted else values[:, None]) / result.scale
    return [
        picture(np.broadcast_to(parts, q.shape), world.free, grid, style, panel, parted),
        signs(grid, style, panel),
        arrows(greedy(np.nan_to_num(q)), world.free, grid, style, panel),
        *([frame(result.cell, grid, style, panel)] if result.params.cell else []),
        numbers(values, world.free, grid, panel, "V"),
    ]


def worths(result: Result, learnt: Learnt, role: str, style: Style, panel: Panel) -> list[Trace]:
    """Return the returns of episodes, means of some at a time, what the policy is worth, and the best there is."""
    far, (low, high) = horizon(result), reach(result)
    bins = np.ceil(learnt.ended * BINS / far).astype(int)
    counts = np.bincount(bins, minlength=BINS + 1)
    means = np.bincount(bins, learnt.returned, minlength=BINS + 1)[counts > 0] / counts[counts > 0]
    at = np.flatnonzero(counts) * far / BINS
    best = result.best[result.world.grid.start]
    told = line(at, np.clip(means, low, high), style.colour(role, 0.5), 0.5 * style.stroke,
                "return %{customdata:.3f} by step %{x}", **panel.axes)  # fmt: skip
    worth = line(learnt.at, np.clip(np.nan_to_num(learnt.worth, nan=low), low, high), style.colour(role), style.stroke,
                 "its policy is worth %{customdata:.3f} at step %{x}", **panel.axes)  # fmt: skip
    return [
        line([0, far], [best, best], style.colour("muted"), 1.5, "V*(S) = %{y:.3f}", pen={"dash": "dot"}, **panel.axes),
        told | {"customdata": means},
        worth | {"customdata": np.nan_to_num(learnt.worth)},
    ]


def horizon(result: Result) -> int:
    """Return how many steps the curves have room for."""
    return next(far for far in HORIZONS if far >= result.step)


def rms(result: Result) -> float:
    """Return the size of V*: how far off somebody is who knows nothing."""
    return float(np.sqrt((result.best[result.world.inside] ** 2).mean())) or 1.0


def reach(result: Result) -> tuple[float, float]:
    """Return from where to where returns are drawn: from a blind walk's, unless that is far away, to the best."""
    best, blind = float(result.best[result.world.grid.start]), blind_walk(result.world, result.params.gamma)
    most = FAR * max(abs(best), 0.1)
    size = min(max(best - blind, most / 50), most) if np.isfinite(blind) else most
    return best - 1.1 * size, best + 0.12 * size


def narrow(places: Panels, grid: Grid, boards: int = 2, **curves: int) -> Layout:
    """Return the stack for a telephone: boards as high as they are there, and what else there is below."""
    high = min(300 * grid.shape[0] // grid.shape[1], 300)
    return places.narrow(dict.fromkeys(list(places.named)[:boards], high) | curves, gap=56, margin=(40, 30))


def margin(style: Style) -> dict[str, int]:
    """Return the room around two boards with a line of text over them, and curves below."""
    return {"l": 62, "r": 14, "t": 32, "b": 32} if style.lecture else {"l": 50, "r": 14, "t": 26, "b": 26}


def curve_axes(far: int, low: float, high: float) -> dict[str, Layout]:
    """Return the axes of a curve along the run."""
    return {"xaxis": {"range": [0, far], "nticks": 4, "tickformat": ",d"},
            "yaxis": {"range": [low, high], "nticks": 4}}  # fmt: skip


def describe(result: Result, learnt: Learnt) -> str:
    """Return the picture in a sentence."""
    now, start = learnt.now, result.world.grid.start
    off = f"Its values are off by {now.off:.3g}; its" if np.isfinite(now.off) else "Its"
    worth = f"{now.worth:.3g} from the start" if np.isfinite(now.worth) else "without end from the start"
    return (
        f"{METHODS[learnt.method]} after {result.step} steps and {len(learnt.ended)} episodes has visited "
        f"{int((learnt.visits > 0).sum())} of {int(result.world.inside.sum())} cells. {off} policy is worth {worth}, "
        f"and the best one {result.best[start]:.3g}."
    )
