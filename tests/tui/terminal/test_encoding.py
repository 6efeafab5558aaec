"""Which characters an output stream can encode."""

from __future__ import annotations

import io

import pytest

from tui.terminal.encoding import encodes_unicode


@pytest.mark.parametrize(
    ("encoding", "expected"), [("utf-8", True), ("UTF_16", True), ("ascii", False), ("latin-1", False)]
)
def test_unicode_is_written_in_a_unicode_encoding(encoding: str, expected: bool) -> None:
    assert encodes_unicode(io.TextIOWrapper(io.BytesIO(), encoding)) is expected


def test_a_stream_without_an_encoding_has_none() -> None:
    assert not encodes_unicode(io.StringIO())
