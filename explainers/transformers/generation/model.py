"""SmolLM2 writes: what may come next, what a sampler leaves of it, texts by five decoders, a tree, and the layers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated, Any

import numpy as np

from explainers.controls import Number, Slider, Stops, Text, check
from explainers.problems import BadInput
from explainers.transformers.dot_product import Array
from explainers.transformers.generation.examples import SOUP
from explainers.transformers.generation.paths import opened_paths, questions_of
from explainers.transformers.generation.shaping import Settings, kept_tokens, shaped
from explainers.transformers.lm import answers as lm
from explainers.transformers.lm.shape import VOCABULARY
from explainers.transformers.lm.text import MAX_CHARACTERS, read_ids, readable, what_was_cut
from explainers.transformers.lm.writing import (
    COUNTS,
    LONGEST,
    MAX_PROMPT,
    Clock,
    Decoded,
    Draw,
    Follow,
    Followed,
    Lens,
    Lensed,
    Score,
    Search,
    Timed,
)

TEMPERATURES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.5, 1.7, 2.0, 2.5, 3.0)
TOP_K = (1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 500, 1000, 5000, VOCABULARY)
MIN_P = (0.0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0)
NUCLEUS = 0.9  # of the decoder that is compared with others


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    text: Annotated[
        str,
        Text("Prompt", MAX_CHARACTERS,
             help=f"Any text; SmolLM2 reads its first {MAX_PROMPT} tokens. Write \\n for a new line."),
    ] = SOUP.text  # fmt: skip
    width: Annotated[
        int, Stops("Beams", (2, 4, 8), symbol="B", help="B, how many candidates beam search keeps at every step.")
    ] = 4
    sample: Annotated[
        int, Slider("Sample", 0, 7, 1, help="Another draw of the two decoders that leave it to chance.")
    ] = 0
    own: Annotated[
        str, Text("Your continuation", 240, help="What you would write behind the prompt: the model says how likely.")
    ] = SOUP.own
    temperature: Annotated[
        float,
        Stops("Temperature", TEMPERATURES, symbol="T",
              help="T, by which logits are divided: 0 always takes the likeliest."),
    ] = 1.0  # fmt: skip
    top_k: Annotated[
        int, Stops("Top", TOP_K, symbol="k", help="k: only the k likeliest tokens may be picked; at the end, all.")
    ] = VOCABULARY
    top_p: Annotated[
        float,
        Slider(
            "Top", 0.0, 1.0, 0.05, symbol="p", help="p: only the fewest that together are this likely, the nucleus."
        ),
    ] = 0.9
    min_p: Annotated[
        float,
        Stops("Min-p", MIN_P, symbol="m", help="m: only tokens that are at least m times as likely as the likeliest."),
    ] = 0.0
    penalty: Annotated[
        float,
        Slider("Repetition penalty", 1.0, 2.0, 0.05, symbol="θ",
               help="θ: logits of tokens that are already there are divided by it; multiplied, where negative."),
    ] = 1.0  # fmt: skip
    place: Annotated[
        int,
        Slider("Token", 0, LONGEST, 1, symbol="t", help="t: which written token is looked at, counted from 0."),
    ] = 0
    forbidden: Annotated[
        str, Text("Forbidden words", 80, help="No token that spells one of these may be picked; * forbids all.")
    ] = ""
    seed: Annotated[int, Number("Seed", 0, 9999, help="Of the sampler that writes.")] = 0
    written: Annotated[
        str, Text("What was written", 300, help="Ids of tokens, with dots between. The button Write makes them.")
    ] = SOUP.written
    opened: Annotated[
        str, Text("Open branches", 400, help="Of the tree: ids of tokens with dots between, paths with blanks between.")
    ] = SOUP.opened


@dataclass(frozen=True, eq=False)
class Result:
    """A prompt and what SmolLM2 makes of it; what has not been asked of it yet is empty."""

    params: Params  # the text made readable, the place within what is written
    cut: str  # what was cut off, if anything
    answers: lm.Answers  # as far as they are known: all that is drawn comes from here
    followed: Followed

    @property
    def settings(self) -> Settings:
        """What the sampler is set to."""
        p = self.params
        return Settings(p.temperature, p.top_k, p.top_p, p.min_p, p.penalty, p.forbidden)

    @property
    def plain(self) -> Array:
        """The model's own probabilities at the open place, of single tokens and of heaps: (len(COUNTS),)."""
        chances: Array = COUNTS * np.exp(self.followed.logp[self.params.place])
        return chances

    @cached_property
    def sampled(self) -> Array:
        """The probabilities with which the sampler picks there: (len(COUNTS),)."""
        return shaped(self.followed, self.params.place, self.settings)

    @property
    def kept(self) -> int:
        """Among how many tokens the sampler picks there."""
        return kept_tokens(self.sampled, self.params.top_k)

    @property
    def choices(self) -> list[str]:
        """The likeliest tokens there."""
        return self.followed.choices[self.params.place]

    @property
    def chosen(self) -> str:
        """The token that was written there; "" where none was."""
        tokens = self.followed.tokens
        return tokens[self.params.place] if self.params.place < len(tokens) else ""

    @property
    def decoded(self) -> Mapping[str, Decoded | None]:
        """The texts of all decoders, by what they are called; None where one has not been asked."""
        return {name: self.answers.get(question) for name, question in decoders(self.params).items()}

    @property
    def timed(self) -> Timed | None:
        """How long every token took."""
        return self.answers.get(Clock(self.params.text, self.params.written))

    @property
    def lens(self) -> Lensed | None:
        """What the layers say."""
        return self.answers.get(Lens(self.params.text, self.params.written))


