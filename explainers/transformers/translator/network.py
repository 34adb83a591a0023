"""A translator of number words, small enough to read whole: an encoder and a decoder with cross-attention."""

import io
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explainers.shipped import shipped
from explainers.transformers.dot_product import Array, Attended, causal, layer_norm, multi_head
from explainers.transformers.translator.number_words import ENGLISH, GERMAN, english

TRANSLATOR_WEIGHTS = "weights/attention_translator.npz"
TRANSLATOR_HEADS = 2
TRANSLATOR_LAYERS = 2  # of the encoder, and of the decoder
LONGEST = 24  # pieces in a translation, at most
Head = tuple[int, int] | None  # layer and head, counted from 0


@dataclass(frozen=True)
class Translation:
    """A number read in English and said in German, with where the decoder looked."""

    source: tuple[str, ...]  # S words, the end mark among them
    pieces: tuple[str, ...]  # T pieces, the end mark last
    cross: Array  # (layer, head, T, S) from each piece to the words, when it was chosen
    chances: Array  # (T,) of each piece, when it was chosen

    @property
    def looks(self) -> Array:
        """The word at which each piece looks most, all heads together: (T,)."""
        return self.cross.mean(axis=(0, 1)).argmax(axis=-1)

    @property
    def text(self) -> str:
        """What was said, in one word."""
        return "".join(piece for piece in self.pieces if not piece.startswith("<"))


@lru_cache(maxsize=1)
def translator_weights() -> dict[str, Array]:
    """Return the trained weights, by the names that torch.nn gives them."""
    with np.load(io.BytesIO(shipped(TRANSLATOR_WEIGHTS))) as stored:
        return {name: stored[name].astype(float) for name in stored.files}


def waves(length: int, size: int) -> Array:
    """Return the sinusoidal positions of Vaswani et al. 2017: (length, size)."""
    angle = np.arange(length)[:, None] / 10_000 ** (np.arange(0, size, 2) / size)
    return np.stack((np.sin(angle), np.cos(angle)), axis=-1).reshape(length, size)


def feed_forward(x: Array, w: dict[str, Array], name: str) -> Array:
    """Return what the small network behind an attention block writes."""
    hidden = np.maximum(x @ w[f"{name}.linear1.weight"].T + w[f"{name}.linear1.bias"], 0.0)
    return hidden @ w[f"{name}.linear2.weight"].T + w[f"{name}.linear2.bias"]


def normed(x: Array, w: dict[str, Array], name: str) -> Array:
    """Return x normed by the layer norm of that name."""
    return layer_norm(x, w[f"{name}.weight"], w[f"{name}.bias"])


def encode_words(ids: list[int], w: dict[str, Array]) -> tuple[Array, list[Attended]]:
    """Return a vector for each word, every word having looked at all others: (S, d)."""
    x = w["source.weight"][ids] + waves(len(ids), w["source.weight"].shape[1])
    looks = []
    for layer in range(TRANSLATOR_LAYERS):
        name = f"transformer.encoder.layers.{layer}"
        inside = normed(x, w, f"{name}.norm1")
        written, attended = multi_head(inside, inside, w, f"{name}.self_attn", TRANSLATOR_HEADS)
        x = x + written
        x = x + feed_forward(normed(x, w, f"{name}.norm2"), w, name)
        looks.append(attended)
    return normed(x, w, "transformer.encoder.norm"), looks


def decode_pieces(ids: list[int], memory: Array, w: dict[str, Array],
                  ablated: Head = None) -> tuple[Array, list[Attended], list[Attended]]:  # fmt: skip
    """Return the scores of the next piece after each, (T, pieces), and both kinds of attention by layer.

    `ablated` names a head of the cross-attention whose output is set to zero.
    """
    x = w["target.weight"][ids] + waves(len(ids), w["target.weight"].shape[1])
    looks, crossings = [], []
    for layer in range(TRANSLATOR_LAYERS):
        name = f"transformer.decoder.layers.{layer}"
        inside = normed(x, w, f"{name}.norm1")
        written, attended = multi_head(inside, inside, w, f"{name}.self_attn", TRANSLATOR_HEADS, causal(len(ids)))
        x = x + written
        asking = normed(x, w, f"{name}.norm2")
        off = ablated[1] if ablated and ablated[0] == layer else None
        written, crossing = multi_head(asking, memory, w, f"{name}.multihead_attn", TRANSLATOR_HEADS, ablated=off)
        x = x + written
        x = x + feed_forward(normed(x, w, f"{name}.norm3"), w, name)
        looks.append(attended)
        crossings.append(crossing)
    return normed(x, w, "transformer.decoder.norm") @ w["target.weight"].T, looks, crossings


def translate(words: tuple[str, ...], ablated: Head = None) -> Translation:
    """Say a number in German, one piece after the other, always the likeliest. Takes English words without end mark."""
    w = translator_weights()
    source = (*words, "<end>")
    memory, _ = encode_words([ENGLISH.index(word) for word in source], w)
    said, chances = [GERMAN.index("<start>")], []
    while len(said) <= LONGEST and (len(said) == 1 or GERMAN[said[-1]] != "<end>"):
        scores, _, crossings = decode_pieces(said, memory, w, ablated)
        powers = np.exp(scores[-1] - scores[-1].max())
        said.append(int(scores[-1].argmax()))
        chances.append(float(powers[said[-1]] / powers.sum()))
    cross = np.stack([crossing.weights for crossing in crossings])
    return Translation(source, tuple(GERMAN[piece] for piece in said[1:]), cross, np.array(chances))


@lru_cache(maxsize=256)
def translate_number(number: int, ablated: Head = None) -> Translation:
    """Say a number in German."""
    return translate(english(number), ablated)
