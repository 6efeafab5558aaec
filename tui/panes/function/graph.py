"""The graph of a function as a tree: the function at the root, and below each value its operands.

Values are computed from the leaves up to the root, and gradients from the root down to the leaves.
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

_MAX_LEVELS = 12
"""Levels with their own indentation: a tree may have a hundred."""
_MIN_NAME_WIDTH = 8
"""Cells for names and formulas, at least; for them, numbers are shown with fewer digits."""
_INDENT = 3
"""Cells of a level's indentation; fewer where names would be cut."""

_SUM = " Σ"
"""The mark of a gradient that is the sum over several uses of the value."""


class TreeLine(NamedTuple):
    """One line of the tree."""

    key: str
    lines: str
    """The lines that connect it to the line above."""
    again: bool
    """Whether the value, with its operands, is in the tree further up already."""


@lru_cache(8)
def tree_of(function: Function) -> tuple[TreeLine, ...]:
    """All lines of the tree from the root down; variables that the function does not depend on come last."""
    seen: set[str] = set()
    lines = list(_below(function, function.output, "", "", seen))
    unused = [TreeLine(name, "", False) for name in function.variables if name not in seen]
    return (*lines, *unused)


@lru_cache(8)
def _uses(function: Function) -> Counter[str]:
    """The number of lines of each value in the tree."""
    return Counter(line.key for line in tree_of(function))


def _below(function: Function, root: str, own: str, rest: str, seen: set[str]) -> Iterator[TreeLine]:
    """The line of a value and those of its operands; operands of a value are listed once."""
    waiting = [(root, own, rest)]
    while waiting:
        key, own, rest = waiting.pop()
        operands = function.node(key).operands
        again = key in seen and bool(operands)
        yield TreeLine(key, own, again)
        if again:
            continue
        seen.add(key)
        deeper = len(rest) < _INDENT * _MAX_LEVELS
        for index, operand in reversed(list(enumerate(operands))):
            last = index == len(operands) - 1
            joint, on = ("└─ ", "   ") if last else ("├─ ", "│  ")
            waiting.append((operand, rest + joint, rest + on if deeper else rest))


class _Texts(NamedTuple):
    """The texts of one line."""

    label: str
    formula: str
    value: str
    gradient: str
    new: str
    why: str
    """The formula of the gradient, if it is revealed."""


def graph_rows(snapshot: Snapshot, function: Function, width: int, height: int) -> list[Row]:
    """Each value with its number and its gradient; of many, those around the active one."""
    if height < 1:
        return []
    tree = tree_of(function)
    lines = [tree[index] for index in window(len(tree), height - 1, _wanted(snapshot, tree))]
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
        active, chosen = _is_active(snapshot, line.key), snapshot.view_options.selected == line.key
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
    """The texts of the lines and the columns of their numbers, with fewer digits if else none would fit."""
    write = snapshot.notation
    while True:
        texts = [_texts(snapshot, write, function, line) for line in lines]
        columns = [
            (headed_column("value", [text.value for text in texts]), "value"),
            (headed_column("gradient", [text.gradient for text in texts]), "gradient"),
            (headed_column("new", [text.new for text in texts]), "update"),
        ]
        if 2 + _MIN_NAME_WIDTH + _width(columns[:-1]) <= width or write.digits <= FEWEST_DIGITS:
            return texts, columns
        write = write._replace(digits=write.digits - 1)


def _joints(lines: Sequence[TreeLine], texts: Sequence[_Texts], room: int) -> list[str]:
    """The lines that connect each value to the one above: as wide as leaves every name whole, with a cell a level.

    If even that is too wide, levels are left out, so that the deepest names can be read.
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
    rooms = (
        room - (len(text.label) if len(text.label) <= _MIN_NAME_WIDTH else _MIN_NAME_WIDTH // 2)
        for text in texts
    )
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
    gradient: float | None = None
    new = ""
    if key in function.variables:
        index = function.variables.index(key)
        value, gradient = float(snapshot.theta[index]), snapshot.gradient(index)
        after = snapshot.new(index)
        new = ABSENT if after is None else write.number(after)
        definition = ""
    else:
        formula = write.formula(function.forward_formula(key))
        value = snapshot.revealed.get(key)
        # The gradient of the output itself, 1, is the start of the backward phase.
        if step is not None and (
            f"gradient.{key}" in snapshot.revealed or (key == function.output and "loss" in snapshot.revealed)
        ):
            gradient = step.evaluation.named_gradients()[key]
        definition = f" = {formula}" if formula != name else ""
    why = "" if gradient is None or key == function.output else write.formula(function.gradient_formula(key))
    return _Texts(
        name,
        " (see above)" if line.again else definition,
        ABSENT if value is None else write.number(value),
        ABSENT
        if gradient is None
        else signed(write.number(gradient)) + (_SUM if _uses(function)[key] > 1 else ""),
        new,
        f"= {why}" if why else "",
    )


def _is_active(snapshot: Snapshot, key: str) -> bool:
    """Whether the current beat computes this value, its gradient or its new value."""
    if snapshot.beat is None:
        return False
    return snapshot.beat.quantity in (key, f"gradient.{key}", f"new.{key}")


def _wanted(snapshot: Snapshot, tree: tuple[TreeLine, ...]) -> int:
    """The line that must be in view: within a step the active one, else the selected one."""
    active = [
        index for index, line in enumerate(tree) if not snapshot.complete and _is_active(snapshot, line.key)
    ]
    chosen = [index for index, line in enumerate(tree) if line.key == snapshot.view_options.selected]
    return (active or chosen or [0])[0]
