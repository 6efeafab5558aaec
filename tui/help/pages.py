"""The pages of the help: what each pane shows, and what its marks say."""

from __future__ import annotations

from collections.abc import Mapping

from tui.help.page import Mark, Page

_NETWORK = Page(
    "The network, inputs at the left, outputs at the right, with every number that this step has come to. In forward "
    "the values flow right, in backward the gradients flow left, in update the new values land. The upper edge says "
    "how the loss is reckoned. A network that is too large for all of its numbers is drawn with fewer of "
    "them; enlarged, it has more room.",
    (
        Mark(
            "▌",
            "what is told at this moment; its line is thick, and an arrow on it says which way it flows",
            "now",
        ),
        Mark("·", "not worked out yet", "dim"),
        Mark("a₁₁ z₁₁", "what the unit hands on, and its weighted sum: layer 1, unit 1"),
        Mark("ŷ y L", "the prediction, the target of this row, and the loss of this step before its update"),
        Mark("w¹₁₂ b₁₂", "a weight, layer 1, from input 1 to unit 2; a bias, layer 1, unit 2"),
        Mark("∂L", "the slope of the loss by that parameter: its gradient", "gradient"),
        Mark("δ", "the slope of the loss by what the unit hands on, ∂L/∂a", "gradient"),
        Mark("δz", "the slope of the loss by the unit's sum, ∂L/∂z", "gradient"),
        Mark("Δ ←", "the parameter's update, and its new value", "update"),
        Mark("■", "in the place of ←: frozen, no update changes it", "dim"),
        Mark("─ ╌ ━", "a positive weight, a negative one, and a large one", "text"),
        Mark("● • ○ ◦", "the same in a mark: positive, large or small, and negative"),
        Mark("░▒▓█", "a layer's numbers from the least to the greatest", "text"),
    ),
    "Select the next weight, bias or unit: the story turns to it",
)

_FUNCTION = Page(
    "What is descended. With one variable a curve, the point of now on it, its tangent once the slope is known, and "
    "the update as the way that is gone. With two variables the same from above, with contour lines. With more, "
    "and where there is room, the graph: each operation with its value and its slope.",
    (
        Mark("●", "the point of this step", "now"),
        Mark("◌", "where the update takes it", "update"),
        Mark(
            "Σ", "in the graph, the value stands in several places: its slope is the sum through all of them"
        ),
        Mark("○", "the points of the steps before", "trail"),
        Mark("Δ", "the update: how far, and which way", "update"),
        Mark("◂ ▸ ▴ ▾", "at the edge: what lies outside of what the chart shows"),
    ),
    "Select the next value: the story turns to it",
)

_STORY = Page(
    "Every operation of this step in its order: the formula, the same with today's numbers, and the result. "
    "The equations hold between the digits that are shown. What you select, on the stage or among the parameters, has "
    "a story of its own: its chain rule factor by factor, and what its update does to the loss.",
    (
        Mark("▌", "what is told at this moment", "now"),
        Mark("›", "the line that you read"),
        Mark("grey", "still to come: symbols without numbers", "dim"),
        Mark("←", "takes the new value", "update"),
        Mark("→", "before and after the update"),
        Mark("f′", "the slope of an activation"),
        Mark("…", "more than there is room for"),
    ),
    "Read on, line by line",
)

_PARAMETERS = Page(
    "A line for each parameter: its value before this step, its gradient, the update, and the new value. The upper "
    "edge has |∇L|, the length of the gradient. Of many parameters those around the selected one are listed.",
    (
        Mark("▌", "what is told at this moment", "now"),
        Mark("▸", "selected"),
        Mark("■", "frozen: no update changes it"),
        Mark("▁…▇", "its history, from its least value to its greatest", "dim"),
        Mark("·", "not worked out yet", "dim"),
    ),
    "Select the next parameter: the story turns to it",
)

_DATA = Page(
    "A line for each row of the data: inputs, target, the prediction ŷ and the loss, both under the parameters before "
    "this step. Below them stands the mean loss of all rows, before and after the update, and at an epoch's end the "
    "epoch mean.",
    (
        Mark("▌", "the row that is told at this moment", "now"),
        Mark("▏", "the other rows of the same batch", "now"),
        Mark("▸", "marked by you"),
        Mark("·", "not worked out yet", "dim"),
    ),
    "Mark the next row",
)

_LOSS = Page(
    "The loss over the steps of the run: of each row before its own update, the epoch mean, and all rows under one θ. "
    "Below stand the exact numbers of the step at the cursor, or else of the step that is looked at. Compared runs "
    "have a line each; other branches stay dotted, as ghosts.",
    (
        Mark("●", "where you are", "now"),
        Mark("• ◆ ■ ▼", "each loss, the epoch mean, all rows, test rows", "text"),
        Mark("● ▲ ■ ◆ ▼ ×", "the compared runs, where there are any; the legend says which is which", "text"),
        Mark("○", "how far another branch has come", "dim"),
        Mark("│", "the cursor"),
        Mark("┊", "the end of an epoch", "dim"),
        Mark("grey", "further on than you are: the run has been there before", "dim"),
        Mark("y log", "a log axis: 1, 10 and 100 are as far apart from each other"),
    ),
)

_LESSON = Page(
    "What the scenario has to say at this place. Each cue comes at the end of a phase, when its numbers stand on the "
    "screen, and stays until the next one: dimmed, and with the step that it is from, once that step is left.",
    (
        Mark("▎", "lit where a cue has come; before the first one the text is the scenario's summary", "now"),
        Mark("…", "there is more to read: the number of the pane gives it the whole screen"),
    ),
)

PAGES: Mapping[tuple[str, bool], Page] = {
    ("stage", True): _NETWORK,
    ("stage", False): _FUNCTION,
    **{
        (name, network): page
        for network in (True, False)
        for name, page in (
            ("story", _STORY),
            ("parameters", _PARAMETERS),
            ("data", _DATA),
            ("loss", _LOSS),
            ("lesson", _LESSON),
        )
    },
}
"""The page of each pane, by whether a network is shown."""

AROUND: tuple[Mark, ...] = (
    Mark("[ ]", "above, beside the title: which of the compared runs the panes show"),
    Mark("↳", "above: what you changed last, on the branch that you are on", "change"),
    Mark("▐ ▌", "below: the phase that has just been told; then comes the next one to its right", "now"),
    Mark("↺", "below: after update the next step begins with select"),
    Mark("▶ ❚❚", "below: playing, or not; between ‹ › the speed, in steps a second"),
    Mark("━━●──", "below: how far the run has come; a click goes there", "now"),
)
"""What stands in the lines above and below the panes."""

PICKER = Page(
    "The scenarios that come with gradstep, from the simple to the less simple: each is a network with its data, or a "
    "function, with a lesson. Files of your own open from the command line: gradstep new mine.toml writes one to begin "
    "with, gradstep mine.toml opens it.",
    (
        Mark("▸", "the one that opens with Enter"),
        Mark("texts", "how many its lesson has: they come as you step, or as it plays"),
    ),
    "Mark the next scenario",
)
"""The list of scenarios."""
