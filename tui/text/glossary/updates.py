"""Glossary terms for updates: the update rule, optimizers and schedules."""

from __future__ import annotations

from tui.text.glossary.term import Term

UPDATES: tuple[Term, ...] = (
    Term(
        "update",
        "Δw = w_new − w",
        "What a step adds to a parameter; with sgd that is −η·∂L/∂w. All parameters change at once, each by "
        "the slope at the old place.",
        ("δw", "Δ", "←"),
    ),
    Term(
        "update rule",
        "w_new = w − η·∂L/∂w",
        "Of sgd. Against the slope, because that way the loss becomes smaller; the steeper it is, the longer the step.",
        ("w_new",),
    ),
    Term(
        "learning rate",
        "η",
        "How far a step goes for its slope. Too small, and it crawls; too large, and it overshoots the minimum "
        "or leaves for good.",
        ("η", "eta", "learning_rate", "step size"),
    ),
    Term(
        "gradient descent",
        "θ_new = θ − η·∇L",
        "Downhill, step by step, always against the gradient. Stochastic, where each step sees only some of the rows.",
        ("descent", "gd"),
    ),
    Term(
        "overshoot",
        "",
        "A step so long that it lands beyond the minimum. Landing nearer than before, it still arrives, "
        "swinging; landing farther off, it diverges.",
        ("overshoots",),
    ),
    Term(
        "frozen",
        "w_new = w",
        "A parameter that no update changes, marked ■. Its slope is still worked out.",
        ("■", "freeze"),
    ),
    Term(
        "weight decay",
        "g ← g + λ·θ",
        "Pulls every parameter a little towards 0 with each step. adamw adds λ·θ to the update instead.",
        ("λ", "lambda", "weight_decay"),
    ),
    Term(
        "velocity",
        "v ← μ·v + g",
        "What momentum remembers: the gradients so far, older ones counting less and less.",
        ("v", "μ", "mu"),
    ),
    Term(
        "moments",
        "m̂ = m/(1 − β₁ᵏ),  v̂ = v/(1 − β₂ᵏ)",
        "What adam remembers of each parameter: the mean of its gradients, m, and of their squares, v. "
        "Both begin at 0, which the divisors make good; k is the number of the step.",
        (
            "moment",
            "first moment",
            "second moment",
            "first_moment",
            "second_moment",
            "β₁",
            "β₂",
            "beta1",
            "beta2",
        ),
    ),
)
"""g stands for the gradient ∇L, here and below."""

OPTIMIZERS: tuple[Term, ...] = (
    Term(
        "optimizer",
        "θ_new = θ + update",
        "The rule that makes an update of the gradient g, the learning rate and what it remembers of steps before.",
    ),
    Term(
        "sgd",
        "update = −η·g",
        "Stochastic gradient descent: against the gradient, with no memory.",
        ("stochastic gradient descent", "stochastic"),
    ),
    Term(
        "momentum",
        "v ← μ·v + g,  update = −η·v",
        "Rolls on like a heavy ball: steps that agree grow, those that contradict each other cancel. μ is the "
        "share of the velocity that stays.",
    ),
    Term(
        "nesterov",
        "v ← μ·v + g,  update = −η·(g + μ·v)",
        "Momentum that looks one velocity ahead, and so brakes sooner.",
    ),
    Term(
        "adagrad",
        "s ← s + g²,  update = −η·g/(√s + ε)",
        "Divides each step by the root of all squared gradients so far: steep directions slow down, and all of them "
        "in time.",
        ("square_sum",),
    ),
    Term(
        "rmsprop",
        "s ← ρ·s + (1 − ρ)·g²,  update = −η·g/(√s + ε)",
        "As adagrad, but with a mean of the recent squares, ρ of which stays each time, so that it does not come "
        "to a halt.",
        ("mean_square", "ρ", "rho"),
    ),
    Term(
        "adam",
        "m ← β₁·m + (1 − β₁)·g,  v ← β₂·v + (1 − β₂)·g²,  update = −η·m̂/(√v̂ + ε)",
        "Momentum and rmsprop together, with corrected moments m̂ and v̂: every parameter moves by about η at "
        "first, whatever its slope.",
    ),
    Term(
        "adamw",
        "m ← β₁·m + (1 − β₁)·g,  v ← β₂·v + (1 − β₂)·g²,  update = −η·(m̂/(√v̂ + ε) + λ·θ)",
        "Adam with weight decay apart: λ·θ joins the update, and the moments do not see it.",
    ),
    Term(
        "epsilon",
        "ε",
        "A tiny number that keeps an optimizer from dividing by 0.",
        ("ε",),
    ),
)

SCHEDULES: tuple[Term, ...] = (
    Term(
        "schedule",
        "η_t = f(η, t),  t = step − 1",
        "How the learning rate changes as the run goes on: long steps first, to get near, short ones then, to settle.",
    ),
    Term("constant", "η_t = η", "The learning rate stays what it is."),
    Term(
        "step decay",
        "η_t = η·factor^⌊t/every⌋",
        "So many steps with one learning rate, then it is multiplied by a factor, and so on. Its name in settings "
        "is step.",
    ),
    Term(
        "exponential",
        "η_t = η·factor^t",
        "The learning rate is multiplied by the same factor after every step.",
    ),
    Term(
        "inverse_time",
        "η_t = η/(1 + decay·t)",
        "Falls fast at first, then ever more slowly: after 1/decay steps it is half.",
        ("inverse time",),
    ),
    Term(
        "cosine",
        "η_t = minimum + (η − minimum)·(1 + cos(π·min(t, steps)/steps))/2",
        "Half a wave from η down to the least rate, which then stays.",
    ),
    Term(
        "linear_warmup",
        "η_t = η·min(1, (t + 1)/steps)",
        "Begins with a part of η and reaches all of it evenly after so many steps.",
        ("linear warmup", "warmup"),
    ),
)
