"""A face and its translation, there and back; what the weights of a face become; and a translator made by hand."""

from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import numpy as np

from explainers.controls import check
from explainers.gans.cyclegan.letters import LETTERS, REGULAR, Pairs, Pictures, held_out, pairs, variable
from explainers.gans.cyclegan.measures import NOISES, Array, Reached, Score, asked, error, noisy, score
from explainers.gans.cyclegan.models import LAMBDAS, generators, records
from explainers.gans.cyclegan.settings import Params
from explainers.problems import BadInput

CYCLE, WRONG = 0.03, 0.25  # an error after the way back, and a share of right letters, in the challenge


@dataclass(frozen=True, eq=False)
class Face:
    """A typeface in nine weights: a, G(a), F(G(a)) and the truth b, each of shape (9, letters, 32, 32)."""

    a: Pictures
    made: Pictures
    back: Pictures
    b: Pictures


@dataclass(frozen=True)
class Result:
    """What the settings ask for; everything is computed when it is looked at, and once."""

    params: Params

    @property
    def whole(self) -> Face:
        """The typeface as the trained generators translate it, in all its weights."""
        return translated(self.params.lam, self.params.identity, self.params.family)

    @property
    def face(self) -> Face:
        """The weight in hand, translated by the trained generators: (letters, 32, 32) each."""
        return row(self.whole, self.params.weight // 100 - 1)

    @property
    def shown(self) -> tuple[Face, Score]:
        """The face as the translator in hand translates it, trained or built, and how it scores on all pairs."""
        if self.params.translator == "built":
            return row(by_hand(self.params.family)[0], 0), by_hand()[1]
        return self.face, self.reached

    @property
    def reached(self) -> Reached:
        """What this pair of generators reaches on all pairs."""
        return records()[self.params.lam, self.params.identity]

    @property
    def errors(self) -> dict[str, float]:
        """Of the face in hand: of G(a) and of a copy of a against b, and of F(G(a)) against a."""
        now = self.face
        return {"made": error(now.made, now.b), "copied": error(now.a, now.b), "cycle": error(now.back, now.a)}

    @cached_property
    def nine(self) -> Face:
        """One letter in nine weights, each (9, 32, 32); what comes back was read with noise: F(G(a) + σε)."""
        p, letter = self.params, LETTERS.index(self.params.letter)
        a, made, b = (part[:, letter] for part in (self.whole.a, self.whole.made, self.whole.b))
        return Face(a, made, asked(generators(p.lam, p.identity)[1], noisy(made, p.sigma, p.seed)), b)

    @property
    def enlarged(self) -> Pictures:
        """The mean of G(a) over the weights, all with one true translation, and k times what differs, (9, 32, 32)."""
        mean = self.nine.made.mean(axis=0)
        larger: Pictures = np.clip(mean + self.params.amplify * (self.nine.made - mean), 0, 1)
        return larger

    @property
    def right_percent(self) -> float:
        """How many letters in a hundred this pair of generators translates into the same letter."""
        return 100 * self.reached.right


@lru_cache(maxsize=64)
def translated(lam: float, identity: bool, family: str) -> Face:
    """Return what a pair of generators makes of a typeface. Not to be changed."""
    (g, f), places = generators(lam, identity), variable()[family]
    a = pairs().a[places]
    made = asked(g, a)
    return Face(a, made, asked(f, made), pairs().b[places])


def row(face: Face, i: int) -> Face:
    """Return one of the weights of a typeface."""
    return Face(face.a[i], face.made[i], face.back[i], face.b[i])


@cache
def by_hand(family: str = "") -> tuple[Face, Score]:
    """Return the regular weight of a typeface, or of all, translated by a table made by hand, and the score.

    G gives every letter the true italic of the next, F looks up whose that is: F(G(a)) is a.
    """
    places = [i for i, (_, face) in enumerate(held_out()) if face.weight == REGULAR and family in ("", face.family)]
    a, b = pairs().a[places], pairs().b[places]
    made = np.roll(b, -1, axis=1)
    whose = {one.tobytes(): i for i, one in enumerate(made.reshape(-1, 32, 32))}
    back = a.reshape(-1, 32, 32)[[whose[one.tobytes()] for one in made.reshape(-1, 32, 32)]].reshape(a.shape)
    return Face(a, made, back, b), score(made, back, Pairs(a, b))


@cache
def copied() -> Score:
    """Score a translator that copies its picture."""
    return score(pairs().a, pairs().a, pairs())


def simulate(params: Params) -> Result:
    """Look at what the settings ask for. Raises BadInput where no pair of generators was trained with that λ."""
    check(params)
    if params.lam not in LAMBDAS:
        raise BadInput("lam", f"There are models for λ = {', '.join(f'{lam:g}' for lam in LAMBDAS)}.")
    return Result(params)


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return what all models reached, the errors by noise, and the confusion of letters, as named columns."""
    lams, identities = np.array(list(records()), dtype=float).T
    named = ("right", "error", "cycle", "kept", "recovered")
    measures = {name: np.array([getattr(one, name) for one in records().values()]) for name in named}
    letters = zip(LETTERS, result.shown[1].confusion.T, strict=True)
    return {
        "models": {"lambda": lams, "identity": identities} | measures,
        "noise": {"sigma": np.array(NOISES), "translated": result.reached.noise, "true": result.reached.clean},
        "letters": {f"nearest_{letter}": column for letter, column in letters},
    }


def challenge(result: Result) -> tuple[bool, str]:
    """Check "after the way back the error is at most CYCLE, and yet at most WRONG of the letters are right"."""
    found = result.reached
    said = f"{found.right:.0%} of the letters are right, and the error after the way back is {found.cycle:.3f}."
    return bool(found.cycle <= CYCLE and found.right <= WRONG), said
