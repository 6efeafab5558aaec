"""The picker: the bundled scenarios by section, and what the marked one is about."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from scenarios.bundled import bundled
from scenarios.format import NetworkScenario, Scenario
from scenarios.loading import load
from tui.screens.dialog import Answering
from tui.theme import style_of


class Picker(Answering[str]):
    """Choose a scenario; the screen's result is its name."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("q", "app.quit", "Quit"),
        ("n", "cursor('down')", "Next"),
        ("p", "cursor('up')", "Previous"),
    ]

    def __init__(self) -> None:
        super().__init__()
        scenarios = [(name, load(name).scenario) for name in bundled()]
        self._scenarios: dict[str, Scenario] = dict(
            sorted(scenarios, key=lambda entry: (entry[1].section, entry[1].order, entry[0]))
        )

    def compose(self) -> ComposeResult:
        yield Static(self._heading(), id="picker-title")
        with Horizontal():
            yield OptionList(*self._options(), id="scenarios")
            with VerticalScroll(id="about", can_focus=False):
                yield Static("", id="about-text")
        yield Static(self._keys(), id="picker-keys")

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    def _style(self, role: str) -> object:
        return style_of(role, self.app.theme)

    def _heading(self) -> Text:
        theme = self.app.theme
        return Text.assemble(
            (" gradstep ", style_of("brand", theme)),
            ("  every number of backpropagation, one step at a time", style_of("dim", theme)),
        )

    def _keys(self) -> Text:
        theme = self.app.theme
        text = Text(" ")
        for key, label in (("↑ ↓", "choose"), ("enter", "open"), ("q", "quit")):
            text.append(key, style_of("key", theme))
            text.append(f" {label}   ", style_of("dim", theme))
        return text

    def _options(self) -> list[Option | None]:
        theme = self.app.theme
        options: list[Option | None] = []
        section = None
        for name, scenario in self._scenarios.items():
            if scenario.section != section:
                section = scenario.section
                if options:
                    options.append(None)
                options.append(Option(Text(section or "More", style_of("heading", theme)), disabled=True))
            options.append(Option(Text(f"  {scenario.title}", style_of("text", theme)), id=name))
        return options

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Tell what the marked scenario is about."""
        if event.option_id is None:
            return
        self.query_one("#about-text", Static).update(self._about(event.option_id))

    def _about(self, name: str) -> Text:
        theme = self.app.theme
        scenario = self._scenarios[name]
        dim, plain = style_of("dim", theme), style_of("text", theme)
        text = Text()
        text.append(f"{scenario.title}\n", style_of("title", theme))
        text.append(f"{scenario.summary}\n\n", plain)
        for label, value in self._facts(name, scenario):
            text.append(f"{label:<12}", dim)
            text.append(f"{value}\n", plain)
        return text

    def _facts(self, name: str, scenario: Scenario) -> list[tuple[str, str]]:
        optimizer = scenario.training.optimizer
        facts = []
        if isinstance(scenario, NetworkScenario):
            layers = " → ".join(f"{layer.units} {layer.activation}" for layer in scenario.network.layers)
            facts += [
                ("network", layers),
                ("loss", scenario.loss.name),
                ("epochs", str(scenario.training.epochs)),
            ]
        else:
            facts += [("function", scenario.function.expression), ("steps", str(scenario.training.steps))]
        facts.append(("optimizer", f"{optimizer.name}, η {optimizer.learning_rate:g}"))
        if scenario.compare:
            facts.append(("compares", ", ".join(compare.label for compare in scenario.compare)))
        facts.append(("opens with", f"gradstep {name}"))
        return facts

    def action_cursor(self, direction: str) -> None:
        """Mark the next or the previous scenario."""
        options = self.query_one(OptionList)
        if direction == "down":
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open it."""
        if event.option_id is not None:
            self.dismiss(event.option_id)
