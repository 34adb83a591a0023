"""The ideas behind generative AI as a graph: who built on what, and when."""

import tomllib
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from explainers.controls import Number, Select, Slider, Text, Toggle, check
from explainers.shipped import shipped

FILE = "data/timeline/entries.toml"
SUBFIELDS = {  # in the order of their lanes, from the top
    "ai": "AI, chatbots",
    "bayes": "Bayesian models",
    "learning": "Learning",
    "series": "Autoregression",
    "neural": "Neural networks",
    "rl": "Reinforcement",
    "vae": "VAEs",
    "gan": "GANs",
    "transformer": "Transformers",
    "diffusion": "Diffusion",
    "society": "Society",
}
FIRST, LAST, TURN = 1760, 2025, 2012  # years of the map, and that of AlexNet


@dataclass(frozen=True)
class Idea:
    """One entry of the map."""

    id: str
    year: int
    idea: str
    people: str
    subfield: str
    on: tuple[str, ...]  # the ids of what it builds on
    paper: str  # title; "" where there is none
    url: str = ""
    explainer: str = ""  # path of the page of this course about it


@lru_cache(maxsize=1)
def ideas() -> Mapping[str, Idea]:
    """Return all entries by id, in order of years."""
    rows = tomllib.loads(shipped(FILE).decode())["entries"]
    return {row["id"]: Idea(**row | {"on": tuple(row["on"])}) for row in rows}


def ancestors(id: str) -> frozenset[str]:
    """Return everything that an idea builds on, directly or not."""
    return frozenset(ideas()[id].on).union(*(ancestors(parent) for parent in ideas()[id].on))


def descendants(id: str) -> frozenset[str]:
    """Return everything that builds on an idea, directly or not."""
    return frozenset(other for other in ideas() if id in ancestors(other))


@lru_cache(maxsize=256)
def longest_chain(id: str) -> tuple[str, ...]:
    """Return the chain with the most ideas that leads to one, each building on the one before it."""
    return (*max((longest_chain(parent) for parent in ideas()[id].on), key=len, default=()), id)


def shortest_path(start: str, end: str) -> tuple[str, ...]:
    """Return the chain with the fewest ideas from one to another, breadth first; () where there is none."""
    queue: deque[tuple[str, ...]] = deque([(end,)])
    met = {end}
    while queue:
        path = queue.popleft()
        if path[0] == start:
            return path
        new = [parent for parent in ideas()[path[0]].on if parent not in met]
        met.update(new)
        queue.extend((parent, *path) for parent in new)
    return ()


def names() -> dict[str, str]:
    """Return the entries as options of a list."""
    return {entry.id: f"{entry.year} {entry.idea}" for entry in ideas().values()}


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    focus: Annotated[
        str, Select("Idea", {"": "None", "random": "Any, by the seed"} | names(),
                    help="Lit: what it builds on, and what builds on it. A click in the map chooses one too."),
    ] = "latent_diffusion"  # fmt: skip
    origin: Annotated[
        str, Select("Path from", {"": "None"} | names(), help="The shortest chain from this idea to the chosen one.")
    ] = ""
    subfield: Annotated[
        str, Select("Subfield", {"": "All"} | SUBFIELDS, help="Only the ideas of one lane are marked.")
    ] = ""
    search: Annotated[str, Text("Search", 40, help="A word of an idea, a name or a title: what has it is marked.")] = ""
    since: Annotated[int, Slider("Since", FIRST, 2020, 10, help="The year at which the map begins.")] = FIRST
    until: Annotated[int, Slider("Until", 1770, LAST, 5, help="The year at which the map ends.")] = LAST
    course: Annotated[
        bool, Toggle("Only what has a page here", help="Mark the ideas that have an explainer in this course.")
    ] = False
    seed: Annotated[int, Number("Seed", 0, 9999, help="Which idea is drawn where the list says any.")] = 0


@dataclass(frozen=True)
class Result:
    """The map, and what is lit on it."""

    params: Params
    focus: Idea | None
    before: frozenset[str]  # ancestors of the focus
    after: frozenset[str]  # its descendants
    path: tuple[str, ...]  # the shortest from `origin` to the focus; () where there is none
    marked: frozenset[str]  # what search, subfield and course leave
    span: tuple[int, int]  # years shown

    @cached_property
    def lit(self) -> frozenset[str]:
        """What stands out: the path if there is one, else the family of the focus, else everything that is marked."""
        family = {self.focus.id, *self.before, *self.after} if self.focus else set(ideas())
        return frozenset(self.path or family) & self.marked

    @cached_property
    def shown(self) -> tuple[Idea, ...]:
        """The ideas within the span of years."""
        return tuple(entry for entry in ideas().values() if self.span[0] <= entry.year <= self.span[1])

    @property
    def chain(self) -> tuple[Idea, ...]:
        """The longest chain to the focus, or of all."""
        ends = [self.focus.id] if self.focus else list(ideas())
        return tuple(ideas()[id] for id in max((longest_chain(end) for end in ends), key=len))

    @property
    def gaps(self) -> NDArray[np.int_]:
        """For each idea that builds on another, in order: how many years before it the newest of those came."""
        return np.array([e.year - max(ideas()[on].year for on in e.on) for e in ideas().values() if e.on])

    @property
    def recent(self) -> float:
        """The percentage of ideas that are of 2012 or later."""
        return float(np.mean([100 * (entry.year >= TURN) for entry in ideas().values()]))


def simulate(params: Params) -> Result:
    """Find what is lit. Raises BadInput where a setting is not possible."""
    check(params)
    drawn = list(ideas())[int(np.random.default_rng(params.seed).integers(len(ideas())))]
    focus = ideas().get(drawn if params.focus == "random" else params.focus)
    words = params.search.casefold().split()
    marked = frozenset(
        entry.id for entry in ideas().values()
        if all(word in f"{entry.idea} {entry.people} {entry.paper} {entry.year}".casefold() for word in words)
        and params.subfield in ("", entry.subfield) and (entry.explainer or not params.course)
    )  # fmt: skip
    return Result(
        params=params,
        focus=focus,
        before=ancestors(focus.id) if focus else frozenset(),
        after=descendants(focus.id) if focus else frozenset(),
        path=shortest_path(params.origin, focus.id) if focus and params.origin else (),
        marked=marked,
        span=(params.since, max(params.until, params.since + 5)),
    )


def tables(result: Result) -> Mapping[str, Mapping[str, NDArray[Any]]]:
    """Return the entries, and who builds on whom, as named columns."""
    all_ideas = list(ideas().values())
    links = [(parent, entry.id) for entry in all_ideas for parent in entry.on]
    columns = ("year", "idea", "people", "subfield", "paper", "url", "explainer")
    return {
        "ideas": {name: np.array([getattr(entry, name) for entry in all_ideas]) for name in columns}
        | {"lit": np.array([entry.id in result.lit for entry in all_ideas])},
        "links": {"builds_on": np.array([a for a, _ in links]), "idea": np.array([b for _, b in links])},
    }


def challenge(result: Result) -> tuple[bool, str]:
    """Check "find two ideas whose shortest path has at least eight steps"."""
    if not result.params.origin or not result.focus:
        return False, "Choose an idea, and under “More controls” one from which the path begins."
    if not result.path:
        return False, f"No chain leads from “{ideas()[result.params.origin].idea}” to “{result.focus.idea}”."
    steps = len(result.path) - 1
    said = f"{steps} step{'s' if steps != 1 else ''}: {' → '.join(ideas()[id].idea for id in result.path)}."
    return steps >= 8, said if steps >= 8 else f"{said} It takes eight."
