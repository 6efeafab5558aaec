"""Sessions: saved whole and for their owner alone, found again, and never the cause of a traceback."""

from __future__ import annotations

import json
import os
import re
import stat
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from math import inf
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scenarios.bundled import content_of
from scenarios.errors import ScenarioError
from scenarios.loading import load, load_kept
from tests.cli.commandline import NETWORK, Gradstep
from tests.support.sessions import MONDAY, TUESDAY, begun, save, stood
from tests.support.terminal import until
from tui.sessions import journal, store
from tui.sessions import writer as writer_module
from tui.sessions.journal import Session, SessionError, header_text, parse_session, session_text
from tui.sessions.store import all_sessions, delete, export, folder, is_session_file, latest, session_path
from tui.sessions.writer import JournalWriter, open_writer
from tui.storage.locked_file import LockedFile, Lost
from tui.workspace.events import (
    BranchSelected,
    BreakpointsChanged,
    Event,
    MalformedEvent,
    ParameterEdited,
    Reset,
    SettingsChanged,
    SpeedChanged,
    compacted,
    decoded,
    encoded,
)

DEEDS: tuple[Event, ...] = (
    stood(3, 7, 5),
    SettingsChanged(0, {"training.optimizer.learning_rate": 0.1}, "η 0.1", False),
    ParameterEdited(0, "w1_1_1", 0.1 + 0.2, "w1_1_1 = 0.3"),
    BranchSelected(0, 1),
    BreakpointsChanged((("low", "loss < 0.5", True), ("loss rises", "loss rises", False))),
    SpeedChanged(inf),
    SpeedChanged(0.25),
    Reset(),
    stood(4, 2, 4, shown=1, runs=2),
)

NETWORK_FROM_A_FILE = NETWORK.replace("rows = [[1, 2], [3, 4]]", 'file = "rows.csv"').replace(
    'columns = ["x", "y"]\n', ""
)

pytestmark = pytest.mark.usefixtures("state")


def lines_of(session: Session) -> list[str]:
    return session_path(session).read_text(encoding="utf-8").splitlines()[2:]


def failing(told: str) -> None:
    raise AssertionError(told)


def keeping(session: Session, *events: Event) -> None:
    """Have these things kept, as the screen does."""
    writer = JournalWriter(session, failing)
    for event in events:
        writer.append(event)
    assert writer.close()


# The journal's lines


@pytest.mark.parametrize("event", DEEDS, ids=lambda event: type(event).__name__)
def test_an_event_is_read_as_it_was_written(event: Event) -> None:
    line = encoded(event)
    assert line.endswith("\n")
    assert line.count("\n") == 1
    assert decoded(line.encode()) == event


def test_numbers_come_back_to_the_last_bit() -> None:
    for value in (0.1 + 0.2, 5e-324, -1.7976931348623157e308, -0.0):
        found = decoded(encoded(ParameterEdited(0, "x", value, "")).encode())
        assert isinstance(found, ParameterEdited)
        assert found.value.hex() == value.hex()


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        "7",
        '{"at":[],"shown":0}',
        '{"at":[[5,1,4]],"shown":0}',
        '{"at":[[1,1]],"shown":0}',
        '{"at":[[1,1,1]],"shown":true}',
        '{"at":[[-1,1,1]],"shown":0}',
        '{"at":[[1,1,1e9]],"shown":0}',
        '{"at":[[1,1,9999999999]],"shown":0}',
        '{"run":0,"edit":"w","value":NaN,"told":""}',
        '{"run":0,"edit":"w","value":1e999,"told":""}',
        f'{{"run":0,"edit":"w","value":1{"0" * 400},"told":""}}',
        '{"run":0,"edit":"w","value":true,"told":""}',
        '{"run":0,"edit":"\\ud800","value":1,"told":""}',
        '{"run":0,"set":[],"told":"","anew":false}',
        '{"run":0,"follow":0,"and":1}',
        '{"reset":false}',
        '{"breakpoints":[["a","b"]]}',
        '{"speed":0}',
        '{"speed":"fast"}',
        '{"flew":1}',
        "[" * 100_000,
    ],
    ids=lambda line: line[:40],
)
def test_a_line_that_tells_nothing_is_malformed(line: str) -> None:
    with pytest.raises(MalformedEvent):
        decoded(line.encode())


