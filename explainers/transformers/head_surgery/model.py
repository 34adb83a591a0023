"""What heads are worth: ablated, one weight overwritten, or one row of one head taken apart and changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated

import numpy as np

from explainers.controls import Number, Slider, Stops, Text, Toggle, check
from explainers.sampler import plain_chances
from explainers.transformers.dot_product import Array
from explainers.transformers.lm import answers as lm
from explainers.transformers.lm.questions import (
    AblateEach,
    AblationEffects,
    Intervene,
    Intervened,
    Projections,
    Question,
    Read,
    Reading,
)
from explainers.transformers.lm.result import ReadResult
from explainers.transformers.lm.row import Row, take_apart
from explainers.transformers.lm.shape import HEADS, LAYERS
from explainers.transformers.lm.text import (
    EXAMPLES,
    MAX_CHARACTERS,
    MAX_TOKENS,
    Cell,
    read_heads,
    readable,
    what_was_cut,
)

TEMPERATURES = (0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
LAST = MAX_TOKENS - 1
GOOD_SHARE = 0.9  # of the largest effect: a head that changes as much is as good an answer to the challenge


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    text: Annotated[
        str, Text("Sentence", MAX_CHARACTERS, help=f"Any text; SmolLM2 reads its first {MAX_TOKENS} tokens.")
    ] = EXAMPLES["drink"]
    layer: Annotated[
        int, Slider("Layer", 0, LAYERS - 1, 1, symbol="l", help="l, of the open head of SmolLM2, counted from 0.")
    ] = 24
    head: Annotated[
        int,
        Slider("Head", 0, HEADS - 1, 1, symbol="h", help="h, of the open head within its layer, counted from 0."),
    ] = 4
    ablated: Annotated[
        bool,
        Toggle("Ablate this head",
               help="Switched off: its slice of the output projection's input is set to zero, at every token."),
    ] = True  # fmt: skip
    row: Annotated[
        int, Slider("Token that looks", 0, LAST, 1, symbol="i", help="i, the row of the map: whose query is asked.")
    ] = 13
    column: Annotated[
        int,
        Slider("Token looked at", 0, LAST, 1, symbol="j", help="j, the column of the map: whose key answers."),
    ] = 1
    whole_heads: Annotated[
        bool,
        Toggle("Effects of whole heads",
               help="The scatter: the effect of ablating whole heads, or of cutting one attention weight of each."),
    ] = False  # fmt: skip
    also_ablated: Annotated[
        str, Text("Also ablate", 200, help="Heads as layer.head with blanks between, such as 1.5 29.1.")
    ] = ""
    overwrite: Annotated[
        bool, Toggle("Overwrite one weight", help="The weight of token i on token j in the open head is set to w.")
    ] = False
    weight: Annotated[
        float, Slider("Its value", 0.0, 1.0, 0.05, symbol="w", help="w, the attention weight that is written.")
    ] = 0.0
    renormalise: Annotated[
        bool,
        Toggle("Renormalise the row",
               help="Off, the row's other weights stay as they are. On, they are scaled so that it sums to one."),
    ] = False  # fmt: skip
    temperature: Annotated[
        float,
        Stops("Temperature", TEMPERATURES, symbol="τ",
              help="τ, by which scores are divided before the softmax: near 0 the best takes all."),
    ] = 1.0  # fmt: skip
    value_scale: Annotated[
        float,
        Slider("Value of token j  ×", -3.0, 3.0, 0.1, help="By what v_j is multiplied: 1 leaves it, 0 erases it."),
    ] = 1.0
    positions: Annotated[
        bool,
        Toggle("Positions count",
               help="Whether queries and keys are turned by their positions (RoPE) before they meet."),
    ] = True  # fmt: skip
    seed: Annotated[int, Number("Seed", 0, 9999, help="Nothing on this page is left to chance.")] = 0


@dataclass(frozen=True, eq=False)
class Result(ReadResult[Params]):
    """A sentence and what interventions make of it; what has not been asked of the model yet is empty."""

    @property
    def effects(self) -> AblationEffects | None:
        """What ablating each head, and cutting each weight of the last row, changes."""
        return self.answers.get(AblateEach(self.params.text))

    @property
    def intervened(self) -> Intervened | None:
        """The next token after the intervention; None also where there is none."""
        asked = intervention(self.params)
        return self.answers.get(asked) if asked else None

    @property
    def before(self) -> Array:
        """The probabilities of the likeliest next tokens, with nothing changed: (K,)."""
        following = self.reading.next
        return plain_chances(following.logits[0], float(following.log_partition[0]))

    @cached_property
    def cell(self) -> Row | None:
        """The row of the open head, taken apart."""
        p, name = self.params, f"{self.params.layer}.{self.params.head}"
        source = self.reading if name in self.reading.qkv else self.answers.get(Projections(p.text))
        if source is None:
            return None
        return take_apart(source.qkv[name], p.row, p.column, p.temperature, p.value_scale, p.positions)


def intervention(params: Params) -> Intervene | None:
    """Return the intervention that the settings ask for, if any. Raises BadInput for heads that are none."""
    heads = read_heads(params.also_ablated) + ([(params.layer, params.head)] if params.ablated else [])
    off = " ".join(f"{layer}.{head}" for layer, head in sorted(set(heads)))
    cell = str(edited) if (edited := overwritten(params)) else ""
    return Intervene(params.text, off, cell) if off or cell else None


def overwritten(params: Params) -> Cell | None:
    """Return the weight that the settings overwrite, unless it is none: of what comes later, or alone in its row."""
    p = params
    if not p.overwrite or p.column > p.row or (p.renormalise and p.row == 0):
        return None
    return Cell(p.layer, p.head, p.row, p.column, p.weight, p.renormalise)


def within(params: Params, reading: Reading) -> Params:
    """Return settings whose places are among the tokens."""
    last = len(reading.tokens) - 1
    return replace(params, row=min(params.row, last), column=min(params.column, last))


def questions(params: Params, known: lm.Answers = lm.NONE, view: str = "") -> Sequence[Question]:
    """Return what a view asks of the model, known or not; of no view, what all of them ask."""
    p = replace(params, text=readable(params.text))
    asked: list[Question] = [Read(p.text)]
    reading: Reading | None = lm.answered(asked, known).get(asked[0])
    if view in ("", "surgery"):
        if reading and (operation := intervention(within(p, reading))):  # its places are known once the text is read
            asked.append(operation)
        asked.append(AblateEach(p.text))
    if view in ("", "cell") and reading and f"{p.layer}.{p.head}" not in reading.qkv:
        asked.append(Projections(p.text))
    return asked


def simulate(params: Params, known: lm.Answers = lm.NONE) -> Result:
    """Read the sentence, with what is known of the model's answers and what is shipped. Raises BadInput."""
    check(params)
    read_heads(params.also_ablated)
    params = replace(params, text=readable(params.text))
    reading = lm.reading_of(params.text, known)
    params = within(params, reading)
    cut = what_was_cut(params.text, reading.tokens)
    return Result(params, cut, lm.answered(questions(params, known), known))


