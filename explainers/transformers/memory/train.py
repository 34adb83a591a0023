"""Train the six models again, one after the other; it takes ten minutes on one core.

    python -m explainers.transformers.memory.train

Every model is trained by back-propagation through all that it keeps, from the answer to the first segment: through the
memory, whose gradient Dai et al. (2019) stop, and through the compression, which Rae et al. (2020) train by a loss of
its own, on how well attention over the compressed slots reconstructs that over the states. In texts this short there
is room for that. A text has one to three keys and many questions, each about the latest key; questions that lie beyond
the model's reach do not count. The state of every letter, asked or not, is to tell the latest key behind every layer
(deep supervision: Lee et al. 2015), as far as those layers reach: where only questions counted, letters did not learn
to pass on what they found in compressed memory. Texts grow by a segment as soon as the farthest questions are answered.
"""

import json
import time
from typing import Any

import torch
from torch import Tensor, nn

from explainers.shipped import place_of
from explainers.shipped_networks import round_to_half, save
from explainers.transformers.memory.kinds import GAPS, KEYS, KINDS, NOISE, RECORDED, SEGMENT, WEIGHTS, Kind
from explainers.transformers.memory.measure import FIRST_KEY, QUESTION, accuracy, slopes
from explainers.transformers.memory.recurrent import Recurrent

BATCH, RATE, WARM = 32, 2e-3, 100
UPDATES = {"window": 500, "xl": 600, "mean": 800, "conv": 800, "used": 800, "absolute": 1000}
LEARNED = 0.85  # of the farthest questions, when texts grow


def texts(count: int, length: int, draw: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Return texts (count, length); at each place the latest key, or −1; and how far back it stands."""

    def chance(*shape: int) -> Tensor:
        return torch.rand(*shape, generator=draw)

    letters = chance(count, len(NOISE)) ** (6 * chance(count, 1))  # some texts have few different ones
    ids = torch.multinomial(letters, length, replacement=True, generator=draw)
    ids[chance(count, length) < 0.3 * chance(count, 1)] = QUESTION
    ids[:, -1] = QUESTION
    first = (SEGMENT * chance(count)).long()
    others = [first + 1 + (room * chance(count)).long() for room in (8, max(length - 18, 1))]
    places, latest, at = torch.arange(length), torch.full((count, length), -1), torch.zeros(count, length).long()
    for place, share in zip((first, *others), (1.0, 0.5, 0.4), strict=True):
        named, key = (chance(count) < share)[:, None], (len(KEYS) * chance(count)).long()[:, None]
        back = places - place[:, None]
        ids = torch.where(named & (back == 0), FIRST_KEY + key, ids)
        later = named & (back >= 0) & (place[:, None] >= at)
        latest, at = torch.where(later, key, latest), torch.where(later, place[:, None], at)
    return ids, latest, places - at


def loss(scores: Tensor, latest: Tensor, back: Tensor, kind: Kind) -> Tensor:
    """Return the cross entropy of the latest key at every place: of each layer, where the key is within its reach."""
    total = torch.zeros(())
    for layers, said in enumerate(scores, 1):
        known = (latest >= 0) & (back <= (layers * kind.span if kind.memory else kind.segment))
        total = total + nn.functional.cross_entropy(said[known], latest[known])
    return total


def train(kind: Kind, updates: int, seed: int = 0) -> Recurrent:
    """Return a trained model: Adam, the rate rising at first and falling in the second half."""
    torch.manual_seed(seed)
    model, draw = Recurrent(kind), torch.Generator().manual_seed(seed)
    adam = torch.optim.Adam(model.parameters(), RATE)
    pace = torch.optim.lr_scheduler.LambdaLR(adam, lambda step: min(step / WARM, 1.0, 2 * (1 - step / updates)))
    most, grown, far = 1 + kind.reach // kind.segment, min(3, 1 + kind.reach), 0.0
    for update in range(updates):
        short = int(torch.randint(min(grown, 2), grown + 1, (), generator=draw))
        segments = grown if update % 3 else short
        ids, latest, back = texts(BATCH, segments * kind.segment, draw)
        scores = model(ids)
        adam.zero_grad()
        loss(scores, latest, back, kind).backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        adam.step()
        pace.step()
        farthest = (latest >= 0) & (back >= kind.segment * (grown - 2)) & (back <= kind.reach)
        if segments == grown < most and farthest.any():
            far += 0.1 * (float((scores[-1].argmax(-1) == latest)[farthest].float().mean()) - far)
            grown, far = (grown + 1, 0.5) if far > LEARNED else (grown, far)
        if update % 50 == 49:
            print(f"update {update + 1}: {grown} segments, the farthest questions right: {far:.2f}", flush=True)
    round_to_half(model)
    return model


def reached(model: Recurrent) -> dict[str, Any]:
    """Return how often a model is right by gap and distance, and how far back its answers depend on the text."""
    right = {gap: [round(share, 4) for share in accuracy(model, int(gap)).tolist()] for gap in GAPS}
    return {"accuracy": right, "slopes": [float(f"{slope:.4g}") for slope in slopes(model).tolist()]}


if __name__ == "__main__":
    networks: dict[str, nn.Module] = {}
    record: dict[str, dict[str, Any]] = {}
    for name in KINDS:
        started = time.process_time()
        model = train(KINDS[name], UPDATES[name])
        networks[name] = model
        record[name] = {"updates": UPDATES[name], "seconds": round(time.process_time() - started)} | reached(model)
        print(name, {part: value for part, value in record[name].items() if part != "slopes"}, flush=True)
    save(WEIGHTS, networks)
    place_of(RECORDED).write_text(json.dumps(record) + "\n", "utf-8")
