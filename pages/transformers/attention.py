"""When it reads “it”, what does the model look at? Real models on a sentence, and what each of their heads is worth."""

import base64
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from explainers.legacy import as_explainer
from explainers.problems import BadInput
from explainers.transformers import attention
from explainers.transformers.attention import EXAMPLES, Params, Result
from explainers.transformers.attention.answers import Question, Read, Write, answer, at_hand
from explainers.transformers.attention.at_hand import DECODER, ENCODER, ready
from explainers.transformers.attention.attention import attention as attend
from explainers.transformers.attention.cell import rotated, take_apart
from explainers.transformers.attention.induction import read_letters
from explainers.transformers.attention.number_words import MOST_NUMBER
from explainers.transformers.attention.roles import induction_heads, punctuation
from explainers.transformers.attention.sampler import filtered
from explainers.transformers.attention.settings import (
    ENDS,
    MOST_LETTERS,
    MOST_TOKENS,
    MOST_WRITTEN,
    numbers_in,
    readable,
)
from explainers.transformers.attention.shape import ENCODER_HEADS, ENCODER_LAYERS, HEADS, LAYERS
from explainers.transformers.attention.through import flow, rollout
from explainers.transformers.attention.translator import decode_pieces, translate
from explainers.transformers.attention.waiting import Line
from pages import stage
from pages.stage.components import BAR

PREFIX = "attention"
VIEWS = {
    "all_heads": "The wall",
    "both": "Both ways",
    "cell": "One cell",
    "surgery": "Surgery",
    "generate": "Writing",
    "flow": "Layers",
    "translator": "Translator",
    "induction": "Induction",
}
SMALL = ("translator", "induction")  # views of the models that are trained here; they read no sentence
CODE = {  # what is worth reading beside the picture of each view
    "all_heads": (induction_heads, punctuation),
    "both": (),
    "cell": (take_apart, rotated, attend),
    "surgery": (),
    "generate": (filtered,),
    "flow": (rollout, flow),
    "translator": (translate, decode_pieces),
    "induction": (read_letters, induction_heads),
}
HEAT = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5, 2.0, 3.0]
TAU = [0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0]
EXPLAINER = as_explainer(attention)
words = stage.words_for(EXPLAINER)

_chips = st.components.v2.component(
    "attention_chips",
    html="<div class='chips' role='group' aria-label='The sentence, token by token'></div><output class='said'></output>",
    css=BAR
    + """
    .chips { display: flex; flex-wrap: wrap; gap: 0.15rem; }
    .chips button { font: inherit; font-size: 0.95rem; color: var(--st-text-color); background: transparent; cursor: pointer;
             border: 1px solid var(--st-border-color); border-radius: 0.3rem; padding: 0 0.3rem; line-height: 1.5; }
    .said { font-size: 0.85rem; color: var(--st-text-color); }
    """,
    js=(Path(__file__).parent / "attention.js").read_text("utf-8"),
    isolate_styles=False,
)


@st.cache_resource(show_spinner=False)
def lines() -> dict[str, Line]:
    """Return those who wait: for a quick answer, and for one that takes many runs of the model."""
    return {"quick": Line(answer), "slow": Line(answer)}


# ---------------------------------------------------------------------------------------------- the controls


def sentence(controls: stage.Controls[Params]) -> None:
    """Ask for the sentence."""
    key = controls.key("text")

    def shorten() -> None:
        typed = st.session_state[key]
        if len(typed) > MOST_LETTERS:
            left = len(typed.split()) - len(typed[:MOST_LETTERS].split())
            st.session_state[f"{PREFIX}-cut"] = (
                f"The page takes {MOST_LETTERS:,} letters at most: the last {left:,} words were cut off."
            )
            st.session_state[key] = typed[:MOST_LETTERS]

    def use(text: str) -> None:
        st.session_state[key] = text
        for name in ("written", "steps"):
            st.session_state.pop(controls.key(name), None)

    controls.text("text", "Sentence", f"Any text; SmolLM2 reads its first {MOST_TOKENS} tokens.", on_change=shorten)
    if said := st.session_state.pop(f"{PREFIX}-cut", ""):
        st.caption(said)
    with st.popover("Example sentences", icon=":material/format_quote:", width="stretch"):
        for name, text in EXAMPLES.items():
            st.button(text, key=f"{PREFIX}-example_{name}", on_click=use, args=(text,))


