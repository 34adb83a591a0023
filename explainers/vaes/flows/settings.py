"""What the learner can set."""

from dataclasses import dataclass
from typing import Annotated

from explainers.controls import Choice, Drawing, Number, Select, Slider, Stops, Text
from explainers.timeline import Timeline
from explainers.vaes.flows.layers import KINDS
from explainers.vaes.flows.posterior import DEPTHS, PICTURES, ROWS
from explainers.vaes.flows.shipped_flows import LAYERS
from explainers.vaes.flows.targets import MAX_DRAWN, TARGETS

MAX_STEPS = 5000
RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
OBJECTIVES = {"forward": "Forward, KL(p ‖ q)", "reverse": "Reverse, KL(q ‖ p)"}
LOSSES = "Forward: maximum likelihood on points of p. Reverse: on points of q, against the formula of p."
SOURCES = {"shipped": "Trained before", "here": "Trained here"}
POINTS = "At least five. The target p is a small Gaussian around each; a flow for it is trained here."


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    data: Annotated[
        str, Select("Target", TARGETS, symbol="p", help="p, the density to imitate.", effect="restart")
    ] = "banana"  # fmt: skip
    drawn: Annotated[
        str, Drawing("Your own points", 12 * MAX_DRAWN, points=MAX_DRAWN, effect="restart", help=POINTS)
    ] = ""
    kind: Annotated[
        str, Select("Flow", KINDS, symbol="f", help="f, the kind of invertible layer.", effect="restart")
    ] = "coupling"
    layers: Annotated[
        int, Stops("Layers", LAYERS, symbol="K", help="K, how many layers there are one after another.",
                   effect="restart"),
    ] = 2  # fmt: skip
    t: Annotated[
        float, Slider("Through the layers", 0.0, 1.0, 0.04, symbol="t",
                      help="t, the share of the layers that z has passed; within a layer, on its straight way."),
    ] = 1.0  # fmt: skip
    source: Annotated[
        str, Choice("Which flow", SOURCES, help="One of those that come with the page, or that of “Train it”.")
    ] = "shipped"
    objective: Annotated[str, Select("Loss", OBJECTIVES, effect="continue", help=LOSSES)] = "forward"
    rate: Annotated[
        float, Stops("Learning rate", RATES, symbol="η", effect="continue", help="η, of Adam.")
    ] = 0.01  # fmt: skip
    batch: Annotated[
        int, Number("Batch", 16, 512, symbol="B", effect="continue", help="B, points in a step.")
    ] = 256  # fmt: skip
    image: Annotated[
        int, Slider("Picture", 0, PICTURES - 1, 1, symbol="x", help="x, a test picture: two of every digit, in order.")
    ] = 6
    rows: Annotated[
        int, Select("What is seen of it", {str(rows): name for rows, name in ROWS.items()},
                    help="Rows of pixels that p(z|x) knows of."),
    ] = 9  # fmt: skip
    depth: Annotated[
        int, Stops("Layers of q", DEPTHS, symbol="K", help="K, planar layers of the flow q; at 0 it is a Gaussian.")
    ] = 8
    steps: Annotated[int, Number("Step", 0, MAX_STEPS, help="How many steps have been made.")] = 300
    fork: Annotated[
        int, Number("Compare with no change at step", 0, MAX_STEPS,
                    help="Where settings changed, the run without the change is drawn dotted; 0 draws none."),
    ] = 0  # fmt: skip
    schedule: Annotated[
        str, Text("Earlier settings", 2000, help="What was set until which step: 300 rate=0.1; 900 objective=reverse.")
    ] = ""
    seed: Annotated[
        int, Number("Seed", 0, 9999, help="Of the first weights and of all points drawn.", effect="restart")
    ] = 0


TIMELINE: Timeline[Params] = Timeline.of(Params, MAX_STEPS)