def test_what_was_superseded_is_left_out() -> None:
    assert compacted([stood(1), stood(2), SpeedChanged(2.0), stood(3), stood(5), SpeedChanged(4.0)]) == [
        stood(5),
        SpeedChanged(4.0),
    ]
    change = SettingsChanged(0, {}, "", False)
    assert compacted([stood(1), change, stood(2), stood(3)]) == [stood(1), change, stood(3)]
    breakpoints = BreakpointsChanged((("a", "loss < 1", True),))
    assert compacted([stood(1), breakpoints, change, Reset(), stood(1)]) == [
        breakpoints,
        Reset(),
        stood(1),
    ]


# What a session is


def test_a_session_holds_the_scenario_and_its_data(network: Path) -> None:
    network.write_text(NETWORK_FROM_A_FILE, encoding="utf-8")
    # Latin-1, which is no UTF-8, and line ends of another kind.
    data = "x;y;Größe\r\n1;2;ä\r\n3;4;ö\r\n".encode("latin-1")
    (network.parent / "rows.csv").write_bytes(data)
    session = save(begun(network))
    assert session.id.startswith("20260105-093000-")
    assert session.scenario == str(network)
    assert session.content == NETWORK_FROM_A_FILE.encode()
    assert session.files == {"rows.csv": data}
    network.unlink()
    (network.parent / "rows.csv").unlink()
    assert all_sessions() == ((session,), ())


def test_a_bundled_scenario_is_remembered_by_its_name() -> None:
    session = begun()
    assert (session.scenario, session.content) == ("mazur", content_of("mazur"))
    assert session.scenario_unchanged()


