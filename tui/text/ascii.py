"""ASCII twins: each character as ASCII in as many cells as it has, so that nothing on the screen moves."""

from __future__ import annotations

from unicodedata import normalize

from rich.cells import cell_len, set_cell_size

UNKNOWN = "?"
"""What stands for a character without a twin."""

_TWINS = {
    # Points, arrows
    **dict(zip("●○◌•◦■□◆▪⋮↺", "@o0.,##&.:o", strict=True)),
    **dict(zip("◂▸▴▾◀▶▲▼←→↑↓↔⏎‹›", "<>^v<>^v<>^v-<<>", strict=True)),
    # Lines; corners and crossings are those of boxes below
    **dict(zip("─━┄┈╌╍═│┃┊┆║╱╲▔▁", "-=~.~~=||::|/\\-_", strict=True)),
    # Bars and shades: ▐one▌ becomes <one>, and ▌ before a line points to it
    **dict(zip("▐▌▎▏▕█▓▒░▂▃▄▅▆▇", "<>|||#%=:.-=+*%", strict=True)),
    # Letters and signs of formulas
    **dict(zip("−–—·⋅×÷≤≥≠≈∞∂∇√Σ∑∥⌊⌋↳", "---..x/<>!~8dVVSS|[]/", strict=True)),
    **dict(zip("αβγδεζηθκλμνξπρστφχψω", "abgdezetklmvxprstfcyw", strict=True)),
    **dict(zip("ΔΘΛΠΦΨΩŷ", "DTLPFYOY", strict=True)),
    # Punctuation
    **dict(zip("′″‘’“”…❚", "'\"''\"\".|", strict=True)),
    "🔎": "> ",  # before the palette's search
}
_BOXES, _BLOCKS, _BRAILLE = range(0x2500, 0x2580), range(0x2580, 0x25A0), range(0x2800, 0x2900)
_DOTS = ((0, 0x01), (1, 0x02), (2, 0x04), (0, 0x08), (1, 0x10), (2, 0x20), (3, 0x40), (3, 0x80))
"""The dots of a braille cell: the row of each from the top, and its bit."""
_LEFT = 0x47
"""The bits of the dots in the left column."""


def spelt(text: str) -> str:
    """A text in ASCII alone, as wide as it was; what has no twin is ? in each of its cells."""
    if text.isascii():
        return text
    width, plain = cell_len(text), text.translate(_twins)
    # Several characters can be drawn as one, such as a family of faces.
    return plain if len(plain) == width else set_cell_size(plain, width)


class _Twins(dict[int, str]):
    """The twins by their characters' numbers; those that have not been needed yet are found when they are."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _twin(chr(code))
        return found


_twins = _Twins({ord(character): twin for character, twin in _TWINS.items()})


def _twin(character: str) -> str:
    code, width = ord(character), cell_len(character)
    if code < 0x80:
        return character
    if code in _BRAILLE:
        return _line_of(code - _BRAILLE.start)
    if code in _BOXES:
        return "+"
    if code in _BLOCKS:
        return "#"
    # é, ¹ and ᵀ are e, 1 and T with something more.
    parts = normalize("NFKD", character)
    bare = "".join(letter if letter.isascii() else _TWINS.get(letter, "") for letter in parts)
    return bare if len(bare) == width else UNKNOWN * width


def _line_of(dots: int) -> str:
    """What a braille cell looks like: the height of its dots, or the way in which they lean."""
    if not dots:
        return " "
    left = [row for row, bit in _DOTS if dots & bit & _LEFT]
    right = [row for row, bit in _DOTS if dots & bit & ~_LEFT]
    rows = left + right
    if len(rows) > 5:
        return "#"
    if max(rows) - min(rows) >= 2:
        lean = sum(left) * len(right) - sum(right) * len(left) if left and right else 0
        return "/" if lean > 0 else "\\" if lean < 0 else "|"
    if len(rows) == 4:
        return "="
    height = sum(rows) / len(rows)
    return "'" if height < 1 else "-" if height <= 2 else "." if len(rows) == 1 or height < 3 else "_"
