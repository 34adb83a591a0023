"""Answers as bytes, and those that are shipped for the example sentences.

A Result is made with the answers that its page knows; whatever is not among them is looked up here. So a script that is
taken home, which carries its answers along as files, needs no model.
"""

import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from functools import lru_cache, wraps
from types import MappingProxyType
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

import numpy as np

from explainers.problems import BadInput
from explainers.shipped import shipped
from explainers.transformers.lm.questions import (
    KINDS,
    Answer,
    Next,
    Question,
    Read,
    Reading,
    file_of,
)
from explainers.transformers.lm.writing import WRITING_KINDS, Writing

A = TypeVar("A", bound=Answer)
F = TypeVar("F", bound=Callable[..., Any])
Asked = Question | Writing
Answers = Mapping[Asked, Any]
NONE: Answers = MappingProxyType({})
UNREAD = "The model itself has to read this text first; only the example sentences come with its answers."


def kept_with_answer(function: F) -> F:
    """Keep what a function of an answer, and of plain values, returns for as long as the answer is kept."""
    kept: WeakKeyDictionary[Answer, dict[tuple[Any, ...], Any]] = WeakKeyDictionary()

    @wraps(function)
    def keeping(answer: Answer, *arguments: Any) -> Any:
        results = kept.setdefault(answer, {})
        if arguments not in results:
            results[arguments] = function(answer, *arguments)
        return results[arguments]

    return cast(F, keeping)


@lru_cache(maxsize=128)
def shipped_answer(question: Asked) -> Any:
    """Return the answer that is shipped, or None."""
    try:
        return unpacked(shipped(file_of(question)), (KINDS | WRITING_KINDS)[type(question)])
    except (FileNotFoundError, KeyError):
        return None


def answered(questions: Iterable[Asked], known: Answers = NONE) -> Answers:
    """Return the answers to some questions as far as they are known or shipped, as a mapping that cannot change."""
    found = {question: known.get(question) or shipped_answer(question) for question in questions}
    return MappingProxyType({question: answer for question, answer in found.items() if answer is not None})


def reading_of(text: str, known: Answers = NONE) -> Reading:
    """Return a text as SmolLM2 reads it. Raises BadInput where that is neither known nor shipped."""
    found: Reading | None = answered([Read(text)], known).get(Read(text))
    if found is None:
        raise BadInput("text", UNREAD)
    return found


def not_shipped(answers: Answers) -> Answers:
    """Return the answers that only the models could give."""
    return {question: answer for question, answer in answers.items() if shipped_answer(question) is not answer}


def files_of(answers: Answers, layer: int, head: int) -> dict[str, bytes]:
    """Return answers as files for a script; of what is inside heads, only the open one where it is not shipped."""
    files = {}
    for question, answer in answers.items():
        if shipped_answer(question) is answer:
            files[file_of(question)] = shipped(file_of(question))
        else:
            files[file_of(question)] = packed(_with_open_head(answer, f"{layer}.{head}"))
    return files


def _with_open_head(answer: Answer, head: str) -> Answer:
    if not isinstance(answer, Reading):
        return answer
    return replace(answer, qkv={head: answer.qkv[head]} if head in answer.qkv else {})


def packed(given: Answer) -> bytes:
    """Return an answer as the bytes of a compressed .npz: maps in half precision, words as JSON."""
    arrays: dict[str, Any] = {}
    for field in fields(given):  # type: ignore[arg-type]
        value = getattr(given, field.name)
        if isinstance(value, Next):
            arrays |= {f"next.{part.name}": _flat(getattr(value, part.name)) for part in fields(value)}
        elif isinstance(value, Mapping):
            arrays |= {f"{field.name}.{head}": _flat(part) for head, part in value.items()}
        else:
            arrays[field.name] = _flat(value)
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)
    return stream.getvalue()


def _flat(value: Any) -> Any:
    if isinstance(value, list):
        return np.frombuffer(json.dumps(value, ensure_ascii=False).encode(), np.uint8)
    value = np.asarray(value)
    if value.dtype.kind in "iu":
        return value.astype(np.int32)
    return value.astype(np.float16 if value.size > 2000 else np.float32)


def unpacked(content: bytes, kind: type[A]) -> A:
    """Return the answer that was packed. Rows of maps, rounded on the way, sum to one again."""
    with np.load(io.BytesIO(content)) as stored:
        found = {name: _full(stored[name]) for name in stored.files}
    for name in {"maps", "without_positions"} & set(found):
        found[name] = found[name] / found[name].sum(axis=-1, keepdims=True)
    parts = {name.removeprefix("next."): value for name, value in found.items() if name.startswith("next.")}
    heads = {name.removeprefix("qkv."): value for name, value in found.items() if name.startswith("qkv.")}
    plain = {name: value for name, value in found.items() if "." not in name}
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    if "next" in names:
        plain["next"] = Next(**parts)
    if "qkv" in names:
        plain["qkv"] = heads
    return kind(**plain)


def _full(value: Any) -> Any:
    if value.dtype == np.uint8:
        return json.loads(value.tobytes())
    return value.astype(float) if value.dtype.kind == "f" else value


def files_as_they_are(answers: Answers) -> dict[str, bytes]:
    """Return answers as files for a script, in full."""
    return {
        file_of(question): shipped(file_of(question)) if shipped_answer(question) is answer else packed(answer)
        for question, answer in answers.items()
    }
