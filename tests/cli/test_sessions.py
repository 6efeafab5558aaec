"""Sessions: kept whole and for their owner alone, found again, and never the cause of a traceback."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scenarios.bundled import content_of
from tests.cli.commandline import NETWORK, Gradstep
from tui.sessions import Session, SessionError, all_sessions, delete, export, folder, latest, save

MONDAY = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
TUESDAY = datetime(2026, 1, 6, 9, 30, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("state")


def begun(now: datetime = MONDAY, name: str = "mazur") -> Session:
    return Session.begin(name, "Mazur", now)


def test_a_session_remembers_its_scenario_and_the_place(network: Path) -> None:
    session = Session.begin(str(network), "Two rows", MONDAY)
    assert session.id.startswith("20260105-093000-")
    assert session.scenario == str(network)
    assert session.text == NETWORK
    assert session.started == session.updated == "2026-01-05T09:30:00+00:00"
    moved = session.moved(run="η 1", step=7, beat=3, speed=2.5, now=TUESDAY)
    assert (moved.run, moved.step, moved.beat, moved.speed) == ("η 1", 7, 3, 2.5)
    assert moved.updated == "2026-01-06T09:30:00+00:00"
    assert moved.started == session.started
    save(moved)
    assert latest() == moved


def test_a_bundled_scenario_is_remembered_by_its_name() -> None:
    session = begun()
    assert session.scenario == "mazur"
    assert session.text == content_of("mazur").decode()
    assert session.unchanged()


def test_a_relative_path_is_remembered_as_an_absolute_one(
    network: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(network.parent)
    assert Session.begin("network.toml", "Two rows").scenario == str(network)


def test_a_session_notices_when_its_scenario_changes_or_goes(network: Path) -> None:
    session = Session.begin(str(network), "Two rows")
    assert session.unchanged()
    network.write_text(NETWORK + "\n", encoding="utf-8")
    assert not session.unchanged()
    network.unlink()
    assert not session.unchanged()


def test_a_scenario_that_is_gone_begins_no_session(tmp_path: Path) -> None:
    with pytest.raises(SessionError, match="there is no such file"):
        Session.begin(str(tmp_path / "none.toml"), "None")


def test_the_session_used_last_comes_first() -> None:
    older, newer = begun(MONDAY), begun(TUESDAY)
    save(newer)
    save(older)
    assert all_sessions().sessions == (newer, older)
    again = older.moved(run=None, step=1, beat=1, speed=1.0, now=datetime(2026, 1, 7, tzinfo=UTC))
    save(again)
    assert all_sessions().sessions == (again, newer)


def test_a_session_is_for_its_owner_alone_and_leaves_nothing_else_behind(state: Path) -> None:
    session = begun()
    save(session)
    save(session.moved(run=None, step=1, beat=0, speed=1.0))
    (file,) = state.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert json.loads(file.read_text())["format"] == 1


def test_a_session_that_cannot_be_written_leaves_the_one_before(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = begun()
    save(session)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SessionError, match="No space left on device"):
        save(session.moved(run=None, step=5, beat=0, speed=1.0))
    assert all_sessions() == ((session,), ())
    assert len(list(state.iterdir())) == 1


def test_a_folder_that_cannot_be_made_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    with pytest.raises(SessionError, match="cannot be kept"):
        save(begun())


def test_a_state_home_that_is_not_absolute_is_ignored(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for given in ("relative/place", ""):
        monkeypatch.setenv("XDG_STATE_HOME", given)
        assert folder() == tmp_path / ".local" / "state" / "gradstep" / "sessions"


DAMAGE: dict[str, Callable[[str], str | bytes]] = {
    "empty": lambda text: "",
    "cut off": lambda text: text[: len(text) // 2],
    "not UTF-8": lambda text: text.encode()[:40] + b"\xff\xfe",
    "another format": lambda text: text.replace('"format": 1', '"format": 2'),
    "a list": lambda text: "[1, 2]",
    "nested too deeply": lambda text: "[" * 100_000,
    "no step": lambda text: text.replace('"step"', '"stop"'),
    "a step below 0": lambda text: text.replace('"step": 0', '"step": -1'),
    "a step that is true": lambda text: text.replace('"step": 0', '"step": true'),
    "a speed of 0": lambda text: text.replace('"speed": 1.0', '"speed": 0'),
    "a speed that is no number": lambda text: text.replace('"speed": 1.0', '"speed": NaN'),
    "a time without a zone": lambda text: text.replace("+00:00", ""),
    "another's id": lambda text: text.replace("20260105", "20260104"),
    "a title that is no text": lambda text: text.replace('"Mazur"', "7"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_session_is_told_and_skipped(gradstep: Gradstep, state: Path, damage: str) -> None:
    spoilt, sound = begun(MONDAY), begun(TUESDAY)
    save(spoilt)
    save(sound)
    path = state / f"{spoilt.id}.json"
    text = DAMAGE[damage](path.read_text())
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    kept = all_sessions()
    assert kept.sessions == (sound,)
    (sentence,) = kept.damaged
    assert str(path) in sentence
    said = gradstep("sessions")
    assert said.status == 0
    assert said.out.startswith(sound.id)
    assert said.err == f"skipped: {sentence}\n"


# The command


def test_the_list_tells_id_time_step_title_and_scenario(gradstep: Gradstep) -> None:
    session = begun().moved(run=None, step=1234, beat=2, speed=1.0, now=TUESDAY)
    save(session)
    line = f"{session.id}  2026-01-06 09:30:00  step 1,234  Mazur  mazur\n"
    assert gradstep("sessions") == (0, line, "")
    assert gradstep("sessions", "list").out == line


def test_the_list_as_json_has_everything_but_the_scenarios_text(gradstep: Gradstep) -> None:
    session = begun().moved(run="η 1", step=4, beat=2, speed=0.5, now=TUESDAY)
    save(session)
    for words in (["sessions", "--format", "json"], ["sessions", "list", "--format", "json"]):
        assert gradstep(*words).record == [
            {
                "id": session.id,
                "scenario": "mazur",
                "title": "Mazur",
                "started": "2026-01-05T09:30:00+00:00",
                "updated": "2026-01-06T09:30:00+00:00",
                "run": "η 1",
                "step": 4,
                "beat": 2,
                "speed": 0.5,
            }
        ]


def test_an_empty_list_says_so_beside_the_data(gradstep: Gradstep) -> None:
    assert gradstep("sessions") == (0, "", "There are no sessions yet.\n")
    assert gradstep("sessions", "--format", "json").record == []


def test_a_title_cannot_command_the_terminal(gradstep: Gradstep) -> None:
    save(replace(begun(), title="\x1b]0;owned\x07 \u202eeltit", scenario="a\nb"))
    out = gradstep("sessions").out
    assert out.count("\n") == 1
    assert out.endswith("]0;owned eltit  a b\n")


def test_export_writes_the_session_whole_and_overwrites_nothing(gradstep: Gradstep, tmp_path: Path) -> None:
    session = begun()
    save(session)
    file = tmp_path / "session.json"
    said = gradstep("sessions", "export", session.id, file)
    assert (said.status, said.out) == (0, "")
    assert json.loads(file.read_text()) == {
        "format": 1,
        **{key: getattr(session, key) for key in Session.__slots__},
    }
    file.write_text("kept")
    said = gradstep("sessions", "export", session.id, file)
    assert said.status == 1
    assert "is there already" in said.err
    assert file.read_text() == "kept"


def test_delete_removes_one_session_damaged_or_not(gradstep: Gradstep, state: Path) -> None:
    first, second = begun(MONDAY), begun(TUESDAY)
    save(first)
    save(second)
    (state / f"{first.id}.json").write_text("damaged")
    assert gradstep("sessions", "delete", first.id).status == 0
    assert all_sessions() == ((second,), ())


@pytest.mark.parametrize("id", ["20990101-000000-000000", "../../secret", "x", ""])
def test_a_session_that_there_is_not_is_told(
    gradstep: Gradstep, state: Path, id: str, tmp_path: Path
) -> None:
    state.mkdir(parents=True)
    outside = state.parent.parent / "secret.json"
    outside.write_text("{}")
    with pytest.raises(SessionError, match="there is no session"):
        delete(id)
    with pytest.raises(SessionError, match="there is no session"):
        export(id, tmp_path / "out.json")
    said = gradstep("sessions", "delete", id)
    assert (said.status, said.out) == (1, "")
    assert outside.exists()
