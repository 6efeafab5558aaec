"""Terminal capabilities: decided by the options, then by the environment, each with its reason."""

from __future__ import annotations

import pytest

from tests.cli.commandline import program
from tui.terminal.capabilities import (
    CHARSETS,
    COLOURS,
    Charset,
    Colours,
    Overrides,
    configure_textual,
    decide,
    environment_as_given,
)


def variables(text: str) -> dict[str, str]:
    """Shell-like assignments, "TERM=xterm LANG=C"."""
    pairs = (word.partition("=") for word in text.split())
    return {name: value for name, _, value in pairs}


@pytest.mark.parametrize(
    ("env", "colours", "reason"),
    [
        # What the terminal says of itself
        ("TERM=xterm-256color COLORTERM=truecolor", "truecolor", "COLORTERM is truecolor"),
        ("TERM=xterm COLORTERM=24bit", "truecolor", "COLORTERM is 24bit"),
        ("TERM=xterm-256color COLORTERM=yes", "256", "TERM is xterm-256color"),
        # What is known of it by its name, which is all that SSH hands on
        ("TERM=xterm-kitty", "truecolor", "known to have them"),
        ("TERM=xterm-ghostty", "truecolor", "known to have them"),
        ("TERM=ghostty", "truecolor", "known to have them"),
        ("TERM=foot", "truecolor", "known to have them"),
        ("TERM=foot-extra", "truecolor", "known to have them"),
        ("TERM=alacritty", "truecolor", "known to have them"),
        ("TERM=wezterm", "truecolor", "known to have them"),
        ("TERM=xterm-direct", "truecolor", "known to have them"),
        ("TERM=xterm-256color", "256", "TERM is xterm-256color"),
        ("TERM=tmux-256color", "256", "TERM is tmux-256color"),
        ("TERM=screen-256color", "256", "TERM is screen-256color"),
        ("TERM=screen.xterm-256color", "256", "TERM is screen.xterm-256color"),
        ("TERM=screen-256color-bce", "256", "TERM is screen-256color-bce"),
        ("TERM=xterm", "16", "TERM is xterm, which promises no more"),
        ("TERM=screen", "16", "TERM is screen, which promises no more"),
        ("TERM=linux", "16", "TERM is linux, which promises no more"),
        ("TERM=something-new", "16", "promises no more"),
        ("TERM=vt100", "none", "TERM is vt100, a terminal without colours"),
        ("TERM=vt220", "none", "without colours"),
        ("TERM=xterm-mono", "none", "without colours"),
        ("TERM=linux-m", "none", "without colours"),
        ("TERM=dumb", "none", "TERM is dumb"),
        ("", "none", "TERM is not set"),
        # Terminals in terminals
        ("TERM=screen TMUX=/tmp/tmux-0/default,1,0", "256", "this is tmux"),
        ("TERM=tmux TMUX=/tmp/tmux-0/default,1,0", "256", "this is tmux"),
        ("TERM=screen TMUX=x COLORTERM=truecolor", "truecolor", "COLORTERM is truecolor"),
        ("TERM=screen STY=1.x COLORTERM=truecolor", "16", "TERM is screen"),
        ("TERM=screen-256color STY=1.x TMUX=x COLORTERM=truecolor", "256", "TERM is screen-256color"),
        ("TERM=screen.xterm-256color STY=1.x COLORTERM=truecolor", "256", "TERM is screen.xterm-256color"),
        # What a person wants
        ("TERM=xterm-256color COLORTERM=truecolor NO_COLOR=1", "none", "NO_COLOR is set"),
        ("TERM=xterm-256color NO_COLOR=", "256", "TERM is xterm-256color"),
        ("TERM=xterm TEXTUAL_COLOR_SYSTEM=256", "256", "TEXTUAL_COLOR_SYSTEM is 256"),
        ("TERM=xterm-kitty TEXTUAL_COLOR_SYSTEM=standard", "16", "TEXTUAL_COLOR_SYSTEM is standard"),
        ("TERM=xterm-kitty TEXTUAL_COLOR_SYSTEM=auto", "truecolor", "TERM is xterm-kitty"),
        ("TERM=xterm NO_COLOR=1 TEXTUAL_COLOR_SYSTEM=256", "none", "NO_COLOR is set"),
    ],
)
def test_colours_are_those_that_the_terminal_is_known_to_have(env: str, colours: str, reason: str) -> None:
    decided = decide(variables(env)).colours
    assert decided.value == colours
    assert reason in decided.reason


