"""How long a letter takes, measured: `python -m explainers.transformers.memory.timing`, a minute of one core."""

import json
import time

import torch

from explainers.shipped import place_of
from explainers.transformers.memory.costs import needed
from explainers.transformers.memory.kinds import LAYERS, RATE, TIMES, TOKENS, Kind
from explainers.transformers.memory.recurrent import Recurrent
from explainers.transformers.memory.settings import FAR

AGAIN = 20  # measurements, of which the shortest counts


@torch.no_grad()
def seconds(kind: Kind) -> float:
    """Return the processor's seconds for each letter of a segment, all memories full. The weights are random."""
    model, taken = Recurrent(kind), list[float]()
    kept = model.nothing(1)
    for _ in range(1 + kind.span // kind.segment + AGAIN):
        ids, start = torch.randint(len(TOKENS), (1, kind.segment)), time.process_time()
        _, kept, _ = model.segment(ids, kept)
        taken.append((time.process_time() - start) / kind.segment)
    return min(taken[-AGAIN:])


def main() -> None:
    """Measure for each distance that has to be seen: all of it read at once, and segments with memories."""
    found = {"full": [seconds(Kind("", far)) for far in FAR]}
    for how in ("xl", "compressive"):
        found[how] = [seconds(needed(how, far, LAYERS, RATE)) for far in FAR]
    rounded = {way: [float(f"{each:.3g}") for each in row] for way, row in found.items()}
    print(rounded)
    place_of(TIMES).write_text(json.dumps(rounded) + "\n", "utf-8")


if __name__ == "__main__":
    main()
