"""What the learner can set."""

from dataclasses import dataclass
from typing import Annotated

from explainers.controls import Choice, Number, Select, Slider, Stops, Text
from explainers.timeline import Timeline

MAX_STEPS = 300
MAX_CLICKS = 40
JUDGES = {
    "calm": "Calm: low, slow, minor, no leaps",
    "dance": "Dancing: high, quick, major, uneven",
    "rule": "A rule: narrow, on the tonic chord",
    "you": "You",
}
METHODS = {"ppo": "PPO", "dpo": "DPO"}
BETAS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 3.0)
RATES = (0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01)
TURNS = (0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 100.0)


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    judge: Annotated[
        str,
        Select("Judge", JUDGES, symbol="u", effect="restart",
               help="Who prefers: you, or a judge whose true reward u is known, to score the learned one by."),
    ] = "calm"  # fmt: skip
    clicks: Annotated[
        int,
        Slider("Clicks of the judge", 0, MAX_CLICKS, 1, effect="restart",
               help="Pairs of melodies of which the judge has preferred one."),
    ] = 20  # fmt: skip
    preferred: Annotated[
        str, Text("Your clicks", MAX_CLICKS, effect="restart", help="Which of each pair you preferred: abba, say.")
    ] = ""  # fmt: skip
    turn: Annotated[
        float,
        Stops("Reward turns at", TURNS, symbol="t", unit="sd", effect="restart",
              help="t: up to so many standard deviations more of a feature is better to the judge; beyond, worse."),
    ] = 1.0  # fmt: skip
    method: Annotated[
        str, Choice("Method", METHODS, effect="restart", help="How the generator is trained for the learned reward r̂.")
    ] = "ppo"  # fmt: skip
    beta: Annotated[
        float,
        Stops("KL coefficient", BETAS, symbol="β", effect="continue",
              help="β, the leash: what a nat of KL from the reference model costs, in units of reward."),
    ] = 0.3  # fmt: skip
    n: Annotated[
        int, Stops("Best of", (1, 2, 4, 8, 16, 32, 64, 128, 256), symbol="n",
                   help="n, how many melodies are drawn, of which the one with the best reward is kept."),
    ] = 16  # fmt: skip
    rate: Annotated[float, Stops("Learning rate", RATES, symbol="η", effect="continue", help="η, of Adam.")] = 0.002
    seed: Annotated[
        int, Number("Seed", 0, 9999, effect="restart", help="Of the pairs, the judge's chance and the melodies drawn.")
    ] = 0
    steps: Annotated[int, Number("Step", 0, MAX_STEPS, help="How many updates have been made.")] = 40
    schedule: Annotated[
        str, Text("Earlier settings", 2000, help="What was set until which step: 30 beta=0.1; 60 rate=0.01.")
    ] = ""


TIMELINE: Timeline[Params] = Timeline.of(Params, MAX_STEPS)
