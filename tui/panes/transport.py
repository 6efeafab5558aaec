"""The bar at the top and the transport below: what is trained, where in the run, where in the cycle of the step."""

from __future__ import annotations

from dataclasses import dataclass

from engine.insight.beats import Phase
from engine.insight.divergence import is_growing
from engine.objectives.network import Network
from tui.charts.rows import Row, Span
from tui.drawing import spread, width_of
from tui.moment import Moment

_SHORTEST_BAR, _LONGEST_BAR = 8, 40
"""Cells of the bar that shows how far the run has come."""


@dataclass(frozen=True)
class Playback:
    """What the transport shows of the player."""

    playing: bool
    speed: str
    """Such as "1×" or "max"."""


def header(moment: Moment, width: int) -> Row:
    """The title, the place in the run, and the settings in force; what there is no room for is left out."""
    write = moment.notation
    settings = [f"η {write.number(moment.learning_rate)}", moment.training.optimizer.name]
    left: list[Span] = [Span(" gradstep ", "brand"), Span(f"  {moment.title}", "title")]
    if len(moment.lines) > 1:
        left.append(Span(f"  [{moment.lines[moment.shown].label}]", f"run-{moment.shown % 6}"))
    for place in _places(moment, moment.network):
        for count in range(len(settings), 0, -1):
            right = (Span(f"  {place}   ", "now"), Span("  ".join(settings[:count]) + " ", "dim"))
            if width_of(left) + width_of(right) <= width:
                return spread(left, right, width)
    return spread(left, right, width)


def _places(moment: Moment, network: Network | None) -> list[str]:
    """Where in the run we are, from the whole to the short."""
    step, sampler = moment.place.step, moment.training.sampler
    if step == 0:
        return ["start"]
    whole = f"step {step} of {moment.training.steps}"
    if network is None or sampler is None:
        return [whole, f"step {step}/{moment.training.steps}"]
    epochs = -(-moment.training.steps // sampler.steps_per_epoch)
    within = (step - 1) % sampler.steps_per_epoch + 1
    epoch = sampler.epoch(step)
    text = f"epoch {epoch} of {epochs}  {moment.unit} {within} of {sampler.steps_per_epoch}"
    short = f"epoch {epoch}/{epochs}  {moment.unit} {within}/{sampler.steps_per_epoch}"
    return [f"{text}  {whole}", text, short]


def transport(moment: Moment, playback: Playback, width: int) -> Row:
    """The cycle of a step with the phase that we are in, the player, and how far the run has come."""
    phase = None if moment.place.step == 0 else moment.phase
    cycle: list[Span] = [Span(" ", "text")]
    for one in Phase:
        if one is not Phase.SELECT:
            cycle.append(Span(" ─ ", "frame"))
        here = one is phase
        cycle.append(Span(f"▐{one.value}▌" if here else one.value, "now-block" if here else "dim"))
    cycle.append(Span(" ─↺ ", "frame"))
    state = "▶ " if playback.playing else "❚❚"
    share = moment.place.step / moment.training.steps
    right: list[Span] = [Span(f" {state} {playback.speed} ", "now" if playback.playing else "text")]
    percent = Span(f" {100 * share:3.0f} % ", "dim")
    message = _message(moment)
    room = width - width_of(cycle) - width_of(right) - width_of([percent])
    if message is not None:
        cycle.append(message)
        room -= width_of([message])
    if room >= _SHORTEST_BAR:
        size = min(_LONGEST_BAR, room)
        done = round((size - 1) * min(1.0, share))
        right += [Span("━" * done, "now"), Span("●", "now"), Span("─" * (size - 1 - done), "frame")]
    if room >= 0:
        right.append(percent)
    return spread(cycle, right, width)


def _message(moment: Moment) -> Span | None:
    """How the run ended, or that it is going wrong, once the cursor is there."""
    ending = moment.branch.ending
    if ending is not None and moment.place.step == ending.step and moment.complete:
        role = "warning" if ending.reason == "diverged" else "good"
        words = {
            "diverged": "diverged",
            "converged": "converged",
            "epochs": "all epochs done",
            "steps": "all steps done",
        }
        return Span(f" {words[ending.reason]}", role)
    if moment.place.step and is_growing(moment.branch, moment.place.step):
        return Span(" diverging", "warning")
    return None
