"""What the learner can set. The controls are those of TensorFlow Playground (Smilkov et al. 2017), and a few more."""

from dataclasses import dataclass
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
OPTIMISERS = {"adam": "Adam", "sgd": "SGD"}


def feature(name: str) -> Toggle:
    """Return the switch of one input feature."""
    label = FEATURES[name][0]
    return Toggle(f"Feature {label}", help=f"Whether the network is given {label} of every point.", effect="restart")


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    data: Annotated[
        str, Select("Data", DATA, help="The points (x₁, x₂) with labels y; four tasks classify, two are regression.",
                    effect="restart"),
    ] = "circle"  # fmt: skip
    noise: Annotated[
        int, Slider("Noise", 0, 50, 5, unit="%", help="How far places or labels are off at random.", effect="restart")
    ] = 0
    ratio: Annotated[
        int, Slider("Share used for training", 10, 90, 10, unit="%", help="The rest is the test set.", effect="restart")
    ] = 50
    layers: Annotated[
        int, Slider("Hidden layers", 0, 6, 1, symbol="L", help="L, the layers between input and output.",
                    effect="restart"),
    ] = 2  # fmt: skip
    units: Annotated[
        tuple[float, ...],
        Sliders("Units in layer", 1, 8, 1, 6, symbol="n", help="n, the units of hidden layer {i}, where there is one.",
                effect="restart"),
    ] = (4.0, 2.0, 4.0, 4.0, 4.0, 4.0)  # fmt: skip
    activation: Annotated[
        str, Select("Activation", ACTIVATIONS, symbol="φ", help="φ, what every hidden unit does to its weighted sum.",
                    effect="restart"),
    ] = "tanh"  # fmt: skip
    rate: Annotated[
        float, Stops("Learning rate", RATES, symbol="η", help="η, how far weights move in a step.", effect="continue")
    ] = 0.01
    batch: Annotated[
        int, Slider("Batch size", 1, 30, 1, symbol="B", help="B, training points in a step.", effect="continue")
    ] = 10
    penalty: Annotated[
        str,
        Select("Regularisation", PENALTIES, help="What large weights w add to the loss.", effect="continue"),
    ] = "none"
    strength: Annotated[
        float, Stops("Regularisation rate", STRENGTHS, symbol="λ", help="λ, the weight of that sum.", effect="continue")
    ] = 0.001
    optimiser: Annotated[
        str, Select("Optimiser", OPTIMISERS, help="How gradients become steps; Playground has SGD only.",
                    effect="restart"),
    ] = "adam"  # fmt: skip
    x1: Annotated[bool, feature("x1")] = True
    x2: Annotated[bool, feature("x2")] = True
    x1_squared: Annotated[bool, feature("x1_squared")] = False
    x2_squared: Annotated[bool, feature("x2_squared")] = False
    x1_x2: Annotated[bool, feature("x1_x2")] = False
    sin_x1: Annotated[bool, feature("sin_x1")] = False
    sin_x2: Annotated[bool, feature("sin_x2")] = False
    test: Annotated[bool, Toggle("Show test data", help="Also draw the points that are held out, as squares.")] = False
    discrete: Annotated[bool, Toggle("Discretise output", help="Draw only the sign of the output.")] = False
    depth: Annotated[
        float, Slider("Through the network", 0.0, 6.0, 0.2, symbol="ℓ",
                      help="ℓ, after how many hidden layers the plane is looked at; in between, on its straight way."),
    ] = 1.0  # fmt: skip
    budget: Annotated[
        int, Stops("Parameters", BUDGETS, symbol="P", help="P, about how many weights and biases each network has.")
    ] = 160
    steps: Annotated[int, Number("Step", 0, MAX_STEPS, symbol="t", help="t, how many steps have been made.")] = 400
    fork: Annotated[
        int, Number("Compare with no change at step", 0, MAX_STEPS,
                    help="Where settings changed, the test loss without the change is drawn dotted; 0 draws none."),
    ] = 0  # fmt: skip
    schedule: Annotated[
        str, Text("Earlier settings", 2000, help="What was set until which step: 300 rate=0.1 batch=5; 900 rate=0.01.")
    ] = ""
    seed: Annotated[
        int, Number("Seed", 0, 9999, help="Of the points, the first weights and the batches.", effect="restart")
    ] = 0

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the input features in use."""
        return tuple(name for name in FEATURES if getattr(self, name))

    @property
    def sizes(self) -> list[int]:
        """The units of every layer: input, hidden, output."""
        return [len(self.features), *map(int, self.units[: self.layers]), 1]


TIMELINE: Timeline[Params] = Timeline.of(Params, MAX_STEPS)
