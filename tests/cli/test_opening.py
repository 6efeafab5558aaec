"""The commands that open the screen: what they hand to it, and what they say where there is no terminal for it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from tests.cli.commandline import COMMAND, NETWORK, ROOT, Gradstep, surroundings
from tests.support.sessions import begun, save, stood
from tui.cli import main
from tui.commands.open_request import OpenRequest
from tui.sessions.journal import session_text
from tui.terminal import presence
from tui.terminal.capabilities import Capabilities

Opened = list[OpenRequest]


@pytest.fixture
def able() -> list[Capabilities]:
    """Give what the terminal was taken to be able to when the screen was opened last."""
    return []


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch, able: list[Capabilities]) -> Opened:
    """Stand in for the app, on a terminal that is always there; ends with status 7."""
    opened: Opened = []
    prepared: list[Capabilities] = []

    def open_app(request: OpenRequest, *, capabilities: Capabilities) -> int:
        assert prepared.pop() == capabilities, "the screen is given what Textual was told"
        opened.append(request)
        able[:] = [capabilities]
        return 7

    app = ModuleType("tui.screen.app")
    app.open_app = open_app  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tui.screen.app", app)
    monkeypatch.setattr(presence, "reason_without_screen", lambda: None)
    monkeypatch.setattr(main, "configure_textual", lambda capabilities, env: prepared.append(capabilities))
    return opened


def test_without_a_word_the_picker_opens(gradstep: Gradstep, screen: Opened) -> None:
    assert gradstep().status == 7
    assert screen == [OpenRequest()]


@pytest.mark.parametrize("as_path", [False, True])
def test_a_scenario_opens_by_its_name_or_path(
    gradstep: Gradstep, screen: Opened, network: Path, as_path: bool
) -> None:
    name = str(network) if as_path else "mazur"
    assert gradstep(name).status == 7
    (request,) = screen
    assert request.loaded is not None
    assert request.loaded.name == name
    assert request == OpenRequest(request.loaded)


def test_play_hands_its_options_on(gradstep: Gradstep, screen: Opened) -> None:
    gradstep("play", "package-prediction", "--speed", "2", "--loop", "--from", "2")
    gradstep("play", "package-prediction")
    gradstep("play", "package-prediction", "--present")
    given, plain, presented = screen
    assert given == OpenRequest(given.loaded, playing=True, speed=2.0, loop=True, from_cue=2)
    assert plain == OpenRequest(plain.loaded, playing=True)
    assert presented == OpenRequest(presented.loaded, playing=True, view="presentation")


@pytest.mark.parametrize("words", [[], ["mazur"], ["play", "package-prediction"], ["resume"]], ids=str)
def test_what_is_said_of_the_terminal_is_believed(
    gradstep: Gradstep, screen: Opened, able: list[Capabilities], state: Path, words: list[str]
) -> None:
    save(begun("mazur", stood(1)))
    gradstep(*words, "--color", "16", "--charset", "ascii", "--fps", "10", "--no-mouse")
    (told,) = able
    decided = (told.colours, told.charset, told.fps, told.mouse)
    assert [one.value for one in decided] == ["16", "ascii", 10, False]
    assert [one.reason.split()[0] for one in decided] == ["--color", "--charset", "--fps", "--no-mouse"]


def test_what_is_said_after_the_command_counts_more_than_what_is_said_before(
    gradstep: Gradstep, screen: Opened, able: list[Capabilities], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1")
    gradstep("--color", "16", "--charset", "ascii", "mazur", "--color", "truecolor")
    assert (able[0].colours.value, able[0].charset.value) == ("truecolor", "ascii")
    gradstep("--color", "16", "mazur", "--color", "auto")
    assert able[0].colours == ("none", "NO_COLOR is set")


@pytest.mark.parametrize(
    "wrong", [["--color", "many"], ["--charset", "latin-1"], ["--fps", "0"], ["--fps", "1000"]]
)
def test_what_no_terminal_can_do_is_refused(gradstep: Gradstep, screen: Opened, wrong: list[str]) -> None:
    said = gradstep("mazur", *wrong)
    assert said.status == 2
    assert f"Invalid value for '{wrong[0]}'" in said.err
    assert screen == []


@pytest.mark.parametrize("speed", ["0", "-1", "nan", "inf", "fast", "1000"])
def test_play_refuses_an_impossible_speed(gradstep: Gradstep, screen: Opened, speed: str) -> None:
    assert gradstep("play", "mazur", "--speed", speed).status == 2
    assert screen == []


def test_play_refuses_a_cue_that_there_is_not(gradstep: Gradstep, screen: Opened, network: Path) -> None:
    said = gradstep("play", network, "--from", "1")
    assert said.status == 2
    assert "has 0 cues, got 1" in said.err
    assert screen == []


def test_resume_opens_the_last_session_with_the_scenario_as_it_was(
    gradstep: Gradstep, screen: Opened, state: Path, network: Path
) -> None:
    session = save(begun(network, stood(3)))
    network.write_text(NETWORK.replace("epochs = 2", "epochs = 3"), encoding="utf-8")
    said = gradstep("resume")
    (request,) = screen
    assert request.loaded is not None
    assert (request.loaded.name, request.loaded.content) == (str(network), NETWORK.encode())
    assert request == OpenRequest(request.loaded, session)
    assert said.err == ""


def test_a_session_file_of_any_name_opens(
    gradstep: Gradstep, screen: Opened, network: Path, tmp_path: Path
) -> None:
    session = begun(network, stood(3))
    for name in ("mine.session", "mine", "mine.toml"):
        file = tmp_path / name
        file.write_text(session_text(session), encoding="utf-8")
        assert gradstep(file).status == 7
        request = screen.pop()
        assert request.loaded is not None
        assert request.loaded.content == NETWORK.encode()
        assert request == OpenRequest(request.loaded, session)


def test_a_session_file_whose_scenario_is_no_longer_valid_is_at_fault(
    gradstep: Gradstep, screen: Opened, network: Path, tmp_path: Path
) -> None:
    session = begun(network, stood(3))
    file = tmp_path / "mine.session"
    file.write_text(session_text(replace(session, content=session.content.replace(b"epochs", b"epoques"))))
    said = gradstep(file)
    assert said.status == 1
    assert f"{network}:15: training.epoques:" in said.err
    file.write_text('{"session":1,"id":7}\n', encoding="utf-8")
    said = gradstep(file)
    assert said == (1, "", f"{file} is damaged: it has no session header\n")
    assert screen == []


def test_resume_without_a_session_says_so(gradstep: Gradstep, screen: Opened, state: Path) -> None:
    said = gradstep("resume")
    assert said == (2, "", "There is no session to resume yet; `gradstep` opens the picker.\n")
    assert screen == []


def test_a_scenario_that_is_gone_is_gone_on_with(
    gradstep: Gradstep, screen: Opened, state: Path, network: Path
) -> None:
    save(begun(network, stood(1)))
    network.unlink()
    assert gradstep("resume").status == 7
    assert len(screen) == 1


# Without a terminal


@pytest.mark.parametrize(
    ("words", "instead"),
    [
        ([], "`gradstep list`"),
        (["mazur"], "`gradstep run mazur`"),
        (["play", "mazur"], "`gradstep explain mazur`"),
    ],
    ids=["the picker", "a scenario", "play"],
)
def test_without_a_terminal_the_headless_command_is_named(
    gradstep: Gradstep, words: list[str], instead: str
) -> None:
    said = gradstep(*words)
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith("The screen needs a terminal, and its standard ")
    assert instead in said.err


def test_nothing_that_draws_is_imported_where_there_is_no_terminal() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *COMMAND[1:], "mazur"],
        cwd=ROOT,
        env=surroundings(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert done.returncode == 2
    assert "scenarios.loading" in imported
    assert not imported & {"textual", "rich", "plotext", "tui.screen.app"}


def test_resume_without_a_terminal_names_the_headless_command(
    gradstep: Gradstep, state: Path, network: Path
) -> None:
    save(begun(network, stood(1)))
    said = gradstep("resume")
    assert said.status == 2
    assert f"`gradstep run {network}`" in said.err


@pytest.fixture
def tty() -> Iterator[int]:
    """Give the program's side of a terminal."""
    ours, theirs = pty.openpty()
    yield theirs
    os.close(ours)
    os.close(theirs)


