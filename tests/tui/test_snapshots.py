"""Screens look as they did when somebody last looked at them, at every size."""

from __future__ import annotations

import pytest

from tests.tui.snapshots import FOLDER, SNAPSHOTS, Snapshot, taken


@pytest.mark.parametrize("snapshot", SNAPSHOTS, ids=lambda snapshot: snapshot.path.stem)
async def test_a_screen_looks_as_it_did(snapshot: Snapshot) -> None:
    kept = snapshot.path.read_text(encoding="utf-8")
    assert await taken(snapshot) == kept, "python -m tests.tui.snapshots writes what it looks like now"


def test_no_snapshot_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {snapshot.path.name for snapshot in SNAPSHOTS}
