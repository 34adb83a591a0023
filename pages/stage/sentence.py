"""A sentence in a language model, on a page: typed or chosen, read by the models, and shown token by token as chips."""

import base64
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from explainers.explainer import Explainer, View
from explainers.problems import BadInput
from explainers.transformers.lm.answers import NONE, reading_of, shipped_answer
from explainers.transformers.lm.files import DECODER, ENCODER, ready
from explainers.transformers.lm.questions import (
    AblateEach,
    Encode,
    Intervene,
    Projections,
    Question,
    Read,
    Sample,
)
from explainers.transformers.lm.real import QUICK, SLOW, ask_model
from explainers.transformers.lm.shape import ENCODER_HEADS, ENCODER_LAYERS, HEADS, LAYERS
from explainers.transformers.lm.text import EXAMPLES, readable
from pages.stage.answers import Answers, Task
from pages.stage.components import BAR, style
from pages.stage.controls import Controls
from pages.stage.page import paint

WAIT = 0.6  # seconds that a picture waits for a quick answer before it comes without
ROOM = 24_000_000  # bytes of answers that are kept for one visitor
CHIPS_HEIGHT = "calc(var(--stage-height) - 4.4rem)"  # of a figure with chips above it
TASKS: dict[type, tuple[str, Task]] = {
    Sample: ("sample", Task(ask_model, "SmolLM2 writes", queue=QUICK)),
    Read: ("read", Task(ask_model, "SmolLM2 reads the sentence", queue=QUICK)),
    Intervene: ("intervene", Task(ask_model, "SmolLM2 reads it again, changed", queue=QUICK)),
    Projections: ("projections", Task(ask_model, "Queries, keys and values", queue=QUICK)),
    Encode: ("encode", Task(ask_model, "MiniLM reads the sentence", queue=QUICK)),
    AblateEach: ("ablate", Task(ask_model, "Each of 270 heads is ablated", queue=SLOW)),
}

_chips = st.components.v2.component(
    "sentence_chips",
    html="<div class='chips' role='group' aria-label='The sentence, token by token'></div><output class='said'></output>",
    css=BAR
    + """
    .chips { display: flex; flex-wrap: wrap; gap: 0.15rem; }
    .chips button { font: inherit; font-size: 0.95rem; color: var(--st-text-color); background: transparent; cursor: pointer;
             border: 1px solid var(--st-border-color); border-radius: 0.3rem; padding: 0 0.3rem; line-height: 1.5; }
    .said { font-size: 0.85rem; color: var(--st-text-color); }
    """,
    js=(Path(__file__).parent / "sentence.js").read_text("utf-8"),
    isolate_styles=False,
)


