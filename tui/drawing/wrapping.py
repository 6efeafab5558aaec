"""Wrapping of spans between words, so that operators keep their operands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import chop_cells

from tui.drawing.spans import Row, Span, width_of

_OPERATORS = frozenset("=+−-·<>≤≥≈←→")
"""A line does not end beside one of these, as long as there is room for what belongs together."""

_Word = tuple[Span, ...]


def wrapped(spans: Iterable[Span], width: int) -> list[Row]:
    """The spans in lines of at most `width` cells, or of the two that a letter may take; blank space as one blank."""
    width = max(2, width)
    lines: list[list[_Word]] = [[]]
    used = 0
    for group in _fitting(_together(_words(spans)), width):
        size = _width(group)
        if used and used + 1 + size > width:
            lines.append([])
            used = 0
        lines[-1] += group
        used += size + (1 if used else 0)
    return [_joined(line) for line in lines if line]


def _width(words: Sequence[_Word]) -> int:
    """How many cells words take in a line."""
    return sum(map(width_of, words)) + len(words) - 1


def _words(spans: Iterable[Span]) -> Iterator[_Word]:
    """What stands between blanks, each a span or several without a blank between them."""
    word: list[Span] = []
    for span in spans:
        for index, piece in enumerate(span.text.replace("\n", " ").split(" ")):
            if index and word:
                yield tuple(word)
                word = []
            if piece:
                word.append(span._replace(text=piece))
    if word:
        yield tuple(word)


def _together(words: Iterable[_Word]) -> Iterator[list[_Word]]:
    """The words in groups between which a line may end."""
    group: list[_Word] = []
    for word in words:
        if group and not (_is_operator(word) or _is_operator(group[-1])):
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _is_operator(word: _Word) -> bool:
    return "".join(span.text for span in word) in _OPERATORS


def _fitting(groups: Iterable[list[_Word]], width: int) -> Iterator[list[_Word]]:
    """The groups; those that are longer than a line as their words, and such words in pieces."""
    for group in groups:
        if _width(group) <= width:
            yield group
            continue
        for word in group:
            yield from ([piece] for piece in _pieces(word, width))


def _pieces(word: _Word, width: int) -> list[_Word]:
    """The word itself where it fits into a line, else cut into what does."""
    if width_of(word) <= width:
        return [word]
    return [(span._replace(text=piece),) for span in word for piece in chop_cells(span.text, width)]


def _joined(words: Sequence[_Word]) -> Row:
    """Words as a row, a blank between each two; neighbours of one role and target are one span."""
    spans: list[Span] = []
    for word in words:
        blank = " " if spans else ""
        if spans and word[0][1:] == spans[-1][1:]:
            spans[-1] = spans[-1]._replace(text=spans[-1].text + blank + word[0].text)
            spans += word[1:]
        else:
            spans += [Span(blank, "text"), *word] if blank else word
    return tuple(spans)


def shortened(row: Row, width: int) -> Row:
    """The row without as many words from its end as have to go for it to take no more than `width` cells."""
    kept = list(row)
    while kept and width_of(kept) > width:
        head, _, _ = kept[-1].text.rstrip().rpartition(" ")
        kept[-1:] = [kept[-1]._replace(text=head)] if head else []
    return tuple(kept)
