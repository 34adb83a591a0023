"""The texts that come with the course: their letters, their parts, and what a reader knows of them."""

import pytest

from explainers.data.texts.texts import LETTERS, PARTS, TEXTS, pieces, plain, text

every_text = pytest.mark.parametrize("name", TEXTS)


@every_text
def test_both_parts_are_plain_and_have_no_piece_in_common(name):
    for part in PARTS:
        assert set(text(name, part)) <= set(LETTERS)
        assert "  " not in text(name, part)
        assert "".join(piece + "\n" for piece in pieces(name, part)) == text(name, part)
    assert not set(pieces(name, "train")) & set(pieces(name, "test"))
    assert len(pieces(name, "test")) == (len(pieces(name, "train")) + len(pieces(name, "test"))) // 10


def test_the_texts_are_what_they_are_called():
    assert text("novel", "train").startswith("Call me Ishmael. Some years ago--never mind how long precisely--")
    assert "state of the Union" in text("addresses", "train")
    assert {"Ada", "Alan"} <= {*pieces("names", "train"), *pieces("names", "test")}


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("“Café” — naïve…\n\tÆon", '"Cafe" -- naive... Aeon'),
        ("Thar she blows 🐋!", "Thar she blows !"),
        ("مرحبا", ""),
        (" a\u00a0b ", "a b"),
    ],
)
def test_any_text_can_be_written_in_these_letters(given, wanted):
    assert plain(given) == wanted
    assert plain(wanted) == wanted