class Sentence:
    """What the pages share on which a visitor's sentence is read by real models."""

    def __init__(self, explainer: Explainer[Any, Any]) -> None:
        self.explainer = explainer
        self.prefix = explainer.prefix
        self.asking = Answers(self.prefix, dict(TASKS.values()), self.kept, ROOM)

    @staticmethod
    def kept() -> OrderedDict[tuple[str, Any], Any]:
        """Return the models' last answers to this visitor: a sentence is nobody else's."""
        answers: OrderedDict[tuple[str, Any], Any] = st.session_state.setdefault("lm-answers", OrderedDict())
        return answers

    def known(self) -> dict[Any, Any]:
        """Return what the models have told this visitor."""
        return {question: answer for (_, question), answer in self.kept().items()}

    @property
    def special(self) -> dict[str, Callable[[Controls[Any]], Any]]:
        """How the sentence is asked for, and the places of its tokens: its length says how far they go."""
        return {
            "text": self.ask_text,
            "row": partial(self.ask_place, "row"),
            "column": partial(self.ask_place, "column"),
        }

    def ask_text(self, controls: Controls[Any]) -> None:
        """Ask for the sentence."""

        def use(text: str) -> None:
            st.session_state[controls.key("text")] = text
            for name in ("written", "in_sight"):
                st.session_state.pop(controls.key(name), None)

        controls.ask("text")
        with st.popover("Example sentences", icon=":material/format_quote:", width="stretch"):
            for name, text in EXAMPLES.items():
                st.button(text, key=f"{self.prefix}-example_{name}", on_click=use, args=(text,))

    def ask_place(self, name: str, controls: Controls[Any]) -> None:
        """Ask for a token of the sentence, or of the last one that was read, by its place."""
        for text in (controls.values["text"], self.last(controls).params.text):
            with suppress(BadInput):
                last = len(reading_of(readable(text), self.known()).tokens) - 1
                controls.ask(name, high=max(last, 1))
                return

    def last(self, controls: Controls[Any]) -> Any:
        """Return the last result that was shown, or that of the story step."""
        shown = st.session_state.get(f"{self.prefix}-result")
        return shown or self.explainer.simulate(controls.start, NONE)

    def find(self, params: Any, view: View[Any], also: Sequence[Question] = ()) -> Any:
        """Return what can be shown of the settings now; what else the view needs is asked of the models meanwhile.

        While the sentence itself is being read, that is the last result. Raises BadInput.
        """
        assert self.explainer.questions
        known = self.known()
        if ready(DECODER):
            asked = [*also, *self.explainer.questions(params, known, view.name)]
            missing = [question for question in asked if shipped_answer(question) is None and self.can(question)]
            self.asking.find([(TASKS[type(question)][0], question) for question in missing], WAIT)
            if {question for question in missing if isinstance(question, Read)} & (self.known().keys() - known.keys()):
                st.rerun()  # how far places go, and what else is asked, depends on what has just been read
        known = self.known()
        try:
            result = self.explainer.simulate(params, known)
        except BadInput:
            if not ready(DECODER) or Read(readable(params.text)) in known:
                raise
            return st.session_state.get(f"{self.prefix}-result") or self.explainer.simulate(type(params)(), NONE)
        st.session_state[f"{self.prefix}-result"] = result
        return result

    @staticmethod
    def can(question: Question) -> bool:
        """Whether the model that is asked is on this machine."""
        return ready(ENCODER if isinstance(question, Encode) else DECODER)

    def beside(self, result: Any, view: View[Any]) -> None:
        """Say which models are missing."""
        missing = [name for name, model in (("SmolLM2", DECODER), ("MiniLM", ENCODER)) if not ready(model)]
        if missing:
            st.caption(f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not on this machine: the example "
                       "sentences work, sentences of your own need `make models`.")  # fmt: skip

    def paint(self, controls: Controls[Any], view: View[Any], result: Any, **both: Any) -> None:
        """Paint the sentence as chips, tied to the maps in the figure under them; `both` is said of MiniLM's maps."""
        p, key = result.params, f"{self.prefix}-chips"
        everything = view.name == "all_heads"
        data = {"tokens": result.tokens, "maps": as_text(result.reading.maps if everything else result.map),
                "all": everything, "heads": HEADS, "open": [p.layer, p.head], "row": p.row,
                "walls": {"wall": [LAYERS, HEADS], "other wall": [ENCODER_LAYERS, ENCODER_HEADS]},
                "chart": f"{self.prefix}-chart", "colour": style().colour("guess"), "shade": style().colour("real"),
                } | {"beside": [], "others": {}} | both  # fmt: skip

        def set_to(*names: str, what: str) -> None:
            for name, number in zip(names, str(st.session_state[key][what]).split("."), strict=True):
                st.session_state[controls.key(name)] = int(number)

        _chips(key=key, data=data, on_open_change=lambda: set_to("layer", "head", what="open"),
               on_other_change=lambda: set_to("other_layer", "other_head", what="other"),
               on_row_change=lambda: set_to("row", what="row"))  # fmt: skip
        paint(self.explainer, controls, view, result, height=CHIPS_HEIGHT)


def as_text(weights: np.ndarray) -> str:
    """Return weights as text, a byte each."""
    return base64.b64encode(np.round(255 * weights).astype(np.uint8).tobytes()).decode()
