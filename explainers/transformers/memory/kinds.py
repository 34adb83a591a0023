"""The six models of the page: what each may look at, and how it keeps what it read."""

from dataclasses import dataclass, replace

LAYERS, HEADS, WIDTH, HIDDEN = 3, 2, 64, 128
NOISE = " abcdefghijklmnopqrstuvwxyz"
KEYS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ASK = "?"
TOKENS = NOISE + KEYS + ASK
CHANCE = 1 / len(KEYS)
SEGMENT, MEMORY, COMPRESSED, RATE = 16, 16, 16, 4  # S, M, C and c of the Compressive Transformers
LONGEST, STEP = 288, 4  # the largest distance between a key and its question, and that between distances
GAPS = {
    "0": "None",
    "1": "1 letter before",
    "2": "2 letters before",
    "8": "8 letters before",
    "16": "16 letters before",
}
WEIGHTS, RECORDED = "weights/transformer_memory.npz", "weights/transformer_memory.json"
TIMES = "weights/transformer_memory_times.json"


@dataclass(frozen=True)
class Kind:
    """A model, by what its layers look at: `segment + memory + compressed` slots at most, 48 in each."""

    label: str
    segment: int = SEGMENT  # S, tokens read at once
    memory: int = 0  # M, states kept as they are, of each layer
    compressed: int = 0  # C, slots of compressed memory, of each layer
    rate: int = 1  # c, states that go into a compressed slot
    how: str = ""  # of compression: "mean", "conv" or "used"
    relative: bool = True  # whether positions are distances (Dai et al. 2019, section 3.3) or places in the segment

    @property
    def span(self) -> int:
        """How far back the memories of one layer go, in tokens: M + c C."""
        return self.memory + self.rate * self.compressed

    @property
    def reach(self) -> int:
        """How far back from the beginning of a segment anything can be seen, in tokens: L (M + c C)."""
        return LAYERS * self.span


MEAN = Kind("Compressive, mean", memory=MEMORY, compressed=COMPRESSED, rate=RATE, how="mean")
KINDS = {
    "window": Kind("Plain window", segment=48),
    "xl": Kind("Transformer-XL", memory=32),
    "mean": MEAN,
    "conv": replace(MEAN, label="Compressive, convolution", how="conv"),
    "used": replace(MEAN, label="Compressive, most used", how="used"),
    "absolute": Kind("Recurrence, absolute positions", memory=32, relative=False),
}