def place(controls: stage.Controls[Params], name: str, label: str, help: str) -> None:
    """Ask for a token of the sentence, by its place."""
    controls.slider(name, label, 0, max(len(tokens(controls)) - 1, 1), 1, help)


def tokens(controls: stage.Controls[Params]) -> list[str]:
    """Return the tokens of the sentence, or of the last one that was read."""
    for text in (controls.values["text"], good(controls).text):
        with suppress(BadInput):
            if (reading := at_hand(Read(readable(text)))) is not None:
                return list(reading.tokens)
    return list(answer(Read(Params().text)).tokens)


def good(controls: stage.Controls[Params]) -> Params:
    """Return the last settings that could be shown."""
    return st.session_state.get(f"{PREFIX}-good", controls.start)


def layer(controls: stage.Controls[Params]) -> None:
    """Ask which layer's head is open."""
    controls.slider("layer", "Layer  l", 0, LAYERS - 1, 1, "l, of the open head of SmolLM2, counted from 0.")


def head(controls: stage.Controls[Params]) -> None:
    """Ask which of its heads is open."""
    controls.slider("head", "Head  h", 0, HEADS - 1, 1, "h, of the open head within its layer, counted from 0.")


def other(controls: stage.Controls[Params]) -> None:
    """Ask which head of MiniLM is open."""
    controls.slider(
        "other_layer", "MiniLM's layer", 0, ENCODER_LAYERS - 1, 1, "Of the open head of MiniLM, counted from 0."
    )
    controls.slider(
        "other_head", "MiniLM's head", 0, ENCODER_HEADS - 1, 1, "Of the open head of MiniLM, counted from 0."
    )


def learned(controls: stage.Controls[Params]) -> None:
    """Ask whether MiniLM knows where its tokens stand."""
    controls.toggle(
        "learned",
        "Learned positions",
        "Off, MiniLM reads its tokens with no position vectors added: as a bag of words.",
    )


def row(controls: stage.Controls[Params]) -> None:
    """Ask which token looks."""
    place(controls, "row", "Token that looks  i", "i, the row of the map: the token whose query is asked.")


def column(controls: stage.Controls[Params]) -> None:
    """Ask which token is looked at."""
    place(controls, "column", "Token looked at  j", "j, the column of the map: the token whose key answers.")


def temperature(controls: stage.Controls[Params]) -> None:
    """Ask how sharp the softmax is."""
    controls.stops("temperature", "Temperature  τ", TAU,
                   "τ, by which all scores are divided before the softmax: near 0 the best takes all, far above 1 all get the same.")  # fmt: skip


def value(controls: stage.Controls[Params]) -> None:
    """Ask what the value of token j is multiplied by."""
    controls.slider(
        "value", "Value of token j  ×", -3.0, 3.0, 0.1, "By what v_j is multiplied: 1 leaves it, 0 erases it."
    )


def positions(controls: stage.Controls[Params]) -> None:
    """Ask whether positions count."""
    controls.toggle(
        "positions",
        "Positions count",
        "Whether queries and keys are turned by their positions (RoPE) before they meet.",
    )


def silent(controls: stage.Controls[Params]) -> None:
    """Ask whether the open head is off."""
    controls.toggle(
        "silent", "Switch this head off", "Its slice of the output projection's input is set to zero, at every token."
    )


def whole(controls: stage.Controls[Params]) -> None:
    """Ask what the scatter weighs."""
    controls.toggle(
        "whole",
        "Weigh whole heads",
        "The scatter: the effect of switching whole heads off, or of cutting one cell of each.",
    )


