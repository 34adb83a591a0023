"""What the learner can set."""

from dataclasses import dataclass
from typing import Annotated

from explainers.controls import Number, Select, Slider, Stops, Text
from explainers.transformers.memory.kinds import COMPRESSED, GAPS, KINDS, LAYERS, LONGEST, MEMORY, RATE, SEGMENT, STEP
from explainers.transformers.memory.text import DICKENS

MODELS = {name: kind.label for name, kind in KINDS.items()}
FAR = (64, 128, 256, 512, 1024, 2048, 4096)


@dataclass(frozen=True)
class Params:
    """What the learner can set. A token is a letter; lengths are in tokens."""

    distance: Annotated[
        int, Slider("Distance", STEP, LONGEST, STEP, symbol="d", unit="letters",
                    help="d, how many letters ago the key was named when it is asked for.")
    ] = 128  # fmt: skip
    kind: Annotated[
        str, Select("Model", MODELS, help="All have three layers; each layer attends to 48 slots at most.")
    ] = "mean"
    gap: Annotated[
        int,
        Select("An earlier key", GAPS, help="Another key, named before the one that is asked for: the latest counts."),
    ] = 0
    key: Annotated[str, Text("Key", 1, help="One letter from A to Z; all other letters are small.")] = "Q"
    noise: Annotated[
        str, Text("What is read meanwhile", 200, help="Letters a to z and blanks, repeated until the question comes.")
    ] = DICKENS.strip()
    layers: Annotated[int, Slider("Layers", 1, 8, 1, symbol="L", help="L, layers of attention.")] = LAYERS
    memory: Annotated[
        int, Slider("Memory", 16, 128, 16, symbol="M", help="M, states that each layer keeps as they are.")
    ] = MEMORY
    compressed: Annotated[
        int, Slider("Compressed memory", 0, 128, 16, symbol="C", help="C, compressed slots of each layer.")
    ] = COMPRESSED
    rate: Annotated[
        int, Stops("Compression rate", (1, 2, 4, 8, 16), symbol="c", help="c, states in a compressed slot.")
    ] = RATE
    far: Annotated[
        int, Stops("Text to see", FAR, symbol="n", unit="letters", help="n, how far back one has to see.")
    ] = 1024
    segment: Annotated[
        int, Stops("Segment", (16, 32, 64, 128, 256), symbol="S", help="S, letters that are read at once.")
    ] = SEGMENT
    seed: Annotated[
        int, Number("Seed", 0, 9999, help="Of where in its segment the key stands, and of the earlier key.")
    ] = 0
