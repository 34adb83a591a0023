"""Writes down the answers that are shipped: `python -m explainers.transformers.ship`. Needs both real models.

Pages open on their example sentences at once, and work on them where the models are not.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

import explainers
from explainers.transformers.heads import roles
from explainers.transformers.heads.model import Params
from explainers.transformers.lm.answers import packed, shipped_answer
from explainers.transformers.lm.questions import (
    FOLDER,
    AblateEach,
    Answer,
    Encode,
    Intervene,
    Question,
    Read,
    Reading,
    Sample,
    file_of,
)
from explainers.transformers.lm.real import ask_model
from explainers.transformers.lm.shape import HEADS
from explainers.transformers.lm.text import EXAMPLES

HERE = Path(explainers.__path__[0])
OPENED = [(13, 8), (24, 4), (21, 6), (0, 0), (18, 6), (11, 1)]  # heads that can be taken apart without the model
WRITES = 12  # tokens written behind the first example
NEEDLESS = 40  # heads of least effect on the second, ablated together


def by_effect(text: str) -> list[tuple[int, int]]:
    """Return all heads, that first whose ablation changes the next token most."""
    effects = (shipped_answer(AblateEach(text)) or ask_model(AblateEach(text))).heads
    return [(int(i // HEADS), int(i % HEADS)) for i in np.argsort(-effects, axis=None, kind="stable")]


def needless(text: str = EXAMPLES["drink"]) -> str:
    """Return the heads of least effect on a sentence, as the page has them."""
    return " ".join(f"{layer}.{head}" for layer, head in sorted(by_effect(text)[-NEEDLESS:]))


def questions() -> Iterator[Question]:
    """Return everything that is shipped."""
    for text in EXAMPLES.values():
        yield Read(text)
        yield AblateEach(text)
        yield Encode(text)
        yield from (Intervene(text, f"{layer}.{head}") for layer, head in by_effect(text)[:6])
    yield Intervene(EXAMPLES["drink"], "24.4")
    yield Intervene(EXAMPLES["drink"], "", "24.4.13.1=0")
    yield Intervene(EXAMPLES["drink"], needless())
    p = Params()
    written = ask_model(Sample(p.text, "", WRITES, p.temperature, p.top_k, p.top_p, p.seed))
    yield Read(p.text, written.ids)


def shortened(question: Question, given: Answer) -> Answer:
    """Return an answer as it is shipped: of what is inside heads, only the few that lead in something."""
    if not isinstance(question, Read) or not isinstance(given, Reading):
        return given
    leading = roles.leaders(roles.scores(given.maps, given.tokens), 2).values()
    kept = {head for best in leading for head in best} | set(OPENED) | set(by_effect(question.text)[:3])
    if question.written:
        kept = {(13, 8)}
    return replace(given, qkv={f"{layer}.{head}": given.qkv[f"{layer}.{head}"] for layer, head in sorted(kept)})


def probe() -> None:
    """Write down what every head does with repetition."""
    maps = ask_model(Read(roles.PROBE)).maps
    found = (roles.same_token(maps, roles.HALF), roles.induction_heads(maps, roles.HALF))
    same, induction = (score.astype(np.float32) for score in found)
    np.savez_compressed(HERE / roles.PROBE_SCORES, same=same, induction=induction)


def main() -> None:
    """Write what is missing; with --again, all of it anew."""
    (HERE / FOLDER).mkdir(exist_ok=True)
    if "--again" in sys.argv:
        for old in (HERE / FOLDER).glob("*.npz"):
            old.unlink()
        shipped_answer.cache_clear()
        probe()
    for question in questions():
        file = HERE / file_of(question)
        if not file.exists():
            file.write_bytes(packed(shortened(question, ask_model(question))))
            print(f"{file.name}  {file.stat().st_size / 1e3:.0f} kB  {question}", flush=True)


if __name__ == "__main__":
    main()
