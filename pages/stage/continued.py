"""A prompt that a language model continues, on a page: typed or chosen, asked about, and written on behind."""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import numpy as np
import streamlit as st

from explainers.explainer import Explainer, View
from explainers.problems import BadInput
from explainers.transformers.lm.answers import NONE, UNREAD, shipped_answer
from explainers.transformers.lm.files import DECODER, ready
from explainers.transformers.lm.real import QUICK, SLOW, WRITES, ask_model
from explainers.transformers.lm.text import END_TOKENS, read_ids, readable
from explainers.transformers.lm.writing import LONGEST, Clock, Draw, Follow, Lens, Score, Search, Tree, Write
from pages.stage.answers import Answers, Task
from pages.stage.controls import Controls
from pages.stage.outside import plain
from pages.stage.page import ask
from pages.stage.written import Text, Writer

WAIT = 0.6  # seconds that a picture waits for a quick answer before it comes without
ROOM = 24_000_000  # bytes of answers that are kept for one visitor
AT_ONCE, OTHERS = 24, 9  # tokens that are written at a time; alternatives that are offered
TASKS: dict[type, tuple[str, Task]] = {
    Follow: ("follow", Task(ask_model, "SmolLM2 reads the text", queue=QUICK)),
    Tree: ("tree", Task(ask_model, "The tree grows", queue=QUICK)),
    Lens: ("lens", Task(ask_model, "The lens looks into 30 layers", queue=QUICK)),
    Score: ("score", Task(ask_model, "SmolLM2 reads your continuation", queue=QUICK)),
    Search: ("search", Task(ask_model, "Beam search", queue=SLOW)),
    Draw: ("draw", Task(ask_model, "Sampling", queue=SLOW)),
    Clock: ("clock", Task(ask_model, "Every token is timed", queue=SLOW)),
}


