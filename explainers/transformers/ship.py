"""Writes down the answers that are shipped: `python -m explainers.transformers.ship`. Needs both real models.

A page opens on its example sentences at once, and works on them where the models are not.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

import explainers
from explainers.transformers.attention import roles
from explainers.transformers.lm.questions import (
    FOLDER,
    BothWays,
    Operate,
    Question,
    Read,
    Reading,
    Weigh,
    Write,
    answer,
    file_of,
    packed,
)
from explainers.transformers.lm.text import EXAMPLES, Params

HERE = Path(explainers.__path__[0])
OPENED = [(13, 8), (24, 4), (21, 6), (0, 0), (18, 6), (11, 1)]  # heads that can be taken apart without the model
WRITES = 12  # tokens written behind the first example


def effective(text: str, count: int) -> list[tuple[int, int]]:
    """Return the heads whose removal changes the next word most."""
    worth = answer(Weigh(text)).heads
    return [(int(i // worth.shape[1]), int(i % worth.shape[1])) for i in np.argsort(-worth, axis=None)[:count]]


def questions() -> Iterator[Question]:
    """Return everything that is shipped."""
    start = Params()
    for text in EXAMPLES.values():
        yield Read(text)
        yield Weigh(text)
        yield BothWays(text)
        yield from (Operate(text, f"{layer}.{head}") for layer, head in effective(text, 6))
    yield Operate(EXAMPLES["drink"], "24.4")
    yield Operate(EXAMPLES["drink"], "", "24.4.13.1=0")
    yield Read(
        EXAMPLES["street"],
        answer(Write(EXAMPLES["street"], "", WRITES, start.heat, start.top_k, start.top_p, start.seed)),
    )


def shortened(question: Question, given: Any) -> Any:
    """Return an answer as it is shipped: of what is inside heads, only the few that lead in something."""
    if not isinstance(given, Reading):
        return given
    kept = {tuple(head) for best in roles.leaders(roles.scores(given.maps, given.tokens), 2).values() for head in best}
    kept |= set(OPENED) | set(effective(question.text, 3))
    if isinstance(question, Read) and question.written:
        kept = {(13, 8)}
    return replace(given, inside={f"{layer}.{head}": given.inside[f"{layer}.{head}"] for layer, head in sorted(kept)})


def probe() -> None:
    """Write down what every head does with repetition."""
    maps = answer(Read(roles.PROBE)).maps
    found = (roles.same_token(maps, roles.HALF), roles.induction_heads(maps, roles.HALF))
    same, induction = (score.astype(np.float32) for score in found)
    np.savez_compressed(HERE / roles.PROBE_SCORES, same=same, induction=induction)


def main() -> None:
    """Write all of it anew."""
    (HERE / FOLDER).mkdir(exist_ok=True)
    for old in (HERE / FOLDER).glob("*.npz"):
        if "--again" in sys.argv:
            old.unlink()
    probe()
    for question in questions():
        file = HERE / file_of(question)
        if not file.exists():
            file.write_bytes(packed(shortened(question, answer(question))))
            print(f"{file.name}  {file.stat().st_size / 1e3:.0f} kB  {question}", flush=True)


if __name__ == "__main__":
    main()
