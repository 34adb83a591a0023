"""Melodies to listen to: what the browser is told of them, and what follows when one is preferred."""

import json

import numpy as np
import pytest

from explainers.sound import frequency, in_turn
from pages.stage.listen import Heard


def page() -> None:
    import numpy as np

    from explainers.sound import in_turn
    from pages import stage

    scale = in_turn(np.array([60, 69]), np.array([1.0, 2.0]), 0.2)
    stage.listen("toy-melodies", [stage.Heard("Scale", scale, "#123456")] * 2, print)


def test_a_note_is_told_by_pitch_frequency_beginning_and_length(script):
    visit = script(page)
    assert not visit.exception
    sent = json.loads(visit.get_by_key("toy-melodies").proto.json)
    assert sent["choose"] is True
    assert (sent["low"], sent["high"]) == (59, 70)
    assert sent["melodies"][0]["notes"] == [[60, 261.626, 0.0, 0.2], [69, 440.0, 0.2, 0.4]]


def test_frequencies_are_of_equal_temperament():
    np.testing.assert_allclose(frequency(np.array([69, 81, 60])), [440, 880, 261.6256], rtol=1e-6)
    steps = frequency(np.arange(40, 90))
    np.testing.assert_allclose(steps[1:] / steps[:-1], 2 ** (1 / 12))


def test_notes_follow_each_other():
    heard = in_turn(np.array([60, 62, 64]), np.array([1.0, 0.5, 2.0]), 0.2)
    np.testing.assert_allclose(heard.start, [0, 0.2, 0.3])
    np.testing.assert_allclose(heard.length, [0.2, 0.1, 0.4])
    end = Heard("", heard, "").described["notes"][-1]  # type: ignore[index]
    assert end[2] + end[3] == pytest.approx(0.7)
