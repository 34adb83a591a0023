"""The words of a page: read from the TOML file beside its script, and checked so that a slip is named, not shown."""

import difflib
import tomllib
from collections.abc import Sized
from pathlib import Path
from typing import Any, Literal

import msgspec
import streamlit as st

from explainers.controls import controls_of, elements_of, kinds_of
from explainers.explainer import Explainer

PAGES = Path(__file__).parents[1]
Settings = dict[str, Any]


class WordsError(ValueError):
    """A mistake in a words file: which file, which key, and why."""

    def __init__(self, file: Path, key: str, reason: str) -> None:
        super().__init__(f"{file.relative_to(PAGES.parent)}: {key}: {reason}")


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every key is known and every value has its type."""


class Step(Strict, frozen=True):
    """One step of the story."""

    title: str
    notice: str  # at most two sentences: what to look at
    settings: Settings = {}  # fields of Params that differ from their defaults
    view: str = ""  # which plot_* to show; the first by default


class Option(Strict, frozen=True):
    """An answer to choose, and what to say to whoever chose it."""

    text: str
    why: str
    right: bool = False


class Prediction(Strict, frozen=True):
    """What to predict before seeing it."""

    kind: Literal["number", "choice", "point", "path"]
    question: str
    explanation: str  # shown with the truth
    settings: Settings = {}
    target: str = ""  # attribute of Result to be guessed, for a number, a point or a path
    plot: str = ""  # the figure guessed on, for a point or a path
    rounds: tuple[int, ...] = (1,)  # of a path, how many steps are asked for at once: [1, 10] is one, then ten more
    low: float = 0.0
    high: float = 1.0
    unit: str = ""
    options: list[Option] = []


class Challenge(Strict, frozen=True):
    """A goal to reach with the controls."""

    goal: str
    hint: str


class Question(Strict, frozen=True):
    """One question of the quiz."""

    question: str
    options: list[Option]


class Application(Strict, frozen=True):
    """Where the idea is used, and settings that show it."""

    title: str
    text: str
    settings: Settings = {}
    view: str = ""


class Reference(Strict, frozen=True):
    """A paper or book."""

    text: str
    url: str = ""


class Words(Strict, frozen=True):
    """Everything written on one page."""

    story: list[Step]
    prediction: Prediction
    challenge: Challenge
    quiz: list[Question]
    applications: list[Application]
    references: list[Reference]


def language(file: Path) -> Path:
    """Return the words file in the visitor's language where a translator has added one, else the original."""
    asked = st.query_params.get("lang") or (st.context.locale or "")[:2]
    translated = file.with_suffix(f".{asked}.toml") if asked.isalpha() and len(asked) <= 3 else file
    return translated if translated.exists() else file


@st.cache_data(max_entries=64, show_spinner=False)
def read(file: Path, changed: float, params: type) -> Words:
    """Read and check a words file; `changed`, its modification time, makes an edit show at the next rerun."""
    try:
        words = msgspec.convert(tomllib.loads(file.read_text("utf-8")), Words)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WordsError(file, "the file as a whole", str(error)) from None
    except msgspec.ValidationError as error:
        reason, _, place = str(error).partition(" - at `$")
        raise WordsError(file, place.strip("`.") or "the file as a whole", reason) from None

    counted: dict[str, tuple[Sized, int, int]] = {
        "story": (words.story, 4, 7),
        "quiz": (words.quiz, 3, 5),
        "references": (words.references, 1, 99),
    }
    for key, (entries, fewest, most) in counted.items():
        if not fewest <= len(entries) <= most:
            raise WordsError(file, key, f"has {len(entries)} entries; it needs {fewest} to {most}")
    for number, question in enumerate(words.quiz):
        if sum(option.right for option in question.options) != 1:
            raise WordsError(file, f"quiz[{number}].options", "exactly one option must be right")

    places = [(f"story[{i}]", step.settings) for i, step in enumerate(words.story)]
    places += [(f"applications[{i}]", application.settings) for i, application in enumerate(words.applications)]
    for place, settings in [*places, ("prediction", words.prediction.settings)]:
        _check_settings(file, f"{place}.settings", settings, params)
    return words


def _check_settings(file: Path, place: str, settings: Settings, params: type) -> None:
    elements = elements_of(params)
    fields = dict(kinds_of(params)) | dict.fromkeys(elements, float)
    declared = controls_of(params)
    for name, value in settings.items():
        if name not in fields:
            close = difflib.get_close_matches(name, fields, n=1)
            raise WordsError(file, f"{place}.{name}", "no such setting" + (f"; is {close[0]} meant?" if close else ""))
        try:
            msgspec.convert(value, fields[name])
        except msgspec.ValidationError as error:
            raise WordsError(file, f"{place}.{name}", str(error)) from None
        if name in declared and not isinstance(value, list) and (problem := declared[name].problem(value)):
            raise WordsError(file, f"{place}.{name}", problem)


def words_for(explainer: Explainer[Any, Any]) -> Words:
    """Return the words of a page, in the visitor's language where there are some."""
    file = language(PAGES / f"{explainer.path}.toml")
    return read(file, file.stat().st_mtime, explainer.params)
