"""Links to the page on attention as it was before it was divided into four, and where they lead today."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Divided:
    """Views of a divided page that are on a page of their own now."""

    url: str
    prefix: str
    views: Mapping[str, str]  # the name of each, and its title at the time
    settings: Mapping[str, str]  # those of the divided page that this one has, and what they are called there
    start: Mapping[str, str]  # settings that were the default of the divided page, and are not of this one


def _same(names: str) -> dict[str, str]:
    return {name: name for name in names.split()}


_SENTENCE = "The animal didn't cross the street because it was too tired"
_DRINK = "When Mary and John went to the store, John gave a drink to"
_REPEAT = "red fox, blue whale, green frog; red fox, blue whale, green"
ATTENTION = (
    Divided("attention-heatmaps", "heads",
          {"all_heads": "The wall", "both": "Both ways", "generate": "Writing", "flow": "Layers"},
          _same("text layer head row other_layer other_head learned written top_k top_p seed")
          | {"steps": "in_sight", "heat": "temperature"},
          {}),
    Divided("head-surgery", "head_surgery", {"surgery": "Surgery", "cell": "One cell"},
          _same("text layer head row column weight temperature positions seed")
          | {"silent": "ablated", "off": "also_ablated", "whole": "whole_heads", "edit": "overwrite",
             "share": "renormalise", "value": "value_scale"},
          {"text": _SENTENCE, "layer": "13", "head": "8", "row": "8", "ablated": "false"}),
    Divided("attention-translator", "translator", {"translator": "Translator"}, _same("number piece seed"), {}),
    Divided("induction-heads", "induction", {"induction": "Induction"},
          _same("period seed") | {"moment": "checkpoint"}, {}),
)  # fmt: skip
# The steps of its story: the view, the settings, and which step of the new page's story that is.
ATTENTION_STEPS: tuple[tuple[str, Mapping[str, str], int], ...] = (
    ("all_heads", {}, 1),
    ("cell", {}, 4),
    ("all_heads", {"text": _REPEAT, "layer": "18", "head": "6", "row": "15", "column": "7"}, 2),
    ("surgery", {"text": _DRINK, "layer": "24", "head": "4", "row": "13", "column": "1", "silent": "true"}, 1),
    ("generate", {"written": "288.919.357.288.260.550.2103.30.2306.6737.719.335", "steps": "6", "row": "11"}, 4),
    ("flow", {}, 5),
    ("translator", {"number": "23"}, 1),
)


def attention_today(query: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return what a link to the page with eight views means: its prefix, `attention`, is that of no page any more."""
    asked = {name.removeprefix("attention_"): value for name, value in query.items() if name.startswith("attention_")}
    others = {name: value for name, value in query.items() if not name.startswith("attention_")}
    number = asked.pop("step", "1")
    at = int(number) if number.isascii() and number.isdecimal() and len(number) < 4 else 1
    of_step, settings, step = ATTENTION_STEPS[min(max(at, 1), len(ATTENTION_STEPS)) - 1]
    named = {text: name for moved in ATTENTION for name, title in moved.views.items() for text in (name, title)}
    view = named.get(asked.pop("view", ""), of_step)
    moved = next(moved for moved in ATTENTION if view in moved.views)
    if not asked and view == of_step:
        return moved.url, others | ({f"{moved.prefix}_step": str(step)} if step > 1 else {})
    elsewhere = {name for other in ATTENTION for name in other.settings} - moved.settings.keys()
    said = {name: value for name, value in {**settings, **asked}.items() if name not in elsewhere}
    said = dict(moved.start) | {moved.settings.get(name, name): value for name, value in said.items()}
    said |= {"view": view} if len(moved.views) > 1 else {}
    return moved.url, others | {f"{moved.prefix}_{name}": value for name, value in said.items()}
