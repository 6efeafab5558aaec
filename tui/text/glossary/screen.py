"""Glossary terms for elements of the screen."""

from __future__ import annotations

from tui.text.glossary.term import Term

SCREEN: tuple[Term, ...] = (
    Term(
        "now",
        "▌ ▐ ▌ ●",
        "What is being told at this moment: a bar before the line, a block around the phase, a dot in the charts.",
        ("▌", "●"),
    ),
    Term(
        "not known yet", "·", "A number that has not been worked out yet at this moment of the step.", ("·",)
    ),
    Term(
        "branch",
        "↳",
        "Whatever you change begins a branch from that step on; the run as it was stays, and can be returned to.",
        ("↳", "branches"),
    ),
    Term("ghost", "┄", "Another branch, dotted in the loss chart: what would have been without the change."),
    Term(
        "compared run",
        "",
        "The same scenario with other settings, moved step by step beside the first; its label stands in brackets "
        "in the top line.",
        ("compared runs", "run"),
    ),
    Term(
        "breakpoint",
        "loss < 0.5",
        "A condition at which playing stops: the first step for which it holds.",
        ("■",),
    ),
    Term(
        "condition",
        "loss < 0.5,  loss rises,  w2_1_1 changes sign",
        "Something that holds at a step or not.",
    ),
    Term(
        "cue",
        "",
        "A place where the scenario has something to say; the lesson then has a lit bar.",
        ("lesson",),
    ),
    Term(
        "log axis",
        "1, 10, 100, …",
        "Each line up is ten times the one below, so that small losses can still be told apart: y log in the edge.",
        ("log", "logarithmic axis", "y log"),
    ),
    Term(
        "history",
        "▁▂▃▄▅▆▇",
        "A parameter's values from the start until now, from its least to its greatest.",
        ("sparkline", "▁"),
    ),
    Term(
        "contour lines",
        "",
        "Lines through places where L is equally large, as on a hiking map: descent crosses them at right angles.",
        ("contour", "level lines"),
    ),
    Term(
        "digits",
        "−11.776",
        "Numbers have six significant digits until m or M changes that; small and large ones are written with a power "
        "of ten, 1e−5.",
        ("precision", "significant digits"),
    ),
)
