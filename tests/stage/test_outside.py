"""Whatever comes from outside is shown as the text it is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pages.stage.outside import plain
from tests.conftest import Course

HOSTILE = [
    "[Log in](//evil.example)", "![x](https://evil.example/x.png)", "<img src=x onerror=alert(1)>",
    "https://evil.example", "www.evil.example", "mail@evil.example", ":red[Stop]", ":material/check:", "$x^2$",
    "**bold** and _more_", "# Heading", "`code`", "a | b", "~~gone~~", "<b>bold</b>", "\\[x](y)", "&lt;b&gt;",
    "- item", "line\n\n# two", "[x]: http://e.com",
]  # fmt: skip
MARKDOWN = MarkdownIt("commonmark", {"linkify": False}).enable(["table", "strikethrough"])


def shown(markdown: str) -> str:
    """Return the text that a reader sees, from the tokens of CommonMark; fails where there is anything but text."""
    (opened, inline, closed) = MARKDOWN.parse(markdown)
    assert (opened.type, inline.type, closed.type) == ("paragraph_open", "inline", "paragraph_close")
    assert {token.type for token in inline.children} <= {"text", "text_special"}, [t.type for t in inline.children]
    return "".join(token.content for token in inline.children)


@pytest.mark.parametrize("text", [text for text in HOSTILE if not text.startswith(("-", "&"))])
def test_what_could_be_active_is_shown_as_text(text):
    assert shown(f"“{plain(text)}”") == f"“{' '.join(text.split())}”"


@given(st.text(max_size=80))
def test_any_text_is_shown_as_it_is(text):
    written = plain(text)
    assert re.sub(r"\\(.)", r"\1", written) == "".join(x for x in " ".join(text.split()) if x.isprintable())


def test_long_texts_are_cut():
    assert plain("x" * 1000, 10) == "x" * 10 + "…"


@pytest.mark.parametrize("text", HOSTILE[:7])
def test_the_gallery_and_a_page_show_a_hostile_link_as_text(course: Course, text: str):
    from explainers.catalogue import by_path

    visit = course.open(q=text, unknown=text)
    assert course.complaints(visit) == []
    said = [element.value for kind in ("warning", "info") for element in getattr(visit, kind)]
    assert len(said) == 2
    entry = by_path("gans/wasserstein_vs_js")
    link = {f"{entry.prefix}_{name}": text for name in ("real", "separation", "step", "nonsense", text)}
    visit = course.open(entry, **link)
    assert course.complaints(visit) == []
    said += course.warnings(visit)
    assert len(said) >= 6
    for sentence in said:
        assert text not in sentence, "escaped"
