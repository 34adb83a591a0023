"""A mistake in a words file is reported by file, key and reason."""

from pathlib import Path

import pytest

from explainers.bayes.updating import Params
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
