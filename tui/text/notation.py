"""Mathematical notation of quantities and formulas: w1_1_2 as w¹₁₂, gradient.b2_1 as ∂L/∂b₂₁."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from engine.insight.numbers import DIGITS, shown
from engine.insight.story.beats import Beat
from engine.insight.story.loss_change import ALL_ROWS
from engine.objectives.expression import Node, text_of
from engine.objectives.network import Network
from engine.objectives.objective import Objective
from tui.text.ascii import typed_signs

_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_POWERS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_LOSSES = {"loss": "L", ALL_ROWS: "L of all rows"}
_SETTINGS = {
    "learning_rate": "η",
    "momentum": "μ",
    "beta1": "β₁",
    "beta2": "β₂",
    "rho": "ρ",
    "epsilon": "ε",
    "weight_decay": "λ",
}
MEMORY = {
    "velocity": "v",
    "square_sum": "s",
    "mean_square": "s",
    "first_moment": "m",
    "second_moment": "v",
    "corrected_first_in_update": "m",
    "corrected_second_in_update": "v",
    "gradient_in_update": "g",
}
"""The letters of an optimizer's state for one parameter; bias-corrected moments have two primes."""

_PREFIXES = ("new", "value", "parameter", "gradient", "update", "change", "after", "training")
"""Prefixes of a quantity's key, before a dot; names of data columns may contain dots too."""

_INDEXED = re.compile("w([⁰¹²³⁴⁵⁶⁷⁸⁹])([₀-₉])([₀-₉])|([abz])([₀-₉])([₀-₉])")
"""Names of a network's quantities as they stand in the program's own texts: w¹₁₂, b₂₁."""
_WORDS_BEFORE = (
    (re.compile(r"Δ(?=\w)"), "update of "),
    (re.compile("Σⱼ"), "sum over j of"),
    (re.compile("√(\\w\u0302?)"), r"sqrt(\1)"),
    (re.compile("⁻ᶻ"), "^(-z)"),
)
"""Signs whose ASCII form needs a blank or parentheses with what follows."""

_WEIGHT = re.compile(r"w(\d+)_(\d+)_(\d+)")
_UNIT = re.compile(r"([abz])(\d+)_(\d+)")
_QUANTITY = re.compile(r"\b(?:w\d+_\d+_\d+|[abz]\d+_\d+)\b")
_NEGATIVE = re.compile(r"(?:(?<=\s)|(?<=\de))-(?=\d)")
"""The sign of a number, or of its power of ten, in a sentence."""
_OF_DATA = ("raw", "mean", "deviation")
"""Prefixes of a column or an output in the unit of the data."""
_OF_ROW = re.compile(r"(.+)(\[row \d+\])")

_FIRST_PLACEHOLDER = 0xF0000
"""While a formula is assembled, each name is one character from Unicode's private use area."""
_PLACEHOLDER = re.compile("[\U000f0000-\U000ffffd]")
_BARE_POWER = re.compile(r"\d+(?:\.\d+)?e-?\d+(?=\*\*)")
_INTEGER_POWER = re.compile(r"\*\*(?:(\d+)(?![\d.e]|\*\*)|\((-\d+)\)(?!\*\*))")
_SLOPE_OF = re.compile(r"\b(\w+)_slope(?=\()")
_SQUARE_ROOT = re.compile(r"\bsqrt(?=\()")
_PI = re.compile(r"\bpi\b")


class Piece(NamedTuple):
    """A part of a formula: the name of one quantity, or the text between names."""

    text: str
    quantity: str = ""
    """The quantity's key; "" for operators and numbers."""


