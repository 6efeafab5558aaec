"""The help as rows: page, keys and terms, or those of them that match a search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tui.drawing.spans import Row, Span, width_of
from tui.drawing.wrapping import wrapped
from tui.help.page import Contents, Key
from tui.panes.help_page import Mark
from tui.text.glossary import Term, groups, matching, pieces_of
from tui.text.notation import Notation

_INDENT = 2
_MAX_KEY_WIDTH = 9
"""Cells for a key or a mark; a longer one has its own line."""


class HelpRows(NamedTuple):
    """The rows, and the index of the first row of each term."""

    rows: tuple[Row, ...]
    terms: dict[str, int]


def help_rows(contents: Contents, search: str, width: int) -> HelpRows:
    """All of the help, or with a search the entries that have all of its words."""
    writer = _Writer(width, contents.write)
    if search.strip():
        writer.found(contents, search)
    else:
        writer.everything(contents)
    return HelpRows(tuple(writer.rows), writer.terms)


class _Writer:
    """Writes rows one below the other."""

    def __init__(self, width: int, write: Notation) -> None:
        self.width = width
        self.write = write
        self.rows: list[Row] = []
        self.terms: dict[str, int] = {}

    def everything(self, contents: Contents) -> None:
        """The page, its keys, all other keys, all terms."""
        self._title(contents.title)
        self._text(self._linked(contents.page.about), 0)
        self._blank()
        self._table(contents.page.marks)
        self._blank()
        self._table(contents.here)
        if contents.around:
            self._heading("Above and below the panes")
            self._table(contents.around)
        if contents.elsewhere:
            self._blank()
            self._title("Keys")
        for group, keys in contents.elsewhere:
            self._heading(group)
            self._table(keys)
        self._blank()
        self._title("Terms")
        for group, terms in groups():
            self._heading(group)
            for term in terms:
                self._term(term)

    def found(self, contents: Contents, search: str) -> None:
        """The terms and keys that have all words of a search."""
        words = search.casefold().split()
        pressed = [key for key in contents.keys if key.key.casefold() == search.strip().casefold()]
        keys = [key for key in contents.keys if key not in pressed and _has(key, words)]
        marks = [mark for mark in contents.marks if _has(mark, words)]
        terms = matching(search)
        self._table(pressed)
        self._blank()
        for term in terms:
            self._term(term)
        if keys or marks:
            self._title("Keys and marks")
            self._table([*marks, *keys])
        if not self.rows:
            self._text([Span(f"Nothing here has “{search.strip()}” in it.", "dim")], 0)

    # Parts

    def _title(self, text: str) -> None:
        self.rows.append((Span(text, "title"),))

    def _heading(self, text: str) -> None:
        self._blank()
        self.rows.append((Span(text, "heading"),))

    def _blank(self) -> None:
        if self.rows and self.rows[-1]:
            self.rows.append(())

    def _text(self, spans: Iterable[Span], indent: int) -> None:
        before = Span(" " * indent, "text")
        for row in wrapped(spans, self.width - indent):
            self.rows.append((before, *row) if indent else row)

    def _table(self, entries: Sequence[Key | Mark]) -> None:
        """Keys or marks, each with its description beside it."""
        signs = [self.write.sign(entry[0]) for entry in entries]
        longest = max((len(sign) for sign in signs if len(sign) <= _MAX_KEY_WIDTH), default=0)
        if longest < _MAX_KEY_WIDTH < self.width // 4:
            longest = _MAX_KEY_WIDTH
        indent = _INDENT + longest + 2
        for entry, shown in zip(entries, signs, strict=True):
            if isinstance(entry, Mark):
                role, text = entry.role, [*self._linked(entry.meaning)]
            else:
                role, text = "key", [Span(self.write.text(entry.description), "text")]
            rows = wrapped(text, self.width - indent)
            if len(shown) > longest:
                self.rows.append((Span(f"{'':{_INDENT}}{shown}", role),))
            else:
                self.rows.append((Span(f"{'':{_INDENT}}{shown:<{longest}}  ", role), *rows.pop(0)))
            self.rows += [(Span(" " * indent, "text"), *row) for row in rows]

    def _term(self, term: Term) -> None:
        """A term: name and formula in one line if there is room, and its sentence below."""
        self.terms[term.name] = len(self.rows)
        name, formula = (
            Span(f"{'':{_INDENT}}{term.name}", "key"),
            Span(self.write.sign(term.formula), "gradient"),
        )
        if width_of((name, formula)) + 3 <= self.width:
            self.rows.append((name, Span("   ", "text"), formula) if term.formula else (name,))
        else:
            self.rows.append((name,))
            self._text([formula], 2 * _INDENT)
        self._text(self._linked(term.sentence, term), _INDENT)
        self._blank()

    def _linked(self, text: str, within: Term | None = None) -> Iterator[Span]:
        """A sentence with its terms as links."""
        for piece in pieces_of(self.write.text(text), within):
            if piece.term is None:
                yield Span(piece.text, "text")
            else:
                yield Span(piece.text, "link", f"term:{piece.term.name}")


def _has(entry: Key | Mark, words: Iterable[str]) -> bool:
    """Whether a key or a mark with its description has all of these words."""
    text = f"{entry[0]} {entry[1]}".casefold()
    return all(word in text for word in words)
