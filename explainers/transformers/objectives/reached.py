"""What each model reaches on held-out texts: `python -m explainers.transformers.objectives.reached` writes it down."""

import json
from collections.abc import Sequence
from itertools import permutations
from typing import Any

import numpy as np
import torch

from explainers.data.texts.texts import pieces
from explainers.shipped import place_of
from explainers.transformers.objectives.corruption import OBJECTIVES
from explainers.transformers.objectives.measure import Gap, answer, asked, fills, ordered, some_gaps, write
from explainers.transformers.objectives.network import Transformer, network
from explainers.transformers.objectives.result import TRAINED
from explainers.transformers.objectives.spelling import LONGEST, Ids, decode, encode, passages, sentences
from explainers.transformers.objectives.tasks import TASKS, drawn

GAPS, EXAMPLES, TOGETHER = 400, 200, 20
SHOWN, WIDE = 3, 52  # examples that are kept of a cell; letters on either side of a gap
Score = dict[str, Any]


def triples(part: str) -> list[tuple[Ids, ...]]:
    """Return three sentences in a row, again and again, that together have LONGEST pieces at most."""
    found = []
    for address in pieces("addresses", part):
        ids, at = [encode(sentence) for sentence in sentences(address)], 0
        while at + 3 <= len(ids):
            fits = sum(map(len, ids[at : at + 3])) <= LONGEST
            if fits:
                found.append(tuple(ids[at : at + 3]))
            at += 3 if fits else 1
    return found


def of_gaps(model: Transformer, objective: str, gaps: Sequence[Gap]) -> Score:
    """Return how many missing pieces are the model's first guess, true pieces before it given, and the mean loss."""
    rows = [row for at in range(0, len(gaps), TOGETHER) for row in fills(model, objective, gaps[at : at + TOGETHER])]
    missing = torch.tensor([gap.missing for gap in gaps])
    log_chances = torch.stack(rows)
    hit = log_chances.argmax(-1) == missing
    return {"right": float(hit.double().mean()), "nats": -float(log_chances.gather(2, missing[..., None]).mean()),
            "examples": [of_gap(model, objective, gap) for gap in gaps[:SHOWN]]}  # fmt: skip


def of_gap(model: Transformer, objective: str, gap: Gap) -> dict[str, str]:
    """Return one gap as it is shown, and the pieces that the model writes there."""
    pair, at = asked(objective, gap)
    said = write(model, pair.given, objective == "causal", pair.wanted[:at], at + gap.length)
    left, right = decode(gap.text[: gap.start]), decode(gap.right)
    shown = f"…{left[-WIDE:]} ____ " + (f"{right[:WIDE]}…" if right else "")
    return {"asked": shown, "said": decode(said), "right": decode(gap.missing)}


def of_orders(model: Transformer, objective: str, seed: int = 0) -> Score:
    """Return how often the likeliest of the six orders of three shuffled sentences is the true one."""
    rng, hits, examples = np.random.default_rng(seed), list[bool](), list[dict[str, str]]()
    for sentences_of in triples("test"):
        order = rng.permutation(3)
        shuffled = tuple(sentences_of[i] for i in order)
        best = list(permutations(range(3)))[int(np.argmax(ordered(model, objective, shuffled)))]
        truth = tuple(np.argsort(order).tolist())
        hits.append(best == truth)
        begun = "   ".join(f"{i + 1} {decode(one)[:30]}…" for i, one in enumerate(shuffled))
        said, right = (" ".join(str(i + 1) for i in one) for one in (best, truth))
        examples.append({"asked": begun, "said": said, "right": right})
    return {"right": float(np.mean(hits)), "count": len(hits), "examples": examples[:SHOWN]}


def of_task(model: Transformer, objective: str, task: str, seed: int = 0) -> Score:
    """Return how many held-out examples of a task are answered without a fault."""
    rng = np.random.default_rng(seed)
    found = list(dict.fromkeys(drawn(task, rng, kept=True) for _ in range(2 * EXAMPLES)))[:EXAMPLES]
    examples = [{"asked": question, "said": decode(answer(model, objective, question)), "right": right}
                for question, right in found]  # fmt: skip
    hits = [one["said"] == one["right"] for one in examples]
    return {"right": float(np.mean(hits)), "count": len(hits), "examples": examples[:SHOWN]}


def scores(model: Transformer, objective: str) -> dict[str, Score]:
    """Return what one model reaches, by task."""
    ends, gaps = (some_gaps(passages("test"), GAPS, open_end) for open_end in (True, False))
    return {
        "go_on": of_gaps(model, objective, ends),
        "fill": of_gaps(model, objective, gaps),
        "restore": of_orders(model, objective),
        **{task: of_task(model, objective, task) for task in TASKS},
    }


def main() -> None:
    """Write down what the shipped models reach."""
    torch.set_num_threads(1)
    facts = json.loads(place_of(TRAINED).read_text("utf-8"))
    for objective in OBJECTIVES:
        facts[objective]["scores"] = scores(network(objective), objective)
        print(objective, {job: score["right"] for job, score in facts[objective]["scores"].items()}, flush=True)
    place_of(TRAINED).write_text(json.dumps(facts, indent=1, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
