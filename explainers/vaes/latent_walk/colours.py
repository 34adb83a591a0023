"""Colours of the ten classes: they help to follow a class, its name beside it says which one it is."""

from explainers.figure_style import Style

LIGHT_ONES = [  # in order of the classes
    "#4477AA", "#B8860B", "#228833", "#CC3311", "#AA3377",
    "#0E8A8A", "#8C564B", "#5E4FA2", "#D0588F", "#5F6B2E",
]  # fmt: skip
DARK_ONES = [  # in order of the classes
    "#7FB3E6", "#E6C34D", "#63C174", "#FF8366", "#E07BB5",
    "#4FD0D0", "#C9968A", "#A99BE8", "#F2A0C4", "#B4BF77",
]  # fmt: skip


def class_colours(style: Style) -> list[str]:
    """Return a colour for each of the ten classes."""
    return DARK_ONES if style.dark else LIGHT_ONES