def edit(controls: stage.Controls[Params]) -> None:
    """Ask for other surgery."""
    controls.text("off", "Also switch off", "Heads as layer.head with blanks between, such as 1.5 29.1.", max_chars=200)
    controls.toggle("edit", "Overwrite one cell", "The weight of token i on token j in the open head is set to w.")
    controls.slider("weight", "Its weight  w", 0.0, 1.0, 0.05, "w, the weight that the cell is given.")
    controls.toggle(
        "share",
        "The others share the rest",
        "Off, the other weights of the row stay as they are. On, they keep their proportions and the row sums to one.",
    )


def heat(controls: stage.Controls[Params]) -> None:
    """Ask how bold the sampler is."""
    controls.stops("heat", "Temperature  T", HEAT, "T, by which logits are divided: 0 always takes the likeliest.")


def top_p(controls: stage.Controls[Params]) -> None:
    """Ask how many of the likeliest it takes, by what they are worth together."""
    controls.slider(
        "top_p", "Top p", 0.05, 1.0, 0.05, "p: of the k likeliest, only the fewest that together are this likely."
    )


def top_k(controls: stage.Controls[Params]) -> None:
    """Ask how many of the likeliest it takes, at most."""
    controls.slider("top_k", "Top k", 1, 200, 1, "k: only the k likeliest tokens may be picked.")


def writing(controls: stage.Controls[Params]) -> None:
    """Ask for what the model wrote: made by buttons, kept by the link."""
    controls.text(
        "written",
        "What the model wrote",
        "Numbers of tokens, with dots between. The buttons in the view Writing make them.",
        max_chars=200,
    )


def steps(controls: stage.Controls[Params]) -> None:
    """Ask how many of the written tokens are in sight."""
    written = len([part for part in controls.values["written"].split(".") if part])
    controls.slider(
        "steps", "Tokens in sight", 0, max(written, 1), 1, "How many of the tokens that the model wrote are in sight."
    )
    if written:
        stage.play(controls, "steps", 700)


def number(controls: stage.Controls[Params]) -> None:
    """Ask for the number to be translated."""
    controls.number("number", "Number", 0, MOST_NUMBER, "That is said in English and translated into German.")
    controls.slider("piece", "Piece of the translation", 0, 11, 1, "Whose threads are drawn in colour, counted from 0.")


def moment(controls: stage.Controls[Params]) -> None:
    """Ask for a moment of the training, and for letters."""
    controls.slider(
        "moment", "Moment of the training", 0, 18, 1, "Which of the 19 kept states of the two-layer model is shown."
    )
    stage.play(controls, "moment", 500)
    controls.slider("period", "Letters until they repeat", 5, 16, 1, "The period of the sequence that it reads.")


def seed(controls: stage.Controls[Params]) -> None:
    """Ask for the seed."""
    controls.number("seed", "Seed", 0, 9999, "Of the sampler, and of the letters of the two-layer model.")


IN_SIGHT = {  # of each view, at most five controls beside the sentence; all others are under "More controls"
    "all_heads": (layer, head, row),
    "both": (other, learned, row),
    "cell": (column, temperature, value, positions),
    "surgery": (layer, head, silent, column, whole),
    "generate": (steps, heat, top_p),
    "flow": (row, column),
    "translator": (number,),
    "induction": (moment, seed),
}
ALL = (
    writing,
    layer,
    head,
    row,
    column,
    other,
    learned,
    temperature,
    value,
    positions,
    silent,
    whole,
    edit,
    heat,
    top_p,
    top_k,
    steps,
    number,
    moment,
    seed,
)


