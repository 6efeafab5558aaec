"""The picker in plain mode: a numbered list of scenarios."""

from __future__ import annotations

from itertools import groupby

from engine.objectives.spelling import nearest
from scenarios.catalogue import Entry, catalogue
from scenarios.wording import counted, quoted
from tui.plain.lines import InputLines, LineTooLong
from tui.plain.page import Page
from tui.plain.signal_watcher import SignalWatcher
from tui.sessions.journal import Session
from tui.sessions.store import latest_readable

_QUIT_WORDS = ("q", "quit", "leave", "exit", "bye")


def pick_scenario(page: Page, lines: InputLines, signal_watcher: SignalWatcher) -> str | Session | None:
    """Ask for a scenario; return its name or path, the last session, or None to quit.

    Raises:
        KeyboardInterrupt: Ctrl+C.
        Terminated: another signal that ends the program.
    """
    entries, session = catalogue(), latest_readable()
    _say_list(page, entries, session)
    while True:
        page.prompt()
        try:
            with signal_watcher.interruptible():
                line = lines.next()
        except LineTooLong as fault:
            page.say(str(fault))
            continue
        if line is None:
            page.say("")
            return None
        if not lines.is_echoed:
            page.echo(line)
        answer = line.strip()
        names = [entry.name for entry in entries]
        if answer.casefold() in _QUIT_WORDS:
            return None
        if answer == "0" and session is not None:
            return session
        if answer.isascii() and answer.isdigit() and len(answer) < 4 and 1 <= int(answer) <= len(names):
            return names[int(answer) - 1]
        if answer in names or "/" in answer or answer.endswith(".toml"):
            return answer
        if not answer or answer == "?":
            _say_list(page, entries, session)
            continue
        near = nearest(answer, names)
        remedy = f"Did you mean {near}?" if near else f"Type a number from 1 to {len(names)}."
        page.say(f"There is no scenario {quoted(answer)}. {remedy}")


def _say_list(page: Page, entries: tuple[Entry, ...], session: Session | None) -> None:
    """Write the numbered list."""
    if session is not None:
        changes = f", {counted(session.changes, 'change')}" if session.changes else ""
        page.say(f"0: resume the last session, {session.title}, step {session.step:,}{changes}")
    numbered = list(enumerate(entries, 1))
    for section, group in groupby(numbered, key=lambda pair: pair[1].section):
        page.say(f"{section}:")
        for number, entry in group:
            cues = f", {entry.cue_count}" if entry.cue_count else ""
            page.say(f"{number}: {entry.title}, {entry.name}, {entry.kind}{cues}")
    page.say("Type the number or name of a scenario, or the path of a scenario file; q quits.")
