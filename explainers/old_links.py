"""Links as they were given out before a page was divided or a setting renamed, and where they lead today."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from explainers.catalogue import EXPLAINERS
from explainers.data.images import IMAGES
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
    "anomaly-detection": {"anomalies_model": {images.title: name for name, images in IMAGES.items()}},
    "deep-networks": {"deep_networks_view": dict.fromkeys(("bend", "Through the network"), "layers")},
}
# By page: parameters that only added to a picture, and are no more.
GONE: Mapping[str, frozenset[str]] = {"deep-networks": frozenset({"deep_networks_fork"})}


@dataclass(frozen=True)
class Moved:
    """A part of a page that has become a page of its own, or part of one."""

    page: str
    views: Mapping[str, str]  # as links name them, by name or by title, and their names today
    steps: Mapping[str, str]  # of the story
    fields: Mapping[str, str]  # settings that mean the same there, and their names there; others are left out
    given: Mapping[str, str] = field(default_factory=dict)  # settings there of a link that names no step
    own: frozenset[str] = frozenset()  # settings of this part alone: a link that has one, and names no view, meant it


KEPT = ("data", "image", "z_1", "z_2", "draw", "seed")
TO_ANOMALIES = Moved(
    "anomaly-detection",
    {"alarm": "likelihood", "Alarm": "likelihood"},
    {},
    {"data": "model"},
    given={"view": "likelihood", "model": "digits"},
    own=frozenset({"alarm", "stray"}),
)
MOVED: Mapping[str, tuple[Moved, ...]] = {
    "vae-latent-walk": (
        Moved(
            "vae-model-comparison",
            {"compare": "compare", "Three models": "compare"},
            {},
            {name: name for name in KEPT},
        ),
        replace(TO_ANOMALIES, steps={"7": "6"}),
    ),
    "vae-model-comparison": (replace(TO_ANOMALIES, own=TO_ANOMALIES.own | {"kind", "size"}),),
}


def today(page: str, query: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return the page and the parameters that a link to `page` with `query` means today; most are as they were."""
    if page == "attention-heatmaps" and any(name.startswith("attention_") for name in query):
        return attention_today(query)
    renamed = RENAMED.get(page, {})
    kept = {name: value for name, value in query.items() if name not in GONE.get(page, frozenset())}
    now = _options_of(page, {renamed.get(name, name): value for name, value in kept.items()})
    if "sampling_schedule" in now:
        now["sampling_schedule"] = THREE_NUMBERS.sub(r"\1 size=\2 leaps=\3", now["sampling_schedule"])
    before = prefix_of(page)
    view, step = now.get(f"{before}_view", ""), now.get(f"{before}_step", "")
    for moved in MOVED.get(page, ()):
        if view in moved.views or (not view and (step in moved.steps or has_any(now, before, moved.own))):
            return moved.page, _options_of(moved.page, _moved(now, before, moved))
    return page, now


def _options_of(page: str, query: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters of a link to a page with its options as they are called now."""
    options = OPTIONS.get(page, {})
    return {name: options.get(name, {}).get(value, value) for name, value in query.items()}


def prefix_of(page: str) -> str:
    """Return what the parameters of a page's links begin with."""
    return {entry.url: entry.prefix for entry in EXPLAINERS}.get(page, page)


def has_any(query: Mapping[str, str], before: str, settings: frozenset[str]) -> bool:
    """Return whether a link has any of these settings of a page."""
    return any(f"{before}_{name}" in query for name in settings)


def _moved(query: Mapping[str, str], before: str, moved: Moved) -> dict[str, str]:
    """Return the parameters of a link, as those of the page that its view has moved to."""
    there = prefix_of(moved.page)
    given = {} if query.get(f"{before}_step") in moved.steps else moved.given
    now = {f"{there}_{name}": value for name, value in given.items()}
    for name, value in query.items():
        setting = name.removeprefix(f"{before}_")
        if setting == name:  # of the frame, such as lecture
            now[name] = value
        elif setting == "view":
            now[f"{there}_view"] = moved.views[value]
        elif setting == "step" and value in moved.steps:
            now[f"{there}_step"] = moved.steps[value]
        elif setting in moved.fields:
            now[f"{there}_{moved.fields[setting]}"] = value
    return now
