"""Which tokens of one tokenizer stand where a token of another does: the same letters, cut differently."""

import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher

from explainers.transformers.lm.text import PART

SPECIAL = ("[CLS]", "[SEP]", "[PAD]", "[UNK]")  # tokens of MiniLM that are no text


def beside(tokens: list[str], others: list[str]) -> list[list[int]]:
    """Return, for each token, the places of those others that hold any of its letters; none where they have none.

    Letters are compared as MiniLM reads them: small, without accents. Where the other tokenizer left something out,
    the longest runs of equal letters are matched (Ratcliff and Obershelp, as in `difflib`).
    """
    mine, theirs = list(letters(tokens)), list(letters(others))
    found: list[list[int]] = [[] for _ in tokens]
    matcher = SequenceMatcher(None, [letter for letter, _ in mine], [letter for letter, _ in theirs], autojunk=False)
    for here, there, length in matcher.get_matching_blocks():
        for (_, i), (_, j) in zip(mine[here : here + length], theirs[there : there + length], strict=True):
            for place in range(i.start, i.stop):
                found[place] += [other for other in j if other not in found[place]]
    return found


def letters(tokens: list[str]) -> Iterator[tuple[str, range]]:
    """Yield the letters of all tokens, each with the places of its token, or of those that spell it together."""
    for place, token in enumerate(tokens):
        text, _, part = token.partition(PART)
        first, _, count = part.partition("/")
        if token in SPECIAL or first not in ("", "1"):
            continue
        for letter in unicodedata.normalize("NFD", text.removeprefix("##").lower()):
            if not letter.isspace() and unicodedata.category(letter) != "Mn":
                yield letter, range(place, place + int(count or 1))
