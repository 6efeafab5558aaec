"""`gradstep new`: a commented scenario to start from."""

from __future__ import annotations

from pathlib import Path

import click

from scenarios.bundled import bundled
from scenarios.errors import ScenarioError
from scenarios.template import template
from scenarios.wording import suggestion
from tui.headless.errors import Failure
from tui.headless.output import narrate
from tui.storage.atomic_files import write_new_atomically


def create(file: Path, name: str) -> None:
    """Write a new file with the commented text of a bundled scenario.

    Raises:
        click.BadParameter: no bundled scenario has this name.
        Failure: the file exists already or cannot be written.
    """
    if name not in bundled():
        raise click.BadParameter(
            f"there is no bundled scenario called {name!r}{suggestion(name, bundled())}",
            param_hint="'--from'",
        )
    try:
        write_new_atomically(file, template(name, file.name))
    except FileExistsError as error:
        message = "the file exists already and was not changed; choose another name"
        raise Failure(str(ScenarioError.about(str(file), message))) from error
    except OSError as error:
        message = f"cannot be written: {error.strerror}; give another file"
        raise Failure(str(ScenarioError.about(str(file), message))) from error
    name = click.format_filename(file)
    narrate(f"Wrote {name}. Open it with `gradstep {name}`.")
