"""`gradstep new`: a commented scenario to start from."""

from __future__ import annotations

from pathlib import Path

import click

from scenarios.bundled import bundled
from scenarios.errors import ScenarioError
from scenarios.template import template
from scenarios.wording import suggestion
from tui.headless.errors import Failure
from tui.headless.output import tell
from tui.storage.atomic_files import write_new_atomically


def create(file: Path, name: str) -> None:
    """Write the file, begun from a bundled scenario.

    Raises:
        click.BadParameter: no bundled scenario has this name.
        Failure: there is such a file already, or it cannot be written.
    """
    if name not in bundled():
        raise click.BadParameter(
            f"there is no bundled scenario called {name!r}{suggestion(name, bundled())}",
            param_hint="'--from'",
        )
    try:
        write_new_atomically(file, template(name, file.name))
    except FileExistsError as error:
        message = "there is such a file already, and it stays as it is; choose another name"
        raise Failure(str(ScenarioError.about(str(file), message))) from error
    except OSError as error:
        message = f"it cannot be written: {error.strerror}; give another file"
        raise Failure(str(ScenarioError.about(str(file), message))) from error
    tell(f"{click.format_filename(file)} is written. `gradstep {click.format_filename(file)}` opens it.")
