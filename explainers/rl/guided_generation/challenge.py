"""The goal of the page."""

from explainers.rl.guided_generation.result import Result


def challenge(result: Result) -> tuple[bool, str]:
    """Check "have policy gradient end within 0.02 nats of the optimum, and reach a mean reward of 2"."""
    off = result.off("ppo")
    return off < 0.02, f"{off:.3f} nats."
