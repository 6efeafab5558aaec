"""A network's dataset: inputs and targets from rows, a file or a generator, split and standardized."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.objectives.standardization import Standardization
from engine.types import Matrix, Rows
from scenarios.class_labels import MAX_PROPOSED, ClassLabels, Label, texts_of_numbers
from scenarios.columns import Columns
from scenarios.csv_data import Request, Use, distinct_texts, read_csv
from scenarios.csv_header import MAX_COLUMNS
from scenarios.errors import Key
from scenarios.faults import Fault, Faulty, repeated
from scenarios.files import MIB, Folder, Unreadable, read_beside
from scenarios.format import NetworkScenario
from scenarios.format_network import Data, Deviation, Generator
from scenarios.generators import generate
from scenarios.roles import Roles, roles_of
from scenarios.wording import counted, listed, plain

MAX_DATA_BYTES = 64 * MIB


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """A dataset: first the training rows, then the rows held out for testing."""

    columns: tuple[str, ...]
    """All columns of the data, including those that are neither inputs nor targets."""
    input_names: tuple[str, ...]
    target_names: tuple[str, ...]
    inputs: Matrix
    """X, shape (rows, inputs), read-only; standardized if the scenario says so."""
    targets: Matrix
    """Y, shape (rows, targets), read-only; standardized if the scenario says so."""
    row_numbers: tuple[int, ...]
    """Each row's number in the data, from 1; ascending within training rows and within test rows."""
    training_rows: int
    """The number of training rows, at least 1."""
    input_standardization: Standardization | None
    """The standardization of the inputs, with the numbers as given; None if they are these."""
    target_standardization: Standardization | None
    """The standardization of the targets, with the numbers as given; None if they are these."""
    reading: tuple[str, ...] = ()
    """What was decided about the data file, in phrases; () without a file."""

    @property
    def raw_targets(self) -> Matrix:
        """Y as given, shape (rows, targets)."""
        return self.targets if self.target_standardization is None else self.target_standardization.raw


class Table(NamedTuple):
    """The rows as given."""

    columns: Columns
    values: Matrix
    """The inputs, then the targets; shape (rows, inputs + targets); class labels have their numbers in rows."""
    roles: Roles
    reading: tuple[str, ...] = ()
    """What was decided about the data file, in phrases."""

    @property
    def input_names(self) -> tuple[str, ...]:
        """The columns that are inputs."""
        return tuple(self.columns.names[index] for index in self.roles.inputs)

    @property
    def target_names(self) -> tuple[str, ...]:
        """The columns that are targets, or that of the class labels."""
        return tuple(self.columns.names[index] for index in self.roles.targets)


def dataset_of(scenario: NetworkScenario, folder: Folder) -> Dataset:
    """The dataset of a scenario in a folder.

    Raises:
        Faulty: the scenario's data section does not match the data.
        ScenarioError: the data file is invalid.
    """
    return _prepared(scenario, table_of(scenario, folder))


def table_of(scenario: NetworkScenario, folder: Folder) -> Table:
    """The rows of a scenario in a folder as given: in their order, not standardized, with class labels in one column.

    Raises:
        Faulty: the scenario's data section does not match the data.
        ScenarioError: the data file is invalid.
    """
    data, outputs = scenario.data, scenario.network.layers[-1].units
    faults = [*_source_faults(data), *repeated(data.columns or (), ("data", "columns"))]
    if data.classes is not None:
        faults += _class_faults(data.classes, outputs)
    if faults:
        raise Faulty(faults)
    if data.file is not None:
        return _from_file(scenario, folder)
    if data.generator is not None:
        names, values = _from_generator(data.generator, data.columns)
    else:
        names, values = _from_rows(data, 1 if data.classes is not None else outputs)
    columns = Columns.named(names)

    roles = roles_of(scenario, columns, lambda index: texts_of_numbers(values[:, index]))
    table = Table(columns, values[:, [*roles.inputs, *roles.targets]], roles)
    if data.classes is not None:
        _check_labels(data, ClassLabels(data.classes), table)
    return table


