"""What ArviZ says of chains: R-hat, effective sample sizes, Monte-Carlo error, and how the energy changes.

Vehtari et al. 2021 for R-hat (rank-normalised, split) and ESS; Betancourt 2016 for the energy. All numbers are ArviZ's.
"""

import gc
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from explainers.bayes.sampling.chains import Chains
from explainers.bayes.sampling.targets import Array

WELL = 1.01  # R-hat of chains that agree
ENOUGH = 400  # effective draws, in bulk and in the tails
FEW_FOR_ARVIZ = 4  # draws of a chain, below which ArviZ has nothing to say
SLUGGISH = 0.3  # E-BFMI below which momentum cannot carry a chain across the energies


@dataclass(frozen=True)
class Verdict:
    """One diagnostic: its value, whether it is good, and what that means."""

    name: str
    value: float  # nan where it cannot be computed
    text: str  # the value as it is shown
    good: bool
    meaning: str


def quiet_arviz() -> Any:
    """Import ArviZ, which takes seconds, only when it is needed; once a day it announces its next version."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import arviz
    return arviz


def load_arviz() -> None:
    """Import ArviZ before anybody needs it; what is loaded by then need not be looked through for garbage."""
    quiet_arviz()
    gc.freeze()


def one(found: object) -> float:
    """Return a number of ArviZ as a float."""
    return float(np.asarray(found).ravel()[0])


def verdicts(chains: Chains, part: int = 0) -> list[Verdict]:
    """Return what ArviZ says about one coordinate of the chains."""
    az = quiet_arviz()

    x = chains.draws[:, :, part]
    if x.shape[1] < FEW_FOR_ARVIZ:
        nothing = f"{x.shape[1]} draws of each chain are too few for any diagnostic"
        return [
            Verdict(name, np.nan, "undefined", False, nothing) for name in ("R-hat", "ESS bulk", "ESS tail", "MCSE")
        ]
    with np.errstate(all="ignore"):
        bulk, tail = (one(az.ess(x, method=method)) for method in ("bulk", "tail"))
        error = one(az.mcse(x))
        r_hat = one(az.rhat(x)) if len(x) > 1 else np.nan
    return [
        agreement(r_hat, len(x)),
        size("bulk", bulk, x.size, "for means"),
        size("tail", tail, x.size, "for intervals"),
        Verdict("MCSE", error, f"{error:.3f}", bool(error < 0.05 * max(x.std(), 1e-12)),
                f"the mean {x.mean():.2f} is known to about ±{2 * error:.2f}".replace("-", "−")),
        information(chains),
        *([runaways(chains)] if chains.momentum else []),
    ]  # fmt: skip


def runaways(chains: Chains) -> Verdict:
    """Return what divergences say: there the energy of a trajectory ran away."""
    n = chains.divergent
    meaning = "trajectories ran away: a part of the density is hardly reached" if n else "no trajectory ran away"
    return Verdict("Divergences", float(n), f"{n:,}", n == 0, meaning)


CATCHES = {  # which diagnostics are asked first about a fault
    "large": ("Divergences", "R-hat", "ESS bulk"),
    "few": ("ESS bulk", "MCSE", "R-hat"),
    "stuck": ("R-hat", "ESS bulk"),
}


def caught_by(found: list[Verdict], fault: str) -> Verdict | None:
    """Return the diagnostic that catches a fault, if any does."""
    bad = {verdict.name: verdict for verdict in found if not verdict.good}
    return next((bad[name] for name in (*CATCHES[fault], *bad) if name in bad), None)


def agreement(r_hat: float, chains: int) -> Verdict:
    """Return what R-hat says: it compares the spread between chains with that within."""
    if chains == 1:
        return Verdict("R-hat", np.nan, "undefined", False, "one chain has no other to agree with: run two or more")
    if not np.isfinite(r_hat):
        return Verdict("R-hat", np.nan, "undefined", False, "nothing moves, so there is nothing to compare")
    good = r_hat < WELL
    meaning = "the chains agree" if good else "the chains do not agree: do not use them"
    return Verdict("R-hat", r_hat, f"{r_hat:.3f}", good, meaning)


def size(which: str, value: float, draws: int, use: str) -> Verdict:
    """Return what an effective sample size says."""
    good = bool(value >= ENOUGH)
    meaning = f"{draws:,} draws are worth {value:,.0f} independent ones {use}"
    return Verdict(f"ESS {which}", value, f"{value:,.0f}", good, meaning)


def information(chains: Chains) -> Verdict:
    """Return what the energy says; a random walk has no momentum, and so none to speak of."""
    az = quiet_arviz()

    if not chains.momentum:
        return Verdict("E-BFMI", np.nan, "none", True, "a random walk has no momentum, so no energy to check")
    value = float(np.min(az.bfmi(chains.energy)))
    good = value > SLUGGISH
    meaning = "each push changes the energy enough" if good else "the energy changes too slowly: it cannot get about"
    return Verdict("E-BFMI", value, f"{value:.2f}", good, meaning)


def rank_counts(x: Array, bins: int) -> Array:
    """Return how the ranks of all draws fall on each chain, shape (chains, bins); even where chains agree."""
    order = x.ravel().argsort(kind="stable").argsort(kind="stable").reshape(x.shape)
    return np.array([np.histogram(row, bins, (0, x.size))[0] for row in order], float)
