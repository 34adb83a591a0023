"""Links as they were given out before a page was divided or a setting renamed, and where they lead today."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from explainers.catalogue import EXPLAINERS
from explainers.old_attention_links import attention_today

# By page: what a parameter of its links was called, and what it is called now.
RENAMED: Mapping[str, Mapping[str, str]] = {
    "gan-training": {"training_past": "training_schedule"},
    "vae-latent-walk": {"latent_walk_past": "latent_walk_schedule"},
    "bayesian-sampling": {"sampling_past": "sampling_schedule"},
}
# Chains once had their earlier settings as "50 0.2 12": until which step, step size and leapfrog steps.
THREE_NUMBERS = re.compile(r"(?<![\d.=])(\d+) (\d[\d.e-]*) (\d+)(?=\s*(?:;|$))")
# By page and parameter as of today: what an option was called, and what it is called now.
OPTIONS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "gan-training": {"training_stage": {"teach_d": "update_d", "teach_g": "update_g"}},
}


@dataclass(frozen=True)
class Moved:
    """A part of a page that has become a page of its own, or part of one."""

    page: str
    views: Mapping[str, str]  # as links name them, by name or by title, and their names today
    steps: Mapping[str, str]  # of the story
    fields: frozenset[str]  # settings that mean the same there; others are left out


MOVED: Mapping[str, tuple[Moved, ...]] = {
    "vae-latent-walk": (
        Moved(
            "vae-model-comparison",
            {"compare": "compare", "Three models": "compare", "alarm": "alarm", "Alarm": "alarm"},
            {"7": "4"},
            frozenset({"data", "image", "z_1", "z_2", "draw", "kind", "size", "alarm", "stray", "seed"}),
        ),
    ),
}


def today(page: str, query: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return the page and the parameters that a link to `page` with `query` means today; most are as they were."""
    if page == "attention-heatmaps" and any(name.startswith("attention_") for name in query):
        return attention_today(query)
    renamed, options = RENAMED.get(page, {}), OPTIONS.get(page, {})
    now = {renamed.get(name, name): value for name, value in query.items()}
    now = {name: options.get(name, {}).get(value, value) for name, value in now.items()}
    if "sampling_schedule" in now:
        now["sampling_schedule"] = THREE_NUMBERS.sub(r"\1 size=\2 leaps=\3", now["sampling_schedule"])
    before = prefix_of(page)
    view, step = now.get(f"{before}_view", ""), now.get(f"{before}_step", "")
    for moved in MOVED.get(page, ()):
        if view in moved.views or (not view and step in moved.steps):
            return moved.page, _moved(now, before, moved)
    return page, now


def prefix_of(page: str) -> str:
    """Return what the parameters of a page's links begin with."""
    return {entry.url: entry.prefix for entry in EXPLAINERS}.get(page, page)


def _moved(query: Mapping[str, str], before: str, moved: Moved) -> dict[str, str]:
    """Return the parameters of a link, as those of the page that its view has moved to."""
    now: dict[str, str] = {}
    for name, value in query.items():
        field = name.removeprefix(f"{before}_")
        if field == name:  # of the frame, such as lecture
            now[name] = value
        elif field == "view":
            now[f"{prefix_of(moved.page)}_view"] = moved.views[value]
        elif field == "step" and value in moved.steps:
            now[f"{prefix_of(moved.page)}_step"] = moved.steps[value]
        elif field in moved.fields:
            now[f"{prefix_of(moved.page)}_{field}"] = value
    return now