def ask_all(controls: stage.Controls[Params], view: str) -> None:
    """Ask for everything: the sentence first, as its length says how far other controls go."""
    sight = st.container()
    more = controls.folded()
    with more if view in SMALL else sight:
        sentence(controls)
    with more:
        for ask in ALL:
            if ask not in IN_SIGHT[view]:
                ask(controls)
    with sight:
        for ask in IN_SIGHT[view]:
            ask(controls)
            if ask is steps:
                write_buttons(controls)


# ---------------------------------------------------------------------------------------------- asking the models


def asked(params: Params, view: str) -> Result | None:
    """Return what can be shown of the settings now; whatever else the view needs is asked of the models meanwhile.

    None where the sentence itself has yet to be read. Raises BadInput.
    """
    questions: list[Question] = attention.needed(params, view)
    if write := st.session_state.get(f"{PREFIX}-write"):
        questions.append(write)
    missing = [question for question in questions if at_hand(question) is None]
    for question in missing:
        if problem := lines()["quick"].problem(question):
            raise BadInput("text", problem)
    if missing and ready(DECODER):
        queue_up(missing)
        return None if isinstance(missing[0], Read) and not missing[0].written else attention.simulate(params)
    return attention.simulate(params)


def queue_up(missing: list[Question]) -> None:
    """Have the models asked, and look again when they have answered."""
    visitor = st.session_state.setdefault(f"{PREFIX}-visitor", object())
    slow = [question for question in missing if type(question).__name__ == "Weigh"]
    quick = [question for question in missing if question not in slow]
    for name, questions in (("quick", quick), ("slow", slow)):
        if questions:
            lines()[name].want(f"{id(visitor)}", questions)
    ahead = lines()["quick" if quick else "slow"].ahead(f"{id(visitor)}")
    doing = "is reading" if quick else "is weighing its 270 heads on this sentence; that takes a while"
    look_again(
        f"{id(visitor)}", tuple(missing), f"SmolLM2 {doing}." if not ahead else f"SmolLM2 {doing}: {ahead} before you."
    )


@st.fragment(run_every=0.4)
def look_again(visitor: str, missing: tuple[Question, ...], said: str) -> None:
    """Wait for answers, and run the page again when one has come."""
    for line in lines().values():
        line.still_here(visitor)
    failed = any(lines()[name].problem(question) for name in lines() for question in missing)
    if failed or any(at_hand(question) is not None for question in missing):
        st.rerun()
    st.caption(f":material/hourglass_top: {said}")


def write_buttons(controls: stage.Controls[Params]) -> None:
    """Offer to have the model write on behind the sentence."""
    params = controls.params()
    write: Write | None = st.session_state.get(f"{PREFIX}-write")

    def ask(count: int) -> None:
        now = controls.params()  # all controls have been made by then
        st.session_state[f"{PREFIX}-write"] = Write(
            readable(now.text), now.written, count, now.heat, now.top_k, now.top_p, now.seed
        )

    def clear() -> None:
        st.session_state[controls.key("written")] = ""
        st.session_state[controls.key("steps")] = 0

    if write and (written := at_hand(write)) is not None:
        st.session_state.pop(f"{PREFIX}-write")
        st.session_state[f"{PREFIX}-written"] = written
        st.rerun()
    full = False
    idle = not ready(DECODER) or write is not None
    with suppress(BadInput):
        before = numbers_in(params.written)
        full = len(before) >= MOST_WRITTEN or (before[-1:] and before[-1] in ENDS)
    with st.container(horizontal=True, gap="xsmall"):
        st.button("+1", key=f"{PREFIX}-write_1", on_click=ask, args=(1,), disabled=bool(idle or full),
                  help="Have the sampler pick one more token.")  # fmt: skip
        st.button("+8", key=f"{PREFIX}-write_8", on_click=ask, args=(8,), disabled=bool(idle or full),
                  help="Have the sampler pick eight more tokens.")  # fmt: skip
        st.button("Erase", key=f"{PREFIX}-erase", on_click=clear, disabled=not params.written)
    if not ready(DECODER):
        st.caption("To write on, the model itself must be on this machine: `make models` fetches it.")


