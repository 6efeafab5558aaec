"""Forms of expressions that are free of cancellation and overflow: log(1 + u) as log1p(u), 1 − tanh²u as 1/cosh²u.

A form equals the expression that it replaces for all real numbers. It is computed in place of the expression's own
operation, whose operand has been rounded: 1 + e^(−40) is 1, and log(1) is 0.
"""

from __future__ import annotations

from engine.objectives.expression import ONE, Call, Constant, Name, Node, text_of

_TWO: Node = Constant(2.0)


def stable_form(tree: Node) -> Node | None:
    """An equal tree without cancellation; None if there is no rule for the tree's top operation.

    Only the expression itself is looked at: a named value in it has been rounded to a float64 already.
    """
    match tree:
        case Call("log", (argument,)):
            return _logarithm(argument)
        case Call("-", (left, right)):
            if _is_one(right):
                return _less_one(left)
            opposite = _less_one(right) if _is_one(left) else None
            return None if opposite is None else _neg(opposite)
        case Call("+", (left, right)):
            for one, other in ((left, right), (right, left)):
                if _is_one(one):
                    return _plus_one(other)
                if _is_minus_one(one):
                    return _less_one(other)
        case Call("/", (numerator, divisor)):
            exponent = _logistic_argument(tree)
            if exponent is not None:
                return Call("sigmoid", (exponent,))
            exponent = _tanh_argument(numerator, divisor)
            return None if exponent is None else Call("tanh", (exponent,))
        case Call("sqrt", (Call("+", (left, right)),)):
            squares = _square_root(left), _square_root(right)
            if squares[0] is not None and squares[1] is not None:
                return Call("hypot", (squares[0], squares[1]))
        case Call("sqrt", (argument,)):
            root = _square_root(argument)
            return None if root is None else Call("abs", (root,))
    return None


def _logarithm(argument: Node) -> Node | None:
    """log of 1 + e^u, 1 + u, 1 − u, σ(u), 1 − σ(u), e^u + e^v."""
    inner = _logistic_argument(argument)
    if inner is not None:
        return _neg(Call("softplus", (_neg(inner),)))
    match argument:
        case Call("+", (Call("exp", (first,)), Call("exp", (second,)))):
            distance = Call("abs", (Call("-", (first, second)),))
            return Call("+", (Call("max", (first, second)), Call("softplus", (_neg(distance),))))
        case Call("+", (left, right)):
            for one, other in ((left, right), (right, left)):
                if _is_one(one):
                    power = _exponent(other)
                    return Call("log1p", (other,)) if power is None else Call("softplus", (power,))
        case Call("-", (left, right)) if _is_one(left):
            inner = _logistic_argument(right)
            if inner is not None:
                return _neg(Call("softplus", (inner,)))
            # log(1 − e^u) has no form that is right at both ends; 1 − e^u has one near 0.
            return None if _exponent(right) is not None else Call("log1p", (_neg(right),))
    return None


def _less_one(tree: Node) -> Node | None:
    """tree − 1."""
    argument = _logistic_argument(tree)
    if argument is not None:
        return _neg(Call("sigmoid", (_neg(argument),)))
    root = _square_root(tree)
    match root:
        case Call("tanh", (u,)):
            return _neg(_squared(Call("/", (ONE, Call("cosh", (u,))))))
        case Call("sin", (u,)):
            return _neg(_squared(Call("cos", (u,))))
        case Call("cos", (u,)):
            return _neg(_squared(Call("sin", (u,))))
    match tree:
        case Call("exp", (u,)):
            return Call("expm1", (u,))
        case Call("tanh", (u,)):
            return _neg(_twice(Call("sigmoid", (_neg(_twice(u)),))))
        case Call("cos", (u,)):
            return _neg(_twice(_squared(Call("sin", (Call("/", (u, _TWO)),)))))
        case Call("sqrt", (Call("+", (left, right)),)):
            for one, other in ((left, right), (right, left)):
                if _is_one(one):
                    return Call("/", (other, Call("+", (tree, ONE))))
        case Call("sqrt", (Call("-", (one, other)),)) if _is_one(one):
            return _neg(Call("/", (other, Call("+", (tree, ONE)))))
    return None


def _plus_one(tree: Node) -> Node | None:
    """tree + 1, where tree may come near −1."""
    match tree:
        case Call("tanh", (u,)):
            return _twice(Call("sigmoid", (_twice(u),)))
        case Call("cos", (u,)):
            return _twice(_squared(Call("cos", (Call("/", (u, _TWO)),))))
    return None


def _logistic_argument(tree: Node) -> Node | None:
    """u where the tree is σ(u), 1/(1 + e^(−u)) or e^u/(1 + e^u); None otherwise."""
    match tree:
        case Call("sigmoid", (u,)):
            return u
        case Call("/", (numerator, Call("+", (left, right)))):
            for one, other in ((left, right), (right, left)):
                power = _exponent(other)
                if _is_one(one) and power is not None:
                    if _is_one(numerator):
                        return _neg(power)
                    over = _exponent(numerator)
                    if over is not None and text_of(over) == text_of(power):
                        return power
    return None


def _tanh_argument(numerator: Node, divisor: Node) -> Node | None:
    """u where numerator/divisor is (e^u − e^(−u))/(e^u + e^(−u)) or (e^(2u) − 1)/(e^(2u) + 1); None otherwise."""
    match numerator, divisor:
        case Call("-", (plus, minus)), Call("+", (first, second)):
            power, opposite = _exponent(plus), _exponent(minus)
            if power is None or {text_of(plus), text_of(minus)} != {text_of(first), text_of(second)}:
                return None
            if opposite is None:
                return Call("/", (power, _TWO)) if _is_one(minus) else None
            return power if text_of(opposite) == text_of(_neg(power)) else None
    return None


def _exponent(tree: Node) -> Node | None:
    match tree:
        case Call("exp", (u,)):
            return u
    return None


def _square_root(tree: Node) -> Node | None:
    """u where the tree is u**2 or u*u; None otherwise."""
    match tree:
        case Call("**", (u, Constant(2.0))):
            return u
        case Call("*", (Call() | Name() as u, v)) if text_of(u) == text_of(v):
            return u
    return None


def _is_one(tree: Node) -> bool:
    return isinstance(tree, Constant) and tree.value == 1.0


def _is_minus_one(tree: Node) -> bool:
    return tree == Constant(-1.0) or (
        isinstance(tree, Call) and tree.function == "neg" and _is_one(tree.arguments[0])
    )


def _neg(tree: Node) -> Node:
    match tree:
        case Call("neg", (operand,)):
            return operand
        case Constant(value):
            return Constant(-value)
    return Call("neg", (tree,))


def _twice(tree: Node) -> Node:
    return Call("*", (_TWO, tree))


def _squared(tree: Node) -> Node:
    return Call("**", (tree, _TWO))
