"""The pictures of capitals: what is declared of them, and that they are what a font draws."""

import numpy as np
import pytest

from explainers.data.glyphs.glyphs import LETTERS, SIDE, faces, glyphs, places


def test_every_face_has_every_letter_in_sixteen_greys():
    for letter in LETTERS:
        found = glyphs(letter)
        assert found.shape == (len(faces()), SIDE, SIDE)
        assert set(np.unique(found)) <= set(range(0, 256, 17))
        assert found.reshape(len(found), -1).any(1).all()


def test_no_family_is_in_both_parts():
    families = {part: {face.family for face in faces()[places(part)]} for part in ("train", "test")}
    assert not families["train"] & families["test"]
    assert {face.part for face in faces()[places("test")]} == {"test"}


def test_heavier_faces_of_a_family_have_more_ink():
    ink = sum(glyphs(letter).astype(float).mean((1, 2)) for letter in LETTERS)
    heavier = []
    for i, (one, next_) in enumerate(zip(faces(), faces()[1:], strict=False)):
        if (one.family, one.italic) == (next_.family, next_.italic):
            heavier.append(ink[i + 1] > ink[i])
    assert np.mean(heavier) > 0.98


def test_an_o_is_as_a_mirror_shows_it_and_an_r_is_not():
    upright = [i for i, face in enumerate(faces()) if not face.italic and face.category == "sans-serif"]

    def mirrored(letter: str) -> float:
        ink = glyphs(letter)[upright].astype(float)
        return float(np.abs(ink - ink[:, :, ::-1]).mean() / ink.mean())

    assert mirrored("O") < 0.5 * mirrored("R")


@pytest.mark.parametrize("wrong", ["", "a", "AB", "É"])
def test_what_is_no_capital_gets_a_sentence(wrong):
    with pytest.raises(ValueError, match="the letters are A to Z"):
        glyphs(wrong)