class Continued:
    """A page on which SmolLM2 writes on behind a visitor's prompt."""

    def __init__(self, explainer: Explainer[Any, Any], examples: Mapping[str, Any]) -> None:
        self.explainer = explainer
        self.examples = examples  # by name: each has a `text`, and what is `written` behind it, by a person its `own`
        self.prefix = explainer.prefix
        self.asking = Answers(self.prefix, dict(TASKS.values()), self.kept, ROOM)
        self.writer = Writer(self.prefix, WRITES, ask_model)

    def kept(self) -> OrderedDict[tuple[str, Any], Any]:
        """Return the model's last answers to this visitor: a prompt is nobody else's."""
        answers: OrderedDict[tuple[str, Any], Any] = st.session_state.setdefault(
            f"{self.prefix}-answers", OrderedDict()
        )
        return answers

    def known(self) -> dict[Any, Any]:
        """Return what the model has told this visitor."""
        return {question: answer for (_, question), answer in self.kept().items()}

    @property
    def special(self) -> dict[str, Callable[[Controls[Any]], Any]]:
        """How the prompt is asked for, and the place: how much is written says how far it goes."""
        return {"text": self.ask_text, "place": self.ask_place}

    def ask(self, controls: Controls[Any], view: View[Any]) -> None:
        """Make the controls, after what has just been written is in them; then the buttons that write."""
        if ids := self.writer.take():
            st.session_state[controls.key("written")] = ".".join(map(str, ids))
            st.session_state[controls.key("place")] = len(ids)
        ask(controls, view)
        if view.name in ("next", "text"):
            self.buttons(controls)

    def ask_text(self, controls: Controls[Any]) -> None:
        """Ask for the prompt; with another prompt, what was written behind the last is gone."""

        def begin(example: Any = None) -> None:
            if self.writer.job:
                self.writer.job.cancel()
                st.session_state.pop(f"{self.prefix}-job")
            chosen = vars(example) if example else {"written": "", "own": "", "opened": "."}
            for name, value in (chosen | {"place": 0}).items():
                st.session_state[controls.key(name)] = value

        controls.ask("text", on_change=begin)
        with st.popover("Example prompts", icon=":material/format_quote:", width="stretch"):
            for name, example in self.examples.items():
                st.button(plain(example.text), key=f"{self.prefix}-example_{name}", on_click=begin, args=(example,))

    def ask_place(self, controls: Controls[Any]) -> None:
        """Ask which written token is looked at."""
        written = st.session_state.get(controls.key("written"), controls.start.written)
        controls.ask("place", high=max(len([part for part in written.split(".") if part][:LONGEST]), 1))

    def buttons(self, controls: Controls[Any]) -> None:
        """Offer to write on behind the text, and to erase it."""
        written = controls.values["written"]

        def write(count: int) -> None:
            p = controls.params()  # all controls have been made by then
            with suppress(BadInput):
                asked = Write(readable(p.text), p.written, count, p.temperature, p.top_k, p.top_p, p.min_p, p.penalty,
                              p.forbidden, p.seed)  # fmt: skip
                self.writer.start(asked, st.session_state.setdefault(f"{self.prefix}-visitor", secrets.token_hex(8)))

        def erase() -> None:
            st.session_state[controls.key("written")], st.session_state[controls.key("place")] = "", 0

        off = bool(self.writer.job) or not ready(DECODER)
        with suppress(BadInput):
            ids = read_ids(written, LONGEST)
            off = off or len(ids) >= LONGEST or ids[-1:] in ([end] for end in END_TOKENS)
        with st.container(horizontal=True, gap="xsmall"):
            for count, name, said in ((AT_ONCE, "Write", f"{AT_ONCE} more tokens"), (1, "+1", "one more token")):
                st.button(name, key=f"{self.prefix}-write_{count}", on_click=write, args=(count,), disabled=off,
                          help=f"Have the sampler pick {said}, behind what is written.")  # fmt: skip
            st.button(
                "Erase", key=f"{self.prefix}-erase", on_click=erase, disabled=not written or bool(self.writer.job)
            )

    def find(self, params: Any, view: View[Any]) -> Any:
        """Return what can be shown of the settings now; what else the view needs is asked of the model meanwhile.

        While the prompt itself is being read, that is the last result. Raises BadInput.
        """
        assert self.explainer.questions
        asked = self.explainer.questions(params, self.known(), view.name)
        if ready(DECODER):
            missing = [(TASKS[type(question)][0], question) for question in asked if shipped_answer(question) is None]
            for question in missing[:1]:
                self.asking.finder(WAIT)(question)  # the text itself: without it there is nothing new to show
            self.asking.find(missing)
        try:
            result = self.explainer.simulate(params, self.known())
        except BadInput as problem:
            if problem.sentence != UNREAD or not ready(DECODER):
                raise
            return st.session_state.get(f"{self.prefix}-result") or self.explainer.simulate(type(params)(), NONE)
        st.session_state[f"{self.prefix}-result"] = result
        return result

    def beside(self, result: Any, view: View[Any]) -> None:
        """Say that the model is missing, where it is."""
        if not ready(DECODER):
            st.caption("SmolLM2 is not on this machine: the example prompts and the story work, prompts of your own need "
                       "`make models`.")  # fmt: skip

    def chips(self, controls: Controls[Any], result: Any) -> None:
        """Show the text as chips; a click opens a token, or writes another in its place."""
        p, followed = result.params, result.followed
        ids = read_ids(p.written, LONGEST)

        def on_place(place: int) -> None:
            st.session_state[controls.key("place")] = place

        def on_branch(number: int) -> None:
            branch = [*ids[: p.place], number]
            st.session_state[controls.key("written")] = ".".join(map(str, branch))
            st.session_state[controls.key("place")] = len(branch)

        def keep(answer: Any) -> None:
            written = ".".join(map(str, answer.ids[len(answer.prompt) :]))
            self.kept()["follow", Follow(p.text, written)] = answer

        others = zip(result.choices[:OTHERS], np.exp(followed.logp[p.place]).tolist(), followed.choice_ids[p.place].tolist(),
                     strict=False)  # fmt: skip
        chances = np.exp(followed.written_logp).tolist()
        self.writer.show(Text(followed.prompt, followed.tokens, chances, p.place, [*others]), on_place, on_branch, keep)
