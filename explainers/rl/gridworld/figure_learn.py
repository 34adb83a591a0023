"""A learner on its walk, beside the exact answer or another learner; how returns and errors have gone."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace
from explainers.marks import line
from explainers.panels import Panel, panels
from explainers.rl.gridworld.board import SHARES, Board, agent, board, laid_out, narrow, short
from explainers.rl.gridworld.exact import Optimum, greedy
from explainers.rl.gridworld.result import Learnt, Result
from explainers.rl.gridworld.settings import GRADIENTS, METHODS
from explainers.rl.gridworld.world import Array

PLACES = panels("left right", "returns errors", **SHARES)
ROLES = ("posterior", "likelihood")  # the colours of the learner, and of the one beside it
HORIZONS = (300, 1000, 3000, 10_000, 30_000, 100_000)  # steps that the curves have room for
BINS = 100  # over the horizon, in which returns are averaged
FAR = 5.0  # how far below the best return the scale goes, at most, in sizes of that


@Plot
def plot_learn(result: Result, style: Style) -> Drawing:
    """Draw what a learner knows beside the exact answer or another learner, their returns and their errors."""
    main, rival, best = result.main, result.rival, result.main.best
    far = next(far for far in HORIZONS if far >= result.step)
    colours = {style.colour(role): one for role, one in zip(ROLES, (main, rival), strict=True) if one}
    right = learner_board(result, rival, style, PLACES["right"]) if rival else exact_board(result, style)
    boards = (learner_board(result, main, style, PLACES["left"]), right)
    traces = [trace for each in boards for trace in each.traces]
    traces.append(line([0, far], [best.at_start] * 2, style.colour("muted"), 1.5, "V*(S) = %{y:.3f}",
                       pen={"dash": "dot"}, **PLACES["returns"].axes))  # fmt: skip
    for colour, learnt in colours.items():
        traces += curves(learnt, far, colour, style)
    exact = f"<b>exact</b> {'Q*' if main.method == 'q_learning' else 'Q of its policy'}"
    heads = [
        *(f"{_tinted(METHODS[one.method], colour)}{head(one)}" for colour, one in colours.items()),
        *([] if rival else [f"{exact}; V*(S) = {short(best.at_start)}"]),
        f"returns, lately {_listed({colour: one.lately for colour, one in colours.items()})}; "
        f"policy worth {_listed({colour: one.now.worth for colour, one in colours.items()})}",
        f"V is off by {_listed({colour: one.now.off for colour, one in colours.items()})}",
    ]
    layout = laid_out(PLACES, best.world, boards, heads, style, returns=_axes(far, *reach(best)),
                      errors=_axes(far, 0.0, best.scale))  # fmt: skip
    told = [f"After {result.step} steps:", *map(described, colours.values()), f"The best is {best.at_start:.3g}."]
    return Drawing(traces, layout, " ".join(told), narrow(PLACES, best.world, returns=150, errors=150))


def learner_board(result: Result, learnt: Learnt, style: Style, panel: Panel) -> Board:
    """Return a learner's grid: what it knows as colour, its policy as arrows, and the agent on its way."""
    world, now, shows = learnt.best.world, learnt.now, result.params.shows
    parts: Array
    if shows == "visits":
        parts = (np.log1p(learnt.visits) / max(np.log1p(learnt.visits.max()), 1.0))[:, None]
    elif shows == "values" and np.isfinite(now.values).all():
        parts = now.values[:, None] / learnt.best.scale
    else:
        parts = now.policy if learnt.method in GRADIENTS else now.q / learnt.best.scale
    policy = now.policy if learnt.method in GRADIENTS else greedy(now.q)
    known = world.free & (learnt.visits > 0)
    shown = board(world, parts, now.values, policy, known, result.cell, style, panel)
    return shown._replace(traces=[*shown.traces, *agent(learnt.walk, world.shape[1], style, panel)])


def exact_board(result: Result, style: Style) -> Board:
    """Return the grid of the exact answer to what the learner estimates."""
    now, best = result.main.now, result.main.best
    q, v = np.nan_to_num(now.exact_q), np.nan_to_num(now.exact)
    parts = (q if result.params.shows == "actions" else v[:, None]) / best.scale
    return board(best.world, parts, v, greedy(q), best.world.free, result.cell, style, PLACES["right"])


def head(learnt: Learnt) -> str:
    """Return what is said of a learner over its board; triangles of REINFORCE show π(a|s)."""
    what, episodes = (", π(a|s)" if learnt.method in GRADIENTS else ""), f"{len(learnt.ended):,} episodes"
    return f"{what}: {episodes}" if what else f": {episodes}, {(learnt.visits > 0).sum()} cells"


def _tinted(text: str, colour: str) -> str:
    return f"<span style='color:{colour}'><b>{text}</b></span>"


def _listed(values: dict[str, float]) -> str:
    return ", ".join(_tinted(short(value), colour) for colour, value in values.items())


def curves(learnt: Learnt, far: int, colour: str, style: Style) -> list[Trace]:
    """Return the returns of episodes, means of some at a time, what the policy is worth, and the error of V."""
    bins = np.ceil(learnt.ended * BINS / far).astype(int)
    counts = np.bincount(bins, minlength=BINS + 1)
    means = np.bincount(bins, learnt.returned, minlength=BINS + 1)[counts > 0] / counts[counts > 0]
    returns, errors = PLACES["returns"].axes, PLACES["errors"].axes
    return [
        line(np.flatnonzero(counts) * far / BINS, means, colour, 0.5 * style.stroke, "return %{y:.3f} by step %{x}",
             opacity=0.5, **returns),
        line(learnt.at, learnt.worth, colour, style.stroke, "its policy is worth %{y:.3f} at step %{x}", **returns),
        line(learnt.at, learnt.off, colour, style.stroke, "off by %{y:.3f} at step %{x}", **errors),
    ]  # fmt: skip


def reach(best: Optimum) -> tuple[float, float]:
    """Return from where to where returns are drawn: from a blind walk's, unless that is far away, to the best."""
    most = FAR * max(abs(best.at_start), 0.1)
    size = min(max(best.at_start - best.blind, most / 50), most) if np.isfinite(best.blind) else most
    return best.at_start - 1.1 * size, best.at_start + 0.12 * size


def _axes(far: int, low: float, high: float) -> dict[str, Layout]:
    return {"xaxis": {"range": [0, far], "nticks": 4, "tickformat": ",d"},
            "yaxis": {"range": [low, high], "nticks": 4}}  # fmt: skip


def described(learnt: Learnt) -> str:
    """Return how far a learner has come, in a sentence."""
    now, visited = learnt.now, int((learnt.visits > 0).sum())
    off = f"its values are off by {now.off:.3g}, " if np.isfinite(now.off) else ""
    worth = f"{now.worth:.3g} from the start" if np.isfinite(now.worth) else "without end from the start"
    return (
        f"{METHODS[learnt.method]} has visited {visited} of {int(learnt.best.world.inside.sum())} cells in "
        f"{len(learnt.ended)} episodes; {off}its policy is worth {worth}, its returns {short(learnt.lately)} lately."
    )
