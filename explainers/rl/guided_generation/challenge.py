"""The goal of the page."""

from explainers.rl.guided_generation.result import Result


def challenge(result: Result) -> tuple[bool, str]:
    """Check "bring the correlation of the learned reward with the true taste above 0.9"."""
    if not result.known:
        return False, "Your own true taste is not known here: choose a judge."
    found = float(result.recovery[-1])
    return found > 0.9, f"The correlation of r̂ with u is {found:.2f}."
