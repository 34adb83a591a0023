"""A face and its translation, there and back; what the weights of a face become; and a translator made by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import numpy as np

from explainers.controls import check
from explainers.gans.cyclegan.letters import LETTERS, REGULAR, Pairs, Pictures, pairs, test_faces, variable
from explainers.gans.cyclegan.measures import NOISES, Array, Reached, Score, asked, error, noisy, score
from explainers.gans.cyclegan.models import LAMBDAS, generators, records
from explainers.gans.cyclegan.settings import Params
from explainers.problems import BadInput

CYCLE, WRONG = 0.03, 0.25  # an error after the way back, and a share of right letters, in the challenge


@dataclass(frozen=True)
class Result:
    """What the settings ask for; everything is computed when it is looked at, and once."""

    params: Params

    @property
    def places(self) -> list[int]:
        """The nine weights of the typeface among the pairs."""
        return variable()[self.params.family]

    @property
    def row(self) -> int:
        """Which of the nine weights is translated, counted from 0."""
        return self.params.weight // 100 - 1

    @property
    def letter(self) -> int:
        """Which letter is looked at, counted from 0."""
        return LETTERS.index(self.params.letter)

    @property
    def all_a(self) -> Pictures:
        """a in all nine weights, (9, letters, 32, 32)."""
        return pairs().a[self.places]

    @property
    def all_made(self) -> Pictures:
        """G(a) in all nine weights."""
        return translated(self.params.lam, self.params.identity, self.params.family)[0]

    @property
    def a(self) -> Pictures:
        """The letters that are translated, (letters, 32, 32)."""
        return self.all_a[self.row]

    @property
    def made(self) -> Pictures:
        """G(a)."""
        return self.all_made[self.row]

    @property
    def back(self) -> Pictures:
        """F(G(a))."""
        return translated(self.params.lam, self.params.identity, self.params.family)[1][self.row]

    @property
    def b(self) -> Pictures:
        """The true translation of a."""
        return pairs().b[self.places[self.row]]

    @property
    def errors(self) -> dict[str, float]:
        """Of this face: of G(a) and of a itself against b, and of F(G(a)) against a."""
        return {"made": error(self.made, self.b), "copied": error(self.a, self.b), "cycle": error(self.back, self.a)}

    @property
    def reached(self) -> Reached:
        """What this pair of generators reaches on all pairs."""
        return records()[self.params.lam, self.params.identity]

    @property
    def shown(self) -> Score:
        """What the translator in hand reaches: trained or built."""
        return built()[0] if self.params.translator == "built" else self.reached

    @property
    def shown_made(self) -> Pictures:
        """What the translator in hand, trained or built, makes of the typeface, (letters, 32, 32)."""
        built_row = list(variable()).index(self.params.family)
        return built()[1][built_row] if self.params.translator == "built" else self.made

    @property
    def shown_back(self) -> Pictures:
        """And what comes back, (letters, 32, 32). The table gives every letter back as it was, in regular weight."""
        return self.all_a[REGULAR // 100 - 1] if self.params.translator == "built" else self.back

    @property
    def enlarged(self) -> Pictures:
        """The mean of G(a) over the weights, and k times what each differs from it, (9, 32, 32).

        All nine have the same true translation: what differs among them is there for F alone, or a fault of G.
        """
        made = self.all_made[:, self.letter]
        mean = made.mean(axis=0)
        larger: Pictures = np.clip(mean + self.params.amplify * (made - mean), 0, 1)
        return larger

    @property
    def inks(self) -> dict[str, Array]:
        """The share of ink of the letter in nine weights, each (9,): of a, of G(a), of what F reads, and of b."""
        pictures = {"a": self.all_a[:, self.letter], "made": self.all_made[:, self.letter], "back": self.heard,
                    "b": pairs().b[self.places, self.letter]}  # fmt: skip
        return {name: some.mean(axis=(1, 2), dtype=np.float64) for name, some in pictures.items()}

    @cached_property
    def heard(self) -> Pictures:
        """F(G(a) + σε) for all nine weights of the letter, (9, 32, 32)."""
        p = self.params
        return asked(generators(p.lam, p.identity)[1], noisy(self.all_made[:, self.letter], p.sigma, p.seed))

    @property
    def right_percent(self) -> float:
        """How many letters in a hundred the pair of generators in hand translates into the same letter."""
        return 100 * self.reached.right


@lru_cache(maxsize=64)
def translated(lam: float, identity: bool, family: str) -> tuple[Pictures, Pictures]:
    """Return G(a) and F(G(a)) for all weights of a typeface, each (9, letters, 32, 32). Not to be changed."""
    g, f = generators(lam, identity)
    made = asked(g, pairs().a[variable()[family]])
    return made, asked(f, made)


def table(x: Pictures, y: Pictures) -> Callable[[Pictures], Pictures]:
    """Return the translator that knows pictures x (…, 32, 32) by heart, and gives for each the one of y."""
    known = {one.tobytes(): other for one, other in zip(flat(x), flat(y), strict=True)}
    return lambda pictures: np.stack([known[one.tobytes()] for one in flat(pictures)]).reshape(pictures.shape)


def flat(x: Pictures) -> Pictures:
    """Return pictures (…, 32, 32) in one row, (n, 32, 32)."""
    return np.ascontiguousarray(x).reshape(-1, *x.shape[-2:])


@cache
def copied() -> Score:
    """Score a translator that copies its picture."""
    return score(pairs().a, pairs().a, pairs())


@cache
def built() -> tuple[Score, Pictures]:
    """Score a translator made by hand, on the regular weights: every letter becomes the true italic of the next.

    G is a table and F the same table read backwards, so that F(G(a)) is a, and what G makes are real pictures of B.
    Returns the score, and what G makes of the typefaces with nine weights: (typefaces, letters, 32, 32).
    """
    regular = [i for i, (_, face) in enumerate(test_faces()) if face.weight == REGULAR]
    known = Pairs(pairs().a[regular], pairs().b[regular])
    shifted = np.roll(known.b, -1, axis=1)
    g, f = table(known.a, shifted), table(shifted, known.a)
    made = g(known.a)
    return score(made, f(made), known), made[[regular.index(places[3]) for places in variable().values()]]


def simulate(params: Params) -> Result:
    """Look at what the settings ask for. Raises BadInput where no pair of generators was trained with that λ."""
    check(params)
    if params.lam not in LAMBDAS:
        raise BadInput("lam", f"There are models for λ = {', '.join(f'{lam:g}' for lam in LAMBDAS)}.")
    return Result(params)


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return the models, the noise and the confusion of letters, as named columns."""
    every, now = list(records().items()), result.reached
    return {
        "models": {"lambda": np.array([lam for (lam, _), _ in every]),
                   "identity": np.array([float(identity) for (_, identity), _ in every])}
        | {name: np.array([getattr(one, name) for _, one in every])
           for name in ("right", "error", "cycle", "kept", "recovered")},
        "noise": {"sigma": np.array(NOISES), "translated": now.noise, "true": now.clean},
        "letters": {f"nearest_{letter}": column for letter, column in zip(LETTERS, result.shown.confusion.T,
                                                                         strict=True)},
    }  # fmt: skip


def challenge(result: Result) -> tuple[bool, str]:
    """Check "a pair of generators with CYCLE or less after the way back that gets at most WRONG of the letters right"."""
    found = result.reached
    said = f"{found.right:.0%} of the letters are right, and the error after the way back is {found.cycle:.3f}."
    return bool(found.cycle <= CYCLE and found.right <= WRONG), said
