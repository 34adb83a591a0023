"""What the learner can set. The controls are those of TensorFlow Playground (Smilkov et al. 2017), and a few more."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

from explainers.controls import Number, Select, Slider, Sliders, Stops, Text, Toggle
from explainers.foundations.deep_networks.points import DATA, FEATURES
from explainers.timeline import Timeline

MAX_STEPS = 5000
RATES = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
STRENGTHS = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
BUDGETS = (40, 80, 160)  # parameters of the networks that are compared
ACTIVATIONS = {"tanh": "tanh", "relu": "ReLU", "sigmoid": "Sigmoid", "linear": "Linear"}
PENALTIES = {"none": "None", "l1": "L1, Σ|w|", "l2": "L2, ½ Σw²"}


def feature(name: str) -> Toggle:
    """Return the switch of one input feature."""
    label = FEATURES[name][0]
    return Toggle(f"Use {label}", help=f"Whether the network is given {label} of every point.", effect="restart")


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    data: Annotated[str, Select("Data", DATA, effect="restart",
        help="Points (x₁, x₂) with labels y; four tasks classify, two are regression.")] = "circle"  # fmt: skip
    noise: Annotated[int, Slider("Noise", 0, 50, 5, unit="%", effect="restart",
        help="How far places or labels are off at random.")] = 0  # fmt: skip
    ratio: Annotated[int, Slider("Share used for training", 10, 90, 10, unit="%", effect="restart",
        help="The rest is the test set.")] = 50  # fmt: skip
    layers: Annotated[int, Slider("Hidden layers", 0, 6, 1, symbol="L", effect="restart",
        help="L, the layers between input and output.")] = 2  # fmt: skip
    units: Annotated[tuple[float, ...], Sliders("Units in layer", 1, 8, 1, 6, symbol="n", effect="restart",
        help="n, the units of hidden layer {i}.")] = (4.0, 2.0, 4.0, 4.0, 4.0, 4.0)  # fmt: skip
    activation: Annotated[str, Select("Activation", ACTIVATIONS, symbol="φ", effect="restart",
        help="φ, what every hidden unit does to its weighted sum.")] = "tanh"  # fmt: skip
    rate: Annotated[float, Stops("Learning rate", RATES, symbol="η", effect="continue",
        help="η, how far Adam moves the weights in a step.")] = 0.01  # fmt: skip
    batch: Annotated[int, Slider("Batch size", 1, 30, 1, symbol="B", effect="continue",
        help="B, training points in a step.")] = 10  # fmt: skip
    penalty: Annotated[str, Select("Regularisation", PENALTIES, effect="continue",
        help="What large weights w add to the loss.")] = "none"  # fmt: skip
    strength: Annotated[float, Stops("Regularisation rate", STRENGTHS, symbol="λ", effect="continue",
        help="λ, the weight of that sum.")] = 0.001  # fmt: skip
    x1: Annotated[bool, feature("x1")] = True
    x2: Annotated[bool, feature("x2")] = True
    x1_squared: Annotated[bool, feature("x1_squared")] = False
    x2_squared: Annotated[bool, feature("x2_squared")] = False
    x1_x2: Annotated[bool, feature("x1_x2")] = False
    sin_x1: Annotated[bool, feature("sin_x1")] = False
    sin_x2: Annotated[bool, feature("sin_x2")] = False
    test: Annotated[bool, Toggle("Show test data", help="Also draw the points that are held out, as squares.")] = False
    discrete: Annotated[bool, Toggle("Discretise output", help="Draw only the sign of the output.")] = False
    depth: Annotated[float, Slider("Through the network", 0.0, 6.0, 0.2, symbol="ℓ",
        help="ℓ, the layers that the plane has passed, on a straight way from each to the next.")] = 6.0  # fmt: skip
    budget: Annotated[int, Stops("Parameters", BUDGETS, symbol="P",
        help="P, about how many weights and biases each network has.")] = 160  # fmt: skip
    steps: Annotated[int, Number("Step", 0, MAX_STEPS, symbol="t", help="t, how many steps have been made.")] = 400
    schedule: Annotated[str, Text("Earlier settings", 2000,
        help="What was set until which step: 300 rate=0.1 batch=5; 900 rate=0.01.")] = ""  # fmt: skip
    seed: Annotated[int, Number("Seed", 0, 9999, effect="restart",
        help="Of the points, the first weights and the batches.")] = 0  # fmt: skip

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the input features in use."""
        return tuple(name for name in FEATURES if getattr(self, name))

    @property
    def sizes(self) -> list[int]:
        """The units of every layer: input, hidden, output."""
        return [len(self.features), *map(int, self.units[: self.layers]), 1]


def count(sizes: list[int]) -> int:
    """Return how many weights and biases a network has, given the units of every layer."""
    return sum((fan_in + 1) * fan_out for fan_in, fan_out in pairwise(sizes))


TIMELINE: Timeline[Params] = Timeline.of(Params, MAX_STEPS)
