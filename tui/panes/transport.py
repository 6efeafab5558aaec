"""The bar at the top and the transport below: what is trained, where in the run, where in the cycle of the step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.insight.analysis.divergence import is_growing
from engine.insight.story.beats import Phase
from engine.objectives.network import Network
from tui.drawing.spans import Row, Span, spread, width_of
from tui.panes.help_page import Mark
from tui.panes.terms import linked
from tui.workspace.snapshot import Snapshot

_CYCLE_FROM = 60
"""From this width on the whole cycle of a step is shown."""

_SHORT_TITLE = 12
"""Cells that a title is worth being cut to beside the program's name."""
_SHORTEST_BAR, _LONGEST_BAR = 8, 40
"""Cells of the bar that shows how far the run has come."""

_ENDED = {
    "diverged": "diverged",
    "converged": "converged",
    "epochs": "all epochs done",
    "steps": "all steps done",
}
_DIVERGENCE = "term:divergence"


MARKS: tuple[Mark, ...] = (
    Mark("[ ]", "above, after the title: which of the compared runs the panes show"),
    Mark("↳", "above: the last change on the current branch", "change"),
    Mark("▐ ▌", "below: the current phase; the next one is at its right", "now"),
    Mark("↺", "below: after the update the next step begins with select"),
    Mark("▶ ❚❚", "below: playing or paused; between ‹ › the speed in steps a second"),
    Mark("━━●──", "below: the progress of the run; click it to go to a step", "now"),
)
"""The signs in the header and the transport."""


@dataclass(frozen=True)
class PlaybackStatus:
    """What the transport shows of the player."""

    playing: bool
    speed: str
    """Such as "1×" or "max"."""
    left: str = ""
    """How long it takes on, where that is long: "12 s left"."""


def header(snapshot: Snapshot, width: int) -> Row:
    """The title, the place in the run, and the settings in force; what there is no room for is left out."""
    write = snapshot.notation
    optimizer = snapshot.training.optimizer.name
    settings = [
        linked(f"{write.text('η')} {write.number(snapshot.learning_rate)}", "dim", "learning rate"),
        Span("  ", "dim"),
        linked(optimizer, "dim"),
    ]
    left: list[Span] = [Span(" gradstep ", "brand"), Span(f"  {snapshot.title}", "title")]
    if len(snapshot.lines) > 1:
        left.append(
            Span(f"  [{snapshot.lines[snapshot.shown].label}]", f"run-{snapshot.shown % 6}", "do:next_run")
        )
    changed = [Span(f"  ↳ {snapshot.change}", "change", "do:branches")] if snapshot.change else []
    for place in _places(snapshot, snapshot.network):
        for shown in (settings, settings[:1]):
            right = [Span("  ", "now"), *_linked(place), Span("   ", "now"), *shown, Span(" ", "dim")]
            if width_of([*left, *changed]) + width_of(right) <= width:
                return spread([*left, *changed], right, width)
    if width - width_of(right) < width_of(left[:1]) + _SHORT_TITLE:
        # What is trained says more than what trains it.
        left[:2] = [Span(f" {snapshot.title}", "title")]
    return spread([*left, *changed], right, width)


def _linked(place: str) -> Iterator[Span]:
    """The parts of a place, each with the term that its first word is."""
    for part, text in enumerate(place.split("  ")):
        yield Span("  " if part else "", "now")
        yield linked(text, "now", text.partition(" ")[0])


