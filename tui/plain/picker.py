"""Choosing a scenario from a numbered list."""

from __future__ import annotations

from itertools import groupby

from scenarios.catalogue import Entry, catalogue
from scenarios.wording import counted, nearest, quoted
from tui.plain.lines import InputLines, LineTooLong
from tui.plain.page import Page
from tui.plain.signal_watcher import SignalWatcher
from tui.sessions.journal import Session
from tui.sessions.store import latest_readable

_LEAVING = ("q", "quit", "leave", "exit", "bye")


def pick(page: Page, lines: InputLines, signal_watcher: SignalWatcher) -> str | Session | None:
    """The name of a scenario, or the last session; None for neither.

    Raises:
        KeyboardInterrupt: Ctrl+C.
        Ended: another signal.
    """
    entries, session = catalogue(), latest_readable()
    _say(page, entries, session)
    while True:
        page.ask()
        try:
            with signal_watcher.waiting():
                line = lines.next()
        except LineTooLong as fault:
            page.say(str(fault))
            continue
        if line is None:
            page.say("")
            return None
        if not lines.shown:
            page.echo(line)
        asked = line.strip()
        names = [entry.name for entry in entries]
        if asked.casefold() in _LEAVING:
            return None
        if asked == "0" and session is not None:
            return session
        if asked.isascii() and asked.isdigit() and len(asked) < 4 and 1 <= int(asked) <= len(names):
            return names[int(asked) - 1]
        if asked in names or "/" in asked or asked.endswith(".toml"):
            return asked
        if not asked or asked == "?":
            _say(page, entries, session)
            continue
        near = nearest(asked, names)
        remedy = f"Did you mean {near}?" if near else f"Type a number from 1 to {len(names)}."
        page.say(f"There is no scenario {quoted(asked)}. {remedy}")


def _say(page: Page, entries: tuple[Entry, ...], session: Session | None) -> None:
    """The list."""
    if session is not None:
        changes = f", {counted(session.changes, 'change')}" if session.changes else ""
        page.say(f"0: go on with the last session, {session.title}, step {session.step:,}{changes}")
    numbered = list(enumerate(entries, 1))
    for section, group in groupby(numbered, key=lambda pair: pair[1].section):
        page.say(f"{section}:")
        for number, entry in group:
            told = f", {entry.cue_count}" if entry.cue_count else ""
            page.say(f"{number}: {entry.title}, {entry.name}, {entry.kind}{told}")
    page.say("Type the number or the name of a scenario, or the path of a file of your own; q leaves.")
