"""The conversation about one open scenario: it runs typed commands and writes their outcomes."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from time import monotonic
from typing import NamedTuple

from engine.descent.branch import Branch
from engine.insight.story.cursor import Grain, Place
from tui.commands.command import Command
from tui.commands.dispatcher import dispatch
from tui.commands.open_scenario import OpenScenario
from tui.commands.outcome import (
    Asks,
    Changed,
    FinalOutcome,
    Form,
    Leaves,
    Moved,
    Plays,
    Refused,
    Viewed,
    Wrote,
)
from tui.lessons.script import take_snapshot
from tui.panes.lesson.plain_text import paragraph_lines
from tui.panes.registry import declared
from tui.plain import forms
from tui.plain.help import explain
from tui.plain.lines import InputLines, LineTooLong
from tui.plain.page import MAX_LINES, Page
from tui.plain.playback import PlainPlayback
from tui.plain.signal_watcher import SignalWatcher
from tui.plain.vocabulary import UnknownCommand, Vocabulary
from tui.workspace import describe
from tui.workspace.arguments import InvalidArgument
from tui.workspace.progress import Progress
from tui.workspace.snapshot import Snapshot
from tui.workspace.workspace import Workspace

_FIRST_REPORT_SECONDS = 2.0
"""Seconds of work before its progress is reported; each further report takes twice as long."""
_MAX_PHASE_LINES = 40
_REPEATED_AT_FIRST = "beat"
"""The command that an empty line runs before the first move."""
_CANCELLED = "Cancelled."


class DescribedPosition(NamedTuple):
    """The position that was described last."""

    run: int
    branch: Branch | None
    place: Place
    step: int
    """The step of the run that has come furthest."""

    @classmethod
    def of(cls, workspace: Workspace) -> DescribedPosition:
        """Return the current position of the workspace's runs."""
        return cls(workspace.shown, workspace.run.timeline.branch, workspace.run.cursor.place, workspace.step)


NOTHING_DESCRIBED = DescribedPosition(-1, None, Place(-1, 0), -1)


class ConversationEnded(Exception):
    """Raised to end the conversation; the outcome says what to open next."""

    def __init__(self, leaves: Leaves) -> None:
        super().__init__(leaves)
        self.leaves = leaves