def files(params: Params, view: str, known: lm.Answers = lm.NONE) -> dict[str, bytes]:
    """Return the files that a script needs, beside its code: what the model answered."""
    return lm.files_of(lm.answered(questions(params, known, view), known), params.layer, params.head)


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return what the pictures show, as columns."""
    p, (layer, head) = result.params, np.indices((LAYERS, HEADS))
    last = result.reading.maps[:, :, -1]
    heads = {"layer": layer.ravel(), "head": head.ravel(), "weight": last[:, :, p.column].ravel()}
    if result.effects:
        heads |= {
            "ablation_nats": result.effects.heads.ravel(),
            "cut_nats": result.effects.cells[:, :, p.column].ravel(),
        }
    following = {"token": np.array(result.reading.next.tokens[0]), "before": result.before}
    if result.intervened:
        following |= {"after": result.intervened.chances}
    tables = {"heads": heads, "next token": following}
    if row := result.cell:
        tables["row"] = {"token": np.array(result.tokens), "score": row.scores, "weight": row.weights}
    return tables


def challenge(result: Result) -> tuple[bool, str]:
    """Whether the one head that is ablated is the one whose loss changes the next token most."""
    p, effects = result.params, result.effects
    operation = intervention(p)
    off = read_heads(operation.off) if operation else []
    if effects is None:
        return False, "The model has yet to ablate all its heads on this sentence: open the view Surgery and wait."
    if len(off) != 1 or p.overwrite:
        return False, f"{len(off)} heads are ablated: ablate exactly one, in the view Surgery."
    effect, most = float(effects.heads[off[0]]), float(effects.heads.max())
    said = f"Head {off[0][0]}.{off[0][1]} changes the next token by {effect:.3f} nats"
    better = int((effects.heads > effect).sum())
    if effect < GOOD_SHARE * most:
        return False, f"{said}; {better} of the other {LAYERS * HEADS - 1} change it more."
    return True, f"{said}, and no other changes it by more than {most:.3f}."
