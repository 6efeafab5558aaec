"""The Markdown of lessons: paragraphs, headings, lists and code blocks, with emphasis and names in code.

CommonMark, parsed by markdown-it-py, without what has no place in a terminal: links, images, HTML, character references
(which could bring control characters in), quotations, rules and indented code, all of which stay as they are typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Literal, NamedTuple

from tui.text.notation import Notation

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_RULES = (
    "fence",
    "heading",
    "list",
    "paragraph",
    "text",
    "newline",
    "escape",
    "backticks",
    "emphasis",
    "balance_pairs",
)

_NEGATIVE = re.compile(r"-(?=[\d.])")
"""The hyphen of a negative number, in whose place formulas have a minus."""

_TEXTS_REMEMBERED = 256


class Run(NamedTuple):
    """Characters of a block that are shown alike."""

    text: str
    emphasized: bool = False
    """Whether it is bold, italic, or a name in code."""


class Block(NamedTuple):
    """One piece of a text that begins a line of its own."""

    kind: Literal["paragraph", "heading", "code"]
    runs: tuple[Run, ...]
    """Of a code block one run, whose lines are kept as they are."""
    marker: str = ""
    """Stands before the first line of a list's item: "•" or a number and a point."""
    depth: int = 0
    """How many lists it is in."""

    @property
    def text(self) -> str:
        """Its characters alone."""
        return "".join(run.text for run in self.runs)


def blocks(text: str, notation: Notation) -> list[Block]:
    """The blocks of a text, names in code as they are written in formulas, and numbers with a minus.

    Code blocks stay as they are typed.
    """
    return [
        block._replace(
            runs=tuple(run if block.kind == "code" else _written(run, code, notation) for run, code in runs)
        )
        for block, runs in _parsed(text)
    ]


def _written(run: Run, code: bool, notation: Notation) -> Run:
    text = _NEGATIVE.sub("−", run.text) if notation.unicode else run.text
    return run._replace(text=notation.unmarked(text) if code else notation.text(text))


_CodedRun = tuple[Run, bool]
"""A run, and whether it is a name in code."""


@lru_cache(_TEXTS_REMEMBERED)
def _parsed(text: str) -> tuple[tuple[Block, tuple[_CodedRun, ...]], ...]:
    """The blocks, each with its runs as they are typed."""
    return tuple(_blocks_of(_parser().parse(text)))


@cache
def _parser() -> MarkdownIt:
    # Some 20 ms, which a program that shows no lesson need not spend.
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock, list_block

    def list_after_empty_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        # A sentence may end with "the right answer is" and "1." on the next line. (Silent: may it end a paragraph?)
        return not (silent and state.level == 0) and list_block(state, start, end, silent)

    parser = MarkdownIt("zero").enable([*_RULES])
    parser.block.ruler.at("list", list_after_empty_line, {"alt": ["paragraph", "reference", "blockquote"]})
    return parser


def _blocks_of(tokens: Iterable[Token]) -> Iterator[tuple[Block, tuple[_CodedRun, ...]]]:
    kind: Literal["paragraph", "heading"] = "paragraph"
    marker, depth = "", 0
    for token in tokens:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                depth += 1
            case "bullet_list_close" | "ordered_list_close":
                depth -= 1
            case "list_item_open":
                # Of a numbered list's item the token has the number.
                marker = f"{token.info}{token.markup}" if token.info else "•"
            case "list_item_close":
                marker = ""
            case "paragraph_open":
                kind = "paragraph"
            case "heading_open":
                kind = "heading"
            case "inline":
                yield Block(kind, (), marker, depth), tuple(_runs_of(token.children or ()))
                marker = ""
            case "fence":
                yield Block("code", (), marker, depth), ((Run(token.content.rstrip("\n")), False),)
                marker = ""


def _runs_of(tokens: Iterable[Token]) -> Iterator[_CodedRun]:
    """The runs of a paragraph, neighbours that are shown alike as one."""
    for (emphasized, code), pieces in groupby(_pieces_of(tokens), key=lambda piece: piece[1:]):
        yield Run("".join(text for text, *_ in pieces), emphasized), code


def _pieces_of(tokens: Iterable[Token]) -> Iterator[tuple[str, bool, bool]]:
    """Texts, each with whether it is emphasized and whether it is a name in code."""
    emphasis = 0
    for token in tokens:
        match token.type:
            case "em_open" | "strong_open":
                emphasis += 1
            case "em_close" | "strong_close":
                emphasis -= 1
            case "code_inline":
                yield token.content, True, True
            case "softbreak" | "hardbreak":
                yield " ", emphasis > 0, False
            case _ if token.content:
                yield token.content, emphasis > 0, False