class Conversation:
    """Plain mode's front end of an open scenario."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        *,
        page: Page,
        lines: InputLines,
        signals: SignalWatcher,
        after_command: Callable[[], None],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Take the input, the output and the signals; `after_command` is called after every command."""
        self.vocabulary = vocabulary
        self.page, self.lines, self.signals, self.clock = page, lines, signals, clock
        self._after_command = after_command
        self._described = NOTHING_DESCRIBED
        self._lesson: tuple[str, int] | None = None
        """The lesson text that was written last, and its step; None if the last position had none."""
        self._divergence = ""
        """The divergence message that was written last."""
        self.cue: int | None = None
        """The index of the cue at the position that was described last."""
        self._repeated = _REPEATED_AT_FIRST
        self.playback = PlainPlayback(self)
        self._opened: OpenScenario | None = None

    @property
    def opened(self) -> OpenScenario:
        """The open scenario."""
        assert self._opened is not None
        return self._opened

    @property
    def workspace(self) -> Workspace:
        """Its workspace."""
        return self.opened.workspace

    # The conversation

    def begin(self, opened: OpenScenario) -> None:
        """Write the title, the summary, the first commands to type, and the position."""
        self._opened = opened
        self.page.say(self.workspace.title)
        self._say_text(self.workspace.summary)
        step, help, leave = map(self.vocabulary.shortest, ("forward.row", "help", "leave"))
        self.page.say(
            f"Type a command and Enter: {step} takes the next step, {help} lists all commands, {leave} quits."
        )
        self._say_overview()

    def run_lines(self) -> None:
        """Run one line after the other until the end of the input.

        Raises:
            ConversationEnded: a command closed the scenario.
            Terminated: a signal ends the program.
            KeyboardInterrupt: Ctrl+C; if the input is interactive, only the second in a row.
        """
        while (line := self._next_line()) is not None:
            self.signals.clear_interrupt()
            self.run_line(line)
            self.signals.raise_if_requested()

    def play(self) -> None:
        """Play the script from its first cue."""
        if self.opened.playback.can_start:
            self.playback.play()

    def _next_line(self) -> str | None:
        """Return the line that interrupted a playback, or read the next one; None at the end of the input."""
        line, self.playback.interrupted_by = self.playback.interrupted_by, ""
        warned = False
        while not line.strip():
            self.signals.clear_interrupt()
            self.page.prompt()
            try:
                with self.signals.interruptible():
                    read = self.lines.next()
            except LineTooLong as error:
                self.page.say(str(error))
                continue
            except KeyboardInterrupt:
                self.page.say("")
                if warned or not self.lines.is_interactive:
                    raise
                warned = True
                self.page.say("Press Ctrl+C once more, or type quit, to leave.")
                continue
            if read is None:
                self.page.say("")
                return None
            if not self.lines.is_echoed:
                self.page.echo(read)
            return read
        return line

    def run_line(self, line: str) -> None:
        """Run the command of a line, and write its outcome."""
        line = line if line.strip() else self._repeated
        try:
            parsed = self.vocabulary.parse(line)
        except UnknownCommand as error:
            self.page.say(str(error))
        else:
            if parsed.command.repeats:
                self._repeated = line
            self.run(parsed.command, parsed.argument)
        self._after_command()

    def run(self, command: Command, argument: str = "") -> FinalOutcome:
        """Run a command, and write its outcome."""
        before = DescribedPosition.of(self.workspace)
        outcome = self._finish(dispatch(self.opened, command, argument))
        if outcome.sentence == _CANCELLED and DescribedPosition.of(self.workspace) != before:
            self.page.say(_CANCELLED)
            outcome = Moved()
        try:
            self._say_outcome(outcome)
        except InvalidArgument as error:
            self.page.say(str(error))
        return outcome

    def _finish(self, work: Generator[Progress, None, FinalOutcome]) -> FinalOutcome:
        """Finish the work of a command with progress reports, unless Ctrl+C cancels it."""
        due, wait = self.clock() + _FIRST_REPORT_SECONDS, _FIRST_REPORT_SECONDS
        while True:
            try:
                progress = next(work)
            except StopIteration as finished:
                outcome: FinalOutcome = finished.value
                return outcome
            if self.signals.interrupt_requested:
                work.close()
                return Refused(_CANCELLED)
            if self.clock() > due:
                total = f" of {progress.total:,}" if progress.total else ""
                self.page.say(f"Working: {progress.done:,}{total}; Ctrl+C cancels.")
                self.page.flush()
                wait *= 2
                due = self.clock() + wait

    def _say_outcome(self, outcome: FinalOutcome) -> None:
        match outcome:
            case Refused(sentence):
                for line in sentence.splitlines():
                    self.page.say(line)
            case Moved(grain, sentence):
                self._say_move(grain)
                if sentence:
                    self.page.say(sentence)
            case Changed(sentence):
                change = f"Changed, on a new branch: {self.workspace.snapshot().change}."
                self.say_position([change, *([sentence] if sentence else []), *self.step_lines()])
            case Viewed(subject, argument, sentence):
                if sentence:
                    self.page.say(sentence)
                if subject:
                    self._say_subject(subject, argument)
            case Wrote(sentence):
                self.page.say(sentence)
            case Plays():
                self.playback.play()
            case Asks(Form.HELP, subject, _):
                explain(self.page, self.vocabulary, self.workspace.snapshot().unit, subject)
            case Asks(form, _, sentence):
                if sentence:
                    self.page.say(sentence)
                else:
                    self.page.list(forms.lines(form, self.workspace))
            case Leaves():
                raise ConversationEnded(outcome)

    # Descriptions

    def say_position(
        self, lines: Iterable[str], *, max_lines: int = MAX_LINES, brief: bool = False
    ) -> int | None:
        """Write the position, lines about it, and the lesson's text there; return the index of its cue.

        Args:
            lines: the description of the position.
            max_lines: how many of the lines to write; the rest waits for "more".
            brief: whether the lines name the position themselves.
        """
        snapshot, cue = take_snapshot(self.workspace, self.opened.script)
        before, self._described = self._described, DescribedPosition.of(self.workspace)
        if not brief:
            self.page.say(f"{describe.place(snapshot)}.")
        self.page.list(lines, max_lines)
        if snapshot.stopped:
            self.page.say(f"Stopped by the breakpoint {snapshot.stopped}.")
        ended = describe.end(snapshot)
        if ended and before._replace(step=self._described.step) != self._described:
            self.page.say(ended)
        if snapshot.divergence and snapshot.divergence != self._divergence:
            self.page.say(snapshot.notation.prose(snapshot.divergence))
        self._divergence = snapshot.divergence
        lesson = (snapshot.lesson, snapshot.place.step) if cue is not None else None
        if lesson is not None and lesson != self._lesson:
            self._say_text(snapshot.lesson, "Lesson: ")
        self.cue, self._lesson = cue, lesson
        return cue

    def _say_move(self, grain: Grain | None) -> None:
        """Describe the position after a move, at the grain of the move."""
        snapshot = self.workspace.snapshot()
        if snapshot.step is None:
            self.say_position(self.step_lines())
            return
        match grain:
            case Grain.BEAT:
                self._say_beat(snapshot)
            case Grain.PHASE:
                self.say_position(describe.phase(snapshot), max_lines=_MAX_PHASE_LINES)
            case Grain.EPOCH if snapshot.network is not None:
                self.say_position(describe.epoch_summary(snapshot))
            case _:
                self.say_position(self.step_lines())

    def _say_beat(self, snapshot: Snapshot) -> None:
        """Describe the beat, with the position only if its phase or step differs from the one described last."""
        now, before = DescribedPosition.of(self.workspace), self._described
        same_step = (
            before._replace(place=now.place, step=now.step) == now and before.place.step == now.place.step
        )
        if (
            same_step
            and snapshot.beats[min(before.place.beat, len(snapshot.beats)) - 1].phase is snapshot.phase
        ):
            number = f"beat {snapshot.place.beat:,} of {len(snapshot.beats):,}"
            self.say_position([f"{number}: {describe.beat(snapshot)}"], brief=True)
        else:
            self.say_position([describe.beat(snapshot)])

    def say_playback_position(self) -> int | None:
        """Describe the position of playback if it is new, and return the index of its cue."""
        workspace, snapshot = self.workspace, self.workspace.snapshot()
        if self._described == DescribedPosition.of(workspace):
            return self.cue
        if workspace.step > snapshot.place.step:
            return self.say_position(describe.others(snapshot, workspace.step), brief=True)
        if snapshot.complete:
            return self.say_position([describe.brief(snapshot)], brief=True)
        return self.say_position(describe.phase(snapshot))

    def step_lines(self) -> list[str]:
        """Return the lines that summarize the current step."""
        snapshot = self.workspace.snapshot()
        if snapshot.step is None:
            return [describe.parameters(snapshot)]
        if self.workspace.step > snapshot.place.step:
            return [*describe.others(snapshot)]  # this run has ended and the others continue
        return [*describe.results(snapshot), *describe.others(snapshot)]

    def _say_overview(self) -> None:
        snapshot = self.workspace.snapshot()
        self.say_position([describe.settings(snapshot), *describe.others(snapshot)])

    def _say_subject(self, subject: str, argument: str) -> None:
        """Describe the subject of a view command: a pane by its name, or one of a few other subjects."""
        snapshot = self.workspace.snapshot()
        match subject:
            case "where":
                self._say_overview()
            case "run":
                self.say_position([describe.settings(snapshot), *self.step_lines()])
            case "more":
                if not self.page.more():
                    self.page.say("There is nothing more.")
            case "selection":
                self._say_pane("story", snapshot.view_options.selected or "")
            case pane:
                self._say_pane(pane, argument)

    def _say_pane(self, name: str, argument: str) -> None:
        pane = self.opened.layout.panes.get(name) or declared(name)
        snapshot, _ = take_snapshot(self.workspace, self.opened.script)
        self.page.list(pane.plain(snapshot, argument), pane.lines_at_once)

    def _say_text(self, text: str, before: str = "") -> None:
        """Write a text of the scenario, one line for each paragraph."""
        for line in paragraph_lines(text, self.workspace.snapshot().notation):
            self.page.say(f"{before}{line}")
            before = ""
