"""A mistake in a words file is reported by file, key and reason."""

from pathlib import Path

import pytest

from explainers.bayes.updating.model import Params
from pages.stage import words

GOOD = Path(words.PAGES / "bayes" / "updating.toml").read_text("utf-8")


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Write a words file as if it stood in pages/, and read it."""
    monkeypatch.setattr(words, "PAGES", tmp_path / "pages")
    (tmp_path / "pages").mkdir()
    file = tmp_path / "pages" / "page.toml"

    def read(text):
        file.write_text(text, "utf-8")
        return words.read.__wrapped__(file, 0.0, Params)

    return read


def test_a_good_file_is_read(written):
    assert len(written(GOOD).story) == 7


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[[story]]", "[[story", "pages/page.toml: the file as a whole: "),
        ('title = "No opinion"', 'titel = "No opinion"', "unknown field `titel`"),
        ('title = "No opinion"', "title = 3", "story[1].title: Expected `str`, got `int`"),
        ("strength = 2 }", "strenght = 2 }", "story[1].settings.strenght: no such setting; is strength meant?"),
        ("strength = 2 }", 'strength = "two" }', "story[1].settings.strength: Expected `float`, got `str`"),
        ("mean = 0.3,", "meam = 0.3,", "prediction.settings.meam: no such setting; is mean meant?"),
        ('kind = "point"', 'kind = "essay"', "prediction.kind: Invalid enum value 'essay'"),
        ("right = true, ", "", "quiz[0].options: exactly one option must be right"),
        ("[challenge]", "[chalenge]", "unknown field `chalenge`"),
    ],
)
def test_a_mistake_is_named(written, old, new, said):
    with pytest.raises(words.WordsError) as error:
        written(GOOD.replace(old, new, 1))
    assert said in str(error.value)
    assert str(error.value).startswith("pages/page.toml: ")


def test_a_story_of_three_steps_is_too_short(written):
    steps = GOOD.split("[[story]]")
    rest = "[prediction]" + GOOD.split("[prediction]")[1]
    with pytest.raises(words.WordsError, match="story: has 3 entries; it needs 4 to 7"):
        written("[[story]]".join(steps[:4]) + rest)


def test_a_translation_is_preferred_where_there_is_one(tmp_path, monkeypatch):
    original, german = tmp_path / "page.toml", tmp_path / "page.de.toml"
    original.touch()
    for asked, there, expected in [("de", True, german), ("de", False, original), ("../de", True, original)]:
        german.unlink(missing_ok=True)
        if there:
            german.touch()
        monkeypatch.setattr(words.st, "query_params", {"lang": asked})
        assert words.language(original) == expected


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[prediction]", "[[prediction]]", "prediction: Expected `object`, got `array`"),
        ("right = true, ", 'right = "yes", ', "right: Expected `bool`, got `str`"),
        ("why = ", "wy = ", "quiz[0].options[0]"),
        ('view = "path"', "view = 7", "story[3].view: Expected `str`, got `int`"),
        ("seen = 4", "seen = 4.5", "story[4].settings.seen: Expected `int`, got `float`"),
        ('source = "births"', "source = 3", "applications[0].settings.source: Expected `str`, got `int`"),
        ('hint = "', 'hnt = "', "challenge"),
        ('kind = "point"\n', "", "Object missing required field `kind`"),
    ],
)
def test_more_mistakes_are_named(written, old, new, said):
    assert old in GOOD
    with pytest.raises(words.WordsError) as error:
        written(GOOD.replace(old, new, 1))
    assert said in str(error.value)


@pytest.mark.parametrize(("part", "fewest"), [("quiz", 3), ("references", 1)])
def test_too_few_entries_are_counted(written, part, fewest):
    kept = GOOD.split(f"[[{part}]]")[0]
    after = {"quiz": "[[applications]]" + GOOD.split("[[applications]]", 1)[1], "references": "references = []"}[part]
    whole = kept + after if part == "quiz" else "references = []\n" + kept
    whole = "quiz = []\n" + whole if part == "quiz" else whole
    with pytest.raises(words.WordsError, match=f"{part}: has 0 entries; it needs {fewest} to"):
        written(whole)


def test_two_right_answers_are_one_too_many(written):
    with pytest.raises(words.WordsError, match=r"quiz\[0\].options: exactly one option must be right"):
        written(GOOD.replace('{ text = "0.75", ', '{ text = "0.75", right = true, ', 1))


def test_a_file_that_is_not_in_utf_8_is_named_too(tmp_path, monkeypatch):
    """What an old editor saves when a teacher corrects a translation."""
    monkeypatch.setattr(words, "PAGES", tmp_path / "pages")
    (tmp_path / "pages").mkdir()
    file = tmp_path / "pages" / "page.de.toml"
    file.write_bytes(GOOD.replace("No opinion", "Keine Überzeugung").encode("latin-1", "replace"))
    with pytest.raises(words.WordsError, match=r"pages/page\.de\.toml: the file as a whole: "):
        words.read.__wrapped__(file, 0.0, Params)


@pytest.mark.parametrize(
    ("link", "locale", "expected"),
    [
        ({}, None, "page.toml"),
        ({}, "de-AT", "page.de.toml"),
        ({}, "fr-FR", "page.toml"),
        ({"lang": "de"}, "fr-FR", "page.de.toml"),
        ({"lang": "fr"}, "de-DE", "page.toml"),
        ({"lang": "x" * 5000}, None, "page.toml"),
        ({"lang": "💥"}, None, "page.toml"),
        ({"lang": "/etc/passwd"}, None, "page.toml"),
        ({"lang": ""}, "de", "page.de.toml"),
    ],
)
def test_the_language_is_that_of_the_link_else_of_the_browser_else_the_original(
    visitor, tmp_path, link, locale, expected
):
    for name in ("page.toml", "page.de.toml"):
        (tmp_path / name).touch()
    visitor(words, link, locale)
    assert words.language(tmp_path / "page.toml").name == expected


def test_an_edit_shows_at_the_next_visit(tmp_path, monkeypatch):
    monkeypatch.setattr(words, "PAGES", tmp_path / "pages")
    (tmp_path / "pages").mkdir()
    file = tmp_path / "pages" / "page.toml"
    for number, title in enumerate(("No opinion", "No idea")):
        file.write_text(GOOD.replace("No opinion", title), "utf-8")
        assert words.read(file, float(number), Params).story[1].title == title
