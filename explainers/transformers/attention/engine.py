"""The real models at work: how each question is answered."""

import time
from threading import Lock
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explainers.problems import BadInput
from explainers.transformers.attention.answers import (
    KEPT_NEXT,
    BothWays,
    Inside,
    Next,
    Operate,
    Outcome,
    Question,
    Read,
    Reading,
    Sides,
    Weigh,
    Worth,
    Write,
)
from explainers.transformers.attention.at_hand import ModelMissing, decoder, encoder
from explainers.transformers.attention.decoder import Decoder, Edit
from explainers.transformers.attention.sampler import write_on
from explainers.transformers.attention.settings import MOST_TOKENS, numbers_in, read_cell, read_heads
from explainers.transformers.attention.shape import GROUPS, HEADS, LAYERS

PAUSE = 0.005  # seconds
_one_at_a_time = Lock()


def compute(question: Question) -> Any:
    """Ask a model, one at a time, whoever asks. Raises BadInput, with a sentence, where there is none."""
    try:
        with torch.inference_mode():
            torch.set_num_threads(1)  # in the thread of a server, OpenMP's own would wait for each other
            if isinstance(question, Weigh):
                return weigh(decoder(), tokens_of(question.text))
            if isinstance(question, Write):
                return write_on(question)
            with _one_at_a_time:
                return once(question)
    except ModelMissing as problem:
        raise BadInput("text", f"{problem} Until then, the example sentences work.") from None


def once(question: Question) -> Any:
    """Answer a question that takes one run of a model."""
    match question:
        case Read():
            return read(decoder(), tokens_of(question.text) + numbers_in(question.written), question)
        case Inside():
            return read(decoder(), tokens_of(question.text), Read(question.text))
        case Operate():
            return operate(decoder(), tokens_of(question.text), question)
        case BothWays():
            return both_ways(question.text)
    raise TypeError(f"no model answers {question}")


def tokens_of(text: str) -> list[int]:
    """Return the numbers of the tokens of a text, at most MOST_TOKENS of them."""
    return list(decoder().tokenizer.encode(text).ids[:MOST_TOKENS])


def spelt(ids: list[int]) -> list[str]:
    """Return tokens as text; a part of a letter, as some scripts and emoji need several tokens, as its bytes."""
    tokenizer = decoder().tokenizer
    shown = []
    for number in ids:
        text = tokenizer.decode([number], skip_special_tokens=False)
        raw = tokenizer.id_to_token(number) or ""
        shown.append(f"‹{raw}›" if "\ufffd" in text else text)
    return shown


def read(model: Decoder, ids: list[int], question: Read) -> Reading:
    """Run the model once over a text; keep every map and what is inside every head."""
    x, looked = model.embed(ids), []
    for layer in range(LAYERS):
        x, one = model.block(x, layer)
        looked.append(one)
    maps = torch.cat([one.weights for one in looked]).numpy()
    share = HEADS // GROUPS
    inside = {
        f"{layer}.{head}": torch.stack((one.q[0, head], one.k[0, head // share], one.v[0, head // share]))
        .half()
        .numpy()
        for layer, one in enumerate(looked)
        for head in range(HEADS)
    }
    written = len(numbers_in(question.written))
    return Reading(spelt(ids), np.array(ids), maps, following(model.logits(x[0, len(ids) - written - 1 :])), inside)


def following(logits: Tensor) -> Next:
    """Return the likeliest next tokens at N places, (N, vocabulary)."""
    best = logits.topk(KEPT_NEXT, -1)
    ids = best.indices.numpy()
    return Next(ids, [spelt(row) for row in ids.tolist()], best.values.numpy(), logits.logsumexp(-1).numpy())


def weigh(model: Decoder, ids: list[int]) -> Worth:
    """Switch every head off in turn, and cut every cell of the last row in turn; nine copies of the text at a time."""
    before, looked = [model.embed(ids)], []
    for layer in range(LAYERS):
        x, one = model.block(before[-1], layer)
        before.append(x)
        looked.append(one)
    sure = model.logits(before[-1][0, -1]).log_softmax(-1)
    heads, cells = torch.zeros(LAYERS, HEADS), torch.zeros(LAYERS, HEADS, len(ids))
    for layer in range(LAYERS):
        each = Edit(keep=1 - torch.eye(HEADS))
        with _one_at_a_time:
            heads[layer] = change(sure, model, model.run(before[layer].expand(HEADS, -1, -1), {layer: each}, layer))
        time.sleep(PAUSE)  # whoever wants to read a sentence meanwhile goes first
        with _one_at_a_time:
            cells[layer] = change(sure, model, model.without_cells(before[layer], layer, looked)).view(HEADS, -1)
        time.sleep(PAUSE)
    return Worth(heads.numpy(), cells.numpy())


def change(sure: Tensor, model: Decoder, x: Tensor) -> Tensor:
    """Return KL(before ‖ after) of the next word, for each of B copies, in nats."""
    after = model.logits(x[:, -1]).log_softmax(-1)
    return (sure.exp() * (sure - after)).sum(-1).clamp(min=0)


def operate(model: Decoder, ids: list[int], question: Operate) -> Outcome:
    """Read a text with heads switched off or a cell overwritten."""
    edits: dict[int, Edit] = {}
    cell = read_cell(question.cell)
    for layer in range(LAYERS):
        off = [head for at, head in read_heads(question.off) if at == layer]
        here = cell if cell and cell.layer == layer else None
        if off or here:
            keep = torch.ones(1, HEADS)
            keep[0, off] = 0
            edits[layer] = Edit(keep, here)
    sure = model.logits(model.run(model.embed(ids), {})[0, -1]).log_softmax(-1)
    logits = model.logits(model.run(model.embed(ids), edits)[0, -1])
    after = logits.log_softmax(-1)
    kl = (sure.exp() * (sure - after)).sum().clamp(min=0)
    return Outcome(following(logits[None]), after[sure.topk(KEPT_NEXT).indices].exp().numpy(), kl.numpy())


def both_ways(text: str) -> Sides:
    """Run MiniLM over a text."""
    model = encoder()
    found = model.tokenizer.encode(text)
    ids, tokens = found.ids, found.tokens
    if len(ids) > MOST_TOKENS:
        ids, tokens = [*ids[: MOST_TOKENS - 1], ids[-1]], [*tokens[: MOST_TOKENS - 1], tokens[-1]]
    return Sides(list(tokens), model.maps(ids).numpy(), model.maps(ids, placed=False).numpy())
