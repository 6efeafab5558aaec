"""Where a run's data goes: to stdout, or to a file that is replaced whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

import click

from tui.headless.output import stdout
from tui.storage.atomic_files import atomic_replacement


@contextmanager
def destination(file: Path | None) -> Iterator[TextIO]:
    """The stream for data: stdout, or a file that is replaced at the end, whole or not at all.

    Raises:
        click.ClickException: the file cannot be written.
    """
    if file is None:
        yield stdout()
        return
    try:
        with file.open("w", encoding="utf-8", newline="") if _passes_on(file) else _replacing(file) as stream:
            yield stream
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        raise click.ClickException(
            f"{click.format_filename(file)}: {reason}; give another --output, or none"
        ) from error


def _passes_on(file: Path) -> bool:
    """Whether what is written there goes elsewhere at once: to a pipe, a device, or what this process has open."""
    folder = os.path.realpath(file.parent)
    return file.exists() and (not file.is_file() or folder == "/dev" or folder.startswith("/proc/"))


@contextmanager
def _replacing(file: Path) -> Iterator[TextIO]:
    """A stream to a file beside it, which takes its place at the end, with its permissions if it is there."""
    path = Path(os.path.realpath(file))
    with atomic_replacement(path) as handle:
        # What must not be written to is not replaced, either.
        with suppress(FileNotFoundError), path.open("r+b") as there:
            os.fchmod(handle, stat.S_IMODE(os.fstat(there.fileno()).st_mode))
        with os.fdopen(handle, "w", encoding="utf-8", newline="", closefd=False) as stream:
            yield stream
    os.close(handle)
