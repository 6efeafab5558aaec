"""Glossary terms for derivatives, gradients and backpropagation."""

from __future__ import annotations

from tui.text.glossary.term import Term

SLOPES: tuple[Term, ...] = (
    Term(
        "derivative",
        "dL/dx = lim (L(x + h) − L(x))/h,  h → 0",
        "How much L changes for a small change of x, here and now: the slope of the curve at this point.",
        ("dy/dx", "dl/dx", "rate of change"),
    ),
    Term(
        "slope",
        "∂L/∂x",
        "Positive: L grows with x. Negative: L falls as x grows. Its size says how steeply. Another word for "
        "derivative.",
        ("steepness",),
    ),
    Term(
        "tangent",
        "L(x₀) + slope·(x − x₀)",
        "The straight line that touches the curve at the point and has its slope.",
    ),
    Term(
        "partial derivative",
        "∂L/∂w",
        "The slope along one parameter, with all others held where they are.",
        ("∂l/∂w", "dl/dw", "∂", "∂l"),
    ),
    Term(
        "gradient",
        "∇L = (∂L/∂θ₁, ∂L/∂θ₂, …)",
        "The list of all partial derivatives. As an arrow it points where L grows fastest; a single one of "
        "them is called a gradient, too.",
        ("∇l", "∇", "nabla"),
    ),
    Term(
        "length of the gradient",
        "|∇L| = √(Σ (∂L/∂θᵢ)²)",
        "How steep it is in the steepest direction: large far from a minimum, 0 at the minimum.",
        ("|∇l|", "gradient norm", "gradient_norm"),
    ),
    Term(
        "length",
        "|v| = √(Σ vᵢ²)",
        "Many numbers as one: 0 only if all of them are. Layers too large to be told weight by weight are told by it.",
        ("|v|", "norm"),
    ),
    Term(
        "chain rule",
        "∂L/∂w = ∂L/∂ŷ · ∂ŷ/∂z · ∂z/∂w",
        "Slopes along a path multiply; where several paths meet, their products add up.",
    ),
    Term(
        "backpropagation",
        "∂L/∂aᵢ = Σⱼ ∂L/∂zⱼ·wᵢⱼ,  ∂L/∂wᵢⱼ = ∂L/∂zⱼ·aᵢ",
        "The chain rule from the loss back to every weight, layer by layer, each slope made of those after it.",
        ("backward", "backward pass", "backprop"),
    ),
    Term(
        "delta",
        "δ = ∂L/∂a",
        "The slope of the loss by what a unit hands on. Many books write δ for ∂L/∂z instead; here that is "
        "written out, or δz: ∂L/∂z = ∂L/∂a·f′(z).",
        ("δ", "δz", "∂l/∂a", "∂l/∂z", "dl/da", "dl/dz"),
    ),
    Term(
        "minimum",
        "∂L/∂θᵢ = 0 for every i",
        "Where every slope is 0 and L is larger all around: the place that descent looks for.",
    ),
    Term(
        "sign rule",
        "slope > 0: down    slope < 0: up",
        "A parameter goes against the sign of its slope, since that way L becomes smaller.",
    ),
    Term(
        "gradient check",
        "(L(θ + h) − L(θ − h))/(2h)",
        "The slope found by trying, without any chain rule; backpropagation has to find the same but for the rounding.",
        ("central difference",),
    ),
    Term(
        "relative error",
        "|a − b| / max(|a|, |b|)",
        "How far two numbers differ, measured by their own size: 0.01 is one percent.",
    ),
    Term(
        "graph",
        "f = q·z,  q = x + y",
        "A function as a chain of single operations, each with its value, and its slope on the way back.",
        ("computational graph",),
    ),
)
