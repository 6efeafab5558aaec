"""ASCII twins: nothing else is left, nothing moves, and all that the program itself writes can still be told."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.support.program import ROOT
from tui.text.ascii import UNKNOWN, ascii_twin


@given(st.text())
def test_every_text_has_a_twin_in_ascii_of_the_same_width(text: str) -> None:
    twin = ascii_twin(text)
    assert twin.isascii()
    assert cell_len(twin) == cell_len(text)


@given(st.text(st.characters(codec="ascii")))
def test_ascii_is_its_own_twin(text: str) -> None:
    assert ascii_twin(text) == text


@pytest.mark.parametrize(
    ("text", "twin"),
    [
        ("┌─┬╌┐", "+-+~+"),
        ("│▌ ∂L/∂w¹₁₂ ← −0.5·η", "|> dL/dw112 < -0.5.e"),
        ("▐backward▌", "<backward>"),
        ("╔═╗", "+=+"),
        ("●○◌ ▸◂ ░▒▓█ ▁▇", "@o0 >< :=%# _%"),
        ("10⁻³ ᵀ", "10-3 T"),
        ("café Ångström ½ ∮", "cafe Angstrom ? ?"),
        ("日本", "????"),
        ("y\u0302 e\u0301", "y e"),
        ("👍🏽", "??"),
        ("🔎 search", ">  search"),
    ],
)
def test_a_twin_looks_like_it(text: str, twin: str) -> None:
    assert ascii_twin(text) == twin


@pytest.mark.parametrize(
    ("line", "twin"),
    [
        ("⡠⠔⠊⠉⠑⠢⢄⣀", ".-'''-._"),  # a hill
        ("⢸⡇", "||"),
        ("⡜⢣", "/\\"),
        ("⠉⠒⠤⣀", "'--_"),
        ("⣤⣿⠀", "=# "),
    ],
)
def test_lines_of_dots_keep_their_height_and_their_lean(line: str, twin: str) -> None:
    assert ascii_twin(line) == twin


def written() -> Iterator[str]:
    """All texts that the program's own code and scenarios have, docstrings left out."""
    for path in sorted([*(ROOT / "tui").rglob("*.py"), *(ROOT / "engine").rglob("*.py")]):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        yield from (
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
        )
    yield from (path.read_text(encoding="utf-8") for path in (ROOT / "scenarios" / "library").glob("*.toml"))


WITHOUT = frozenset("½¼") | frozenset("˿Ͱ҂\u209f")
"""Fractions, and the ends of ranges in patterns, which are never shown."""


def test_nothing_that_the_program_writes_is_without_a_twin() -> None:
    characters = {character for text in written() for character in text if ord(character) < 0xE000}
    assert "ŷ" in characters
    lacking = {
        character for character in characters if character != UNKNOWN and UNKNOWN in ascii_twin(character)
    }
    assert lacking <= WITHOUT
