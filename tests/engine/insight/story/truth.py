"""What it means that a beat is true: exactly, and in the digits that are shown."""

from __future__ import annotations

import math

from engine.insight.numbers import shown
from engine.insight.story.beats import Beat
from engine.objectives.expression import Constant, Name, Node, evaluate, names_of
from engine.objectives.parsing import INTERNAL, parse
from tests.engine.intervals import Interval, around, as_shown, enclosure

DIGITS = (3, 4, 6, 9)


def assert_true(beat: Beat, *shown_in: int) -> None:
    """The formula's value is the result, and the shown equation holds within the rounding of its digits."""
    used = [beat.numbers[name] for name in names_of(beat.formula)]
    if not all(map(math.isfinite, (beat.result, *used))):
        # Where numbers are not finite, the formula itself comes to what is told.
        assert repr(float(evaluate(beat.formula, beat.numbers))) == repr(float(beat.result)), told(beat, 6)
        return
    assert holds_exactly(beat), (
        f"{told(beat, 17)}, but the formula gives {evaluate(beat.formula, beat.numbers)!r}"
    )
    for digits in shown_in or DIGITS:
        assert holds_as_shown(beat, digits), told(beat, digits)


def told(beat: Beat, digits: int) -> str:
    """The beat as it is read."""
    return f"{beat.quantity} = {beat.symbolic} = {beat.substituted(digits)} = {shown(beat.result, digits)}"


def holds_exactly(beat: Beat) -> bool:
    """Whether the formula over the numbers gives the result to nine digits, or to what cancellation leaves of them."""
    value = evaluate(beat.formula, beat.numbers)
    if math.isclose(value, beat.result, rel_tol=1e-9):
        return True

    def leaf(node: Node) -> Interval:
        return around(beat.numbers[node.key] if isinstance(node, Name) else constant(node), 0.0)

    return enclosure(beat.formula, leaf).holds(beat.result)


def holds_as_shown(beat: Beat, digits: int) -> bool:
    """Whether there are numbers that are shown as these are, for which the equation is true."""
    shown_tree = parse(beat.substituted(digits), functions=INTERNAL)
    sides = enclosure(shown_tree, lambda node: as_shown(constant(node), digits))
    return sides.overlaps(as_shown(float(shown(beat.result, digits)), digits))


def constant(node: Node) -> float:
    """The number that a leaf is; a substituted formula has no names left in it."""
    assert isinstance(node, Constant)
    return node.value