class Notation(NamedTuple):
    """A way of writing quantities: with or without letters beyond ASCII, for a network or a function."""

    layers: int = 0
    """How many layers the network has, for its last layer's a is ŷ; 0 for a function."""
    outputs: int = 1
    """How many units the last layer has: with several, ŷ gets an index."""
    unicode: bool = True
    """Whether letters beyond ASCII may be used; otherwise names and operators stay as they are typed."""
    digits: int = DIGITS
    """Significant digits of a number, unless fewer are asked for."""
    standardized: frozenset[str] = frozenset()
    """The columns and outputs that are standardized: a prime marks them, and raw.X is written as X."""
    about: str = ""
    """The one parameter that is shown: the optimizer's state for it is then written in single letters."""

    @classmethod
    def of(cls, objective: Objective, *, unicode: bool = True) -> Notation:
        """The notation for a network or a function."""
        if isinstance(objective, Network):
            return cls(
                len(objective.layers),
                objective.layers[-1].units,
                unicode,
                standardized=_standardized(objective),
            )
        return cls(unicode=unicode)

    def name(self, key: str) -> str:
        """A quantity: ŷ, w¹₁₂, ∂L/∂w¹₁₂, ∂ŷ/∂z₂₁, Δw¹₁₂; new.X is written as X, which stands left of an arrow.

        A standardized column has a prime, size′, and so have the predictions of standardized targets, ŷ′.
        """
        if key in self.standardized:
            return self.unmarked(key) + self._primes(1)
        if key.startswith("|") and key.endswith("|"):
            return self.text(key.replace("gradient.", "∂L/∂").replace("update.", "Δ "))
        of_row = _OF_ROW.fullmatch(key)
        if of_row is not None:
            return self.name(of_row[1]) + of_row[2]
        prefix, dot, rest = key.partition(".")
        if dot and prefix == "slope":
            upper, _, lower = rest.partition(".")
            sign = "∂" if self.unicode else "d"
            return f"{sign}{self.name(upper)}/{sign}{self.name(lower)}"
        if dot and prefix in _OF_DATA:
            name = self.unmarked(rest)
            return name if prefix == "raw" else f"{prefix}[{name}]"
        letter = MEMORY.get(prefix.removeprefix("new_"))
        if dot and (letter is not None or prefix in _PREFIXES):
            if rest == self.about and letter is not None:
                return letter + self._primes(prefix.startswith("new_") + 2 * prefix.startswith("corrected_"))
            return self._prefixed(prefix, self.name(rest), rest.isidentifier())
        if key in _LOSSES:
            return _LOSSES[key]
        if not self.unicode:
            return key
        return _SETTINGS.get(key) or self._indexed(key)

    def unmarked(self, key: str) -> str:
        """A quantity as `name` writes it, but without the mark of standardization."""
        return self._replace(standardized=frozenset()).name(key)

    def _prefixed(self, prefix: str, name: str, single: bool) -> str:
        match prefix:
            case "new" | "value" | "parameter":
                return name
            case "gradient":
                sign = "∂" if self.unicode else "d"
                return f"{sign}L/{sign}{name if single else f'({name})'}"
            case "update":
                return f"Δ{name}" if self.unicode else f"update of {name}"
            case "change":
                return f"Δ{name}" if self.unicode else f"change of {name}"
            case "after":
                return f"{name} after"
        memory = prefix.removeprefix("new_").removesuffix("_in_update")
        return f"{memory}{self._primes(prefix.startswith('new_'))}[{name}]"

    def _primes(self, count: int) -> str:
        """As many as there are; none, one or two."""
        return ("", "′", "″")[count] if self.unicode else "'" * count

    def _indexed(self, key: str) -> str:
        weight = _WEIGHT.fullmatch(key)
        if weight is not None:
            layer, *ends = weight.groups()
            return f"w{layer.translate(_SUPERSCRIPTS)}{_index(*ends)}"
        unit = _UNIT.fullmatch(key)
        if unit is None:
            return self._operators(key)
        letter, layer, number = unit.groups()
        if letter == "a" and self.layers and int(layer) == self.layers:
            return "ŷ" if self.outputs == 1 else f"ŷ{number.translate(_SUBSCRIPTS)}"
        return f"{letter}{_index(layer, number)}"

    def relation(self, quantity: str) -> str:
        """What stands between a quantity and its formula: an arrow where a parameter takes a new value."""
        if quantity.startswith("new."):
            return "←" if self.unicode else "<-"
        return "="

    def formula(self, node: Node) -> str:
        """A formula in symbols: "w²₁₁ − η·∂L/∂w²₁₁"."""
        return "".join(piece.text for piece in self.pieces(node))

    def pieces(self, node: Node) -> tuple[Piece, ...]:
        """The same in pieces, each name one of them, with the quantity that it is the name of."""
        keys: list[str] = []

        def placeholder(key: str) -> str:
            prefix, dot, _ = key.partition(".")
            if not self.layers and not key.isidentifier() and not (dot and prefix.isidentifier()):
                return key  # an unnamed value of a function: its text shows where it needs parentheses
            keys.append(key)
            return chr(_FIRST_PLACEHOLDER + len(keys) - 1)

        text = text_of(node, name=placeholder)
        names = [self.name(key) for key in keys]
        text = self._operators(self._with_bases(text, names))
        pieces: list[Piece] = []
        start = 0
        for match in _PLACEHOLDER.finditer(text):
            if match.start() > start:
                pieces.append(Piece(text[start : match.start()]))
            index = ord(match[0]) - _FIRST_PLACEHOLDER
            pieces.append(Piece(names[index], keys[index]))
            start = match.end()
        if start < len(text):
            pieces.append(Piece(text[start:]))
        return tuple(pieces)

    def _with_bases(self, text: str, names: list[str]) -> str:
        """Parentheses around the names that would be misread beside a division or under a power."""

        def guarded(match: re.Match[str]) -> str:
            name = names[ord(match[0]) - _FIRST_PLACEHOLDER]
            raised = text.startswith("**", match.end())
            beside = raised or text.startswith("/", match.end()) or text.endswith("/", 0, match.start())
            power_in_it = raised and not name.endswith("]") and any(letter in _POWERS for letter in name)
            return f"({match[0]})" if power_in_it or (beside and ("/" in name or " " in name)) else match[0]

        return _PLACEHOLDER.sub(guarded, text)

    def symbols(self, beat: Beat) -> str:
        """A beat's formula in symbols."""
        return self.formula(beat.formula)

    def numbers(self, beat: Beat) -> str:
        """A beat's formula with the numbers put in: "0.1 − 0.001·(−11.776)"."""
        return self._operators(beat.substituted(self.digits))

    def number(self, value: float, digits: int | None = None) -> str:
        """A number."""
        text = shown(value, self.digits if digits is None else digits)
        return text.replace("-", "−") if self.unicode else text

    def text(self, text: str) -> str:
        """Any text of the program's own in the letters that may be used."""
        if self.unicode:
            return text
        text = _INDEXED.sub(_typed, text)
        for sign, words in _WORDS_BEFORE:
            text = sign.sub(words, text)
        return typed_signs(text)

    def sign(self, text: str) -> str:
        """A mark of the panes, or a formula: names and operators are typed, other signs have their twins."""
        return text if not any(map(str.isalnum, text)) or "Δ ←" in text or text == "Δ" else self.text(text)

    def prose(self, text: str) -> str:
        """A sentence of the program's own, with the quantities in it written as in formulas."""
        if not self.unicode:
            return self.text(text)
        text = _NEGATIVE.sub("−", text.replace(" - ", " − "))
        return _QUANTITY.sub(lambda match: self.name(match[0]), text)

    def _operators(self, text: str) -> str:
        if not self.unicode:
            return text
        text = _BARE_POWER.sub(lambda match: f"({match[0]})", text)
        text = _INTEGER_POWER.sub(lambda match: (match[1] or match[2]).translate(_SUPERSCRIPTS), text)
        text = text.replace("**", "^").replace("*", "·").replace("-", "−")
        text = _SLOPE_OF.sub(r"\1′", text)
        return _PI.sub("π", _SQUARE_ROOT.sub("√", text))


