"""What it costs to see far, with memories and by attention over everything."""

from explainers.transformers.memory.kinds import HIDDEN, KEYS, SEGMENT, WIDTH, Kind

BYTES = 4  # of a number in memory


def needed(how: str, far: int, layers: int, rate: int, segment: int = SEGMENT) -> Kind:
    """Return the model that just sees `far` tokens back: of the memory, M = S and the rest is compressed, if any is."""
    each = -(-far // layers)  # that one layer has to go back
    if how == "xl":
        return Kind("", segment, memory=-(-each // segment) * segment)
    slots = -(-max(each - segment, 0) // (rate * SEGMENT)) * SEGMENT
    return Kind("", segment, segment, slots, rate, "conv")


def flops(kind: Kind, layers: int) -> float:
    """Return the floating-point operations per token of reading one segment, all memories full, additions included."""
    rows, slots, d = kind.segment, kind.segment + kind.memory + kind.compressed, WIDTH
    into = 2 * d * d * (2 * rows + (3 if kind.relative else 2) * slots)  # queries, outputs; keys, values, distances
    attending = 2 * d * rows * slots * (3 if kind.relative else 2)
    squeezing = 2 * d * d * rows if kind.how == "conv" else 0
    return (layers * (into + attending + 4 * d * HIDDEN * rows + squeezing + 2 * d * len(KEYS) * rows)) / rows


def flops_full(far: int, layers: int) -> float:
    """Return the same for attention over all of `far` tokens, whose keys and values are kept (relative positions)."""
    return float(layers * (8 * WIDTH**2 + 6 * WIDTH * far + 4 * WIDTH * HIDDEN + 2 * WIDTH * len(KEYS)))


def kept_bytes(kind: Kind, layers: int) -> int:
    """Return what the memories take: a state of each slot and layer."""
    return BYTES * layers * WIDTH * (kind.memory + kind.compressed)


def kept_full(far: int, layers: int) -> int:
    """Return what the keys and values of all tokens take."""
    return BYTES * layers * WIDTH * 2 * far
