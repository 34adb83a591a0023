"""Tokens as text. A byte-level tokenizer may cut a character into several tokens: then each says which part it is."""

from functools import lru_cache
from typing import Any

from explainers.transformers.lm.text import PART

BROKEN = "\ufffd"  # what bytes that are no whole character decode to
LONGEST = 12  # tokens that one run of broken characters may take


def spelt(tokenizer: Any, ids: list[int]) -> list[str]:
    """Return tokens as text: "🍕 1/3" for the first of three that spell a character, its bytes for a part alone."""
    texts: list[str] = []
    while len(texts) < len(ids):
        texts += _whole_characters(tokenizer, ids[len(texts) :])
    return texts


def _whole_characters(tokenizer: Any, ids: list[int]) -> list[str]:
    """Return the text of the fewest first tokens that spell whole characters; of the first alone, if none do."""
    for count in range(1, min(len(ids), LONGEST) + 1):
        text = tokenizer.decode(ids[:count], skip_special_tokens=False)
        if BROKEN not in text:
            return [text] if count == 1 else [f"{text}{PART}{i + 1}/{count}" for i in range(count)]
    return [f"‹{bytes_of(tokenizer.id_to_token(ids[0]) or '').hex(' ').upper()}›"]


def bytes_of(token: str) -> bytes:
    """Return the bytes for which a token of a byte-level vocabulary stands (Radford et al. 2019)."""
    return bytes(_alphabet()[letter] for letter in token)


@lru_cache(maxsize=1)
def _alphabet() -> dict[str, int]:
    """Return the byte for which each letter of GPT-2's byte-level alphabet stands: those that print for themselves."""
    prints = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [byte for byte in range(256) if byte not in prints]
    return {chr(byte): byte for byte in prints} | {chr(256 + i): byte for i, byte in enumerate(others)}
