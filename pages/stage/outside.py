"""Text that comes from outside (an address, a file, something typed) shown as the text it is, whatever is in it."""

import re

# What Streamlit's Markdown reads as something else than text: emphasis, code, links, images, HTML, maths, headings, icons
# and colours (":red[...]"), addresses and mail that become links by themselves.
ACTIVE = re.compile(r"([\\`*_\[\]<>$#|~!@]|:(?=\S)|(?<=www)\.|(?<=WWW)\.)")


def plain(text: str, most: int = 400) -> str:
    """Return text as Markdown that shows just that text, on one line, at most `most` characters of it."""
    text = " ".join(text.split())
    text = "".join(letter for letter in text if letter.isprintable())
    text = text[:most] + ("…" if len(text) > most else "")
    return ACTIVE.sub(r"\\\1", text)