@pytest.mark.parametrize(("term", "told"), [("dumb", "TERM is dumb"), ("", "TERM is not set")])
def test_a_terminal_on_which_nothing_can_be_placed_is_none(
    tty: int, term: str, told: str, tmp_path: Path
) -> None:
    err = tmp_path / "err"
    # With error output on a terminal too, the sentence would go there; the check must come to TERM all the same.
    code = (
        "import sys; from tui.terminal.presence import reason_without_screen; "
        "open(sys.argv[1], 'w').write(reason_without_screen() or '')"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(err)],
        env=surroundings(TERM=term),
        stdin=tty,
        stdout=tty,
        stderr=tty,
        check=True,
    )
    assert err.read_text(encoding="utf-8").startswith(told)


@pytest.mark.parametrize("stream", ["input", "output", "error output"])
def test_each_stream_must_be_a_terminal(tty: int, stream: str) -> None:
    kinds = {"input": subprocess.DEVNULL, "output": subprocess.PIPE, "error output": subprocess.PIPE}
    stdin, stdout, stderr = (kinds[name] if name == stream else tty for name in kinds)
    done = subprocess.run(
        [*COMMAND, "mazur"],
        cwd=ROOT,
        env=surroundings(TERM="xterm"),
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    if stream == "error output":
        assert done.stderr.startswith(
            "The screen needs a terminal, and its standard error output is not one."
        )


# Words that are neither


@pytest.mark.parametrize(
    ("word", "near"),
    [("parbola", "parabola"), ("chekc", "check"), ("package_prediction", "package-prediction")],
)
def test_a_word_near_a_command_or_scenario_is_proposed(gradstep: Gradstep, word: str, near: str) -> None:
    said = gradstep(word)
    assert said.status == 2
    assert said.err == f"There is no command or bundled scenario called {word!r}. Did you mean {near}?\n"


def test_a_word_near_nothing_is_told_where_to_look(gradstep: Gradstep) -> None:
    said = gradstep("zzzzzzzz")
    assert said.status == 2
    assert "`gradstep list` shows the scenarios" in said.err


def test_a_path_to_nowhere_is_at_fault_before_any_terminal_is_asked_for(
    gradstep: Gradstep, tmp_path: Path
) -> None:
    path = tmp_path / "none.toml"
    assert gradstep(path) == (1, "", f"{path}: there is no such file\n")


def test_a_faulty_scenario_is_told_before_any_terminal_is_asked_for(
    gradstep: Gradstep, network: Path
) -> None:
    network.write_text(NETWORK.replace("epochs = 2", "epochs = 0"), encoding="utf-8")
    for words in ([network], ["play", network]):
        said = gradstep(*words)
        assert said.status == 1
        assert said.err.startswith(f"{network}:15: training.epochs: ")
