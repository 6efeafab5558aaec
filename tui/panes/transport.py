"""The header and the transport: title and settings, position in the run, and position in the cycle of a step."""

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
"""Width from which the whole cycle of a step is shown."""

_MIN_TITLE_WIDTH = 12
"""Cells of a title beside the name of the program, at least; for fewer, that name is left out."""
_MIN_BAR_WIDTH, _MAX_BAR_WIDTH = 8, 40
"""Cells of the progress bar."""

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
    """The state of the player as the transport shows it."""

    playing: bool
    speed: str
    """Such as "1×" or "max"."""
    left: str = ""
    """The time that is left, if it is long: "12 s left"."""


def header(snapshot: Snapshot, width: int) -> Row:
    """Title, position in the run, and current settings, in as much detail as there is room for."""
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
            Span(f"  [{snapshot.lines[snapshot.shown].name}]", f"run-{snapshot.shown % 6}", "do:next_run")
        )
    changed = [Span(f"  ↳ {snapshot.change}", "change", "do:branches")] if snapshot.change else []
    for position in _positions(snapshot, snapshot.network):
        for shown in (settings, settings[:1]):
            right = [Span("  ", "now"), *_linked(position), Span("   ", "now"), *shown, Span(" ", "dim")]
            if width_of([*left, *changed]) + width_of(right) <= width:
                return spread([*left, *changed], right, width)
    if width - width_of(right) < width_of(left[:1]) + _MIN_TITLE_WIDTH:
        # The title is more important than the name of the program.
        left[:2] = [Span(f" {snapshot.title}", "title")]
    return spread([*left, *changed], right, width)


def _linked(position: str) -> Iterator[Span]:
    """The parts of a position, each linked to the term that its first word is."""
    for part, text in enumerate(position.split("  ")):
        yield Span("  " if part else "", "now")
        yield linked(text, "now", text.partition(" ")[0])


def _positions(snapshot: Snapshot, network: Network | None) -> list[str]:
    """The position in the run, from the longest form to the shortest, with that of other runs if this one has ended."""
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
    """The cycle of a step with the current phase, buttons for the mouse, and the progress of the run."""
    left = [*(_cycle(snapshot) if width >= _CYCLE_FROM else _current_phase(snapshot))]
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
    time_left = [Span(f" {playback.left}", "dim")] if playback.left else []
    room = width - width_of([*left, *speed, *percent])
    buttons = [*([Span(" ", "text")] if message is not None else []), *_buttons(snapshot)]
    if room - width_of(buttons) < _MIN_BAR_WIDTH:
        buttons = []
    room -= width_of(buttons)
    if room - width_of(time_left) < _MIN_BAR_WIDTH:
        time_left = []
    room -= width_of(time_left)
    bar = [*_bar(snapshot, min(_MAX_BAR_WIDTH, room))] if room >= _MIN_BAR_WIDTH else []
    right = [*buttons, *speed, *bar, *time_left, *(percent if room >= 0 else [])]
    return spread(left, right, width)


def _cycle(snapshot: Snapshot) -> Iterator[Span]:
    phase = None if snapshot.place.step == 0 else snapshot.phase
    yield Span(" ", "text")
    for step_phase in Phase:
        if step_phase is not Phase.SELECT:
            yield Span(" ─ ", "frame")
        current, name = step_phase is phase, step_phase.value
        yield Span(f"▐{name}▌" if current else name, "now-block" if current else "dim", f"phase:{name}")
    yield Span(" ─↺ ", "frame")


def _current_phase(snapshot: Snapshot) -> Iterator[Span]:
    """The current phase and its number in the cycle, where there is no room for the others."""
    phases = list(Phase)
    if snapshot.place.step and snapshot.phase is not None:
        yield Span(f" ▐{snapshot.phase.value}▌", "now-block")
        yield Span(f" {phases.index(snapshot.phase) + 1}/{len(phases)} ", "dim")
    else:
        yield Span(" start ", "dim")


def _buttons(snapshot: Snapshot) -> Iterator[Span]:
    """The grains of time, each between its buttons for back and forward."""
    grains = ["beat", "phase", "row"] + (["epoch"] if snapshot.network is not None else [])
    for grain in grains:
        label = snapshot.unit if grain == "row" else grain
        yield Span("‹", "key", f"do:back.{grain}")
        yield Span(label, "dim")
        yield Span("›", "key", f"do:forward.{grain}")
        yield Span(" ", "dim")


def _bar(snapshot: Snapshot, size: int) -> Iterator[Span]:
    """The progress of the runs; a click goes to the step of a cell."""
    steps = snapshot.training.steps
    here = round((size - 1) * min(1.0, snapshot.furthest / steps))
    for cell in range(size):
        text, role = ("━", "now") if cell < here else ("●", "now") if cell == here else ("─", "frame")
        yield Span(text, role, f"step:{round(steps * cell / (size - 1))}")


def _message(snapshot: Snapshot) -> Span | None:
    """The end of the run, the breakpoint that stopped it, or that it is diverging, at the current step."""
    ended, step = snapshot.end, snapshot.place.step
    growing = step > 0 and is_growing(snapshot.branch, step)
    if ended is not None:
        text = f" {snapshot.notation.text(ended.short)}"
        if ended.is_failure:
            return Span(text, "warning", _DIVERGENCE)
        if growing:
            return Span(f"{text}, diverging", "warning", _DIVERGENCE)
        return Span(text, "good", "term:convergence" if ended.criteria else "")
    if snapshot.stopped and snapshot.complete:
        return Span(f" ■ {snapshot.stopped}", "now", "do:breakpoints")
    return Span(" diverging", "warning", _DIVERGENCE) if growing else None
