"""Gives the tests of plain mode a conversation."""

from __future__ import annotations

import pytest

from tests.plain.talk import Conversation, talked


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Conversation:
    """Talk about a scenario, line by line."""
    return talked(monkeypatch, capsys)
