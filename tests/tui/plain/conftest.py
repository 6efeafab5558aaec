"""Gives the tests of plain mode a conversation, and what those of the command line have."""

from __future__ import annotations

import pytest

from tests.cli.conftest import gradstep, network
from tests.tui.plain.talk import Conversation, talked

__all__ = ["gradstep", "network", "talk"]


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Conversation:
    """Talk about a scenario, line by line."""
    return talked(monkeypatch, capsys)
