"""A learner's CSV file: read, or a sentence."""

import numpy as np
import pytest

from pages.stage.upload import columns_of


@pytest.mark.parametrize(
    ("content", "name", "values"),
    [
        (b"x\n1\n2\n3\n", "x", [1, 2, 3]),
        (b"1\n2\n3\n", "column 1", [1, 2, 3]),
        (b"day;flips\nmonday;1\ntuesday;0\n", "flips", [1, 0]),
        (b"\xef\xbb\xbfheight,name\n1.5,a\n2.5,b\n", "height", [1.5, 2.5]),
        (b"x\n1\n\n3\n", "x", [1, 3]),
        (b"a\tb\n1\t2\n3\t4\n", "b", [2, 4]),
        (b"-1e3\n2.5\n", "column 1", [-1000, 2.5]),
    ],
)
def test_a_column_of_numbers_is_found(content, name, values):
    np.testing.assert_array_equal(columns_of(content)[name].dropna(), values)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"  \n \n", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "not text"),
        (b"name\nanna\nbert\n", "no column of numbers"),
        (b"x\n1\ntwo\n3\n", "two"),
        (b'a,b\n"1,2\n', "cannot be read as a table"),
    ],
)
def test_a_file_that_cannot_be_used_gets_a_sentence(content, said):
    with pytest.raises(ValueError, match=said):
        columns_of(content)


def test_a_huge_file_is_read_as_far_as_it_counts():
    assert len(columns_of(b"1\n" * 300_000)) <= 200_000