def take_written(controls: stage.Controls[Params]) -> None:
    """Put what the model has just written into the controls."""
    written = st.session_state.pop(f"{PREFIX}-written", None)
    if written is not None:
        st.session_state[controls.key("written")] = written
        st.session_state[controls.key("steps")] = len(written.split("."))


def show_chips(controls: stage.Controls[Params], view: str, result: Result) -> None:
    """Show the sentence as chips, tied to the maps in the figure."""
    p, key = result.params, f"{PREFIX}-chips"
    maps = result.reading.maps if view == "all_heads" else result.map
    others: dict[str, Any] = {}
    if view == "both" and result.sides:
        others = {"tokens": result.sides.tokens, "map": as_text(result.both_ways[p.other_layer, p.other_head])}

    def open_head() -> None:
        layer_, head_ = st.session_state[key]["open"].split(".")
        st.session_state[controls.key("layer")], st.session_state[controls.key("head")] = int(layer_), int(head_)

    def open_other() -> None:
        layer_, head_ = st.session_state[key]["other"].split(".")
        st.session_state[controls.key("other_layer")] = int(layer_)
        st.session_state[controls.key("other_head")] = int(head_)

    def choose_row() -> None:
        st.session_state[controls.key("row")] = int(st.session_state[key]["row"])

    data = {"tokens": result.tokens, "maps": as_text(maps),
            "all": view == "all_heads", "beside": result.beside if view == "both" else [], "others": others,
            "heads": HEADS,
            "walls": {"wall": [LAYERS, HEADS], "other wall": [ENCODER_LAYERS, ENCODER_HEADS]}, "open": [p.layer, p.head], "row": p.row,
            "chart": f"{PREFIX}-chart", "colour": stage.style().colour("guess"), "shade": stage.style().colour("real")}  # fmt: skip
    _chips(key=key, data=data, on_open_change=open_head, on_other_change=open_other, on_row_change=choose_row)


def as_text(weights: np.ndarray) -> str:
    """Return weights as text, a byte each."""
    return base64.b64encode(np.round(255 * weights).astype(np.uint8).tobytes()).decode()


def at_hand_said() -> str:
    """Say which models are at hand."""
    missing = [name for name, model in (("SmolLM2", DECODER), ("MiniLM", ENCODER)) if not ready(model)]
    if not missing:
        return ""
    return (f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not on this machine: the example sentences work, "
            "sentences of your own need `make models`.")  # fmt: skip


# ---------------------------------------------------------------------------------------------- the page


@st.fragment
def lab(now: stage.Place) -> None:
    """Draw the stage: controls at the left, sentence and picture at the right."""
    controls = stage.Controls(PREFIX, now.params, now.number)
    take_written(controls)
    left, right = st.container(key=f"{PREFIX}-stage").columns([3, 10], gap="medium")
    with right:
        view = controls.choice("view", "View", VIEWS, "", default=now.view, label_visibility="collapsed")
    with left:
        ask_all(controls, view)
        params = controls.params()
        last = good(controls)
        result = controls.last_good(lambda wanted: asked(wanted, view), params)
        if result is None:  # the sentence is being read: the picture stays
            result = attention.simulate(last)
            st.session_state[f"{PREFIX}-good"] = last
        for said in (result.told, at_hand_said()):
            if said:
                st.caption(said)
    with right:
        controls.finish()
        chips = view not in (*SMALL, "generate")
        if chips:
            show_chips(controls, view, result)
        stage.show(controls, EXPLAINER, view, result.params, result,
                   "calc(var(--stage-height) - 4.4rem)" if chips else "var(--stage-height)")  # fmt: skip
    stage.once_painted(PREFIX, rest)


def rest(now: stage.Shown) -> None:
    """Draw the rest of the page, for what the stage shows."""
    stage.below(now, words)


stage.headline(EXPLAINER)
lab(stage.story(EXPLAINER, words.story))
