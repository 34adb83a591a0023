"""How often the trained models are right by distance, and how far back their answers depend on the text."""

import torch
from torch import Tensor

from explainers.transformers.memory.kinds import ASK, KEYS, LONGEST, NOISE, SEGMENT, STEP, TOKENS
from explainers.transformers.memory.recurrent import Recurrent

QUESTION, FIRST_KEY = TOKENS.index(ASK), TOKENS.index(KEYS[0])


def texts(count: int, gap: int, draw: torch.Generator) -> tuple[Tensor, Tensor]:
    """Return random letters, (count, T), with two keys `gap` apart, or one for 0; and the place of the latest."""
    ids = torch.randint(len(NOISE), (count, LONGEST + SEGMENT + gap), generator=draw)
    first, rows = torch.randint(SEGMENT, (count,), generator=draw), torch.arange(count)
    for place in (first, first + gap):
        ids[rows, place] = torch.randint(FIRST_KEY, FIRST_KEY + len(KEYS), (count,), generator=draw)
    return ids, first + gap


@torch.no_grad()
def accuracy(model: Recurrent, gap: int, count: int = 128, every: int = 2, seed: int = 1) -> Tensor:
    """Return how often the latest key is named at distances up to STEP, 2 STEP, … LONGEST: (LONGEST / STEP,).

    One question a text, after every second letter: what was read before it is read once for all of them.
    """
    ids, place = texts(count, gap, torch.Generator().manual_seed(seed))
    key, kept, size = ids[torch.arange(count), place] - FIRST_KEY, model.nothing(count), model.kind.segment
    right, asked = torch.zeros(2, LONGEST // STEP)
    for at in range(ids.shape[1]):
        start = at - at % size if model.kind.memory else max(at + 1 - size, 0)
        if at % every == 0:
            question = torch.cat([ids[:, start:at], torch.full((count, 1), QUESTION)], 1)
            said = model.segment(question, kept)[0][-1, :, -1].argmax(-1)
            counts = (at > place) & (at - place <= LONGEST)
            stop = (at - place[counts] - 1) // STEP
            right.index_add_(0, stop, (said == key)[counts].float())
            asked.index_add_(0, stop, torch.ones(len(stop)))
        if model.kind.memory and at % size == size - 1:
            kept = model.segment(ids[:, start : at + 1], kept)[1]
    return right / asked


def slopes(model: Recurrent, count: int = 64, seed: int = 2) -> Tensor:
    """Return how much the answer depends on what stood 1, 2, … LONGEST letters before the question: (LONGEST,).

    The mean length of the gradient of the scores' largest with respect to the embedding. The question is the first
    token of its segment, where the reach is shortest; zero means that nothing of that letter can be seen.
    """
    ids, _ = texts(count, 0, torch.Generator().manual_seed(seed))
    ids = ids[:, : LONGEST + 1] if model.kind.memory else ids[:, LONGEST + 1 - model.kind.segment : LONGEST + 1]
    ids[torch.arange(count), -1 - torch.randint(1, ids.shape[1], (count,))] = FIRST_KEY
    ids[:, -1] = QUESTION
    embedded = list[Tensor]()

    def watch(_: object, __: object, made: Tensor) -> Tensor:
        embedded.append(made.detach().requires_grad_())
        return embedded[-1]

    handle = model.tokens.register_forward_hook(watch)
    model(ids)[-1, :, -1].amax(-1).sum().backward()
    handle.remove()
    gradients = [torch.zeros_like(x) if x.grad is None else x.grad for x in embedded]
    back = torch.cat(gradients, 1)[:, :-1].norm(dim=-1).mean(0).flip(0)
    return torch.cat([back, torch.zeros(LONGEST - len(back))])
