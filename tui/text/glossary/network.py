"""Glossary terms for networks: parts, forward pass, and activations."""

from __future__ import annotations

from tui.text.glossary.term import Term

NETWORK: tuple[Term, ...] = (
    Term(
        "network",
        "ŷ = f(x; θ)",
        "A box with knobs: inputs go in at the left, a prediction comes out at the right, and the parameters "
        "are the knobs.",
        ("neural network",),
    ),
    Term(
        "parameter",
        "θ = (w¹₁₁, …, b₂₁)",
        "A number that training may change: a weight or a bias; of a function, its variable. All of them in one "
        "list are θ.",
        ("θ", "theta", "knob"),
    ),
    Term(
        "weight",
        "w¹₁₂",
        "How strongly a unit listens to one input. w¹₁₂ is in layer 1, from input 1 to unit 2; scenario files "
        "write w1_1_2.",
        ("w",),
    ),
    Term(
        "bias",
        "b₁₂",
        "What a unit adds, whatever comes in. b₁₂ is that of layer 1, unit 2; scenario files write b1_2.",
        ("b", "biases"),
    ),
    Term(
        "layer",
        "a = f(W·x + b)",
        "Units side by side, all fed by the layer before. Hidden ones lie between inputs and output.",
        ("hidden",),
    ),
    Term(
        "unit",
        "z = Σ wᵢ·xᵢ + b,  a = f(z)",
        "One neuron: it adds up its weighted inputs and its bias, and hands on what its activation makes of that.",
        ("neuron",),
    ),
    Term("input", "x", "What is given: one column of the data.", ("x", "feature", "column")),
    Term(
        "weighted sum",
        "z₁₂ = w¹₁₂·x₁ + w¹₂₂·x₂ + b₁₂",
        "What a unit adds up before its activation; here of layer 1, unit 2. With a linear activation it is "
        "left out, since a is the same.",
        ("z", "sum", "total input"),
    ),
    Term(
        "activation",
        "a = f(z),  with the slope f′(z) = ∂a/∂z",
        "What a unit makes of its weighted sum and hands on, and the function f itself. Books also write h or o for a.",
        ("a", "h", "f′", "f'"),
    ),
    Term(
        "forward pass",
        "x → z → a → … → ŷ",
        "From the inputs to the prediction, layer by layer.",
        ("forward",),
    ),
    Term(
        "prediction",
        "ŷ",
        "What the network answers: the activation of the last layer. With several outputs ŷ₁, ŷ₂, …",
        ("ŷ", "yhat", "y hat", "output"),
    ),
    Term(
        "target", "y", "The right answer, from the data: what the prediction should be.", ("y", "true value")
    ),
    Term("linear", "f(z) = z,  f′ = 1", "Hands the weighted sum on as it is."),
    Term(
        "sigmoid",
        "σ(z) = 1/(1 + e⁻ᶻ),  σ′ = a·(1 − a)",
        "Squeezes any number into 0 … 1, so that it reads as a probability. Far from 0 it is flat, and slopes "
        "nearly vanish.",
        ("σ", "sigma", "logistic"),
    ),
    Term(
        "tanh",
        "f(z) = (eᶻ − e⁻ᶻ)/(eᶻ + e⁻ᶻ),  f′ = 1 − a²",
        "As the sigmoid, but from −1 to 1, and 0 at 0.",
        ("hyperbolic tangent",),
    ),
    Term(
        "relu",
        "f(z) = max(z, 0),  f′ = 1 for z > 0, else 0",
        "Lets what is positive through, and nothing else. At the kink, z = 0, the slope is taken as 0.",
        ("rectified linear unit",),
    ),
    Term(
        "leaky_relu",
        "f(z) = max(z, 0.01·z),  f′ = 1 for z > 0, else 0.01",
        "As relu, but a little of what is negative leaks through, so that no unit stays dead.",
        ("leaky relu",),
    ),
    Term(
        "softplus",
        "f(z) = log(1 + eᶻ),  f′ = σ(z)",
        "A relu with its kink rounded off.",
    ),
    Term(
        "softmax",
        "ŷᵢ = exp(zᵢ) / Σⱼ exp(zⱼ)",
        "Turns the weighted sums of the last layer into probabilities that add up to 1: one for each class.",
    ),
)
