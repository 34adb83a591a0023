"""An explainer whose module does not declare a record of its own yet, as a record."""

from functools import lru_cache
from typing import Any

from explainers.explainer import Explainer, View
from explainers.timeline import Timeline


@lru_cache
def as_explainer(module: Any) -> Explainer[Any, Any]:
    """Return the record of a module: its own, or one made of what it offers by convention."""
    if hasattr(module, "EXPLAINER"):
        return module.EXPLAINER
    names = [name for name in module.__all__ if name.startswith("plot_")]
    views: list[View[Any]] = [View(name.removeprefix("plot_"), name, getattr(module, name)) for name in names]
    settings = __import__(f"{module.__name__}.settings", fromlist=["TIMELINE"]) if hasattr(module, "branch") else None
    timeline: Timeline[Any] | None = getattr(settings, "TIMELINE", None)
    return Explainer(
        path=module.__name__.removeprefix("explainers.").replace(".", "/"), params=module.Params,
        simulate=module.simulate, views=tuple(views), equations=module.equations, tables=module.tables,
        challenge=module.challenge, max_steps=getattr(module, "MAX_STEPS", 0), timeline=timeline,
        reached=getattr(module, "reached", None),
        files=getattr(module, "carried", None), lenses=getattr(module, "lenses", None),
    )  # fmt: skip
