"""ASCII for every character: of the same width for the screen, as it is typed, or as it is spoken.

The one table of replacements: everything in the program that writes ASCII reads it.
"""

from __future__ import annotations

from unicodedata import normalize

UNKNOWN = "?"
"""Stands for each cell of a character without a replacement."""

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
"""ASCII in as many cells as the character has."""

_TYPED = {
    **{sign: _TWINS[sign] for sign in "−–—∂′×’“”"},
    **dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)),
    "·": "*",
    "ᵀ": "^T",
    "Σ": "sum of",
    "←": "<-",
    "→": "->",
    "√": "sqrt",
    "Δ": "update of",
    "∇": "grad ",
    "½": "1/2",
    "²": "**2",
    "ᶻ": "^z",
    "ᵏ": "^k",
    "…": "...",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "β": "beta",
    "ε": "epsilon",
    "η": "eta",
    "θ": "theta",
    "λ": "lambda",
    "μ": "mu",
    "π": "pi",
    "ρ": "rho",
    "σ": "sigma",
    "ŷ": "yhat",
    "\u0302": "hat",
}
"""Signs of formulas as they are typed, in as many letters as that takes."""

_SPOKEN = {
    "δ": "delta",
    "≈": "about",
    "∞": "infinity",
    "¼": "1/4",
    "⌊": "floor(",
    "⌋": ")",
    "⁻": "**-",
    "ᵢ": "_i",
    "ⱼ": "_j",
    "ₙ": "_n",
    **dict(zip("¹³⁴⁵⁶⁷⁸⁹", (f"**{digit}" for digit in "13456789"), strict=True)),
    "•": "-",
    **dict.fromkeys("▌▐●■↳┄▁▂▃▄▅▆▇▸▎", ""),
}
"""Further signs that a screen reader leaves out or calls by their numbers; marks of the screen are left out."""

PLAIN_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")
"""Raised and lowered digits as digits, for `str.translate`."""

_TYPED_SIGNS, _SPOKEN_SIGNS = str.maketrans(_TYPED), str.maketrans(_TYPED | _SPOKEN)
_BOXES, _BLOCKS, _BRAILLE = range(0x2500, 0x2580), range(0x2580, 0x25A0), range(0x2800, 0x2900)
_DOTS = ((0, 0x01), (1, 0x02), (2, 0x04), (0, 0x08), (1, 0x10), (2, 0x20), (3, 0x40), (3, 0x80))
"""The dots of a braille cell: the row of each from the top, and its bit."""
_LEFT_COLUMN = 0x47
"""The bits of the dots in a braille cell's left column."""


def ascii_twin(text: str) -> str:
    """The text in ASCII alone, as wide as it was; what has no twin is ? in each of its cells."""
    if text.isascii():
        return text
    from rich.cells import cell_len, set_cell_size  # the commands without a screen need the tables alone

    width, plain = cell_len(text), text.translate(_twins)
    # Several characters can be drawn as one, such as a family of faces.
    return plain if len(plain) == width else set_cell_size(plain, width)


def typed_signs(text: str) -> str:
    """The text with its signs as they are typed: "−0.5·∂L/∂ŷ" is "-0.5*dL/dyhat". Letters of other languages stay."""
    return text.translate(_TYPED_SIGNS)


def spoken_signs(text: str) -> str:
    """The same for a screen reader: with more signs replaced, and without the marks that only a screen has."""
    return text.translate(_SPOKEN_SIGNS)


class _Twins(dict[int, str]):
    """The twins by their characters' numbers; those not in the table are found when they are needed."""

    def __missing__(self, code: int) -> str:
        self[code] = twin = _twin(chr(code))
        return twin


_twins = _Twins({ord(character): twin for character, twin in _TWINS.items()})


def _twin(character: str) -> str:
    from rich.cells import cell_len

    code, width = ord(character), cell_len(character)
    if code < 0x80:
        return character
    if code in _BRAILLE:
        return _braille_twin(code - _BRAILLE.start)
    if code in _BOXES:
        return "+"
    if code in _BLOCKS:
        return "#"
    # é, ¹ and ᵀ are e, 1 and T with something more.
    parts = normalize("NFKD", character)
    bare = "".join(letter if letter.isascii() else _TWINS.get(letter, "") for letter in parts)
    return bare if len(bare) == width else UNKNOWN * width


def _braille_twin(dots: int) -> str:
    """What a braille cell looks like: the height of its dots, or the way in which they lean."""
    if not dots:
        return " "
    left = [row for row, bit in _DOTS if dots & bit & _LEFT_COLUMN]
    right = [row for row, bit in _DOTS if dots & bit & ~_LEFT_COLUMN]
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
