"""The line of each key in a TOML text, which tomllib does not record."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable

from scenarios.errors import Key

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*+")
_KEY_PART = re.compile(r"""[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'""")
_DOT = re.compile(r"[ \t]*+\.[ \t]*+")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*+""""{0,2}'
    r"|'''(?:[^']|'(?!''))*+''''{0,2}"
    r'|"(?:[^"\\\n]|\\.)*+"'
    r"|'[^'\n]*+'"
)
_SCALAR = re.compile(r"[^,\[\]{}\n#]++")
_NEITHER_BRACKET_NOR_STRING = re.compile(r"""[^\[\]{}"'#]++|#[^\n]*+""")


def lines_of(text: str, keys: Iterable[Key]) -> dict[Key, int]:
    """The line (from 1) of each key in a valid TOML text; for a missing key, the line of its nearest parent.

    A table's line is the first one that mentions it. The document itself is on line 1.
    """
    wanted = set(keys)
    scan = _Scan(text, {key[:length] for key in wanted for length in range(len(key) + 1)})
    scan.document()
    ends = [match.end() for match in re.finditer("\n", text)]
    lines: dict[Key, int] = {}
    for key in wanted:
        nearest = next(key[:length] for length in range(len(key), -1, -1) if key[:length] in scan.offsets)
        lines[key] = bisect_right(ends, scan.offsets[nearest]) + 1
    return lines


class _Scan:
    """One pass over a text that tomllib has accepted, which records where the wanted keys begin."""

    def __init__(self, text: str, interesting: set[Key]) -> None:
        self.text = text
        self.at = 0
        self.interesting = interesting
        """The wanted keys and their parents; other values are skipped."""
        self.offsets: dict[Key, int] = {(): 0}
        """The offset where each key begins."""
        self.tables: dict[Key, int] = {}
        """The number of tables of each [[array]] so far."""

    def document(self) -> None:
        section: Key = ()
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                section = self.header()
            else:
                self.assignment(section)
            self.skip(_BLANK)

    def skip(self, pattern: re.Pattern[str]) -> bool:
        """Move past a match of the pattern here; return whether there is one."""
        match = pattern.match(self.text, self.at)
        if match is not None:
            self.at = match.end()
        return match is not None

    def header(self) -> Key:
        """[table] or [[array of tables]]: the key of the section that it begins."""
        begin = self.at
        repeated = self.text.startswith("[[", begin)
        self.at += 2 if repeated else 1
        self.skip(_BLANK)
        key: Key = ()
        parts = self.key()
        for number, part in enumerate(parts, 1):
            key = (*key, part)
            self.note(key, begin)
            if repeated and number == len(parts):
                self.tables[key] = self.tables.get(key, 0) + 1
            if key in self.tables:
                key = (*key, self.tables[key] - 1)
                self.note(key, begin)
        self.skip(_BLANK)
        self.at += 2 if repeated else 1
        return key

    def assignment(self, section: Key) -> None:
        """Key = value."""
        begin = self.at
        key = section
        for part in self.key():
            key = (*key, part)
            self.note(key, begin)
        self.skip(_BLANK)
        self.at += len("=")
        self.skip(_BLANK)
        self.value(key)

    def key(self) -> list[str]:
        """A key's parts: bare, quoted, dotted."""
        parts: list[str] = []
        while True:
            begin = self.at
            self.skip(_KEY_PART)
            written = self.text[begin : self.at]
            parts.append(tomllib.loads(f"key={written}")["key"] if written[0] in "\"'" else written)
            if not self.skip(_DOT):
                return parts

    def value(self, key: Key) -> None:
        """Any value; lists and tables are entered only if they contain a wanted key."""
        if self.skip(_STRING):
            return
        opening = self.text[self.at]
        if opening not in "[{":
            self.skip(_SCALAR)
        elif key not in self.interesting:
            self.brackets()
        else:
            self.at += 1
            self.skip(_BLANK)
            (self.items if opening == "[" else self.entries)(key)
            self.at += 1

    def items(self, key: Key) -> None:
        """The items between [ and ]."""
        index = 0
        while self.text[self.at] != "]":
            self.note((*key, index), self.at)
            self.value((*key, index))
            self.comma()
            index += 1

    def entries(self, key: Key) -> None:
        """The entries between { and }."""
        while self.text[self.at] != "}":
            self.assignment(key)
            self.comma()

    def comma(self) -> None:
        self.skip(_BLANK)
        if self.text[self.at] == ",":
            self.at += 1
            self.skip(_BLANK)

    def brackets(self) -> None:
        """Move past a list or table as a whole."""
        depth = 0
        while True:
            if not (self.skip(_NEITHER_BRACKET_NOR_STRING) or self.skip(_STRING)):
                depth += 1 if self.text[self.at] in "[{" else -1
                self.at += 1
            if depth == 0:
                return

    def note(self, key: Key, offset: int) -> None:
        self.offsets.setdefault(key, offset)