def _places(snapshot: Snapshot, network: Network | None) -> list[str]:
    """Where in the run we are, from the whole to the short; and how far others are where this one has ended before."""
    step, sampler = snapshot.place.step, snapshot.training.sampler
    if step == 0:
        return ["start"]
    others = f"  others at step {snapshot.furthest}" if snapshot.furthest > step else ""
    whole = f"step {step} of {snapshot.training.steps}{others}"
    if network is None or sampler is None:
        return [whole, f"step {step}/{snapshot.training.steps}{others.replace('step ', '')}"]
    epochs = -(-snapshot.training.steps // sampler.steps_per_epoch)
    within = (step - 1) % sampler.steps_per_epoch + 1
    epoch = sampler.epoch(step)
    text = f"epoch {epoch} of {epochs}  {snapshot.unit} {within} of {sampler.steps_per_epoch}"
    short = f"epoch {epoch}/{epochs}  {snapshot.unit} {within}/{sampler.steps_per_epoch}"
    return [f"{text}  {whole}", f"{text}{others}", f"{short}{others.replace('step ', '')}"]


def transport(snapshot: Snapshot, playback: PlaybackStatus, width: int) -> Row:
    """The cycle of a step with the phase that we are in, keys for the mouse, and how far the run has come."""
    left = [*(_cycle(snapshot) if width >= _CYCLE_FROM else _here(snapshot))]
    message = _message(snapshot)
    if message is not None:
        left.append(message)
    state = "▶ " if playback.playing else "❚❚"
    role = "now" if playback.playing else "text"
    speed = [
        Span(f" {state} ", role, "do:play"),
        Span("‹", "dim", "do:slower"),
        Span(playback.speed, role),
        Span("› ", "dim", "do:faster"),
    ]
    percent = [Span(f" {100 * snapshot.furthest / snapshot.training.steps:3.0f} % ", "dim")]
    told = [Span(f" {playback.left}", "dim")] if playback.left else []
    room = width - width_of([*left, *speed, *percent])
    buttons = [*([Span(" ", "text")] if message is not None else []), *_buttons(snapshot)]
    if room - width_of(buttons) < _SHORTEST_BAR:
        buttons = []
    room -= width_of(buttons)
    if room - width_of(told) < _SHORTEST_BAR:
        told = []
    room -= width_of(told)
    bar = [*_bar(snapshot, min(_LONGEST_BAR, room))] if room >= _SHORTEST_BAR else []
    right = [*buttons, *speed, *bar, *told, *(percent if room >= 0 else [])]
    return spread(left, right, width)


def _cycle(snapshot: Snapshot) -> Iterator[Span]:
    phase = None if snapshot.place.step == 0 else snapshot.phase
    yield Span(" ", "text")
    for one in Phase:
        if one is not Phase.SELECT:
            yield Span(" ─ ", "frame")
        here = one is phase
        text = f"▐{one.value}▌" if here else one.value
        yield Span(text, "now-block" if here else "dim", f"phase:{one.value}")
    yield Span(" ─↺ ", "frame")


def _here(snapshot: Snapshot) -> Iterator[Span]:
    """The phase that we are in and its place in the cycle, where there is no room for the others."""
    phases = list(Phase)
    if snapshot.place.step and snapshot.phase is not None:
        yield Span(f" ▐{snapshot.phase.value}▌", "now-block")
        yield Span(f" {phases.index(snapshot.phase) + 1}/{len(phases)} ", "dim")
    else:
        yield Span(" start ", "dim")


def _buttons(snapshot: Snapshot) -> Iterator[Span]:
    """The grains of time, each between its way back and its way forward, for the mouse."""
    grains = ["beat", "phase", "row"] + (["epoch"] if snapshot.network is not None else [])
    for grain in grains:
        label = snapshot.unit if grain == "row" else grain
        yield Span("‹", "key", f"do:back.{grain}")
        yield Span(label, "dim")
        yield Span("›", "key", f"do:forward.{grain}")
        yield Span(" ", "dim")


def _bar(snapshot: Snapshot, size: int) -> Iterator[Span]:
    """How far the runs have come; a click goes to the step of its cell."""
    steps = snapshot.training.steps
    here = round((size - 1) * min(1.0, snapshot.furthest / steps))
    for cell in range(size):
        text, role = ("━", "now") if cell < here else ("●", "now") if cell == here else ("─", "frame")
        yield Span(text, role, f"step:{round(steps * cell / (size - 1))}")


def _message(snapshot: Snapshot) -> Span | None:
    """How the run ended, what stopped it, or that it is going wrong, once the cursor is there."""
    ending, step = snapshot.branch.ending, snapshot.place.step
    growing = step > 0 and is_growing(snapshot.branch, step)
    if ending is not None and step == ending.step and snapshot.complete:
        if growing and ending.reason != "diverged":
            return Span(f" {_ENDED[ending.reason]}, diverging", "warning", _DIVERGENCE)
        if ending.reason == "diverged":
            return Span(f" {_ENDED[ending.reason]}", "warning", _DIVERGENCE)
        target = "term:convergence" if ending.reason == "converged" else ""
        return Span(f" {_ENDED[ending.reason]}", "good", target)
    if snapshot.stopped and snapshot.complete:
        return Span(f" ■ {snapshot.stopped}", "now", "do:breakpoints")
    return Span(" diverging", "warning", _DIVERGENCE) if growing else None
