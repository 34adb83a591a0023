"""An explainer as a typed record: what a page needs of it, all in one place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from numpy.typing import NDArray

from explainers.catalogue import Entry, by_path
from explainers.controls import Control, controls_of
from explainers.equation import Equation
from explainers.figure_style import Plot, Style
from explainers.lens import Lens
from explainers.timeline import Timeline

P = TypeVar("P")  # Params: a frozen dataclass; every field has a default, and there is a seed
R = TypeVar("R")  # Result: a frozen dataclass with `params`
Columns = Mapping[str, NDArray[Any]]
Table = Columns | Callable[[], Columns]  # one that takes long is made when somebody takes it home


def columns_of(table: Table) -> Columns:
    """Return the columns of a table."""
    return table() if callable(table) else table


@dataclass(frozen=True, eq=False)
class View(Generic[R]):
    """One picture of a page. At most five controls stand in sight; all others are under "More controls"."""

    name: str  # in links and words files
    title: str
    plot: Plot[Any]  # from a Result and a Style
    controls: tuple[str, ...] = ()  # in sight: fields of Params
    source: tuple[Callable[..., Any], ...] = ()  # functions worth reading beside that of the plot
    trains: bool = False  # whether it shows a model that learns as one watches
    follows: tuple[str, ...] = ()  # where it trains: fields whose sliders it follows, while the run rests
    above: tuple[str, ...] = ()  # fields whose controls stand over the picture, beside the choice of view
    more: tuple[str, ...] | None = None  # fields under "More controls" that change this picture; None for all


@dataclass(frozen=True, eq=False, kw_only=True)
class Explainer(Generic[P, R]):
    """One explainer. What it draws and says is a function of a Result, and a Result one of Params."""

    path: str  # in the catalogue, such as "bayes/updating"
    params: type[P]
    simulate: Callable[..., R]  # of Params; where models are asked, also of those of their answers that are known
    views: tuple[View[R], ...]  # in order; a page opens on the first
    equations: Callable[[R], list[Equation]]
    tables: Callable[[R], Mapping[str, Table]]  # what is drawn, as named columns
    challenge: Callable[[R], tuple[bool, str]]  # whether the goal is reached, and a sentence
    max_steps: int = 0  # of a model that is trained as one watches, how many steps it may make
    timeline: Timeline[Any] | None = None  # of such a model, which settings may change in the middle of a run
    speeds: Mapping[str, tuple[int, int]] | None = None  # of such a model, where those of all others do not fit it
    reached: Callable[[P], int] | None = None  # of such a model, the last step from which it can go on
    sentences: Callable[[R, str], list[str]] | None = None  # what is said about a view beside its picture
    summary: Callable[[R], Mapping[str, Any]] | None = None  # of such a model, what the drawer says of a run, by column
    questions: Callable[..., Sequence[Any]] | None = None  # of Params, known answers and a view: what it asks of models
    answers: Callable[[R], Mapping[Any, Any]] | None = None  # of a Result, those that `simulate` has to be given again
    files: Callable[..., Mapping[str, bytes]] | None = None  # of Params and a view: what a script reads from disk
    lenses: Callable[[str, R, Style], list[Lens]] | None = None  # what lies under the pointer
    guessed_on: Mapping[str, Plot[Any]] = field(default_factory=dict)  # figures of predictions that are no views

    def result(self, params: P, answers: Mapping[Any, Any]) -> R:
        """Return the result for some Params and the answers that are known, where models are asked."""
        return self.simulate(params, answers) if self.answers else self.simulate(params)

    @property
    def entry(self) -> Entry:
        """Its entry in the catalogue."""
        return by_path(self.path)

    @property
    def prefix(self) -> str:
        """The first part of every widget key on its page, and so of every parameter in its address."""
        return self.entry.prefix

    @property
    def controls(self) -> Mapping[str, Control]:
        """The controls that the fields of its Params declare."""
        return controls_of(self.params)

    def view(self, name: str = "") -> View[R]:
        """Return the view of that name, or the first. Raises KeyError."""
        return {view.name: view for view in self.views}[name] if name else self.views[0]

    def plot(self, name: str) -> Plot[Any]:
        """Return the figure of that name: of a view, or one that a prediction is made on. Raises KeyError."""
        return self.guessed_on[name] if name in self.guessed_on else self.view(name).plot