def decoders(p: Params) -> dict[str, Any]:
    """Return what is asked for the text of each decoder, and for what a person wrote."""
    asked = {"greedy": Search(p.text, 1), f"beam search, B = {p.width}": Search(p.text, p.width),
             f"sampling, top-p {NUCLEUS:g}": Draw(p.text, NUCLEUS, p.sample),
             "sampling, all tokens": Draw(p.text, 1.0, p.sample)}  # fmt: skip
    return asked | ({"a person": Score(p.text, p.own)} if p.own.strip() else {})


def questions(params: Params, known: lm.Answers = lm.NONE, view: str = "") -> Sequence[Any]:
    """Return what a view asks of the model, known or not; of no view, what all of them ask."""
    p = replace(params, text=readable(params.text))
    asked: list[Any] = [Follow(p.text, p.written)]
    if view in ("", "decoders"):
        asked += decoders(p).values()
    if view in ("", "text") and p.written:
        asked.append(Clock(p.text, p.written))
    if view in ("", "tree"):
        asked += questions_of(p.text, opened_paths(p.opened))
    if view in ("", "layers"):
        asked.append(Lens(p.text, p.written))
    return asked


def simulate(params: Params, known: lm.Answers = lm.NONE) -> Result:
    """Read the prompt, with what is known of the model's answers and what is shipped. Raises BadInput."""
    check(params)
    read_ids(params.written, LONGEST)
    opened_paths(params.opened)
    if "*" in params.forbidden.split():
        raise BadInput("forbidden", "Every token is forbidden: there is nothing left to pick.")
    params = replace(params, text=readable(params.text))
    answers = lm.answered(questions(params), known)
    followed = answers.get(Follow(params.text, params.written))
    if followed is None:
        raise BadInput("text", lm.UNREAD)
    params = replace(params, place=min(params.place, len(followed.tokens)))
    return Result(params, what_was_cut(params.text, followed.prompt, MAX_PROMPT), answers, followed)


def files(params: Params, view: str, known: lm.Answers = lm.NONE) -> dict[str, bytes]:
    """Return the files that a script needs, beside its code: what the model answered."""
    return lm.files_as_they_are(lm.answered(questions(params, view=view), known))


def tables(result: Result) -> dict[str, dict[str, Any]]:
    """Return what the pictures show, as columns."""
    followed, n = result.followed, len(result.choices)
    found = {
        "next token": {"token": np.array(result.choices), "probability": result.plain[:n],
                       "sampler": result.sampled[:n]},
        "text": {"token": np.array([*followed.tokens, ""]), "entropy": followed.entropy,
                 "log-probability": np.append(followed.written_logp, np.nan)},
    }  # fmt: skip
    for name, text in result.decoded.items():
        if text is not None:
            found[name] = {"token": np.array(text.tokens), "log-probability": text.logp}
    return found


def sentences(result: Result, view: str) -> list[str]:
    """Return what is to be said beside a view: what was cut, and what extreme settings mean."""
    p, said = result.params, [result.cut] if result.cut else []
    if view in ("next", "text"):
        if p.temperature == 0:
            said.append("Temperature 0 is the limit of dividing by ever less: the likeliest token is certain.")
        elif p.top_p == 0 or p.top_k == 1 or p.min_p == 1:
            said.append("This leaves nothing but the likeliest token, which always stays: greedy decoding.")
    return said


def challenge(result: Result) -> tuple[bool, str]:
    """Check "make the sampler prefer another token than the model does, and forbid no word"."""
    favourite = result.choices[int(result.sampled[: len(result.choices)].argmax())].strip()
    first = result.choices[0].strip()
    if result.params.forbidden.strip():
        return False, "That word is forbidden now: do it with the sampler's numbers alone."
    if result.sampled[: len(result.choices)].argmax() == 0:
        return (
            False,
            f"Model and sampler both prefer “{first}” here. Temperature and filters keep the order: what does not?",
        )
    return True, f"The model prefers “{first}”, the sampler “{favourite}”: only a penalty changes the order."