def _class_faults(classes: tuple[Label, ...], outputs: int) -> Iterator[Fault]:
    key = ("data", "classes")
    yield from repeated(list(map(str, classes)), key)
    if len({type(label) for label in classes}) > 1:
        yield Fault(key, "some labels are words and some are numbers; write all of them in quotes, or none")
    if (fault := ClassLabels(classes).units_fault(outputs)) is not None:
        yield Fault(key, fault)


def _check_labels(data: Data, labels: ClassLabels, table: Table) -> None:
    """Raise Faulty if a row's number stands for no class."""
    index = labels.unknown(table.values[:, -1])
    if index is None:
        return
    expected = listed(f"{number:g}" for number in labels.numbers[:MAX_PROPOSED])
    name, value = table.target_names[0], table.values[index, -1]
    key: Key = ("data", "rows", index) if data.rows is not None else ("data", "classes")
    raise Faulty(
        [
            Fault(
                key, f"in row {index + 1} {name} is {value:g}, which stands for no class; expected {expected}"
            )
        ]
    )


def _source_faults(data: Data) -> Iterator[Fault]:
    sources = [key for key in ("rows", "file", "generator") if getattr(data, key) is not None]
    if not sources:
        yield Fault(("data",), "there are no rows; give rows, file or generator")
    for extra in sources[1:]:
        yield Fault(("data", extra), f"{sources[0]} is given already; give one of rows, file and generator")
    if data.decimal is not None and data.file is None:
        yield Fault(("data", "decimal"), "only a file has a decimal mark of its own; leave this out")


def _from_file(scenario: NetworkScenario, folder: Folder) -> Table:
    data = scenario.data
    name = str(data.file)
    try:
        content = read_beside(folder, name, MAX_DATA_BYTES)
    except Unreadable as error:
        raise Faulty([Fault(("data", "file"), f"{plain(name)}: {error}")]) from error
    file = str(folder / name)
    labels = ClassLabels(data.classes) if data.classes is not None else None
    found: list[Roles] = []

    def chosen(columns: Columns) -> list[Use]:
        roles = roles_of(
            scenario, columns, lambda index: distinct_texts(content, file, columns, index, MAX_PROPOSED)
        )
        found.append(roles)
        return [
            *(Use(index) for index in roles.inputs),
            *(Use(index, True, labels) for index in roles.targets),
        ]

    named = (*(data.inputs or ()), *(data.targets or ()))
    columns, values, reading = read_csv(content, file, Request(data.columns, named, chosen, data.decimal))
    return Table(columns, values, found[-1], reading)


def _from_generator(generator: Generator, names: Sequence[str] | None) -> tuple[tuple[str, ...], Matrix]:
    columns, values = generate(generator.name, generator.n, generator.noise, generator.seed)
    if not np.isfinite(values).all():
        message = (
            f"with a deviation of {generator.noise:g}, numbers of the rows are infinite; give less noise"
        )
        raise Faulty([Fault(("data", "generator", "noise"), message)])
    if names is not None and len(names) != len(columns):
        message = (
            f"the generator makes the columns {listed(columns, 'and')}; expected 3 names, got {len(names)}"
        )
        raise Faulty([Fault(("data", "columns"), message)])
    return tuple(names or columns), values


def _from_rows(data: Data, targets: int) -> tuple[tuple[str, ...], Matrix]:
    rows = data.rows
    assert rows is not None
    width = len(rows[0]) if data.columns is None else len(data.columns)
    if width > MAX_COLUMNS:
        raise Faulty(
            [Fault(("data",), f"{width:,} columns are more than the {MAX_COLUMNS:,} that are allowed")]
        )
    pattern = "as in the first row" if data.columns is None else "one for each column"
    faults = [
        Fault(("data", "rows", index), f"expected {counted(width, 'number')}, {pattern}, got {len(row)}")
        for index, row in enumerate(rows)
        if len(row) != width
    ]
    if faults:
        raise Faulty(faults)
    given = max(width - targets, 0)
    names = [f"x{i + 1}" for i in range(given)] + [f"y{i + 1}" for i in range(width - given)]
    return tuple(data.columns or names), np.array(rows, dtype=np.float64)