@pytest.mark.parametrize(
    ("env", "charset", "reason"),
    [
        ("TERM=xterm LANG=C.UTF-8", "utf-8", "LANG is C.UTF-8"),
        ("TERM=xterm LANG=en_US.utf8", "utf-8", "LANG is en_US.utf8"),
        ("TERM=xterm LC_CTYPE=UTF-8", "utf-8", "LC_CTYPE is UTF-8"),
        ("TERM=xterm LANG=C", "ascii", "LANG is C, which is not UTF-8"),
        ("TERM=xterm LANG=POSIX", "ascii", "LANG is POSIX"),
        ("TERM=xterm LANG=de_DE", "ascii", "LANG is de_DE"),
        ("TERM=xterm LANG=de_DE.ISO-8859-1", "ascii", "LANG is de_DE.ISO-8859-1"),
        # The first that is set counts, in the order of the C library
        ("TERM=xterm LC_ALL=C LC_CTYPE=C.UTF-8 LANG=C.UTF-8", "ascii", "LC_ALL is C,"),
        ("TERM=xterm LC_ALL= LC_CTYPE=C.UTF-8 LANG=C", "utf-8", "LC_CTYPE is C.UTF-8"),
        # A login without any locale
        ("TERM=xterm-256color SSH_CONNECTION=x", "utf-8", "no locale is set"),
        ("TERM=xterm LANG=", "utf-8", "no locale is set"),
        ("TERM=screen TMUX=x", "ascii", "without one tmux shows nothing else"),
        ("TERM=screen STY=x", "ascii", "without one screen shows nothing else"),
        ("TERM=screen STY=x LANG=C.UTF-8", "utf-8", "LANG is C.UTF-8"),
        # Consoles, whatever the locale
        ("TERM=linux LANG=C.UTF-8", "ascii", "TERM is linux, whose font"),
        ("TERM=screen.linux LANG=C.UTF-8", "ascii", "TERM is screen.linux"),
        ("TERM=vt100 LANG=C.UTF-8", "ascii", "TERM is vt100"),
        ("TERM=vt220 LANG=C.UTF-8", "ascii", "TERM is vt220"),
        ("TERM=vte-256color LANG=C.UTF-8", "utf-8", "LANG is C.UTF-8"),
    ],
)
def test_letters_are_those_of_the_locale_but_on_consoles(env: str, charset: str, reason: str) -> None:
    decided = decide(variables(env)).charset
    assert decided.value == charset
    assert reason in decided.reason


@pytest.mark.parametrize(
    ("env", "fps", "reason"),
    [
        ("", 60, "this is no SSH connection"),
        ("SSH_CONNECTION=1.2.3.4 TERM=xterm", 30, "SSH_CONNECTION is set"),
        ("SSH_CONNECTION=1.2.3.4 TEXTUAL_FPS=12", 12, "TEXTUAL_FPS is 12"),
        ("TEXTUAL_FPS=0", 60, "no SSH"),
        ("TEXTUAL_FPS=" + "9" * 5000, 60, "no SSH"),
        ("TEXTUAL_FPS=many", 60, "no SSH"),
        ("TEXTUAL_FPS=²", 60, "no SSH"),
        ("TEXTUAL_FPS=" + 10_000 * "9", 60, "no SSH"),
    ],
)
def test_over_ssh_fewer_frames_are_drawn(env: str, fps: int, reason: str) -> None:
    decided = decide(variables(env)).fps
    assert decided.value == fps
    assert reason in decided.reason


@pytest.mark.parametrize(
    ("env", "used"),
    [
        ("TERM=xterm", True),
        ("TERM=tmux-256color TMUX=x", True),
        ("TERM=screen TMUX=x", True),
        ("TERM=screen STY=1.x", False),
        ("TERM=screen.xterm-256color", False),
    ],
)
def test_the_mouse_is_used_but_in_gnu_screen(env: str, used: bool) -> None:
    given = variables(env)
    assert decide(given).mouse.value is used
    assert decide(given, Overrides(mouse=True)).mouse == (True, "--mouse asks for it")


HOSTILE = variables("TERM=vt100 NO_COLOR=1 LANG=C TEXTUAL_COLOR_SYSTEM=256 TEXTUAL_FPS=5 SSH_CONNECTION=x")


