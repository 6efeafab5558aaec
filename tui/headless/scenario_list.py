"""`gradstep list`: the bundled scenarios, read without importing the scenario format."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby

from scenarios.catalogue import catalogue
from tui.text.untrusted import clean_line
from tui.traces.table import padded, width_of


def as_json() -> str:
    """Return one line of JSON: a list with name, title, section, kind and number of cues of each scenario."""
    keys = ("name", "title", "section", "kind", "cues")
    return json.dumps([{key: getattr(entry, key) for key in keys} for entry in catalogue()])


def as_table() -> Iterator[str]:
    """Yield a line for each scenario, under its section's heading."""
    listed = catalogue()
    widths = {
        key: max((width_of(getattr(entry, key)) for entry in listed), default=0)
        for key in ("name", "title", "kind")
    }
    for section, group in groupby(listed, key=lambda entry: entry.section):
        if section:
            yield clean_line(section)
        for entry in group:
            cells = [padded(clean_line(getattr(entry, key)), width) for key, width in widths.items()]
            yield f"  {'  '.join((*cells, entry.cue_count)).rstrip()}"
