"""How far a transformer with memories sees, and what that costs: by walking its layers, and by formula."""

from dataclasses import dataclass

from explainers.transformers.memory.kinds import HIDDEN, KEYS, SEGMENT, WIDTH, Kind

BYTES = 4  # of a number in memory


@dataclass(frozen=True)
class Sight:
    """What the earliest token that is known of sees through one layer, as places in the text, first to last + 1."""

    segment: tuple[int, int]
    memory: tuple[int, int]
    compressed: tuple[int, int]


def sights(kind: Kind, layers: int, at: int) -> list[Sight]:
    """Walk down from a question at `at`: each layer as seen by the earliest token that the layer above sees."""
    found, earliest = list[Sight](), at
    for _ in range(layers):
        start = earliest - earliest % kind.segment
        memory = max(start - kind.memory, 0)
        compressed = max(memory - kind.rate * kind.compressed, 0)
        found.append(Sight((start, earliest + 1), (memory, start), (compressed, memory)))
        earliest = min(compressed, memory, start)
    return found


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


def flops_window(far: int, layers: int) -> float:
    """Return the same for a plain window of `far` tokens, read anew for every token (Dai et al., section 4.4)."""
    return far * flops_full(far, layers)


def kept_bytes(kind: Kind, layers: int) -> int:
    """Return what the memories take: a state of each slot and layer."""
    return BYTES * layers * WIDTH * (kind.memory + kind.compressed)


def kept_full(far: int, layers: int) -> int:
    """Return what the keys and values of all tokens take."""
    return BYTES * layers * WIDTH * 2 * far
