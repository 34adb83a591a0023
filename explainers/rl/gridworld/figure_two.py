"""Two learners in the same world, on the same random numbers."""

from explainers.figure_style import Drawing, Plot, Style, base_layout
from explainers.panels import panels
from explainers.rl.gridworld.board import axes
from explainers.rl.gridworld.figure_learn import (
    SHARES,
    curve_axes,
    head,
    horizon,
    learner_board,
    margin,
    narrow,
    reach,
    short,
    worths,
)
from explainers.rl.gridworld.result import Learnt, Result
from explainers.rl.gridworld.settings import METHODS

PLACES = panels("main rival", "returns returns", **SHARES)  # type: ignore[arg-type]
ROLES = {"main": "posterior", "rival": "likelihood"}


@Plot
def plot_two(result: Result, style: Style) -> Drawing:
    """Draw what either learner knows, and under them the returns of both."""
    both, grid = {"main": result.main, "rival": result.rival}, result.world.grid
    traces = [trace for name, learnt in both.items()
              for trace in learner_board(result, learnt, style, PLACES[name])]  # fmt: skip
    for name, learnt in both.items():
        traces += worths(result, learnt, ROLES[name], style, PLACES["returns"])
    boards = {name: axes(grid, PLACES[name]) for name in both}
    layout = base_layout(
        style,
        **PLACES.layout(**boards, returns=curve_axes(horizon(result), *reach(result))),
        margin=margin(style),
        annotations=[
            *(PLACES[name].over(head(learnt), style) for name, learnt in both.items()),
            PLACES["returns"].over(f"returns, and their means in the last half: {legend(result, style)}", style),
        ],
    )  # fmt: skip
    each = "; ".join(f"{METHODS[learnt.method]} got {short(lately(learnt))} an episode lately, and its policy is worth "
                     f"{short(learnt.now.worth)}" for learnt in both.values())  # fmt: skip
    alt = f"After {result.step} steps on the same random numbers: {each}. The best policy is worth " \
          f"{result.best[grid.start]:.3g}."  # fmt: skip
    stack = narrow(PLACES, grid, returns=190) | {"annotations": {2: {"text": legend(result, style)}}}
    return Drawing(traces, layout, alt, stack)


def lately(learnt: Learnt) -> float:
    """Return the mean return of the last half of the run's episodes; nan where there are none."""
    some = learnt.returned[learnt.ended > learnt.walk.step / 2]
    return float(some.mean()) if len(some) else float("nan")


def legend(result: Result, style: Style) -> str:
    """Return whose curve is whose, and what they get lately."""
    told = [f"<span style='color:{style.colour(ROLES[name])}'><b>{METHODS[who.method]}</b> {short(lately(who))}</span>"
            for name, who in (("main", result.main), ("rival", result.rival))]  # fmt: skip
    return ", ".join(told)
