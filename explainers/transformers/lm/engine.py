"""The real models at work: how each question is answered."""

import time
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explainers.problems import BadInput
from explainers.sampler import filtered, picked
from explainers.transformers.lm.decoder import Decoder, Edit
from explainers.transformers.lm.files import ModelMissing, decoder, encoder, one_at_a_time
from explainers.transformers.lm.inspector import answer
from explainers.transformers.lm.questions import (
    KEPT_NEXT,
    AblateEach,
    AblationEffects,
    Encode,
    Encoding,
    Intervene,
    Intervened,
    Next,
    Projections,
    Question,
    Read,
    Reading,
    Sample,
    Written,
)
from explainers.transformers.lm.shape import GROUPS, HEADS, LAYERS
from explainers.transformers.lm.spelling import spelt
from explainers.transformers.lm.text import END_TOKENS, MAX_TOKENS, MAX_WRITTEN, read_cell, read_heads, read_ids
from explainers.transformers.lm.writing import Writing
from explainers.worker_process import Report

PAUSE = 0.005  # seconds


def compute(question: Question, report: Report) -> Any:
    """Ask a model, one at a time, whoever asks. Raises BadInput, with a sentence, where there is none."""
    try:
        with torch.no_grad():
            torch.set_num_threads(1)  # in the thread of a server, OpenMP's own would wait for each other
            if isinstance(question, AblateEach):
                return ablate_each(decoder(), tokens_of(question.text), report)
            if isinstance(question, Writing):
                return answer(decoder(), question, report)
            if isinstance(question, Sample):
                return sample(decoder(), question, report)
            with one_at_a_time:
                return once(question)
    except ModelMissing as problem:
        raise BadInput("text", f"{problem} Until then, the example sentences work.") from None


def once(question: Question) -> Any:
    """Answer a question that takes one run of a model."""
    match question:
        case Read():
            return read(decoder(), tokens_of(question.text), read_ids(question.written))
        case Projections():
            return read(decoder(), tokens_of(question.text), [])
        case Intervene():
            return intervene(decoder(), tokens_of(question.text), question)
        case Encode():
            return encode(question.text)
    raise TypeError(f"no model answers {question}")


def tokens_of(text: str) -> list[int]:
    """Return the ids of the tokens of a text, at most MAX_TOKENS of them."""
    return list(decoder().tokenizer.encode(text).ids[:MAX_TOKENS])


def read(model: Decoder, ids: list[int], written: list[int]) -> Reading:
    """Run the model once over a text and what it wrote; keep every map, and q, k and v of every head."""
    x, looked = model.embed(ids + written), []
    for layer in range(LAYERS):
        x, one = model.block(x, layer)
        looked.append(one)
    maps = torch.cat([one.weights for one in looked]).numpy()
    share = HEADS // GROUPS
    qkv = {
        f"{layer}.{head}": torch.stack((one.q[0, head], one.k[0, head // share], one.v[0, head // share]))
        .half()
        .numpy()
        for layer, one in enumerate(looked)
        for head in range(HEADS)
    }
    tokens = spelt(model.tokenizer, ids + written)
    return Reading(tokens, np.array(ids + written), maps, following(model, model.logits(x[0, len(ids) - 1 :])), qkv)


def following(model: Decoder, logits: Tensor) -> Next:
    """Return the likeliest next tokens at N places, (N, vocabulary)."""
    best = logits.topk(KEPT_NEXT, -1)
    texts = [[spelt(model.tokenizer, [number])[0] for number in row] for row in best.indices.tolist()]
    return Next(best.indices.numpy(), texts, best.values.numpy(), logits.logsumexp(-1).numpy())


def sample(model: Decoder, question: Sample, report: Report) -> Written:
    """Write up to `count` more tokens, each picked by the sampler, up to where the model ends it."""
    ids, written = tokens_of(question.text), read_ids(question.written)
    before = len(written)
    for done in range(min(question.count, MAX_WRITTEN - before)):
        if written and written[-1] in END_TOKENS:
            break
        with one_at_a_time:
            best = model.logits(model.run(model.embed(ids + written), {})[0, -1]).topk(KEPT_NEXT)
        chances = filtered(best.values.double().numpy(), question.temperature, question.top_k, question.top_p)
        written.append(int(best.indices[picked(chances, question.seed, len(written))]))
        report((done + 1) / question.count, "".join(spelt(model.tokenizer, written[before:])))
    return Written(".".join(map(str, written)))


def ablate_each(model: Decoder, ids: list[int], report: Report) -> AblationEffects:
    """Ablate every head in turn, and every cell of the last row in turn; nine copies of the text at a time."""
    before, looked = [model.embed(ids)], []
    for layer in range(LAYERS):
        x, one = model.block(before[-1], layer)
        before.append(x)
        looked.append(one)
    usual = model.logits(before[-1][0, -1]).log_softmax(-1)
    heads, cells = torch.zeros(LAYERS, HEADS), torch.zeros(LAYERS, HEADS, len(ids))
    for layer in range(LAYERS):
        each = Edit(keep=1 - torch.eye(HEADS))
        with one_at_a_time:
            heads[layer] = change(usual, model, model.run(before[layer].expand(HEADS, -1, -1), {layer: each}, layer))
        time.sleep(PAUSE)  # whoever wants to read a sentence meanwhile goes first
        with one_at_a_time:
            cells[layer] = change(usual, model, model.without_cells(before[layer], layer, looked)).view(HEADS, -1)
        report((layer + 1) / LAYERS, f"layer {layer + 1} of {LAYERS}")
        time.sleep(PAUSE)
    return AblationEffects(heads.numpy(), cells.numpy())


def change(usual: Tensor, model: Decoder, x: Tensor) -> Tensor:
    """Return KL(before ‖ after) of the next token, for each of B copies, in nats."""
    after = model.logits(x[:, -1]).log_softmax(-1)
    return (usual.exp() * (usual - after)).sum(-1).clamp(min=0)


def intervene(model: Decoder, ids: list[int], question: Intervene) -> Intervened:
    """Read a text with heads ablated or a cell overwritten."""
    edits: dict[int, Edit] = {}
    cell = read_cell(question.cell)
    for layer in range(LAYERS):
        off = [head for at, head in read_heads(question.off) if at == layer]
        here = cell if cell and cell.layer == layer else None
        if off or here:
            keep = torch.ones(1, HEADS)
            keep[0, off] = 0
            edits[layer] = Edit(keep, here)
    usual = model.logits(model.run(model.embed(ids), {})[0, -1]).log_softmax(-1)
    logits = model.logits(model.run(model.embed(ids), edits)[0, -1])
    after = logits.log_softmax(-1)
    kl = (usual.exp() * (usual - after)).sum().clamp(min=0)
    chances = after[usual.topk(KEPT_NEXT).indices].exp()
    return Intervened(following(model, logits[None]), chances.numpy(), kl.numpy())


def encode(text: str) -> Encoding:
    """Run MiniLM over a text."""
    model = encoder()
    found = model.tokenizer.encode(text)
    ids, tokens = found.ids, found.tokens
    if len(ids) > MAX_TOKENS:
        ids, tokens = [*ids[: MAX_TOKENS - 1], ids[-1]], [*tokens[: MAX_TOKENS - 1], tokens[-1]]
    return Encoding(list(tokens), model.maps(ids).numpy(), model.maps(ids, placed=False).numpy())
