"""`gradstep list`: the bundled scenarios, read without the whole machinery of the format."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from scenarios.bundled import bundled, content_of
from tui.headless.table import padded, width_of
from tui.terminal.clean import clean_line


def entries() -> list[dict[str, Any]]:
    """Name, title, section, kind and number of cues of each, in the order of the picker."""
    found = []
    for name in bundled():
        document = tomllib.loads(content_of(name).decode("utf-8"))
        section = document.get("section", "")
        entry = {
            "name": name,
            "title": document.get("title") or name,
            "section": section,
            "kind": document["kind"],
            "cues": len(document.get("cue", ())),
        }
        found.append((section, document.get("order", 0), name, entry))
    return [entry for *_, entry in sorted(found, key=lambda place: place[:3])]


def as_json() -> str:
    """All entries as one list, on one line."""
    return json.dumps(entries())


def as_table() -> Iterator[str]:
    """A line for each scenario, under the headings of their sections."""
    listed = entries()
    widths = {
        key: max((width_of(entry[key]) for entry in listed), default=0) for key in ("name", "title", "kind")
    }
    for section, group in groupby(listed, key=lambda entry: str(entry["section"])):
        if section:
            yield clean_line(section)
        for entry in group:
            cells = [padded(clean_line(entry[key]), width) for key, width in widths.items()]
            cues = {0: "", 1: "1 cue"}.get(entry["cues"], f"{entry['cues']} cues")
            yield f"  {'  '.join((*cells, cues)).rstrip()}"
