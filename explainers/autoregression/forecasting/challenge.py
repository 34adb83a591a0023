"""The challenge: a series that cycles every eleven steps, and goes on doing so."""

import numpy as np

from explainers.autoregression.forecasting.model import Result

GOAL = 11.0  # steps of the cycle
NEAR = 0.25  # how far from it counts
LASTING = 0.9  # the least modulus of its roots


def challenge(result: Result) -> tuple[bool, str]:
    """Check "make a series that cycles every eleven steps"."""
    period, modulus = result.cycle
    if np.isnan(period):
        return False, "All roots are real: this series does not cycle. Two of them have to leave the axis as a pair."
    told = f"The cycle takes {period:.2f} steps, and its roots have modulus {modulus:.3f}."
    if result.nature != "stationary":
        return False, f"{told} But the process is not stationary ({result.nature}): bring every root inside the circle."
    if abs(period - GOAL) > NEAR:
        return (
            False,
            f"{told} Turn the pair until it takes {GOAL:g}: between {GOAL - NEAR:g} and {GOAL + NEAR:g} count.",
        )
    if abs(result.roots[0]) > modulus + 1e-9:
        return False, f"{told} Another root, {result.roots[0].real:.2f}, lasts longer and hides the cycle."
    if modulus < LASTING:
        return False, f"{told} So it is forgotten before it has come round: bring the modulus to {LASTING:g} or more."
    return True, f"{told} After one cycle {modulus**period:.0%} of a swing is left: about the sunspots' rhythm."
