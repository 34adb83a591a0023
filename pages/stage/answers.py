"""What a page asks of worker processes and models: each thing once, shown while it is under way, given up by a button.

A page goes on without what has not come yet; when something arrives, its stage is drawn again.
"""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import streamlit as st

from explainers.fair_queue import FairQueue
from explainers.problems import BadInput
from explainers.workers import WORKERS, Busy, Job, Workers
from pages.stage.faults import sentence_for
from pages.stage.outside import plain

POLL, POLL_COLD = 0.25, 1.0  # seconds from one look at what is under way to the next: every look is a run of a script
AT_ONCE = 4  # jobs of one visitor
DIED = "A worker process died on the way. Another one has been started and asked again; nothing else is lost."
Question = tuple[str, Any]  # which task, and its argument, which can be hashed
_ahead: dict[tuple[str, Question], Job] = {}  # begun before the page has asked, by its prefix


def of_this_visitor(prefix: str) -> Callable[[], OrderedDict[Question, Any]]:
    """Return where the answers to one visitor are kept: they may be about data of their own."""
    return lambda: st.session_state.setdefault(f"{prefix}-answers", OrderedDict())


@dataclass(frozen=True)
class Task:
    """What can be asked."""

    function: Callable[..., Any]  # of a module; its last argument is a report
    title: str
    worth: int = 1  # of `units` that one answer holds, where a page asks for several
    units: str = ""
    patient: bool = False  # whether it leaves a worker free for what is more urgent
    queue: FairQueue | None = None  # in which it waits for its turn; without one, worker processes do it

    @property
    def executor(self) -> Workers | FairQueue:
        """Who does it."""
        return self.queue or WORKERS