def test_a_relative_path_is_remembered_as_an_absolute_one(
    network: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(network.parent)
    assert begun("network.toml").scenario == str(network)


def test_a_session_notices_when_its_scenario_or_data_change_or_go(network: Path) -> None:
    network.write_text(NETWORK_FROM_A_FILE, encoding="utf-8")
    data = network.parent / "rows.csv"
    data.write_text("x,y\n1,2\n3,4\n")
    session = begun(network)
    assert session.scenario_unchanged()
    data.write_text("x,y\n1,2\n3,5\n")
    assert not session.scenario_unchanged()
    data.write_text("x,y\n1,2\n3,4\n")
    assert session.scenario_unchanged()
    network.write_text(NETWORK_FROM_A_FILE + "\n", encoding="utf-8")
    assert not session.scenario_unchanged()
    network.unlink()
    assert not session.scenario_unchanged()


def test_the_session_used_last_comes_first() -> None:
    older = save(begun(now=TUESDAY), MONDAY)
    newer = save(begun(now=MONDAY), TUESDAY)
    assert all_sessions().sessions == (newer, older)
    assert latest() == newer


@pytest.mark.parametrize("seconds", [-(2**36), 2**38])
def test_a_file_of_a_time_without_a_date_is_no_hindrance(
    gradstep: Gradstep, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    session = save(begun())
    # Not every file system has such times.
    found = Path.stat

    def then(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        there = found(path, follow_symlinks=follow_symlinks)
        return os.stat_result((*there[:8], seconds, *there[9:])) if path == session.path else there

    monkeypatch.setattr(Path, "stat", then)
    (got,) = all_sessions().sessions
    assert got.updated[:4] in ("0001", "9999")
    assert gradstep("sessions").out.startswith(session.id)


# Writing


def test_what_is_done_is_written_for_its_owner_alone_and_nothing_else_is_left(state: Path) -> None:
    session = begun()
    keeping(session, *DEEDS[:4])
    (file,) = state.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    (found,) = all_sessions().sessions
    assert found.events == DEEDS[:4]
    assert json.loads(file.read_text().splitlines()[0])["session"] == 1


def test_a_session_in_which_nothing_was_done_leaves_no_file(state: Path) -> None:
    assert not JournalWriter(begun(), failing).close()
    assert not state.exists()


def test_a_session_is_gone_on_with_in_its_own_file() -> None:
    session = save(begun("mazur", stood(1)))
    writer, told = open_writer(session, session.events, failing, whole=True)
    assert (told, writer.session.id) == ("", session.id)
    writer.append(stood(2))
    assert writer.close()
    (found,) = all_sessions().sessions
    assert (found.id, found.events) == (session.id, (stood(1), stood(2)))


def test_a_session_that_is_open_in_another_window_is_gone_on_with_in_a_copy() -> None:
    session = save(begun("mazur", stood(1)))
    assert session.path is not None
    first, told = open_writer(session, session.events, failing, whole=True)
    assert told == ""
    second, told = open_writer(session, session.events, failing, whole=True)
    assert "open in another window" in told
    with pytest.raises(SessionError, match="is open in another window"):
        delete(session.id)
    first.append(stood(2))
    second.append(stood(7))
    assert first.close()
    assert second.close()
    found = {one.id: one.events for one in all_sessions().sessions}
    assert found.pop(session.id) == (stood(1), stood(2))
    assert list(found.values()) == [(stood(1), stood(7))]


def test_what_another_window_did_meanwhile_is_not_written_over() -> None:
    session = save(begun("mazur", stood(1)))
    keeping_on, _ = open_writer(session, session.events, failing, whole=True)
    keeping_on.append(stood(2))
    assert keeping_on.close()
    writer, _ = open_writer(session, session.events, failing, whole=True)
    assert writer.session.id != session.id


def test_a_damaged_session_is_left_as_it_is_and_gone_on_with_in_a_copy() -> None:
    session = save(begun("mazur", stood(1), stood(2)))
    path = session_path(session)
    path.write_bytes(path.read_bytes() + b'{"at":[[3')
    damaged = path.read_bytes()
    (found,) = all_sessions().sessions
    writer, _ = open_writer(found, found.events, failing, whole=True)
    writer.append(stood(9))
    assert writer.close()
    assert path.read_bytes() == damaged
    assert {one.events[-1] for one in all_sessions().sessions} == {stood(2), stood(9)}


def test_a_file_that_has_grown_is_written_anew_without_what_was_superseded(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "_REWRITE_AFTER_BYTES", 300)
    session = begun()
    writer = JournalWriter(session, failing)
    for step in range(1, 41):
        writer.append(DEEDS[1] if step == 20 else stood(step))
        until(lambda step=step: any(found.step == step or step == 20 for found in all_sessions().sessions))  # type: ignore[misc]
    assert writer.close()
    (file,) = state.iterdir()
    assert len(lines_of(session)) < 20
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (found,) = all_sessions().sessions
    assert compacted(found.events) == [stood(19), DEEDS[1], stood(40)]


def test_what_is_done_stands_in_the_file_at_once(state: Path) -> None:
    session = begun()
    writer = JournalWriter(session, failing)
    for count in range(1, 4):
        writer.append(stood(count))
        until(lambda count=count: session_path(session).exists() and len(lines_of(session)) == count)  # type: ignore[misc]
    assert writer.close()


def full(handle: int, content: bytes) -> int:
    raise OSError(28, "No space left on device")


def at_work(when: str) -> tuple[list[str], JournalWriter]:
    """What is told of the keeping of a session, and its keeper, which has kept one thing already if it is "later"."""
    session, told = begun(), list[str]()
    writer = JournalWriter(session, told.append)
    if when == "later":
        writer.append(stood(1))
        until(lambda: session_path(session).exists() and len(lines_of(session)) == 1)
    return told, writer


@pytest.mark.parametrize("when", ["at first", "later"])
def test_a_disk_that_is_full_is_told_once_and_what_was_kept_stays(
    monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    told, writer = at_work(when)
    with monkeypatch.context() as disk:
        disk.setattr(os, "write", full)
        writer.append(stood(2))
        until(lambda: bool(told))
        writer.append(stood(3))
        assert not writer.close()
    assert told == ["Session not saved: No space left on device. Saving is tried again with every change."]
    assert writer.unsaved_message == (
        "Session saved only up to the failure: gradstep resume continues from there."
        if when == "later"
        else "Session not saved."
    )
    found = all_sessions()
    assert [one.events for one in found.sessions] == ([(stood(1),)] if when == "later" else [])
    assert found.damaged == ()
    assert len(list(folder().iterdir())) == len(found.sessions)


@pytest.mark.parametrize("when", ["at first", "later"])
def test_where_there_is_room_again_everything_is_kept(monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    told, writer = at_work(when)
    with monkeypatch.context() as disk:
        disk.setattr(os, "write", full)
        writer.append(DEEDS[1])
        until(lambda: bool(told))
        writer.append(stood(2))
        until(lambda: writer._queue.empty())
    writer.append(stood(3))
    assert writer.close()
    assert writer.unsaved_message == ""
    assert told[1:] == ["The session is saved again, with everything done meanwhile."]
    (found,) = all_sessions().sessions
    first = (stood(1),) if when == "later" else ()
    assert tuple(compacted(found.events)) == (*first, DEEDS[1], stood(3))


def test_where_there_is_no_room_to_write_a_file_anew_it_is_written_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(writer_module, "_REWRITE_AFTER_BYTES", 300)
    session = begun()
    writer = JournalWriter(session, failing)
    writer.append(stood(1))
    until(lambda: session_path(session).exists())

    def no_room(path: Path, text: str) -> LockedFile:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(LockedFile, "create", no_room)
    for step in range(2, 41):
        writer.append(stood(step))
        until(lambda step=step: lines_of(session)[-1] + "\n" == encoded(stood(step)))  # type: ignore[misc]
    assert writer.close()


def test_a_line_that_could_be_written_only_in_part_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = LockedFile.create(tmp_path / "file", "whole\n")
    write, pieces = os.write, iter([5])

    def little(handle: int, content: bytes) -> int:
        for piece in pieces:
            return write(handle, content[:piece])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "write", little)
        with pytest.raises(OSError, match="No space"):
            file.append("half a line\n")
    file.close()
    assert (tmp_path / "file").read_text() == "whole\n"


def cut_off(path: Path) -> None:
    os.truncate(path, 10)


def put_elsewhere(path: Path) -> None:
    content = path.read_bytes()
    path.rename(path.with_suffix(".old"))
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("what", "why"),
    [
        (Path.unlink, "its file has been removed"),
        (put_elsewhere, "another file has been put in the place of its own"),
        (cut_off, "its file does not end any more with what was written last"),
    ],
    ids=["removed", "replaced", "cut off"],
)
def test_what_somebody_else_does_to_the_file_is_told(what: Callable[[Path], None], why: str) -> None:
    session, told = begun(), list[str]()
    writer = JournalWriter(session, told.append)
    writer.append(stood(1))
    until(lambda: session_path(session).exists())
    what(session_path(session))
    writer.append(stood(2))
    assert not writer.close()
    assert told == [f"Session not saved: {why}. `gradstep resume` will not include later changes."]
    assert writer.unsaved_message == "Session not saved."


def test_a_file_that_is_cut_off_after_it_was_written_is_noticed(tmp_path: Path) -> None:
    file = LockedFile.create(tmp_path / "file", "whole\n")
    file.append("and more\n")
    cut_off(tmp_path / "file")
    with pytest.raises(Lost, match="cut off"):
        file.sync()
    file.close()


def test_a_folder_that_cannot_be_made_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    told = list[str]()
    writer = JournalWriter(begun(), told.append)
    writer.append(stood(1))
    assert not writer.close()
    assert len(told) == 1


def test_a_state_home_that_is_not_absolute_is_ignored(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for given_home in ("relative/place", ""):
        monkeypatch.setenv("XDG_STATE_HOME", given_home)
        assert folder() == tmp_path / ".local" / "state" / "gradstep" / "sessions"


# Damage


HEAD_DAMAGE: dict[str, Callable[[str], str | bytes]] = {
    "empty": lambda text: "",
    "cut off in the scenario": lambda text: text[: len(text.splitlines()[0]) + 40],
    "not UTF-8": lambda text: text.encode()[:40] + b"\xff\xfe",
    "another format": lambda text: text.replace('"session":1', '"session":2'),
    "a list": lambda text: "[1, 2]\n[3]\n",
    "nested too deeply": lambda text: "[" * 100_000,
    "a time without a zone": lambda text: text.replace("+00:00", ""),
    "another's id": lambda text: text.replace("20260105", "20260104"),
    "a title that is no text": lambda text: re.sub('"title":"[^"]*"', '"title":7', text, count=1),
    "another scenario": lambda text: text.replace("0.5", "0.6"),
    "data that are none": lambda text: text.replace('"files":{}', '"files":{"a.csv":7}'),
    "no data": lambda text: text.replace('"files":{}', '"files":[]'),
}


@pytest.mark.parametrize("damage", HEAD_DAMAGE)
def test_a_session_without_its_beginning_is_told_and_skipped(
    gradstep: Gradstep, state: Path, damage: str
) -> None:
    spoilt, sound = begun(), save(begun("mazur", stood(1), now=TUESDAY), TUESDAY)
    save(spoilt)
    path = session_path(spoilt)
    text = HEAD_DAMAGE[damage](path.read_text())
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    os.utime(path, (TUESDAY.timestamp() + 60, TUESDAY.timestamp() + 60))
    kept = all_sessions()
    assert kept.sessions == (sound,)
    assert latest() == sound
    (sentence,) = kept.damaged
    assert str(path) in sentence
    said = gradstep("sessions")
    assert said.status == 0
    assert said.out.startswith(sound.id)
    assert said.err == f"{sentence}\n"


def test_cut_off_anywhere_a_session_gives_back_all_that_stands_before() -> None:
    whole = session_text(begun("mazur", *DEEDS[:5])).encode()
    head = len(header_text(begun()).encode())
    for size in range(head, len(whole)):
        part = whole[:size]
        session = parse_session(part, "x")
        assert session.events == DEEDS[: part[head:].count(b"\n")]
        assert (session.damage == "") is (part[-1:] == b"\n")
    assert parse_session(whole[:-1], "x").damage.startswith("x is damaged at line 7: it is cut off.")


@given(st.data())
def test_whatever_happens_to_its_lines_what_stands_before_is_given_back(data: st.DataObject) -> None:
    lines = [encoded(event) for event in DEEDS]
    place = data.draw(st.integers(0, len(lines) - 1))
    noise = data.draw(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
    text = (
        header_text(begun()).encode()
        + "".join(lines[:place]).encode()
        + noise
        + "".join(lines[place:]).encode()
    )
    session = parse_session(text, "x")
    assert session.events[:place] == DEEDS[:place]
    assert session.damage or session.events[place:] or place == len(lines)


@given(st.binary(max_size=300))
@example(b'{"session":1')
@example(b'{"session":1}\n{"text":"","files":{}}\n')
def test_bytes_of_any_kind_are_a_session_or_a_sentence(noise: bytes) -> None:
    for content in (noise, b'{"session":' + noise):
        try:
            parse_session(content, "x")
        except SessionError as error:
            told = str(error)
        else:
            told = "x is a session"
        assert told.startswith("x is ")


# The command


def test_the_list_tells_id_time_step_changes_title_and_scenario(gradstep: Gradstep) -> None:
    session = save(begun("mazur", *DEEDS[1:3], stood(1234)), TUESDAY)
    line = f"{session.id}  2026-01-06 09:30:00  step 1,234  2 changes  {session.title}  mazur\n"
    assert gradstep("sessions") == (0, line, "")
    assert gradstep("sessions", "list").out == line


def test_the_list_as_json_has_everything_but_the_scenario_and_the_journal(gradstep: Gradstep) -> None:
    session = save(begun("mazur", DEEDS[1], stood(4)), TUESDAY)
    for words in (["sessions", "--format", "json"], ["sessions", "list", "--format", "json"]):
        assert gradstep(*words).record == [
            {
                "id": session.id,
                "scenario": "mazur",
                "title": session.title,
                "started": "2026-01-05T09:30:00+00:00",
                "updated": "2026-01-06T09:30:00+00:00",
                "step": 4,
                "changes": 1,
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


def test_export_writes_the_session_whole_and_overwrites_nothing(
    gradstep: Gradstep, tmp_path: Path, umask_027: None
) -> None:
    session = save(begun("mazur", *DEEDS))
    file = tmp_path / "mine.session"
    said = gradstep("sessions", "export", session.id, file)
    assert (said.status, said.out) == (0, "")
    assert is_session_file(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert file.read_text() == session_text(session)
    file.write_text("kept")
    said = gradstep("sessions", "export", session.id, file)
    assert said.status == 1
    assert "exists already" in said.err
    assert file.read_text() == "kept"
    assert list(tmp_path.glob(".mine*")) == []


def test_of_a_damaged_session_what_is_sound_is_exported_and_that_is_said(
    gradstep: Gradstep, tmp_path: Path
) -> None:
    session = save(begun("mazur", stood(1)))
    path = session_path(session)
    path.write_bytes(path.read_bytes() + b"\0\0\0\0")
    said = gradstep("sessions", "export", session.id, tmp_path / "out")
    assert "is damaged at line 4" in said.err
    assert (tmp_path / "out").read_text() == session_text(session)


def test_delete_removes_one_session_damaged_or_not(gradstep: Gradstep) -> None:
    first, second = save(begun()), save(begun(now=TUESDAY))
    session_path(first).write_text("damaged")
    assert gradstep("sessions", "delete", first.id).status == 0
    assert all_sessions() == ((second,), ())


@pytest.mark.parametrize("id", ["20990101-000000-000000", "../../secret", "x", ""])
def test_a_session_that_there_is_not_is_told(
    gradstep: Gradstep, state: Path, id: str, tmp_path: Path
) -> None:
    state.mkdir(parents=True)
    outside = state.parent.parent / "secret.jsonl"
    outside.write_text("{}")
    with pytest.raises(SessionError, match="there is no session"):
        delete(id)
    with pytest.raises(SessionError, match="there is no session"):
        export(id, tmp_path / "out.json")
    said = gradstep("sessions", "delete", id)
    assert (said.status, said.out) == (1, "")
    assert outside.exists()


def test_a_session_file_opens_no_file_beside_its_own(network: Path) -> None:
    """Its data come out of itself, whatever path the scenario in it names."""
    secret = network.parent / "rows.csv"
    secret.write_text("x,y\n1,2\n3,4\n")
    network.write_text(NETWORK_FROM_A_FILE, encoding="utf-8")
    session = begun(network)
    assert load_kept(session.scenario, session.content, session.files).scenario == load(network).scenario
    for name in ("rows.csv", str(secret), "../rows.csv"):
        content = session.content.replace(b'"rows.csv"', json.dumps(name).encode())
        with pytest.raises(ScenarioError, match=r"there is no such file|outside|path"):
            load_kept(str(network), content, {})


@pytest.mark.parametrize(
    ("limit", "value", "line", "told"),
    [
        ("_MAX_EVENT_BYTES", 1000, '{"speed":' + "9" * 2000 + "}", "line 3: it is longer than"),
        ("_MAX_EVENT_ENTRIES", 50, '{"speed":[' + "1," * 60 + "1]}", "line 3: it has more than 50 values"),
        ("_MAX_EVENTS", 0, '{"reset":true}', "line 3: there are more than 0 events"),
    ],
)
def test_a_line_beyond_the_limits_is_told_and_never_read(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: int, line: str, told: str
) -> None:
    monkeypatch.setattr(journal, limit, value)
    session = parse_session(f"{header_text(begun())}{line}\n".encode(), "x")
    assert session.events == ()
    assert told in session.damage


@pytest.mark.parametrize("line", [1, 2])
def test_a_header_beyond_the_limits_is_told(monkeypatch: pytest.MonkeyPatch, line: int) -> None:
    monkeypatch.setattr(journal, "_MAX_HEADER_BYTES" if line == 1 else "_MAX_SCENARIO_LINE_BYTES", 40)
    with pytest.raises(SessionError, match="no session header"):
        parse_session(header_text(begun()).encode(), "x")


def test_a_session_is_read_line_by_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "_MAX_EVENT_BYTES", 1000)
    path = tmp_path / "long.jsonl"
    path.write_text(header_text(begun()) + "9" * 3_000_000 + "\n", encoding="utf-8")
    tracemalloc.start()
    try:
        assert "line 3: it is longer" in store.read_session(path).damage
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
