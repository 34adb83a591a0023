"""A picture, its codes, what is painted over them, and what it all decodes to and costs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from explainers.arithmetic_coder import encoded
from explainers.controls import check
from explainers.data.images import SIDE, pictures
from explainers.problems import BadInput
from explainers.vaes.own_pictures import Picture, drawn_picture
from explainers.vaes.quantised.codecs import at_error, curves
from explainers.vaes.quantised.models import SIZES, bits, codes_of, decoded, model_name, prior_of, recorded, vqvae
from explainers.vaes.quantised.networks import CELLS, COMMITMENT, GRID
from explainers.vaes.quantised.sampling import Draws, draws
from explainers.vaes.quantised.settings import Params, read_edits
from explainers.vaes.quantised.step import Step, step

Array = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Result:
    """What is computed from Params; the costlier parts when they are asked for. Codes are counted from 0."""

    params: Params
    x: Picture  # (SIDE²,)
    own: Codes  # (CELLS,) of x
    codes: Codes  # (CELLS,) after painting
    decoded: Picture  # (SIDE²,) of `codes`

    @property
    def cured(self) -> bool:
        """Whether the book is learnt by moving averages and restarts."""
        return self.params.learnt == "averages"

    @property
    def cell(self) -> int:
        """The open cell, counted from 0."""
        return self.params.cell - 1

    @property
    def error(self) -> float:
        """The mean squared error of a pixel."""
        return float(np.square(self.decoded - self.x, dtype=np.float64).mean())

    def recorded(self, entries: int = 0, learnt: str = "") -> dict[str, Any]:
        """Return what a model reaches on the test pictures: by default, the one in use."""
        name = model_name(entries or self.params.entries, (learnt or self.params.learnt) == "averages")
        return recorded()[self.params.data][name]

    @property
    def fixed_bits(self) -> float:
        """Bits of 49 codes if all of them are equally long."""
        return CELLS * float(np.log2(self.params.entries))

    @property
    def prior_bits(self) -> float:
        """Bits that the codes of a test picture take under the prior, on average."""
        return float(self.recorded(learnt="averages")["prior_bits"])

    @property
    def files(self) -> str:
        """How image files are counted: "sheet" or "own"."""
        return "own" if self.params.counted == "own" else "sheet"

    @cached_property
    def rivals(self) -> dict[str, float]:
        """Bits a picture that image files take for the same mean squared error; NaN where none was so small."""
        error = float(self.recorded(learnt="averages")["error"])
        return {codec: at_error(curve, error) for codec, curve in curves(self.params.data, self.files).items()}

    @cached_property
    def bits(self) -> Array:
        """−log₂ p of each code given those before it, shape (CELLS,), under the prior."""
        codes = torch.tensor(self.cured_codes)[None]
        return bits(prior_of(self.params.data, self.params.entries), codes)[0].double().numpy()

    @cached_property
    def cured_codes(self) -> Codes:
        """The codes that the prior knows: those of the book learnt with the cure."""
        return self.codes if self.cured else simulate(replace(self.params, learnt="averages")).codes

    @cached_property
    def written(self) -> int:
        """How many bits an arithmetic coder writes for the codes."""
        with torch.no_grad():
            p = prior_of(self.params.data, self.params.entries)(torch.tensor(self.cured_codes)[None, :-1])[0].exp()
        table = p.double().numpy()
        return len(encoded(self.cured_codes.tolist(), lambda before: table[len(before)]))

    @cached_property
    def step(self) -> Step:
        """What the gradient at the open cell says, and what happens."""
        p = self.params
        return step(p.data, p.entries, self.cured, self.x.tobytes(), self.cell)

    @cached_property
    def draws(self) -> Draws:
        """Codes drawn by chance, in three ways."""
        p = self.params
        return draws(p.data, p.entries, p.temperature, p.seed)

    @cached_property
    def distance(self) -> tuple[Array, Array]:
        """The vector z of the open cell and the entry nearest to it, shape (WIDTH,) each."""
        return self.step.z, self.step.e

    @property
    def commitment(self) -> float:
        """β |z − e|² of the open cell."""
        z, e = self.distance
        return COMMITMENT * float(((z - e) ** 2).sum())


@lru_cache(maxsize=256)
def own_codes(data: str, entries: int, cured: bool, x: bytes) -> Codes:
    """Return the codes of a picture, shape (CELLS,)."""
    picture = np.frombuffer(x, dtype=np.float32)
    return codes_of(vqvae(data, entries, cured), picture[None])[0].numpy()


def painted(params: Params, own: Codes) -> Codes:
    """Return the codes after painting: first what was painted before, then the open cell."""
    codes = own.copy()
    for place, code in read_edits(params.edits, params.entries).items():
        codes[place] = code
    if params.brush:
        codes[params.cell - 1] = min(params.brush, params.entries) - 1
    return codes


def simulate(params: Params) -> Result:
    """Encode a picture, paint, decode. Raises BadInput where a setting is not possible."""
    check(params)
    if params.entries not in SIZES:
        raise BadInput("entries", f"Models come with K = {', '.join(map(str, SIZES))}.")
    x = (
        drawn_picture(params.drawn, "drawn")
        if params.source == "drawn"
        else pictures(params.data, "test")[params.image]
    )
    cured = params.learnt == "averages"
    own = own_codes(params.data, params.entries, cured, x.tobytes())
    codes = painted(params, own)
    return Result(
        params, x, own, codes, decoded(vqvae(params.data, params.entries, cured), torch.tensor(codes)[None])[0]
    )


def tables(result: Result) -> dict[str, dict[str, NDArray[Any]]]:
    """Return the codes cell by cell, the pixels, and how often each entry is used, as named columns."""
    place = np.arange(CELLS)
    counts = np.array(result.recorded()["counts"])
    return {
        "codes": {"row": place // GRID + 1, "column": place % GRID + 1, "encoded": result.own + 1,
                  "painted": result.codes + 1, "bits": result.bits},
        "pixels": {"row": np.arange(SIDE**2) // SIDE + 1, "column": np.arange(SIDE**2) % SIDE + 1, "x": result.x,
                   "decoded": result.decoded},
        "entries": {"entry": np.arange(len(counts)) + 1, "uses": counts},
    }  # fmt: skip


def challenge(result: Result) -> tuple[bool, str]:
    """Check "codes that the prior makes longer than if all were equally long"."""
    total, fixed = float(result.bits.sum()), result.fixed_bits
    return total > fixed, f"The prior makes it {total:.0f} bits; with all codes equally long it is {fixed:.0f}."


def sentences(result: Result, view: str) -> list[str]:
    """Return what is to be said beside a picture."""
    empty: Sequence[str] = []
    if view in ("prior", "bits") and not result.cured:
        return ["Priors are trained for books learnt with moving averages and restarts: such a one is shown."]
    return list(empty)