@pytest.mark.parametrize("colours", COLOURS)
@pytest.mark.parametrize("charset", CHARSETS)
def test_what_is_asked_for_counts_more_than_all_else(colours: Colours, charset: Charset) -> None:
    decided = decide(HOSTILE, Overrides(colours, charset, 17, mouse=False))
    assert (decided.colours, decided.charset, decided.fps, decided.mouse) == (
        (colours, "--color asks for it"),
        (charset, "--charset asks for it"),
        (17, "--fps asks for it"),
        (False, "--no-mouse asks for it"),
    )
    assert decide({}).mouse.value


@pytest.mark.parametrize(
    ("colours", "told"),
    [("truecolor", "truecolor"), ("256", "256"), ("16", "standard"), ("none", "standard")],
)
def test_textual_finds_what_was_decided_and_no_wish_for_greys(colours: Colours, told: str) -> None:
    env = {"NO_COLOR": "", "TEXTUAL_COLOR_SYSTEM": "auto", "TEXTUAL_FPS": "1"}
    configure_textual(decide(env, Overrides(colours, "ascii", 24)), env)
    assert env == {"TEXTUAL_COLOR_SYSTEM": told, "TEXTUAL_FPS": "24"}


def test_textual_finds_none_of_its_switches_for_developers() -> None:
    env = variables(
        "TEXTUAL=debug,devtools TEXTUAL_DEBUG=1 TEXTUAL_LOG=log TEXTUAL_DRIVER=nonsense TERM=xterm"
    )
    configure_textual(decide(env), env)
    assert sorted(env) == ["TERM", "TEXTUAL_COLOR_SYSTEM", "TEXTUAL_FPS"]


# Python's own hand in it


@pytest.mark.parametrize(
    ("env", "charset"),
    [
        ({"LANG": "C"}, "ascii, since LANG is C, which is not UTF-8"),
        ({"LANG": "C", "PYTHONCOERCECLOCALE": "0"}, "ascii, since LANG is C, which is not UTF-8"),
        ({"LANG": "xx_XX.ISO-8859-1"}, "ascii, since LANG is xx_XX.ISO-8859-1, which is not UTF-8"),
        ({"LANG": "xx_XX.UTF-8"}, "utf-8, since LANG is xx_XX.UTF-8"),
        ({"LANG": ""}, "utf-8, since no locale is set, and today's terminals are UTF-8"),
        ({"LC_ALL": "C", "LANG": "C.UTF-8"}, "ascii, since LC_ALL is C, which is not UTF-8"),
        ({"LC_CTYPE": "C.UTF-8", "LANG": "C"}, "utf-8, since LC_CTYPE is C.UTF-8"),
    ],
    ids=str,
)
def test_the_locale_is_the_persons_and_not_what_python_puts_in_its_place(
    env: dict[str, str], charset: str
) -> None:
    given = {"TERM": "xterm", "LC_ALL": "", "LC_CTYPE": "", "TMUX": "", "STY": "", **env}
    said = program("doctor", folder=None, **given)
    told = dict(line.split(maxsplit=1) for line in said.out.splitlines())
    assert told["charset"] == charset
    assert told["LC_CTYPE"] in (env.get("LC_CTYPE"), "not set", "set, but empty")


def test_a_locale_of_ones_own_is_not_taken_for_pythons() -> None:
    env = {"LC_CTYPE": "C.UTF-8", "PYTHONUTF8": "1"}
    assert environment_as_given(env) == env


def test_deciding_imports_nothing_that_draws() -> None:
    said = program("doctor", TERM="xterm", PYTHONPROFILEIMPORTTIME="1")
    imported = {line.rpartition("|")[2].strip() for line in said.err.splitlines()}
    assert "tui.terminal.capabilities" in imported
    assert not imported & {"textual", "rich.console", "plotext", "numpy", "tui.screen.app"}


@pytest.mark.parametrize(
    ("given", "kept"), [("25", True), ("0", True), ("9" * 400, False), ("-1", False), ("x", False)]
)
def test_a_delay_that_textual_cannot_use_is_left_out(given: str, kept: bool) -> None:
    env = {"ESCDELAY": given}
    configure_textual(decide({}, Overrides()), env)
    assert ("ESCDELAY" in env) is kept
