"""A network's rows as given, unscaled and in file order, for editing and for loading from a file."""

from __future__ import annotations

from os.path import realpath
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from engine.objectives.network import Network
from engine.types import Matrix
from scenarios.dataset import table_of
from scenarios.errors import Problem, ScenarioError, key_text
from scenarios.faults import Faulty
from scenarios.files import Folder
from scenarios.format import NetworkScenario
from scenarios.format_network import Data
from scenarios.wording import plain, quoted

MAX_ROWS_EDITED = 10_000
"""Rows up to which they can be edited, since each change checks all of them again."""

MAX_NUMBERS = 1_000_000
"""Numbers that can be loaded into a run; larger files need a scenario."""


class RawRows(NamedTuple):
    """The rows of a network, with its input columns first; class labels have their numbers."""

    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    values: Matrix
    """Shape (rows, inputs + targets)."""
    reading: tuple[str, ...] = ()
    """What was decided about the file that they are from, in phrases."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of `values`."""
        return (*self.inputs, *self.targets)

    def settings(self) -> dict[str, Any]:
        """The rows as scenario settings, by dotted keys."""
        return {
            "data.rows": self.values.tolist(),
            "data.columns": list(self.columns),
            "data.inputs": list(self.inputs),
            "data.targets": list(self.targets),
        }

    def with_row(self, index: int | None, row: list[float]) -> RawRows:
        """A copy with one row replaced at an index (from 0), or appended if the index is None."""
        values = self.values.copy() if index is not None else np.vstack([self.values, row])
        if index is not None:
            values[index] = row
        return self._replace(values=values)


def raw_rows(scenario: NetworkScenario, folder: Folder, network: Network) -> RawRows:
    """The rows of a scenario in a folder; `network` is the network trained on them.

    Raises:
        ScenarioError: there are more rows than can be edited.
    """
    source, count = scenario.data.file or "data", len(network.inputs)
    if count > MAX_ROWS_EDITED:
        raise ScenarioError.about(
            source,
            f"{count:,} rows are more than the {MAX_ROWS_EDITED:,} that can be edited here, since each change "
            "checks all of them again; change the file and load it",
        )
    return _raw_rows_of(scenario, scenario.data, folder)


def rows_of_file(scenario: NetworkScenario, network: Network, path: Path) -> RawRows:
    """The rows of a CSV file for a scenario's network.

    Inputs and targets are the network's present columns, if the file has them; else the last columns are the
    targets, and all others the inputs.

    Raises:
        ScenarioError: the file does not exist, is invalid, or is too large.
    """
    try:
        file = Path(realpath(path.expanduser()))
    except (OSError, RuntimeError) as error:
        # The working directory has been deleted, or the user of ~user is unknown.
        raise ScenarioError.about(
            path.name, f"cannot find {quoted(str(path))}; give the absolute path"
        ) from error
    try:
        file.stat()
    except FileNotFoundError as error:
        where = plain(str(file.parent), 300)
        raise ScenarioError.about(path.name, f"there is no such file in {where}") from error
    except (OSError, ValueError):
        pass  # reading the file reports the problem
    # model_copy skips validation: the file's name need not be valid in a scenario.
    given = scenario.data
    data = Data().model_copy(update={"file": file.name, "decimal": given.decimal, "classes": given.classes})
    targets = given.targets if given.classes is not None else network.target_names
    known = {"inputs": network.input_names, "targets": targets}
    try:
        rows = _raw_rows_of(scenario, data.model_copy(update=known), file.parent)
    except ScenarioError as error:
        if not any(problem.key.startswith(("data.inputs", "data.targets")) for problem in error.problems):
            raise
        rows = _raw_rows_of(scenario, data, file.parent)
    if rows.values.size > MAX_NUMBERS:
        raise ScenarioError.about(
            file.name,
            f"{rows.values.size:,} numbers are more than the {MAX_NUMBERS:,} that can be loaded into a run; name the "
            "file in a scenario",
        )
    return rows


def _raw_rows_of(scenario: NetworkScenario, data: Data, folder: Folder) -> RawRows:
    """The rows, with faults converted to a ScenarioError."""
    try:
        table = table_of(scenario.model_copy(update={"data": data}), folder)
    except Faulty as error:
        name = data.file or "data"
        problems = [
            Problem(name, None, "", fault.message.removeprefix(f"{plain(name)}: "))
            if fault.key == ("data", "file")
            else Problem(name, None, key_text(fault.key), fault.message)
            for fault in error.faults
        ]
        raise ScenarioError(name, [*problems, *error.problems]) from error
    return RawRows(table.input_names, table.target_names, table.values, table.reading)
