"""What the learner can set: the world, its rewards, who learns in it and how."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from explainers.controls import Cells, Choice, Number, Select, Slider, Stops, Text
from explainers.timeline import Timeline

MAX_STEPS = 100_000
MOST_SWEEPS = 60
MOST_SIDE = 12  # cells along either side of a grid
KINDS = {
    ".": "free",
    "#": "wall",
    "S": "start",
    "G": "goal: pays, and ends",
    "g": "small goal: pays a tenth, and ends",
    "O": "pit: costs, and ends",
    "~": "cliff: costs, and back to the start",
    "+": "coin: pays whoever enters, every time",
    "^": "wind: blows a cell up",
    ">": "wind: blows a cell to the right",
    "v": "wind: blows a cell down",
    "<": "wind: blows a cell to the left",
}
GRID = "Rows of characters with / between: " + ", ".join(f"{sign} {what.split(':')[0]}" for sign, what in KINDS.items())


@dataclass(frozen=True)
class Preset:
    """A world to begin with."""

    title: str
    rows: str  # as `Params.grid`
    rewards: tuple[float, float, float, float] = (-0.01, 1.0, -1.0, 0.3)  # step, goal, pit, coin
    slip: float = 0.0
    library: str = ""  # the name of the environment in gymnasium whose transition table it has


WORLDS: Mapping[str, Preset] = {
    "maze": Preset("A maze with a pit", ".......#G/..#....#./S.#.O..#./..#....../.....#.../........."),
    "aima": Preset("Russell and Norvig’s 4 × 3", "...G/.#.O/S...", (-0.04, 1.0, -1.0, 0.3), slip=0.2),
    "loop": Preset("Coins on the way", "......./.####.+/S####.+/.####../......G"),
    "treasure": Preset(
        "A treasure far away", "S..g..../......../##.#####/......../......../#####.##/......../......../.......G"
    ),
    "blocking": Preset(
        "Sutton and Barto’s blocking maze", "........G/........./........./########./........./...S....."
    ),
    "windy": Preset("A windy crossing", "...^^^..../" * 3 + "S..^^^...G/" + "...^^^..../" * 2 + "...^^^...."),
    "frozen": Preset(
        "FrozenLake 4 × 4 (gymnasium)", "S.../.O.O/...O/O..G", (0.0, 1.0, 0.0, 0.0), 2 / 3, "FrozenLake-v1"
    ),
    "cliff": Preset(
        "CliffWalking (gymnasium)",
        "............/" * 3 + "S~~~~~~~~~~G",
        (-1.0, 0.0, -99.0, 0.0),
        0.0,
        "CliffWalking-v1",
    ),
    "empty": Preset("An empty room, 12 × 12", "S.........../" + "............/" * 10 + "...........G"),
}
METHODS = {
    "q_learning": "Q-learning",
    "sarsa": "SARSA",
    "monte_carlo": "Monte Carlo",
    "reinforce": "REINFORCE",
    "baseline": "REINFORCE, baseline",
}
GRADIENTS = ("reinforce", "baseline")  # those that learn a policy, not action values
PLANNERS = {"value": "Value iteration", "policy": "Policy iteration"}
SHOWS = {"actions": "Action values", "values": "Values", "visits": "Visits"}
Rate = partial(Slider, effect="continue")  # a slider that may be moved while a learner walks


@dataclass(frozen=True)
class Params:
    """What the learner can set. Rewards are paid on arrival in a cell, on top of the cost of the step."""

    world: Annotated[
        str, Select("World", {name: preset.title for name, preset in WORLDS.items()}, effect="restart",
                    help="The Markov decision process. Gymnasium’s bring transitions and rewards of their own."),
    ] = "maze"  # fmt: skip
    grid: Annotated[
        str, Cells("Edit the world", (MOST_SIDE + 1) * MOST_SIDE, kinds=KINDS, effect="continue", help=f"{GRID}.")
    ] = ""
    method: Annotated[str, Select("Learner", METHODS, effect="restart", help="How it learns of rewards.")] = (
        "q_learning"
    )
    rival: Annotated[
        str, Select("Beside it", {"exact": "The exact answer"} | METHODS, effect="restart",
                    help="What the learner estimates, exactly; or another learner, on the same random numbers.")
    ] = "exact"  # fmt: skip
    alpha: Annotated[
        float, Stops("Learning rate", (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0), symbol="α", effect="continue",
                     help="α, how far an estimate moves towards what was just lived through."),
    ] = 0.5  # fmt: skip
    epsilon: Annotated[
        float,
        Rate("Exploration", 0.0, 1.0, 0.05, symbol="ε", help="ε, how often an action is chance; not of REINFORCE."),
    ] = 0.1
    gamma: Annotated[
        float, Stops("Discount", (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0), symbol="γ", effect="continue",
                     help="γ, what a reward is worth that comes a step later."),
    ] = 0.95  # fmt: skip
    slip: Annotated[
        float,
        Rate("Slip", 0.0, 1.0, 0.05, symbol="s", help="s, how often a step goes to the left or right of its aim."),
    ] = 0.0
    planner: Annotated[str, Select("Computed by", PLANNERS, help="How V* is found in a world that is known.")] = "value"
    sweeps: Annotated[int, Slider("Sweeps", 0, MOST_SWEEPS, 1, symbol="k", help="k, backups of each state.")] = 8
    cell: Annotated[
        int, Number("Open cell", 0, MOST_SIDE**2, symbol="i", help="i, row by row; 0: the start. A click opens one.")
    ] = 0
    shows: Annotated[str, Choice("Shown", SHOWS, help="What the colours of a learner’s cells are.")] = "actions"
    step_reward: Annotated[float, Rate("Each step pays", -1.0, 0.2, 0.01, symbol="r", help="r, mostly a cost.")] = -0.01
    goal: Annotated[float, Rate("The goal pays", 0.0, 2.0, 0.1, help="Once, as the episode ends there.")] = 1.0
    pit: Annotated[float, Rate("A pit or a cliff pays", -100.0, 0.0, 0.5, help="Mostly a loss.")] = -1.0
    coin: Annotated[float, Rate("A coin pays", 0.0, 1.0, 0.05, help="Whenever its cell is entered anew.")] = 0.3
    seed: Annotated[int, Number("Seed", 0, 9999, effect="restart", help="Of chance, for all learners alike.")] = 0
    steps: Annotated[int, Number("Step", 0, MAX_STEPS, symbol="t", help="t, how many steps were walked.")] = 3000
    schedule: Annotated[str, Text("Earlier settings", 4000, help="Until which step, as “900 alpha=0.1”.")] = ""


TIMELINE = Timeline[Params].of(Params, MAX_STEPS)
