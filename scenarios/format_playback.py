"""Parts for presenting a run: compared runs, cues, and questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from scenarios.fields import Array, Count, Label, Named, NotNegative, Part
from scenarios.language import Condition, Template, parsed
from scenarios.wording import described

Settings = Annotated[Mapping[str, Any], Field(min_length=1)]


class Compare(Part):
    """The same scenario again, with other settings, beside the first."""

    label: Label = Field(description="What the run is called; each has a label of its own.")
    set: Settings = Field(
        description="What is different: dotted keys of this file and their values, such as "
        '{ "training.optimizer.learning_rate" = 0.01 }.'
    )


class CueMoment(Part):
    """A place in the run: an epoch and a row, or a step; and a phase of it."""

    called = "a moment"

    epoch: Count | None = Field(None, description="The epoch, from 1.")
    row: Count | None = Field(
        None, description="With an epoch: the row, by its number in the data; default: the first."
    )
    step: Count | None = Field(None, description="In place of an epoch: the step, from 1.")
    phase: Literal["select", "forward", "loss", "backward", "update"] = Field(
        "select", description="The phase of that step."
    )


_WORD = "<a word>"


def _moment_or_word(value: Any) -> str:
    if isinstance(value, dict | CueMoment):
        return "<a moment>"
    return _WORD if isinstance(value, str) else ""


def _answer(value: object) -> object:
    if isinstance(value, str):
        parsed(value)
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 1e300:
        return value
    raise ValueError(f"expected an expression in quotes, or a number, got {described(value)}")


class Ask(Part):
    """A question, answered with a number, or with one of some choices."""

    text: Template = Field(description="The question, in Markdown.")
    answer: Annotated[str | int | float, BeforeValidator(_answer)] = Field(
        description='The right number, as an expression such as "value.a2_1"; with choices: which, from 1.'
    )
    choices: Annotated[Array[Template], Field(min_length=2, max_length=9)] | None = Field(
        None, description="The answers to choose from; default: the answer is typed."
    )
    tolerance: NotNegative | None = Field(
        None, description="How far a typed number may be off; default: half a percent of the right one."
    )
    hint: Template | None = Field(
        None, description="What helps, shown when asked for or after a wrong answer."
    )
    why: Template | None = Field(None, description="The reason, shown after the answer.")


class Cue(Part):
    """One entry of the playback script: when, and what happens then."""

    at: (
        Annotated[
            Annotated[CueMoment, Tag("<a moment>")] | Annotated[Literal["start", "end"], Tag(_WORD)],
            Discriminator(_moment_or_word),
        ]
        | None
    ) = Field(
        None, description='A moment such as { epoch = 1, row = 1, phase = "loss" }, or "start" or "end".'
    )
    step: Count | None = Field(None, description="In place of `at`: the step, from 1.")
    when: Condition | None = Field(
        None, description='In place of `at`: the first step for which this holds, such as "loss < 0.5".'
    )
    say: Template | None = Field(
        None,
        description="Markdown; {expression:format} stands for a number of that moment: {value.a2_1:.3g}.",
    )
    focus: (
        Literal["stage", "story", "parameters", "data", "loss", "transport", "lesson", "network", "function"]
        | None
    ) = Field(None, description="The pane to light up; network and function mean the stage.")
    pause: Annotated[float, Field(ge=0, le=3600)] | None = Field(
        None, description="Seconds in playback; default: from the length of the text."
    )
    set: Settings | None = Field(
        None, description="What changes from here on: learning_rate, or dotted keys under training."
    )
    knob: Annotated[Named[float], Field(min_length=1)] | None = Field(
        None, description="Parameters that are turned by hand, and the numbers they are given."
    )
    ask: Ask | None = Field(None, description="A question.")
