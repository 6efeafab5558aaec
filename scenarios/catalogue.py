"""The list of bundled scenarios, read without the parser of the format."""

from __future__ import annotations

import tomllib
from typing import NamedTuple

from scenarios.bundled import bundled, content_of


class Entry(NamedTuple):
    """One scenario in the list."""

    name: str
    title: str
    summary: str
    section: str
    kind: str
    """"network" or "function"."""
    cues: int

    @property
    def cue_count(self) -> str:
        """ "7 cues", "1 cue", or "" for none."""
        return {0: "", 1: "1 cue"}.get(self.cues, f"{self.cues} cues")


def catalogue() -> tuple[Entry, ...]:
    """All bundled scenarios, by section and order."""
    entries = []
    for name in bundled():
        document = tomllib.loads(content_of(name).decode("utf-8"))
        section = document.get("section", "")
        entry = Entry(
            name,
            document.get("title") or name,
            document.get("summary", ""),
            section,
            document["kind"],
            len(document.get("cue", ())),
        )
        entries.append((section, document.get("order", 0), name, entry))
    return tuple(entry for *_, entry in sorted(entries, key=lambda row: row[:3]))