@dataclass(frozen=True)
class Answers:
    """The answers to one page: `kept` holds the last of them, of all visitors together or of one alone.

    An answer says by `nbytes` how much memory it takes.
    """

    prefix: str  # of the page
    tasks: Mapping[str, Task]
    kept: Callable[[], OrderedDict[Question, Any]]
    room: int  # bytes for them

    def find(self, wanted: Sequence[Question], patience: float = 0.0) -> dict[Question, Any]:
        """Return what is known of what is wanted, most urgent first; have the rest found, and show how far that is.

        Waits up to `patience` seconds for the first, once workers are warm. What nobody wants any more is given up.
        """
        off = [name for name in dict.fromkeys(name for name, _ in wanted) if not self.tasks[name].executor.wanted]
        for name in off:
            st.caption(f"{self.tasks[name].title} is switched off on this server.")
        wanted = [question for question in wanted if question[0] not in off]
        self._ask(wanted)
        if patience and wanted and WORKERS.warm_by_now and (first := self._jobs.get(wanted[0])):
            with suppress(Exception):  # whatever came of it, `_collect` says
                first.future.result(timeout=patience)
        for sentence in self._collect(wanted):
            st.warning(sentence, icon=":material/info:")
        taken, missing = self._ask(wanted), self._missing(wanted)
        if not taken:
            st.warning("Many people are asking just now. Try again in a moment.", icon=":material/hourglass:")
        if missing and self._given_up == wanted:
            st.button("Go on", key=f"{self.prefix}-again", on_click=self._go_on, icon=":material/refresh:")
        elif missing and (self._jobs or taken):
            warm = all(self.tasks[name].executor.warm_by_now for name, _ in missing)
            st.fragment(_waiting, run_every=POLL if warm else POLL_COLD)(self, wanted)
        known = self.kept()
        found = {question: known[question] for question in wanted if question in known}
        for question in found:
            with suppress(KeyError):  # somebody else's answer has just pushed it out
                known.move_to_end(question)
        return found

    def finder(self, patience: float) -> Callable[[Question], Any]:
        """Return a function that finds one answer within `patience` seconds, else None, outside the run of a page.

        Where the page asks for the same meanwhile, it goes on with that.
        """
        known, visitor = self.kept(), self._visitor

        def find(question: Question) -> Any:
            executor = self.tasks[question[0]].executor
            if question not in known and executor.wanted and executor.warm_by_now:
                with suppress(Exception):  # whatever came of it, the page says when it runs
                    job = _ahead[self.prefix, question] = self._submit(question, visitor)
                    try:
                        self._keep(known, question, job.future.result(timeout=patience))
                    finally:
                        if _ahead.pop((self.prefix, question), None) is job and not job.future.done():
                            job.cancel()
            return known.get(question)

        return find

    def _submit(self, question: Question, visitor: str) -> Job:
        """Have it begun, unless it has been already. Raises Busy."""
        task = self.tasks[question[0]]
        begun = _ahead.pop((self.prefix, question), None)
        return begun or task.executor.submit(task.function, question[1], visitor=visitor)

    def _keep(self, known: OrderedDict[Question, Any], question: Question, answer: Any) -> None:
        """Keep an answer; the oldest make room for it."""
        known[question] = answer
        while len(known) > 1 and sum(answer.nbytes for answer in list(known.values())) > self.room:
            known.popitem(last=False)

    @property
    def _jobs(self) -> dict[Question, Job]:
        """What this visitor is waiting for."""
        return st.session_state.setdefault(f"{self.prefix}-jobs", {})

    @property
    def _visitor(self) -> str:
        """A name for this visitor, whom queues serve in turn with others."""
        return str(st.session_state.setdefault(f"{self.prefix}-visitor", secrets.token_hex(8)))

    @property
    def _given_up(self) -> Sequence[Question] | None:
        """What this visitor no longer wants to wait for."""
        return st.session_state.get(f"{self.prefix}-given_up")

    def _missing(self, wanted: Sequence[Question]) -> list[Question]:
        known = self.kept()
        return [question for question in wanted if question not in known]

    def _go_on(self) -> None:
        st.session_state.pop(f"{self.prefix}-given_up", None)

    def _give_up(self, wanted: Sequence[Question]) -> None:
        st.session_state[f"{self.prefix}-given_up"] = wanted
        self._drop(list(self._jobs))

    def _drop(self, questions: Sequence[Question]) -> None:
        for question in questions:
            self._jobs.pop(question).cancel()

    def _ask(self, wanted: Sequence[Question]) -> bool:
        """Have found what is neither known nor under way, a little at a time; one task after the other.

        Returns False where too many people ask.
        """
        mine, known = self._jobs, self.kept()
        self._drop([question for question in mine if question not in wanted])
        if self._given_up == wanted:
            return True
        for number, question in enumerate(wanted):
            if question in known or question in mine:
                continue
            before = [other for other in wanted[:number] if other[0] != question[0]]
            if len(mine) >= AT_ONCE or any(other not in known for other in before):
                return True  # others are to have their first answer before anybody has a second
            if not self._room_for(question):
                return True
            try:
                mine[question] = self._submit(question, self._visitor)
            except Busy:
                return False
        return True

    def _room_for(self, question: Question) -> bool:
        task = self.tasks[question[0]]
        return not task.patient or task.executor.room_for(task.function)

    def _collect(self, wanted: Sequence[Question]) -> list[str]:
        """Take in what has arrived; return a sentence for each job that came to nothing."""
        mine, known, said = self._jobs, self.kept(), []
        for question, job in [(question, job) for question, job in mine.items() if job.future.done()]:
            del mine[question]
            try:
                self._keep(known, question, job.future.result())
            except CancelledError:
                pass
            except BadInput as problem:
                said.append(problem.sentence)
                self._give_up(wanted)
            except Exception as problem:
                if job.lost:
                    said.append(DIED)
                elif type(problem).__name__ != "Cancelled":
                    what = sentence_for(problem) or str(problem)[:200]
                    said.append(plain(f"{self.tasks[question[0]].title} failed: {what}"))
                    self._give_up(wanted)
        return list(dict.fromkeys(said))

    def how_far(self, name: str, wanted: Sequence[Question]) -> tuple[float, str]:
        """Return which share of a task is done, and what it does."""
        task, known = self.tasks[name], self.kept()
        questions = [question for question in wanted if question[0] == name]
        under_way = [job.progress() for (other, _), job in self._jobs.items() if other == name]
        done = sum(question in known for question in questions) + sum(share for share, _ in under_way)
        share, doing = min(done / len(questions), 1.0), max(under_way)[1]
        if task.units and share > 0:
            doing = f"{done * task.worth:.0f} of {len(questions) * task.worth} {task.units}"
        return share, doing


def _waiting(answers: Answers, wanted: Sequence[Question]) -> None:
    """Show how far the workers are, with a way to stop them; when something has come, the stage is drawn again."""
    mine = answers._jobs
    missing = answers._missing(wanted)
    if answers._given_up == wanted or not missing or any(job.future.done() for job in mine.values()):
        st.rerun()
    if not mine and answers._room_for(missing[0]):
        st.rerun()
    if not mine:
        st.progress(0.0, f"{answers.tasks[missing[0][0]].title}: waiting for a free worker")
    for name in dict.fromkeys(name for name, _ in mine):
        share, doing = answers.how_far(name, wanted)
        st.progress(share, f"{answers.tasks[name].title}: {plain(doing)}")
    # By a callback: where an answer comes at the same moment, this runs again before it comes to the button.
    st.button(
        "Cancel", key=f"{answers.prefix}-cancel", icon=":material/close:", on_click=answers._give_up, args=(wanted,)
    )
