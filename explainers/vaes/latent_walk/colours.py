"""Ten colours for ten classes, as far apart for colour-blind eyes as ten can be."""

from explainers.figure_style import Style

# Found by a search among colours that stand out from the background (3:1 or more). Any two are at least 16 apart
# (CAM02-UCS) for normal, deutan, protan and tritan eyes, and classes that are often confused at least 20. The class
# is also said in words wherever these are used: nobody can be sure of ten colours.
CLASSES_LIGHT = ["#1A4DE6", "#809966", "#B38099", "#1A1A80", "#FF1A00", "#3399E6", "#99001A", "#4D1A33", "#00664D",
                 "#664D80"]  # fmt: skip
CLASSES_DARK = ["#CCE6FF", "#994D80", "#B39980", "#FFE600", "#4D4DE6", "#66664D", "#CC0000", "#66FFCC", "#1AB3CC",
                "#FF8000"]  # fmt: skip


def class_colours(style: Style) -> list[str]:
    """Return a colour for each class, in their order."""
    return list(CLASSES_DARK if style.dark else CLASSES_LIGHT)


def class_text_colours(style: Style) -> list[str]:
    """Return the same, on the way to the colour of text, so that words in them can be read (4.5:1)."""
    text = _parts(style.colour("text"))
    return [f"rgb({','.join(str((c + t) // 2) for c, t in zip(_parts(colour), text, strict=True))})"
            for colour in class_colours(style)]  # fmt: skip


def _parts(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
