"""The destination of a run's data: stdout, or a file that is replaced atomically."""

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
    """Open the stream for data: stdout, or a file that is replaced atomically at the end.

    Raises:
        click.ClickException: the file cannot be written.
    """
    if file is None:
        yield stdout()
        return
    try:
        with (
            file.open("w", encoding="utf-8", newline="")
            if _is_pass_through(file)
            else _replacing(file) as stream
        ):
            yield stream
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or "cannot be written"
        raise click.ClickException(
            f"{click.format_filename(file)}: {reason}; give another --output, or none"
        ) from error


def _is_pass_through(file: Path) -> bool:
    """Whether the path is a pipe, a device or an open file of this process, to which data is written directly."""
    folder = os.path.realpath(file.parent)
    return file.exists() and (not file.is_file() or folder == "/dev" or folder.startswith("/proc/"))


@contextmanager
def _replacing(file: Path) -> Iterator[TextIO]:
    """Open a temporary file beside the target, which replaces it at the end and keeps its permissions."""
    path = Path(os.path.realpath(file))
    with atomic_replacement(path) as handle:
        # Opening for writing fails on a read-only file, which must not be replaced either.
        with suppress(FileNotFoundError), path.open("r+b") as existing:
            os.fchmod(handle, stat.S_IMODE(os.fstat(existing.fileno()).st_mode))
        with os.fdopen(handle, "w", encoding="utf-8", newline="", closefd=False) as stream:
            yield stream
    os.close(handle)
