"""Two layers of nothing but attention, at many checkpoints: the smallest model in which induction forms."""

import io
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explainers.shipped import shipped
from explainers.transformers.dot_product import Array, causal, layer_norm, multi_head, softmax

INDUCTION_WEIGHTS = "weights/attention_induction.npz"
INDUCTION_HEADS = 2
INDUCTION_LAYERS = 2
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LENGTH = 32  # of a sequence


@dataclass(frozen=True)
class Foretold:
    """What the model makes of one sequence at one checkpoint of its training."""

    letters: str
    maps: Array  # (layer, head, T, T)
    chances: Array  # (T,) of each letter, as foretold by what stands before it; the first has none: nan
    loss: Array  # (T,) −ln of these


@dataclass(frozen=True)
class Curve:
    """The training: at each kept update, how well unseen sequences are foretold, and what the heads do."""

    updates: Array  # (K,)
    first: Array  # (K,) mean loss in nats within the first time the pattern passes
    again: Array  # (K,) and in the repeats, where all that is needed has been seen
    previous: Array  # (K, layer, head) mean attention to the letter before
    induction: Array  # (K, layer, head) mean attention to the letter that came after the same letter last time


@lru_cache(maxsize=1)
def _stored() -> dict[str, Array]:
    with np.load(io.BytesIO(shipped(INDUCTION_WEIGHTS))) as stored:
        return {name: stored[name].astype(float) for name in stored.files}


def training_curve() -> Curve:
    """Return what was measured during the training that is shipped."""
    stored = _stored()
    return Curve(*(stored[f"curve.{name}"] for name in ("updates", "first", "again", "previous", "induction")))


@lru_cache(maxsize=64)
def weights_at(checkpoint: int) -> dict[str, Array]:
    """Return the weights at a checkpoint, counted from 0."""
    return {name: w[checkpoint] for name, w in _stored().items() if not name.startswith("curve.")}


def repeated(period: int, seed: int, length: int = LENGTH) -> str:
    """Return random letters, repeated from their `period`-th on."""
    pattern = np.random.default_rng(seed).integers(0, len(LETTERS), period)
    return "".join(LETTERS[i] for i in np.resize(pattern, length))


def read_letters(letters: str, w: dict[str, Array], ablated: tuple[int, int] | None = None) -> Foretold:
    """Run the model over a sequence of letters; `ablated` names a head, layer and number, that writes nothing."""
    ids = [LETTERS.index(letter) for letter in letters]
    x = w["letters.weight"][ids] + w["places.weight"][: len(ids)]
    maps = []
    for layer in range(INDUCTION_LAYERS):
        inside = layer_norm(x, w[f"norms.{layer}.weight"], w[f"norms.{layer}.bias"])
        off = ablated[1] if ablated and ablated[0] == layer else None
        written, attended = multi_head(inside, inside, w, f"blocks.{layer}", INDUCTION_HEADS, causal(len(ids)), off)
        x = x + written
        maps.append(attended.weights)
    scores = layer_norm(x, w["norms.2.weight"], w["norms.2.bias"]) @ w["out.weight"].T
    chances = np.append(np.nan, softmax(scores)[np.arange(len(ids) - 1), ids[1:]])
    return Foretold(letters, np.stack(maps), chances, -np.log(chances))


def previous_score(maps: Array) -> Array:
    """Return the mean attention to the position before, of each head: maps (…, T, T) to (…)."""
    return np.diagonal(maps, -1, -2, -1).mean(axis=-1)


def induction_score(maps: Array, period: int) -> Array:
    """Return the mean attention to what followed the same letter one period ago (Olsson et al. 2022)."""
    return np.diagonal(maps, 1 - period, -2, -1)[..., 1:].mean(axis=-1)
