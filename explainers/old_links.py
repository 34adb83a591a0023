"""Links as they were given out before a page was divided or a setting renamed, and where they lead today."""

import re
from collections.abc import Mapping

# By page: what a parameter of its links was called, and what it is called now.
RENAMED: Mapping[str, Mapping[str, str]] = {
    "gan-training": {"training_past": "training_schedule"},
    "vae-latent-walk": {"latent_walk_past": "latent_walk_schedule"},
    "bayesian-sampling": {"sampling_past": "sampling_schedule"},
}
# Chains once had their earlier settings as "50 0.2 12": until which step, step size and leapfrog steps.
THREE_NUMBERS = re.compile(r"(?<![\d.=])(\d+) (\d[\d.e-]*) (\d+)(?=\s*(?:;|$))")


def today(page: str, query: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return the page and the parameters that a link to `page` with `query` means today; most are as they were."""
    renamed = RENAMED.get(page, {})
    now = {renamed.get(name, name): value for name, value in query.items()}
    if page == "bayesian-sampling" and "sampling_schedule" in now:
        now["sampling_schedule"] = THREE_NUMBERS.sub(r"\1 size=\2 leaps=\3", now["sampling_schedule"])
    return page, now
