"""A function's graph as a tree: the function at the root, below each value those it is made of.

So the values are worked out from the leaves up to the root, and the gradients flow from the root down to the leaves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from engine.objectives.function import Function
from tui.drawing.numbers import ABSENT, headed_column, signed
from tui.drawing.spans import Row, Span, fitted
from tui.panes.function.domain import named
from tui.panes.pane import window
from tui.text.notation import Notation
from tui.workspace.snapshot import Snapshot
from tui.workspace.view_options import FEWEST_DIGITS

_DEEPEST = 12
"""Levels that are told apart by indentation: a tree may have a hundred."""
_LEAST = 8
"""Cells for names and formulas; where they would have fewer, numbers are shown in fewer digits."""
_INDENT = 3
"""Cells by which a value stands further right than what is made of it; fewer where names would be cut."""


_SUM = " Σ"
"""Behind the slope of a value that stands in several places: it is that through all of them."""


class TreeLine(NamedTuple):
    """One line of the tree."""

    key: str
    lines: str
    """What joins it to the line above."""
    again: bool
    """Whether the value stands further up already, with all that it is made of."""


@lru_cache(8)
def tree_of(function: Function) -> tuple[TreeLine, ...]:
    """All lines of the tree from the root down; variables that the function does not depend on come last."""
    seen: set[str] = set()
    lines = list(_below(function, function.output, "", "", seen))
    unused = [TreeLine(name, "", False) for name in function.variables if name not in seen]
    return (*lines, *unused)


@lru_cache(8)
def _places(function: Function) -> Counter[str]:
    """In how many places of the tree each value stands."""
    return Counter(line.key for line in tree_of(function))


def _below(function: Function, root: str, own: str, rest: str, seen: set[str]) -> Iterator[TreeLine]:
    """The line of a value, and those of all that it is made of; each value's own only once."""
    waiting = [(root, own, rest)]
    while waiting:
        key, own, rest = waiting.pop()
        operands = function.node(key).operands
        again = key in seen and bool(operands)
        yield TreeLine(key, own, again)
        if again:
            continue
        seen.add(key)
        deeper = len(rest) < _INDENT * _DEEPEST
        for place, operand in reversed(list(enumerate(operands))):
            last = place == len(operands) - 1
            joint, on = ("└─ ", "   ") if last else ("├─ ", "│  ")
            waiting.append((operand, rest + joint, rest + on if deeper else rest))


class _Texts(NamedTuple):
    """What stands in one line."""

    label: str
    formula: str
    value: str
    slope: str
    new: str
    why: str
    """How the gradient comes about, once it has been told."""


def graph_rows(snapshot: Snapshot, function: Function, width: int, height: int) -> list[Row]:
    """Each value with its number and the gradient that flows back to it; of many, those around the lit one."""
    if height < 1:
        return []
    tree = tree_of(function)
    lines = [tree[place] for place in window(len(tree), height - 1, _wanted(snapshot, tree))]
    texts, columns = _fitting(snapshot, function, lines, width)
    left = max(
        len(line.lines) + len(text.label) + len(text.formula) for line, text in zip(lines, texts, strict=True)
    )
    if 2 + left + _width(columns) > width:
        columns.pop()
    left = min(left, max(1, width - 2 - _width(columns)))
    joints = _joints(lines, texts, left)
    why = max(len(text.why) for text in texts)
    if why and 2 + left + _width(columns) + 3 + why > width:
        texts = [text._replace(why="") for text in texts]
    head = "".join(f"  {column[0]}" for column, _ in columns)
    rows: list[Row] = [fitted((Span(" " * (2 + left) + head, "dim"),), width)]
    for number, (line, joint, text) in enumerate(zip(lines, joints, texts, strict=True), 1):
        target = f"quantity:{line.key}"
        active, chosen = _lit(snapshot, line.key), snapshot.view_options.selected == line.key
        label = "now" if active else "dim" if line.again else "selected" if chosen else "text"
        name = [
            Span(joint, "frame"),
            Span(text.label, label),
            Span(text.formula, "dim"),
        ]
        spans = [
            Span("▌ " if active else "› " if chosen else "  ", "now" if active else "text"),
            *fitted(name, left),
            *(
                Span(f"  {column[number]}", "dim" if column[number].strip() == ABSENT else role)
                for column, role in columns
            ),
            Span(f"   {text.why}" if text.why else "", "dim"),
        ]
        rows.append(fitted([span._replace(target=target) for span in spans], width))
    return rows