def _prepared(scenario: NetworkScenario, table: Table) -> Dataset:
    data, values, reading = scenario.data, table.values, table.reading
    order, training_rows = _split(len(values), data.test_fraction, scenario.training.seed)
    numbers = tuple((order + 1).tolist())
    faults: list[Fault] = []

    def of_role(
        role: str, names: tuple[str, ...], numbers_given: Matrix, deviation: Deviation
    ) -> tuple[Matrix, Standardization | None]:
        raw = np.ascontiguousarray(numbers_given[order])
        raw.setflags(write=False)
        if deviation is False:
            return raw, None
        divisor = "population" if deviation is True else deviation
        scale = Standardization.of(raw, training_rows, divisor)
        standardized = scale.values()
        faults.extend(_scale_faults(role, names, scale, standardized, training_rows, numbers))
        return standardized, scale

    input_names, target_names = table.input_names, table.target_names
    width = len(input_names)
    given_targets = values[:, width:]
    if data.classes is not None:
        labels, outputs = ClassLabels(data.classes), scenario.network.layers[-1].units
        (column,) = target_names
        target_names = labels.names(column, outputs, input_names)
        given_targets = labels.targets(values[:, -1], outputs)
        reading = (*reading, labels.described(column, target_names)) if reading else ()
    inputs, input_scale = of_role("inputs", input_names, values[:, :width], data.standardize)
    targets, target_scale = of_role("targets", target_names, given_targets, data.standardize_targets)
    if faults:
        raise Faulty(faults)
    return Dataset(
        table.columns.names,
        input_names,
        target_names,
        inputs,
        targets,
        numbers,
        training_rows,
        input_scale,
        target_scale,
        reading,
    )


def _split(rows: int, test_fraction: float, seed: int) -> tuple[Rows, int]:
    """(row indices: training rows, then test rows, each ascending; the number of training rows)."""
    if test_fraction == 0.0:
        return np.arange(rows), rows
    if rows < 2:
        raise Faulty(
            [
                Fault(
                    ("data", "test_fraction"),
                    "one row cannot be split; give at least 2 rows, or leave this out",
                )
            ]
        )
    # Epochs use the seeds [seed, 1], [seed, 2], …
    shuffled = np.random.default_rng([seed, 0]).permutation(rows)
    training = min(max(rows - round(rows * test_fraction), 1), rows - 1)
    return np.concatenate((np.sort(shuffled[:training]), np.sort(shuffled[training:]))), training


def _scale_faults(
    role: str,
    names: tuple[str, ...],
    scale: Standardization,
    standardized: Matrix,
    training_rows: int,
    numbers: tuple[int, ...],
) -> Iterator[Fault]:
    """The columns that cannot be standardized; `role` is "inputs" or "targets"."""
    key = ("data", "standardize" if role == "inputs" else "standardize_targets")
    if training_rows < 2:
        yield Fault(key, "one training row has no deviation to divide by; give at least 2, or leave this out")
        return
    raw = scale.raw
    for column, name in enumerate(names):
        first = raw[0, column]
        if (raw[:training_rows, column] == first).all():
            # A target cannot always be left out: each output of the network has one.
            remedy = "leave it out of data.inputs" if role == "inputs" else "leave this out"
            yield Fault(key, f"{name} is {first:g} in every training row and cannot be scaled; {remedy}")
        elif not scale.is_usable(column, training_rows):
            message = (
                f"the numbers of {name} are too large or too close to be scaled; give them in another unit"
            )
            yield Fault(key, message)
        elif not np.isfinite(standardized[:, column]).all():
            row = int(np.flatnonzero(~np.isfinite(standardized[:, column]))[0])
            message = (
                f"in test row {numbers[row]} {name} is {raw[row, column]:g}, too far from the training rows to be "
                "scaled; give it in the same unit as the others"
            )
            yield Fault(key, message)
