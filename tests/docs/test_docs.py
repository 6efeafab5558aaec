"""The documentation against the program: what it shows is what comes out, and its tables lack nothing."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from pydantic.fields import FieldInfo

from engine.descent.optimizers import OPTIMIZERS
from engine.descent.schedules import SCHEDULES
from engine.objectives.activations import ACTIVATIONS
from engine.objectives.initial import METHODS
from engine.objectives.losses import LOSSES
from engine.objectives.tokens import CONDITIONAL
from scenarios.bundled import bundled
from scenarios.errors import ScenarioError
from scenarios.faults import parts_of
from scenarios.fields import Part
from scenarios.format import FunctionPart, FunctionScenario, NetworkScenario
from scenarios.format_network import Data, Generator, Initial, LayerPart, LossPart, NetworkPart
from scenarios.format_playback import Ask, Compare, Cue, CueMoment
from scenarios.format_training import FunctionTraining, NetworkTraining, Stop
from scenarios.format_updates import Optimizer, Schedule
from scenarios.loading import load
from scenarios.schema import schema
from tests.docs.examples import PAGES, ROOT, Reader, blocks_of, examples_in, fits, screen_of, table_of_keys
from tests.support.sessions import begun, save
from tui.cli.main import gradstep
from tui.cli.terminal_options import terminal_options
from tui.commands.registry import COMMANDS
from tui.plain.vocabulary import Vocabulary
from tui.views.workbench import ROOMY, WIDE

TEXTS = {name: path.read_text("utf-8") for name, path in PAGES.items()}

SCREENS = [
    pytest.param(block.title, block.text, id=f"{name}-{block.title.partition(':')[0].replace(' ', '-')}")
    for name, text in TEXTS.items()
    for block in blocks_of(text)
    if block.language == "text" and block.title
]

PARTS: Mapping[str, list[type[Part]]] = {
    "The top of the file": [NetworkScenario, FunctionScenario],
    "`[data]`": [Data],
    "`[data.generator]`": [Generator],
    "`[network]`": [NetworkPart],
    "`[[network.layers]]`": [LayerPart],
    "`[network.initial]`": parts_of(Initial),
    "`[loss]`": [LossPart],
    "`[function]`": [FunctionPart],
    "`[training]`": [NetworkTraining, FunctionTraining],
    "`[training.optimizer]`": parts_of(Optimizer),
    "`[training.schedule]`": parts_of(Schedule),
    "`[training.stop]`": [Stop],
    "`[[compare]]`": [Compare],
    "`[[cue]]`": [Cue],
    "`[cue.at]`": [CueMoment],
    "`[cue.ask]`": [Ask],
}
"""The parts of the format that the reference tells under each heading."""


def section(page: str, heading: str) -> str:
    """What stands under a heading, up to the next one of its kind or higher."""
    match = re.search(
        rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#{{1,3}} |\Z)", TEXTS[page], re.MULTILINE | re.DOTALL
    )
    assert match is not None, f"{page} has no heading {heading!r}"
    return match[2]


def rows_of(text: str) -> list[list[str]]:
    """The cells of all tables in a text, without their heads."""
    lines = [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line] for line in lines]
    rules = {place for place, line in enumerate(cells) if set(line[0]) == {"-"}}
    return [line for place, line in enumerate(cells) if not {place, place + 1} & rules]


def without_code(text: str) -> str:
    return re.sub(r"```.*?^```|`[^`\n]*`", "", text, flags=re.MULTILINE | re.DOTALL)


# What is shown


@pytest.mark.parametrize("page", PAGES)
def test_examples_give_what_the_page_shows(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    reader = Reader()
    for block in blocks_of(TEXTS[page]):
        scenario = reader.save(block)
        if scenario is not None:
            load(scenario)
        for example in examples_in(block) if block.language == "console" else ():
            output = reader.run(example.command)
            line = TEXTS[page].count("\n", 0, example.start) + 1
            assert fits(example.shown, output), f"{page}:{line}: $ {example.command}\n{output}"


def test_faulty_scenarios_are_faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    reader = Reader()
    for block in blocks_of(TEXTS["docs/scenarios.md"]):
        reader.save(block)
        if block.faulty:
            with pytest.raises(ScenarioError):
                load(Path(block.title))


@pytest.mark.parametrize(("title", "shown"), SCREENS)
async def test_screens_are_those_of_the_program(title: str, shown: str) -> None:
    assert await screen_of(title) == shown


@pytest.mark.parametrize("page", PAGES)
def test_commands_that_are_not_run_could_be(page: str) -> None:
    for block in blocks_of(TEXTS[page]):
        for line in block.text.splitlines() if block.language == "sh" else ():
            words = shlex.split(re.split(r"[|>#]", line)[0])
            if words[:1] != ["gradstep"] or len(words) == 1:
                continue
            opening = terminal_options(click.Command("open"))
            options = {option for parameter in opening.params for option in parameter.opts}
            command = gradstep.commands.get(words[1])
            known = words[1] in (*bundled(), *options) or words[1].endswith(".toml")
            assert command or known, line
            if command is not None:
                options = {option for parameter in command.params for option in parameter.opts}
            assert options >= {word for word in words if word.startswith("--")}, line


def test_outputs_are_compared_to_the_last_line_and_digit() -> None:
    assert fits("a 1.5…\n…\nend 0.1234567891\n", "a 1.5 and more\nb\nc\nend 0.12345678910000001\n")
    assert not fits("a\n", "b\n")
    assert not fits("a\n", "a\nb\n")
    assert not fits("0.1234567891\n", "0.1234567892\n")
    assert not fits("1.5\n", "1.50000001\n")


# What must be complete


def test_the_table_of_keys_is_that_of_the_program() -> None:
    assert table_of_keys() in section("docs/screen.md", "Keys")
    assert len(rows_of(section("docs/screen.md", "Keys"))) == sum(bool(command.keys) for command in COMMANDS)


def test_the_readme_names_every_key() -> None:
    named = re.findall(r"`([^`\n]+)`", re.sub(r"`loss[^`]*`", "", section("README.md", "Keys")))
    assert {command.shown for command in COMMANDS if command.keys} - {"shift+tab"} == set(named)


def test_all_that_is_typed_in_plain_mode_is_a_command() -> None:
    vocabulary = Vocabulary(COMMANDS)
    cells = [row[0] for row in rows_of(section("docs/plain.md", "What is typed"))]
    typed = [line for cell in cells for line in re.findall(r"`([^`]+)`", cell)]
    meant = {vocabulary.parse(line).command for line in typed}
    assert [command.words for command in vocabulary.commands if command not in meant] == []
    for command, argument in map(vocabulary.parse, typed):
        assert command.argument or not argument, argument


def test_the_sizes_are_those_of_the_layouts() -> None:
    sizes = [row[0] for row in rows_of(section("docs/screen.md", "Sizes"))]
    assert sizes[:2] == [f"from {WIDE}×{ROOMY[1]}", f"from {ROOMY[0]}×{ROOMY[1]}"]


@pytest.mark.parametrize("heading", PARTS)
def test_the_reference_has_every_key_with_its_default(heading: str) -> None:
    rows = [row for row in rows_of(section("docs/scenarios.md", heading)) if len(row) == 4]
    told = {row[0].strip("`"): row[2] for row in rows}
    fields = [field for part in PARTS[heading] for field in part.model_fields.items()]
    assert set(told) == {name for name, _ in fields}
    for name, default in told.items():
        same = [field for other, field in fields if other == name]
        missing = [text for text in map(default_text, same) if text and f"`{text}`" not in default]
        assert not missing, f"{name}: the default is {missing}, the page says {default!r}"
        required = all(field.is_required() for field in same)
        assert default.startswith("required") == required, f"{name} is required: {required}"


def default_text(field: FieldInfo) -> str:
    """A default as it is written in TOML; "" for one that a sentence tells better."""
    default = None if field.is_required() else field.get_default()
    match default:
        case bool() | int() | float():
            return json.dumps(default) if isinstance(default, bool) else repr(default)
        case str() if default:
            return f'"{default}"'
    return "[]" if default == () and field.description and "Parameters" in field.description else ""


def keys_of(node: object) -> Iterator[str]:
    """The names of all properties in a JSON schema."""
    if isinstance(node, dict):
        properties = node.get("properties")
        yield from properties if isinstance(properties, dict) else ()
        for inner in node.values():
            yield from keys_of(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from keys_of(inner)


def test_every_key_of_the_schema_is_named() -> None:
    keys = set(keys_of(schema()))
    assert len(keys) > 50
    assert {key for key in keys if f"`{key}`" not in TEXTS["docs/scenarios.md"]} == set()


def test_every_choice_and_every_function_is_named() -> None:
    told = TEXTS["docs/conventions.md"]
    named = [*OPTIMIZERS, *SCHEDULES, *ACTIVATIONS, *LOSSES, *METHODS]
    assert [name for name in named if f"| `{name}` |" not in told] == []
    language = section("docs/scenarios.md", "The language")
    assert [name for name in CONDITIONAL.functions if f"`{name}`" not in language] == []


def commands() -> Iterator[tuple[str, click.Command]]:
    for name, command in gradstep.commands.items():
        yield name, command
        if isinstance(command, click.Group):
            yield from ((name, inner) for inner in command.commands.values())


def test_every_command_and_option_is_told() -> None:
    for name, command in commands():
        told = section("docs/command-line.md", f"gradstep {name}")
        assert command.name is not None
        assert command.name in told
        assert_told([option for option in command.params if option.expose_value], told)
    assert_told(
        terminal_options(click.Command("open")).params, section("docs/command-line.md", "The terminal")
    )


def assert_told(parameters: Iterable[click.Parameter], text: str) -> None:
    for option in parameters:
        if isinstance(option, click.Option):
            assert [name for name in (*option.opts, *option.secondary_opts) if f"`{name}" not in text] == []
            if isinstance(option.type, click.Choice):
                choices = [f"`{option.opts[0]} {choice}`" for choice in option.type.choices]
                assert [choice for choice in choices if choice not in text] == []


def test_every_field_of_the_json_is_told() -> None:
    save(begun("parabola"))
    fields = set[str]()
    for line in (
        "list --format json",
        "run package-prediction",
        "run parabola",
        "run package-prediction --steps 1 --format jsonl",
        "explain parabola --format json",
        "explain package-classification --format json",
        "sessions --format json",
    ):
        written = json.loads(CliRunner().invoke(gradstep, line.split()).stdout)
        entries = written if isinstance(written, list) else [written]
        assert entries
        fields |= {key for entry in entries for key in entry}
        fields |= {key for entry in entries for beat in entry.get("beats", ()) for key in beat}
    assert {field for field in fields if f"`{field}`" not in TEXTS["docs/command-line.md"]} == set()


def test_the_notebooks_numbers_are_those_of_its_three_mistakes() -> None:
    mixtures = {
        "backpropagation": "",
        "the notebook: 1, 2 and 3": "123",
        "bias repaired: 2 and 3": "23",
        "only the order left: 2": "2",
        "only the swap left: 3": "3",
        "only the bias left: 1": "1",
    }
    told = {row[0]: row[1:] for row in rows_of(section("docs/notebook.md", "All together"))}
    assert told == {
        name: [f"{loss:.9f}" for loss in epoch_losses(mistakes)] for name, mistakes in mixtures.items()
    }


def epoch_losses(mistakes: str) -> list[float]:
    """Five epochs of package prediction with some of the notebook's mistakes, by the page's numbers for them."""
    first, second = [[0.1, 0.1], [0.1, 0.1]], [0.1, 0.1]
    biases, bias = [0.0, 0.0], 0.0
    means = []
    for _ in range(5):
        losses = []
        for *x, y in ((8, 8, 4), (7, 9, 5), (6, 10, 6), (5, 12, 7)):
            hidden = [sum(x[i] * first[i][unit] for i in (0, 1)) + biases[unit] for unit in (0, 1)]
            error = y - (hidden[0] * second[0] + hidden[1] * second[1] + bias)
            losses.append(error**2)
            step = 0.001 * 2 * error
            updated = [second[unit] + step * hidden[unit] for unit in (0, 1)]
            used = updated if "2" in mistakes else second
            for unit in (0, 1):
                for i in (0, 1):
                    row, column = (unit, i) if "3" in mistakes else (i, unit)
                    first[row][column] += step * used[unit] * x[i]
                biases[unit] += step * used[unit]
            second = updated
            bias = (second[1] if "1" in mistakes else bias) + step
        means.append(sum(losses) / len(losses))
    return means


# What must be in order


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", TEXTS[page]):
        if target.startswith("https://"):
            continue
        file, _, anchor = target.partition("#")
        path = (PAGES[page].parent / file).resolve() if file else PAGES[page]
        assert path.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
            slugs = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
            assert anchor in slugs, target


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_written_in_british_english_and_fit_the_width(page: str) -> None:
    prose = without_code(TEXTS[page])
    assert re.findall(r"\b\w*(?:color|behavior|neighbor|center)\w*", prose, re.IGNORECASE) == []
    long = [line for line in prose.splitlines() if len(line) > 120 and not line.startswith("|")]
    assert long == []


def test_every_path_in_the_architecture_exists() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    paths = set(re.findall(r"`((?:engine|scenarios|tui|tests|benchmarks)/[\w/.-]*)`", text))
    assert len(paths) > 60
    examples = {"tui/a/b.py", "tests/tui/a/test_b.py"}
    assert [path for path in sorted(paths - examples) if not (ROOT / path).exists()] == []


def test_the_floors_are_those_of_the_import_contract() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (layers,) = [contract["layers"] for contract in contracts if contract.get("containers") == ["tui"]]
    rows = rows_of(section("docs/architecture.md", "The floors"))
    told = [re.findall(r"`tui/(\w+?)(?:\.py|/)`", row[1]) for row in rows]
    assert [sorted(names) for names in told if names] == [sorted(layer.split(" | ")) for layer in layers]
