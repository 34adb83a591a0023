"""Visitors who wait for a model: one is served at a time, in the order in which they came, whatever they ask.

Whoever is not heard of for a while has left, and is not served.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Condition, Thread

from explainers.problems import BadInput
from explainers.transformers.attention.answers import Question

PATIENCE = 10.0  # seconds


class Line:
    """A queue with one thread that answers. Each visitor has one place in it, for what they want now."""

    def __init__(self, solve: Callable[[Question], object], patience: float = PATIENCE) -> None:
        self._solve, self._patience = solve, patience
        self._heard: dict[str, float] = {}  # when each who waits was last heard of
        self._waiting: OrderedDict[str, list[Question]] = OrderedDict()
        self._serving = ""
        self._problems: OrderedDict[Question, str] = OrderedDict()
        self._changed = Condition()
        self._thread: Thread | None = None

    def want(self, visitor: str, questions: Sequence[Question]) -> None:
        """Note what a visitor wants, instead of what they wanted before; their place in the line stays."""
        with self._changed:
            self._waiting[visitor], self._heard[visitor] = list(questions), time.monotonic()
            if self._thread is None:
                self._thread = Thread(target=self._serve, daemon=True, name="model")
                self._thread.start()
            self._changed.notify()

    def still_here(self, visitor: str) -> None:
        """Note that a visitor still waits."""
        with self._changed:
            self._heard[visitor] = time.monotonic()

    def ahead(self, visitor: str) -> int:
        """Return how many others are served before a visitor; 0 for who is being served."""
        with self._changed:
            if visitor == self._serving or visitor not in self._waiting:
                return 0
            before = list(self._waiting)[: list(self._waiting).index(visitor)]
            return len({*before, self._serving} - {""})

    def problem(self, question: Question) -> str:
        """Return why a question could not be answered, if it could not."""
        return self._problems.get(question, "")

    def _serve(self) -> None:
        visitor, rest = "", list[Question]()
        while True:
            with self._changed:
                self._serving = ""
                if rest:
                    self._waiting.setdefault(visitor, rest)  # their next question takes its turn behind the others
                self._forget_who_left()
                while not self._waiting:
                    self._changed.wait()
                    self._forget_who_left()
                visitor = next(iter(self._waiting))
                question, *rest = self._waiting.pop(visitor)
                self._serving = visitor
            try:
                self._solve(question)
            except BadInput as problem:
                self._note(question, problem.sentence)
            except Exception as problem:
                self._note(question, f"The model could not answer: {problem}")

    def _forget_who_left(self) -> None:
        latest = time.monotonic() - self._patience
        self._heard = {visitor: when for visitor, when in self._heard.items() if when >= latest}
        for visitor in [name for name, wanted in self._waiting.items() if not wanted or name not in self._heard]:
            del self._waiting[visitor]

    def _note(self, question: Question, sentence: str) -> None:
        self._problems[question] = sentence
        while len(self._problems) > 100:
            self._problems.popitem(last=False)
