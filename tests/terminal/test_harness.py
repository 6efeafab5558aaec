"""The terminal of the other tests, with programs of a few lines."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest

from tests.support.emulator import Emulator
from tests.support.ssh import ssh_server
from tests.support.terminal import KEYS, NeverCame, Terminal, until
from tests.support.tmux import tmux_server

RAW = "import os, sys, tty; tty.setraw(0);"


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def out(text: str) -> list[str]:
    """A program that writes a text and then waits to be ended."""
    return python(f"import sys, time; sys.stdout.write({text!r}); sys.stdout.flush(); time.sleep(600)")


def has_written(count: int, terminal: Terminal) -> bool:
    return len(terminal.raw) == count


def test_the_screen_is_what_a_person_sees() -> None:
    with Terminal(out("one\r\n\x1b[3;5Hthree\x1b[1;1HO")) as terminal:
        terminal.wait_for("One").wait_for("    three")
        assert terminal.lines()[:3] == ["One", "", "    three"]
        assert terminal.line_with("thr") == "    three"
        assert terminal.find("ree") == (6, 2)
        assert b"\x1b[3;5Hthree" in terminal.raw


def test_a_cell_has_its_colours_and_attributes() -> None:
    with Terminal(out("a\x1b[1;31mb\x1b[0;38;2;1;2;255;48;2;16;32;48mc\x1b[0;3;4;7md.")) as terminal:
        terminal.wait_for(".")
        a, b, c, d = (terminal.cell(x, 0) for x in range(4))
        assert (a.character, a.colour, a.background, a.bold) == ("a", "default", "default", False)
        assert (b.colour, b.bold) == ("red", True)
        assert (c.colour, c.background, c.bold) == ("0102ff", "102030", False)
        assert (d.italic, d.underlined, d.reversed) == (True, True, True)
        with pytest.raises(IndexError, match="80×24"):
            terminal.cell(80, 0)


@pytest.mark.parametrize(
    ("keys", "data"),
    [
        (("n", "N", "?", "<"), b"nN?<"),
        (("right", "left", "home", "end"), b"\x1b[C\x1b[D\x1b[H\x1b[F"),
        (("space", "enter", "tab", "shift+tab"), b" \r\t\x1b[Z"),
        (("f1", "f4", "ctrl+c", "backspace", "escape"), b"\x1bOP\x1bOS\x03\x7f\x1b"),
        (("η",), "η".encode()),
    ],
)
def test_keys_arrive_as_a_terminal_sends_them(keys: tuple[str, ...], data: bytes) -> None:
    code = (
        f"{RAW} print('ready', end='', flush=True); got = b''\n"
        f"while len(got) < {len(data)}: got += os.read(0, 99)\n"
        "print(f' <{got.hex()}>')"
    )
    with Terminal(python(code)) as terminal:
        terminal.wait_for("ready").press(*keys)
        terminal.wait_for(f"<{data.hex()}>")


def test_every_named_key_has_bytes_of_its_own() -> None:
    # A terminal cannot tell Tab from Ctrl+I, nor Enter from Ctrl+M.
    assert len(set(KEYS.values())) == len(KEYS) - 2


def test_the_program_hears_of_a_new_size() -> None:
    code = (
        "import os, signal\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGWINCH})\n"
        "while True:\n"
        "    print(*os.get_terminal_size(), '.', flush=True)\n"
        "    signal.sigwait({signal.SIGWINCH})"
    )
    with Terminal(python(code), columns=40, rows=10) as terminal:
        terminal.wait_for("40 10 .")
        terminal.resize(100, 30)
        terminal.wait_for("100 30 .")
        assert (len(terminal.lines()), terminal.cell(99, 29).character) == (30, " ")


def test_the_environment_is_clean_and_what_was_given() -> None:
    code = "import json, os; print('|'.join(f'{k}={v}' for k, v in sorted(os.environ.items())), '.')"
    with Terminal(python(code), columns=2000, env={"GIVEN": "1", "COLORTERM": None}) as terminal:
        terminal.wait_for(".")
        found = dict(part.split("=", 1) for part in terminal.lines()[0].removesuffix(" .").split("|"))
        home = found.pop("HOME")
        assert home != str(Path.home())
        assert not list(Path(home).iterdir())
        found.pop("LC_CTYPE", None)
        assert found == {
            "GIVEN": "1",
            "LANG": "C.UTF-8",
            "PATH": os.environ["PATH"],
            "TERM": "xterm-256color",
            **{f"XDG_{kind.upper()}_HOME": f"{home}/{kind}" for kind in ("state", "config", "data", "cache")},
        }
    assert not Path(home).exists()


def test_the_exit_status_is_the_programs() -> None:
    with Terminal(python("import sys; print('done'); sys.exit(3)")) as terminal:
        assert terminal.wait_for_exit() == 3
        assert terminal.exit_status == 3
        assert terminal.text().startswith("done")


def test_a_signal_reaches_the_program() -> None:
    with Terminal(out("up")) as terminal:
        terminal.wait_for("up")
        assert terminal.exit_status is None
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_for_exit() == -signal.SIGTERM


def test_ctrl_c_interrupts_as_in_a_shell() -> None:
    with Terminal(out("up")) as terminal:
        terminal.wait_for("up").press("ctrl+c")
        assert terminal.wait_for_exit() == -signal.SIGINT


def test_the_program_and_nothing_else_is_ended_with_the_block() -> None:
    with subprocess.Popen(python("import time; time.sleep(600)")) as bystander:
        with Terminal(out("up")) as terminal:
            terminal.wait_for("up")
            pid = terminal.pid
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
        assert bystander.poll() is None
        bystander.kill()


def test_waiting_in_vain_shows_the_screen() -> None:
    with Terminal(out("something else")) as terminal:
        terminal.wait_for("something")
        with pytest.raises(
            NeverCame, match=r"(?s)'hello' did not appear within 0\.1 s.*running.*something else"
        ):
            terminal.wait_for("hello", timeout=0.1)
        with pytest.raises(NeverCame, match="did not end within"):
            terminal.wait_for_exit(timeout=0.1)
        with pytest.raises(NeverCame, match="no row holds 'hello'"):
            terminal.line_with("hello")


def test_waiting_ends_with_the_program() -> None:
    told = r"(?s)did not hold before the program ended.*last words"
    with Terminal(python("print('last words')")) as terminal, pytest.raises(NeverCame, match=told):
        terminal.wait_for(lambda _: False)


def test_a_condition_is_waited_for_as_a_text_is() -> None:
    with Terminal(out("\r\n" * 5 + "x")) as terminal:
        terminal.wait_for(lambda seen: seen.lines()[5] == "x")


def test_all_that_comes_until_the_end_is_on_the_screen() -> None:
    with Terminal(python("for n in range(200): print(n, flush=True)")) as terminal:
        assert terminal.wait_for_exit() == 0
        assert terminal.lines()[22] == "199"


def test_what_has_come_is_taken_in_without_waiting_for_more() -> None:
    with Terminal(out("one")) as terminal:
        until(lambda: "one" in terminal.take_in().text())


def test_a_condition_may_be_about_what_no_output_announces(tmp_path: Path) -> None:
    code = f"{RAW} print('ready', flush=True); os.read(0, 1); open({str(tmp_path / 'here')!r}, 'w'); os.read(0, 1)"
    with Terminal(python(code)) as terminal:
        terminal.wait_for("ready").press("x").wait_for(lambda _: (tmp_path / "here").exists())


def test_a_program_that_asks_for_the_cursor_is_answered() -> None:
    code = (
        f"{RAW} os.write(1, b'\\x1b[5;7H\\x1b[6n'); print(os.read(0, 99)[1:].decode(), end='.', flush=True)"
    )
    with Terminal(python(code)) as terminal:
        terminal.wait_for("[5;7R.")


def test_the_first_screen_is_back_after_a_full_screen_program() -> None:
    with Terminal(out("shell$ \x1b[?1049h\x1b[2Jfull\x1b[?1049lback")) as terminal:
        terminal.wait_for("back")
        assert terminal.lines()[0] == "shell$ back"
    with Terminal(out("shell$ \x1b[?1049h\x1b[Hfull")) as terminal:
        terminal.wait_for("full")
        assert "shell" not in terminal.text()


def test_a_picture_is_what_is_seen_however_it_came_there() -> None:
    with Terminal(out("\x1b[31mab\x1b[0m\x1b[2;1Hc\x1b[5;5H.")) as one:
        picture = one.wait_for(".").picture()
    with Terminal(out("xyz\x1b[H\x1b[31mab\x1b[0m \r\nc\x1b[5;5H.")) as other:
        assert other.wait_for(".").picture() == picture
    with Terminal(out("\x1b[32mab\x1b[0m\x1b[2;1Hc\x1b[5;5H.")) as green:
        seen = green.wait_for(".").picture()
        assert seen.text == picture.text
        assert seen != picture


def test_rows_are_counted_from_the_bottom_too_and_wide_characters_stand_once() -> None:
    with Terminal(out("中x\x1b[24;1Hlast."), columns=20) as terminal:
        terminal.wait_for("last.")
        assert (terminal.line(0), terminal.line(-1), terminal.line(-2)) == ("中x", "last.", "")


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("\x1b[?1049h\x1b[?1000;1006h\x1b[?25l", ["1000 is on", "1006 is on", "1049 is on", "25 is off"]),
        ("\x1b[?1049h\x1b[?25l\x1b[>1u\x1b[<u\x1b[?25h\x1b[?1049l", []),
        ("\x1b[?7l\x1b[>25u", ["7 is off", "1 keyboard mode"]),
        ("plain", []),
    ],
)
def test_what_a_program_leaves_switched_on_is_told(written: str, left: list[str]) -> None:
    with Terminal(python(f"import sys; sys.stdout.write({written!r})")) as terminal:
        terminal.wait_for_exit()
        found = terminal.left_behind()
        assert len(found) == len(left)
        assert all(any(what in told for told in found) for what in left)


def test_a_line_left_without_echo_is_told() -> None:
    code = "import sys, termios; a = termios.tcgetattr(0); a[3] &= ~termios.ECHO; termios.tcsetattr(0, 0, a)"
    with Terminal(python(code)) as terminal:
        assert terminal.wait_for_exit() == 0
        assert terminal.left_behind() == ["the line's settings, such as echo, are other than before"]


def test_a_program_hears_of_a_hang_up() -> None:
    with Terminal(out("up")) as terminal:
        terminal.wait_for("up").hang_up()
        assert terminal.wait_for_exit() == -signal.SIGHUP


def test_what_no_terminal_shows_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "here"
    with Terminal(python(f"open({str(path)!r}, 'w')")):
        until(path.exists)
    with pytest.raises(NeverCame, match=r"did not hold within 0\.1 s"):
        until((tmp_path / "never").exists, timeout=0.1)


def test_sequences_that_draw_nothing_draw_nothing_even_in_pieces() -> None:
    hidden = ["[>25u", "[<u", "[=1;1u", "Pq#0\x1b\\", "_Gi=1;AA\x1b\\", "[?2048$p", "]0;t\x07"]
    written = "b".join(["a", *(f"\x1b{sequence}" for sequence in hidden), "z"])
    with Terminal(out(written)) as terminal:
        terminal.wait_for("z")
        assert terminal.lines()[0] == "a" + "b" * 8 + "z"
    one_by_one = (
        f"{RAW}\nfor c in {written.encode()!r}: os.write(1, bytes([c])); os.read(0, 1)\nos.read(0, 1)"
    )
    with Terminal(python(one_by_one)) as terminal:
        for count in range(1, len(written) + 1):
            terminal.wait_for(partial(has_written, count)).press("k")
        assert terminal.lines()[0] == "a" + "b" * 8 + "z"


def test_nobody_sees_half_a_frame_of_a_program_that_synchronizes() -> None:
    answers: list[bytes] = []
    screen = Emulator(20, 1, answers.append)
    screen.feed(b"\x1b[?2026$p")
    assert answers == [b"\x1b[?2026;2$y"]
    seen = []
    for piece in (b"before\x1b[?20", b"26h\x1b[1Haf", b"ter \x1b[?2026", b"l!"):
        screen.feed(piece)
        seen.append(screen.line(0))
    assert seen == ["before", "before", "before", "after !"]


def test_a_command_that_is_not_there_says_so() -> None:
    with pytest.raises(FileNotFoundError), Terminal(["no-such-program-anywhere"]):
        raise AssertionError("it started")


def test_a_program_runs_over_ssh_in_a_terminal_of_its_own(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys\n"
        "show = lambda *_: os.write(1, b'%d %d .\\n' % os.get_terminal_size())\n"
        "signal.signal(signal.SIGWINCH, show); show()\n"
        "keep = ('TERM', 'LANG', 'COLORTERM')\n"
        "print(os.isatty(0), 'SSH_CONNECTION' in os.environ, *map(os.environ.get, keep))\n"
        "print(os.getcwd(), os.environ['XDG_STATE_HOME'])\n"
        "while (key := sys.stdin.readline().strip()) != 'q': print(f'<{key}>')\n"
        "sys.exit(5)"
    )
    with ssh_server() as server:
        with Terminal(server.command(*python(code), cwd=tmp_path), columns=200, rows=20) as terminal:
            terminal.wait_for("200 20 .").wait_for("True True xterm-256color C.UTF-8 truecolor")
            terminal.wait_for(f"{tmp_path} {server.folder / 'state'}")
            terminal.resize(90, 25)
            terminal.wait_for("90 25 .").press("h", "i", "enter")
            terminal.wait_for("<hi>").press("q", "enter")
            assert terminal.wait_for_exit() == 5
        folder = server.folder
    assert not folder.exists()
    with Terminal(server.command("true")) as late:
        assert late.wait_for_exit() == 255


@pytest.mark.parametrize(
    ("tool", "told"),
    [(ssh_server, "OpenSSH server is not installed"), (tmux_server, "tmux is not installed")],
)
def test_without_a_tool_the_test_is_skipped_and_says_why(
    tool: Callable[[], AbstractContextManager[object]], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(name: str, path: str | None = None) -> None:
        return None

    missing: Callable[..., None] = nothing
    monkeypatch.setattr(shutil, "which", missing)
    with pytest.raises(pytest.skip.Exception, match=told), tool():
        raise AssertionError("it started")