def _typed(name: re.Match[str]) -> str:
    """A name of the program's own texts as it is typed: w¹₁₂ as w1_1_2."""
    letter = name[4] or "w"
    return letter + "_".join(
        normalize("NFKC", number) for number in name.groups() if number and number != name[4]
    )


@lru_cache(16)
def _standardized(network: Network) -> frozenset[str]:
    """The standardized columns, and the outputs if targets are standardized."""
    keys = {name for names, _ in network.standardizations for name in names}
    if network.target_standardization is not None:
        keys.update(f"a{len(network.layers)}_{unit}" for unit in range(1, len(network.target_names) + 1))
    return frozenset(keys)


def cut_name(name: str, room: int) -> str:
    """The name of a column or a layer cut to the room for it; the mark of standardization stays."""
    if len(name) <= room:
        return name
    mark = name[-1] if name.endswith(("′", "'")) and room > 2 else ""
    return name[: max(0, room - 1 - len(mark))] + ("…" + mark)[:room]


def _index(*numbers: str) -> str:
    """Subscripts, with a comma where two numbers would run into one another: ₁₂, but ₁₂,₃."""
    comma = "," if any(len(number) > 1 for number in numbers) else ""
    return comma.join(number.translate(_SUBSCRIPTS) for number in numbers)
