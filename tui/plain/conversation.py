"""One scenario as a conversation: does what is typed on its desk, and says what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from time import monotonic
from typing import NamedTuple

from engine.descent.branch import Branch
from engine.insight.story.cursor import Place
from scenarios.errors import ScenarioError
from scenarios.format import Scenario
from scenarios.wording import quoted
from tui.lessons.script import Script, snapshot_with_lesson
from tui.plain import describe
from tui.plain.lines import Lines, Overlong
from tui.plain.outcomes import Refused
from tui.plain.page import MOST, Page
from tui.plain.playback import Playing
from tui.plain.signal_watcher import SignalWatcher
from tui.plain.vocabulary import Unknown, Vocabulary
from tui.text.markdown import blocks
from tui.workspace.navigation import NoSuchPlace, go_to, or_back
from tui.workspace.parameter_patterns import pattern_of
from tui.workspace.run import Run
from tui.workspace.snapshot import Snapshot
from tui.workspace.workspace import Workspace

_FIRST_REPORT = 2.0
"""Seconds of a long way until it is first told how far it has come; then twice as long each time."""

_AGAIN = "beat"
"""What an empty line does as long as nothing has moved: the next beat."""


class Seen(NamedTuple):
    """What was told of."""

    run: int
    branch: Branch | None
    place: Place
    step: int
    """The furthest run's."""

    @classmethod
    def of(cls, workspace: Workspace) -> Seen:
        """What there is to be told of now."""
        return cls(workspace.shown, workspace.run.timeline.branch, workspace.run.cursor.place, workspace.step)


NOTHING = Seen(-1, None, Place(-1, 0), -1)
"""Nothing yet."""


