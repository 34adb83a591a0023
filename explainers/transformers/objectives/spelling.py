"""Pieces of words: byte-pair encoding learnt on the addresses, with the marks that the objectives need."""

import re
from collections.abc import Iterable
from functools import cache

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from explainers.data.texts.texts import LETTERS, pieces
from explainers.shipped import place_of, shipped

PIECES = "weights/objectives_pieces.json"
SIZE = 2048  # of the vocabulary, marks among them
SENTINELS = 26  # of T5: each stands for one span
START, END, UNKNOWN, MASK = "<s>", "</s>", "<unk>", "<mask>"
MARKS = ("<pad>", START, END, UNKNOWN, MASK, *(f"<extra_id_{i}>" for i in range(SENTINELS)))
PAD_ID, START_ID, END_ID, UNKNOWN_ID, MASK_ID, FIRST_SENTINEL = range(6)
HOLES = range(MASK_ID, FIRST_SENTINEL + SENTINELS)  # what stands for something missing
LONGEST = 62  # pieces of a passage, at most
BLANK = "▁"  # how a blank before a piece is written
SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
Ids = tuple[int, ...]


@cache
def tokenizer() -> Tokenizer:
    """Return the trained tokenizer."""
    return Tokenizer.from_str(shipped(PIECES).decode())


def encode(text: str) -> Ids:
    """Return the pieces of a text, by number; a character that the addresses do not have is unknown."""
    return tuple(tokenizer().encode(" ".join(text.split())).ids)


def decode(ids: Iterable[int]) -> str:
    """Return pieces as a text; of the marks, only what stands for something missing."""
    return "".join(name(i) for i in ids if i not in (PAD_ID, START_ID, END_ID)).replace(BLANK, " ").strip()


def name(number: int) -> str:
    """Return a piece as it is drawn: sentinels by letter, as in the paper of T5."""
    if FIRST_SENTINEL <= number < FIRST_SENTINEL + SENTINELS:
        return f"⟨{'XYZABCDEFGHIJKLMNOPQRSTUVW'[number - FIRST_SENTINEL]}⟩"
    shown = {START_ID: "⟨s⟩", END_ID: "⟨/s⟩", UNKNOWN_ID: "⟨?⟩", MASK_ID: "⟨mask⟩", PAD_ID: "⟨pad⟩"}
    return shown.get(number) or str(tokenizer().id_to_token(number))


def sentences(text: str) -> list[str]:
    """Return the sentences of a text: each ends in a full stop, a question mark or an exclamation mark."""
    return [sentence for sentence in SENTENCE_END.split(text.strip()) if sentence]


@cache
def passages(part: str) -> tuple[tuple[Ids, ...], ...]:
    """Return the addresses in passages of whole sentences, as many as fit into LONGEST pieces; longer ones are left."""
    found: list[tuple[Ids, ...]] = []
    for address in pieces("addresses", part):
        passage: tuple[Ids, ...] = ()
        for sentence in map(encode, sentences(address)):
            if sum(map(len, passage)) + len(sentence) > LONGEST:
                found.append(passage)
                passage = ()
            passage = (*passage, sentence) if len(sentence) <= LONGEST else ()
        found.append(passage)
    return tuple(passage for passage in found if passage)


def learn_pieces() -> None:
    """Learn the vocabulary on the addresses to train on, digits one by one, and write it down."""
    learnt = Tokenizer(models.BPE(unk_token=UNKNOWN))
    learnt.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Metaspace(), pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.Punctuation()]
    )
    trainer = trainers.BpeTrainer(vocab_size=SIZE, special_tokens=list(MARKS), initial_alphabet=list(LETTERS[2:]),
                                  show_progress=False)  # fmt: skip
    learnt.train_from_iterator(pieces("addresses", "train"), trainer)
    place_of(PIECES).write_text(learnt.to_str(), "utf-8")
