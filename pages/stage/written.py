"""A text that a model writes, on a page: streamed, stopped, gone on with, and branched off at any of its tokens."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from explainers.fair_queue import FairQueue
from explainers.problems import BadInput
from explainers.worker_process import Cancelled
from explainers.workers import Busy, Job
from pages.stage.components import BAR, style
from pages.stage.outside import plain

OFTEN = 0.2  # seconds from one look at what has been written to the next
FIRST = 1.0  # seconds that the page waits for the first token, so that it comes with the picture
_chips = st.components.v2.component(
    "written_chips",
    html="<div class='bar tokens' role='group' aria-label='The text, token by token'></div><div class='bar others'></div>",
    css=BAR
    + """
    .tokens { gap: 0.12rem !important; padding: 3px; max-height: 5.6rem; overflow-y: auto; }
    .tokens > *, .others > button { padding: 0 0.28rem !important; line-height: 1.5; border-radius: 0.3rem !important; }
    .tokens > span { color: color-mix(in srgb, var(--st-text-color) 75%, transparent); padding: 0 0.1rem !important; }
    .tokens > [aria-pressed=true] { outline: 2px solid var(--st-primary-color); }
    .tokens > button, .others > button { cursor: pointer; }
    .others { margin-top: 0.25rem; gap: 0.2rem !important; max-height: 1.7rem; overflow: hidden; }
    """,
    js=(Path(__file__).parent / "written.js").read_text("utf-8"),
    isolate_styles=False,
)


@dataclass(frozen=True)
class Text:
    """What the chips show."""

    prompt: list[str]
    tokens: list[str]
    chances: list[float]
    place: int
    others: list[tuple[str, float, int]]  # what else could stand at the place: token, probability, id


class Writer:
    """One visitor's writing on a page: a job that reports, in JSON, the ids and tokens of what there is so far."""

    def __init__(self, prefix: str, queue: FairQueue, compute: Callable[..., Any]) -> None:
        self.prefix, self.queue, self.compute = prefix, queue, compute

    @property
    def job(self) -> Job | None:
        """What is being written now."""
        return st.session_state.get(f"{self.prefix}-job")

    def start(self, question: Any, visitor: str) -> None:
        """Begin to write, in a callback: before the page has run, the first token is on its way."""
        try:
            job = self.queue.submit(self.compute, question, visitor=visitor)
        except Busy:
            self._say("Many people are asking just now. Try again in a moment.")
            return
        st.session_state[f"{self.prefix}-job"] = job

    def stop(self) -> None:
        """Have it stop; what is written stays."""
        if self.job:
            self.job.cancel()
            self._finish(self.so_far()[0])

    def so_far(self) -> tuple[list[int], list[str]]:
        """Return ids and tokens that are written so far."""
        said = self.job.progress()[1] if self.job else ""
        with suppress(ValueError):
            found = json.loads(said)
            return found["ids"], found["tokens"]
        return [], []

    def _finish(self, ids: list[int]) -> None:
        st.session_state.pop(f"{self.prefix}-job", None)
        if ids:
            st.session_state[f"{self.prefix}-came"] = ids

    def _say(self, sentence: str) -> None:
        st.session_state[f"{self.prefix}-said"] = sentence

    def take(self) -> list[int]:
        """Return what has been written since it was last asked, and say what went wrong, if anything."""
        if said := st.session_state.pop(f"{self.prefix}-said", ""):
            st.warning(plain(said), icon=":material/info:")
        found: list[int] = st.session_state.pop(f"{self.prefix}-came", [])
        return found

    def show(self, text: Text, on_place: Callable[[int], None], on_branch: Callable[[int], None],
             keep: Callable[[Any], None]) -> None:  # fmt: skip
        """Show the text as chips; while the model writes, as far as it has come, with a button that stops it.

        `keep` is given the whole answer, when it has come.
        """
        if (job := self.job) is None:
            self._show(text, on_place, on_branch, keep)
        else:
            self._wait(job, len(text.tokens))
            st.fragment(self._show, run_every=OFTEN)(text, on_place, on_branch, keep)

    def _show(self, text: Text, on_place: Callable[[int], None], on_branch: Callable[[int], None],
              keep: Callable[[Any], None]) -> None:  # fmt: skip
        # While it is written the text is another component: one that moved into a fragment may be lost on the way.
        key = f"{self.prefix}-{'writing' if self.job else 'written'}"
        if f"{self.prefix}-came" in st.session_state:  # stopped
            st.rerun()
        job = self.job
        if job is None:
            written = [*zip(text.tokens, text.chances, strict=True)]
            said = {"place": text.place, "others": text.others, "busy": False}
        else:
            written = [(token, None) for token in self.so_far()[1] or text.tokens]  # type: ignore[misc]
            said = {"place": -1, "others": [], "busy": True}
        data = said | {
            "prompt": text.prompt,
            "written": written,
            "shade": style().colour("generated"),
            "instead": "Instead: ",
        }
        _chips(key=key, data=data, on_place_change=lambda: on_place(int(st.session_state[key]["place"])),
               on_branch_change=lambda: on_branch(int(st.session_state[key]["branch"])))  # fmt: skip
        if job is not None:
            st.button("Stop", key=f"{self.prefix}-stop", icon=":material/stop:", on_click=self.stop)
            if job.future.done():
                self._collect(job, keep)
                st.rerun()

    def _wait(self, job: Job, before: int) -> None:
        """Wait a moment for the first token."""
        with suppress(Exception):  # whatever came of it, `_collect` says
            for _ in range(round(FIRST / 0.01)):
                if job.future.done() or len(self.so_far()[0]) > before:
                    return
                with suppress(TimeoutError):
                    job.future.result(timeout=0.01)

    def _collect(self, job: Job, keep: Callable[[Any], None]) -> None:
        ids = self.so_far()[0]
        try:
            keep(job.future.result())
        except BadInput as problem:
            self._say(problem.sentence)
        except Cancelled:
            pass
        except Exception as problem:
            self._say(f"Writing failed: {str(problem)[:200]}")
        self._finish(ids)
