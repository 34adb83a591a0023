"""What the figures of the page have in common."""

from explainers.figure_style import Layout, Style

METHODS = {"optimum": ("Optimum", "posterior"), "best": ("Best of n", "likelihood"),
           "ppo": ("Gradient", "generator"), "dpo": ("DPO", "guess")}  # name and role  # fmt: skip


def titled(text: str, style: Style) -> Layout:
    """Return the title of an axis, in the size of all type."""
    return {"title": {"text": text, "font": {"size": style.text}, "standoff": 6}}