def _fitting(
    snapshot: Snapshot, function: Function, lines: Sequence[TreeLine], width: int
) -> tuple[list[_Texts], list[tuple[list[str], str]]]:
    """The texts of the lines, and the columns of their numbers: with fewer digits where none would be seen whole."""
    write = snapshot.notation
    while True:
        texts = [_texts(snapshot, write, function, line) for line in lines]
        columns = [
            (headed_column("value", [text.value for text in texts]), "value"),
            (headed_column("gradient", [text.slope for text in texts]), "gradient"),
            (headed_column("new", [text.new for text in texts]), "update"),
        ]
        if 2 + _LEAST + _width(columns[:-1]) <= width or write.digits <= FEWEST_DIGITS:
            return texts, columns
        write = write._replace(digits=write.digits - 1)


def _joints(lines: Sequence[TreeLine], texts: Sequence[_Texts], room: int) -> list[str]:
    """What joins each line to the one above: as wide as leaves every name whole, but a cell a level at least.

    Where that is too much as well, levels are left out, so that the deepest names can still be read.
    """
    for indent in range(_INDENT, 0, -1):
        joints = [
            "".join(line.lines[start : start + indent] for start in range(0, len(line.lines), _INDENT))
            for line in lines
        ]
        names = (len(joint) + len(text.label) for joint, text in zip(joints, texts, strict=True))
        if max(names) <= room:
            return joints
    # A long name is cut in any case.
    rooms = (room - (len(text.label) if len(text.label) <= _LEAST else _LEAST // 2) for text in texts)
    return [
        joint if len(joint) <= left else joint[: max(0, left - 1)] + joint[-1:] * (left > 0)
        for joint, left in zip(joints, rooms, strict=True)
    ]


def _width(columns: Sequence[tuple[list[str], str]]) -> int:
    return sum(2 + len(column[0]) for column, _ in columns)


def _texts(snapshot: Snapshot, write: Notation, function: Function, line: TreeLine) -> _Texts:
    step, key = snapshot.step, line.key
    name = named(snapshot) if key == function.output else write.name(key)
    value: float | None
    slope: float | None = None
    new = ""
    if key in function.variables:
        place = function.variables.index(key)
        value, slope = float(snapshot.theta[place]), snapshot.gradient(place)
        after = snapshot.new(place)
        new = ABSENT if after is None else write.number(after)
        told = ""
    else:
        formula = write.formula(function.forward_formula(key))
        value = snapshot.revealed.get(key)
        # The output's own gradient, 1, is where the way back begins.
        if step is not None and (
            f"gradient.{key}" in snapshot.revealed or (key == function.output and "loss" in snapshot.revealed)
        ):
            slope = step.evaluation.named_gradients()[key]
        told = f" = {formula}" if formula != name else ""
    why = "" if slope is None or key == function.output else write.formula(function.gradient_formula(key))
    return _Texts(
        name,
        " (see above)" if line.again else told,
        ABSENT if value is None else write.number(value),
        ABSENT
        if slope is None
        else signed(write.number(slope)) + (_SUM if _places(function)[key] > 1 else ""),
        new,
        f"= {why}" if why else "",
    )


def _lit(snapshot: Snapshot, key: str) -> bool:
    """Whether the lit beat works out this value, its gradient or its new value."""
    if snapshot.beat is None:
        return False
    return snapshot.beat.quantity in (key, f"gradient.{key}", f"new.{key}")


def _wanted(snapshot: Snapshot, tree: tuple[TreeLine, ...]) -> int:
    """The line to be in view: within a step the lit one, else the selected one."""
    active = [
        place for place, branch in enumerate(tree) if not snapshot.complete and _lit(snapshot, branch.key)
    ]
    chosen = [place for place, branch in enumerate(tree) if branch.key == snapshot.view_options.selected]
    return (active or chosen or [0])[0]