class Conversation:
    """What the commands are made of, as the workbench is for keys."""

    def __init__(
        self,
        workspace: Workspace,
        script: Script,
        scenario: Scenario,
        vocabulary: Vocabulary,
        *,
        page: Page,
        lines: Lines,
        signal_watcher: SignalWatcher,
        speed: float,
        loop: bool,
        drawn: Callable[[], None],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Args: what is looked at, and through what; `drawn` is called whenever something has been said of it."""
        self.workspace, self.script, self.scenario, self.vocabulary = workspace, script, scenario, vocabulary
        self.page, self.lines, self.signal_watcher, self.clock = page, lines, signal_watcher, clock
        self._drawn = drawn
        self._seen = NOTHING
        """What was told of last."""
        self._lesson: tuple[str, int] | None = None
        """What the script has said, and at which step; None where it said nothing."""
        self._trouble = ""
        """What was said last of a run that diverges."""
        self.cue: int | None = None
        """The cue that one has come to, as far as that was told."""
        self._again = _AGAIN
        self.playing = Playing(self, speed=speed, loop=loop)

    # The conversation

    def begin(self) -> None:
        """Say what this is, and where one stands."""
        self.page.say(self.workspace.title)
        self._say_text(self.workspace.summary)
        step, helped, left = map(self.vocabulary.shortest, ("forward.row", "help", "leave"))
        self.page.say(
            f"Type a command and Enter: {step} takes the next step, {helped} lists all commands, {left} leaves."
        )
        self.where()

    def talk(self) -> None:
        """Do one line after the other, until there is none any more.

        Raises:
            Left: somebody wants to leave.
            Ended: a signal does.
            KeyboardInterrupt: Ctrl+C, twice where a person types.
        """
        while (line := self._line()) is not None:
            self.signal_watcher.begin()
            self.do(line)
            self.signal_watcher.raise_if_requested()

    def _line(self) -> str | None:
        """The next line: the one that has ended a playback, or one that is asked for; None for the end."""
        line, self.playing.interrupted_by = self.playing.interrupted_by, ""
        warned = False
        while not line.strip():
            self.signal_watcher.begin()
            self.page.ask()
            try:
                with self.signal_watcher.waiting():
                    read = self.lines.next()
            except Overlong as fault:
                self.page.say(str(fault))
                continue
            except KeyboardInterrupt:
                self.page.say("")
                if warned or not self.lines.typed:
                    raise
                warned = True
                self.page.say("Ctrl+C once more leaves, and so does quit.")
                continue
            if read is None:
                self.page.say("")
                return None
            if not self.lines.shown:
                self.page.echo(read)
            return read
        return line

    def do(self, line: str) -> None:
        """Do what a line says; where that cannot be, say why."""
        again = not line.strip()
        line = self._again if again else line
        try:
            meant = self.vocabulary.meant(line)
            if meant.argument and not meant.command.takes:
                raise Refused(f"Nothing is written behind {meant.command.words[0]}.")
            meant.command.do(self, meant.argument.strip())
            if meant.command.moves:
                self._again = line
        except (Unknown, Refused, NoSuchPlace) as fault:
            self.page.say(str(fault))
        except ScenarioError as error:
            for told in error.description.splitlines():
                self.page.say(told)
        self._drawn()

    # What there is to say

    @property
    def snapshot(self) -> Snapshot:
        """What there is to tell now."""
        return self.workspace.snapshot()

    def arrived(self, lines: Iterable[str], *, most: int = MOST, brief: bool = False) -> int | None:
        """Say where one is and what there is to say of it, and what the script says there; the cue that says it.

        Args:
            lines: what there is to say.
            most: so many of them at once.
            brief: whether they say themselves where one is.
        """
        snapshot, cue = snapshot_with_lesson(self.workspace, self.script)
        seen, self._seen = self._seen, Seen.of(self.workspace)
        if not brief:
            self.page.say(f"{describe.place(snapshot)}.")
        self.page.list(lines, most)
        if snapshot.stopped:
            self.page.say(f"Stopped by the breakpoint {snapshot.stopped}.")
        if (ended := describe.end(snapshot)) and seen._replace(step=self._seen.step) != self._seen:
            self.page.say(ended)
        if snapshot.divergence and snapshot.divergence != self._trouble:
            self.page.say(snapshot.notation.prose(snapshot.divergence))
        self._trouble = snapshot.divergence
        lesson = (snapshot.lesson, snapshot.place.step) if cue is not None else None
        if lesson is not None and lesson != self._lesson:
            self._say_text(snapshot.lesson, "Lesson: ")
        self.cue, self._lesson = cue, lesson
        self._drawn()
        return cue

    def beat_reached(self) -> None:
        """Say the beat that one has come to; where one stands only if that is another phase or step than before."""
        snapshot, now, before = self.snapshot, Seen.of(self.workspace), self._seen
        within = (
            before._replace(place=now.place, step=now.step) == now and before.place.step == now.place.step
        )
        if within and snapshot.beats[min(before.place.beat, len(snapshot.beats)) - 1].phase is snapshot.phase:
            number = f"beat {snapshot.place.beat:,} of {len(snapshot.beats):,}"
            self.arrived([f"{number}: {describe.beat(snapshot)}"], brief=True)
        else:
            self.arrived([describe.beat(snapshot)])

    def played(self) -> int | None:
        """Say where a playback has come to, if that was not said yet; the cue that it has come to."""
        workspace, snapshot = self.workspace, self.snapshot
        if self._seen == Seen.of(workspace):
            return self.cue
        if workspace.step > snapshot.place.step:
            return self.arrived(describe.others(snapshot, workspace.step), brief=True)
        if snapshot.complete:
            return self.arrived([describe.brief(snapshot)], brief=True)
        return self.arrived(describe.phase(snapshot))

    def where(self) -> None:
        """Say where one stands, and with what the steps are taken."""
        snapshot = self.snapshot
        self.arrived([describe.settings(snapshot), *describe.others(snapshot)])

    def step_told(self) -> list[str]:
        """The step that one stands in, in a few lines."""
        snapshot = self.snapshot
        if snapshot.step is None:
            return [describe.parameters(snapshot)]
        if self.workspace.step > snapshot.place.step:
            return [*describe.others(snapshot)]  # this run has ended, and the others go on
        return [*describe.results(snapshot), *describe.others(snapshot)]

    def lesson(self) -> None:
        """Say what the scenario says here."""
        snapshot, _ = snapshot_with_lesson(self.workspace, self.script)
        if not snapshot.lesson.strip():
            raise Refused("The scenario says nothing here.")
        self._say_text(snapshot.lesson)

    def _say_text(self, text: str, before: str = "") -> None:
        """A text of a scenario's, a line for each paragraph."""
        for block in blocks(text, self.snapshot.notation):
            lines = block.text.split("\n") if block.kind == "code" else [" ".join(block.text.split())]
            lines[0] = f"{block.marker} {lines[0]}" if block.marker else lines[0]
            for line in lines:
                if line:
                    self.page.say(f"{before}{line}")
                before = ""

    # What commands are made of

    def change(self, change: Callable[[Run], None]) -> None:
        """Change the shown run, and say what has become of the step that is looked at.

        Raises:
            ScenarioError: it cannot be changed so.
        """
        before = self.workspace.run.timeline.branch
        change(self.workspace.run)
        self.workspace.gather()
        if self.workspace.run.timeline.branch is before:
            self.page.say("Nothing has changed.")
            return
        snapshot = self.snapshot
        self.arrived([f"Changed, on a branch of its own: {snapshot.change}.", *self.step_told()])

    def see(self, **changed: object) -> None:
        """Look at the run in another way."""
        self.workspace.view_options = replace(self.workspace.view_options, **changed)  # type: ignore[arg-type]

    def go_to(self, text: str, *, stopping: bool = False) -> None:
        """Go to the place that a text names; where there is none, stay.

        Raises:
            NoSuchPlace: there is none, or the run does not come to it.
            Refused: Ctrl+C has ended the way.
        """
        due, wait = self.clock() + _FIRST_REPORT, _FIRST_REPORT
        with or_back(self.workspace):
            for way in go_to(self.workspace, text, stopping=stopping):
                if self.signal_watcher.wanted:
                    raise Refused("The way was given up.")
                if self.clock() > due:
                    self.page.say(f"On the way, at step {way.step:,} of {way.last:,}; Ctrl+C gives up.")
                    self.page.flush()
                    wait *= 2
                    due = self.clock() + wait

    def parameter(self, typed: str) -> str:
        """The parameter that somebody names, or else the one that is selected.

        Raises:
            Refused: there is none.
        """
        parameters = self.workspace.run.training.objective.parameters
        if not typed:
            selected = self.workspace.view_options.selected
            if selected is None or selected not in parameters.names:
                raise Refused(f"Name a parameter, such as {parameters.names[0]}; or select one first.")
            return selected
        pattern = pattern_of(parameters, typed)
        if pattern not in parameters.names:
            raise Refused(
                f"There is no parameter {quoted(typed)}; there are {len(parameters.names):,}, "
                f"such as {parameters.names[0]}."
            )
        return pattern
