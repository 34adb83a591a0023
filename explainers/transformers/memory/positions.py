"""How the first layer scores a key by where it stands, from weights and embeddings alone."""

from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from explainers.transformers.memory.kinds import ASK, HEADS, SEGMENT, TOKENS, WIDTH
from explainers.transformers.memory.reading import Array, shipped_model
from explainers.transformers.memory.recurrent import waves

SLOTS = 3 * SEGMENT  # a memory of two segments, and a segment that ends with the question


@lru_cache(maxsize=512)
def terms(kind: str, key: str, head: int = 0) -> Array:
    """Return the terms of the score that a key gets from a question 0, 1, … letters later: (SLOTS, 4).

    They are q·k, q·r, u·k and v·r over √d (Dai et al. 2019, section 3.3: content with content, content with distance,
    and what does not depend on the question). With absolute positions there is only the first.
    """
    model = shipped_model(kind)
    layer, back = model.stack[0], torch.arange(SLOTS)
    with torch.no_grad():
        asking, named = (model.tokens.weight[TOKENS.index(token)].expand(SLOTS, WIDTH) for token in (ASK, key))
        if not model.kind.relative:
            asking, named = asking + waves(torch.tensor([SEGMENT - 1])), named + waves((SEGMENT - 1 - back) % SEGMENT)
        q, k = _of(head, layer.q(layer.norm(asking))), _of(head, layer.k(layer.norm(named)))
        found = [(q * k).sum(-1)]
        if model.kind.relative:
            r = _of(head, layer.r(waves(back)))
            found += [(q * r).sum(-1), k @ layer.content[head, 0], r @ layer.place[head, 0]]
        found += [torch.zeros(SLOTS)] * (4 - len(found))
        return np.asarray(torch.stack(found, -1).double().numpy() / np.sqrt(q.shape[-1]))


def _of(head: int, x: Tensor) -> Tensor:
    return x.reshape(len(x), HEADS, -1)[:, head]
