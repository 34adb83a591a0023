"""What every page about a sentence starts from: the sentence as SmolLM2 reads it, and the open head."""

from dataclasses import dataclass
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from explainers.transformers.dot_product import Array
from explainers.transformers.lm.answers import Answers
from explainers.transformers.lm.questions import Read, Reading


class OpenHead(Protocol):
    """Params with a text and an open head."""

    @property
    def text(self) -> str:
        """The sentence."""

    @property
    def layer(self) -> int:
        """Layer of the open head."""

    @property
    def head(self) -> int:
        """Its number within the layer."""


P = TypeVar("P", bound=OpenHead)


@dataclass(frozen=True, eq=False)
class ReadResult(Generic[P]):
    """A sentence and what the models make of it; what has not been asked of them yet is empty."""

    params: P  # the text made readable, its places within the sentence
    cut: str  # what was cut off, if anything
    answers: Answers  # of the models, as far as they are known: all that is drawn comes from here

    @cached_property
    def reading(self) -> Reading:
        """The sentence as SmolLM2 reads it."""
        reading: Reading = self.answers[Read(self.params.text)]
        return reading

    @property
    def tokens(self) -> list[str]:
        """The tokens of the sentence: (T,)."""
        return self.reading.tokens

    @property
    def map(self) -> Array:
        """Where the open head looks: (T, T)."""
        return self.reading.maps[self.params.layer, self.params.head]
