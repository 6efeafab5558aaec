"""A network's dataset: inputs and targets from rows, a file or a generator, split and standardized."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.objectives.standardization import Standardization
from engine.types import Matrix, Rows
from scenarios.columns import Columns
from scenarios.csv_data import Request, read_csv
from scenarios.csv_header import MAX_COLUMNS
from scenarios.errors import Key
from scenarios.faults import Fault, Faulty, repeated
from scenarios.files import MIB, Folder, Unreadable, read_beside
from scenarios.format import NetworkScenario
from scenarios.format_network import Data, Deviation, Generator
from scenarios.generators import generate
from scenarios.wording import counted, listed, plain, suggestion

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


class _Roles(NamedTuple):
    """The indices of the input columns and of the target columns."""

    inputs: tuple[int, ...]
    targets: tuple[int, ...]


class _Table(NamedTuple):
    """The rows as given."""

    columns: Columns
    values: Matrix
    """The inputs, then the targets; shape (rows, inputs + targets)."""
    roles: _Roles
    reading: tuple[str, ...] = ()


def dataset_of(scenario: NetworkScenario, folder: Folder) -> Dataset:
    """The dataset of a scenario in a folder.

    Raises:
        Faulty: the scenario's data section does not match the data.
        ScenarioError: the data file is invalid.
    """
    data, outputs = scenario.data, scenario.network.layers[-1].units
    faults = [*_source_faults(data), *repeated(data.columns or (), ("data", "columns"))]
    if faults:
        raise Faulty(faults)
    if data.file is not None:
        table = _from_file(data, outputs, folder)
    else:
        if data.generator is not None:
            names, values = _from_generator(data.generator, data.columns)
        else:
            names, values = _from_rows(data, outputs)
        columns = Columns.named(names)
        roles = _roles(data, columns, outputs)
        table = _Table(columns, values[:, [*roles.inputs, *roles.targets]], roles)
    return _prepared(data, table, scenario.training.seed)


def _source_faults(data: Data) -> Iterator[Fault]:
    sources = [key for key in ("rows", "file", "generator") if getattr(data, key) is not None]
    if not sources:
        yield Fault(("data",), "there are no rows; give rows, file or generator")
    for extra in sources[1:]:
        yield Fault(("data", extra), f"{sources[0]} is given already; give one of rows, file and generator")
    if data.decimal is not None and data.file is None:
        yield Fault(("data", "decimal"), "only a file has a decimal mark of its own; leave this out")


def _from_file(data: Data, outputs: int, folder: Folder) -> _Table:
    name = str(data.file)
    chosen_roles: list[_Roles] = []

    def chosen(columns: Columns) -> list[int]:
        roles = _roles(data, columns, outputs)
        chosen_roles.append(roles)
        return [*roles.inputs, *roles.targets]

    try:
        content = read_beside(folder, name, MAX_DATA_BYTES)
    except Unreadable as error:
        raise Faulty([Fault(("data", "file"), f"{plain(name)}: {error}")]) from error
    named = (*(data.inputs or ()), *(data.targets or ()))
    request = Request(data.columns, named, chosen, data.decimal)
    columns, values, reading = read_csv(content, str(folder / name), request)
    return _Table(columns, values, chosen_roles[-1], reading)


def _from_generator(generator: Generator, names: Sequence[str] | None) -> tuple[tuple[str, ...], Matrix]:
    columns, values = generate(generator.name, generator.n, generator.noise, generator.seed)
    if names is not None and len(names) != len(columns):
        message = (
            f"the generator makes the columns {listed(columns, 'and')}; expected 3 names, got {len(names)}"
        )
        raise Faulty([Fault(("data", "columns"), message)])
    return tuple(names or columns), values


def _from_rows(data: Data, outputs: int) -> tuple[tuple[str, ...], Matrix]:
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
    given = max(width - outputs, 0)
    names = [f"x{i + 1}" for i in range(given)] + [f"y{i + 1}" for i in range(width - given)]
    return tuple(data.columns or names), np.array(rows, dtype=np.float64)


def _roles(data: Data, columns: Columns, outputs: int) -> _Roles:
    """The inputs and targets as named; by default, targets are the last columns and inputs all others."""
    faults: list[Fault] = []
    inputs = _named(data.inputs, ("data", "inputs"), columns, faults)
    targets = _named(data.targets, ("data", "targets"), columns, faults)
    unnamed = [index for index in range(len(columns.names)) if index not in columns.apart]
    if targets is None:
        free = [index for index in unnamed if index not in (inputs or ())]
        targets = tuple(free[-outputs:])
    if inputs is None:
        inputs = tuple(index for index in unnamed if index not in targets)
    faults += [
        Fault(
            ("data", "inputs"),
            f"{plain(columns.names[index])} is a target too; a column can be only one of the two",
        )
        for index in inputs
        if index in targets
    ]
    if not faults and len(targets) != outputs:
        what = "named" if data.targets else "there"
        message = (
            f"the last layer has {counted(outputs, 'unit')}, and {counted(len(targets), 'target column')} "
            f"{'is' if len(targets) == 1 else 'are'} {what}; give one unit for each target"
        )
        faults.append(Fault(("data", "targets"), message))
    if not faults and not inputs:
        faults.append(
            Fault(("data",), "no column is left for the inputs; give at least one input and one target")
        )
    if faults:
        raise Faulty(faults)
    return _Roles(inputs, targets)


def _named(
    names: Sequence[str] | None, key: Key, columns: Columns, faults: list[Fault]
) -> tuple[int, ...] | None:
    """The columns with these names."""
    if names is None:
        return None
    meant: list[int] = []
    for index, name in enumerate(names):
        found = columns.indices_of(name)
        if not found:
            known = [shown for place, shown in enumerate(columns.names) if columns.written[place]]
            faults.append(Fault((*key, index), f"there is no column {plain(name)}{suggestion(name, known)}"))
        elif len(found) > 1:
            places = listed((str(place + 1) for place in found), "and")
            rename = "rename them, or give all names as data.columns"
            message = f"the columns {places} are called {plain(name)}; {rename}"
            faults.append(Fault((*key, index), message))
        elif found[0] in meant:
            faults.append(Fault((*key, index), f"{columns.names[found[0]]} is named twice"))
        meant += found[:1]
    return tuple(meant)


def _prepared(data: Data, table: _Table, seed: int) -> Dataset:
    columns, values, roles, reading = table
    order, training_rows = _split(len(values), data.test_fraction, seed)
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

    input_names = tuple(columns.names[index] for index in roles.inputs)
    target_names = tuple(columns.names[index] for index in roles.targets)
    width = len(input_names)
    inputs, input_scale = of_role("inputs", input_names, values[:, :width], data.standardize)
    targets, target_scale = of_role("targets", target_names, values[:, width:], data.standardize_targets)
    if faults:
        raise Faulty(faults)
    return Dataset(
        columns.names,
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
