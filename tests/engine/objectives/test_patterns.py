"""Shell patterns as tests of single names."""

from __future__ import annotations

import pytest

from engine.objectives.patterns import (
    MAX_PATTERN_LENGTH,
    PatternError,
    has_wildcard,
    literal_prefix,
    matcher,
)


@pytest.mark.parametrize(
    ("pattern", "wild", "prefix"),
    [
        ("w1_*", True, "w1_"),
        ("b?_1", True, "b"),
        ("w[12]_*", True, "w"),
        ("*", True, ""),
        ("w1_1_1", False, "w1_1_1"),
        ("", False, ""),
    ],
)
def test_every_match_begins_with_what_stands_before_the_first_wildcard(
    pattern: str, wild: bool, prefix: str
) -> None:
    assert has_wildcard(pattern) == wild
    assert literal_prefix(pattern) == prefix


def test_the_length_limit_counts_a_run_of_stars_as_one() -> None:
    assert matcher("a" * (MAX_PATTERN_LENGTH - 1) + "**")("a" * 500)
    with pytest.raises(PatternError, match=r"^the pattern has 201 characters; the limit is 200$"):
        matcher("?" * (MAX_PATTERN_LENGTH + 1))


def test_case_counts_and_the_whole_name_must_match() -> None:
    assert matcher("b*")("b1_1")
    assert not matcher("B*")("b1_1")
    assert not matcher("b")("b1_1")
