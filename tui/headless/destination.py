"""The destination of a run's data: stdout, or a file that is replaced atomically."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import ENXIO
from pathlib import Path
from time import monotonic, sleep
from typing import TextIO

import click

from tui.headless.output import stdout
from tui.storage.atomic_files import FOLLOWS_UMASK, atomic_replacement

_MAX_WAIT_FOR_READER_SECONDS = 1.0
"""Seconds in which the reader of a named pipe, which may be started at the same time, has to open it."""
_READER_POLL_SECONDS = 0.02


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
        with _passing_through(file) if _is_pass_through(file) else _replacing(file) as stream:
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
def _passing_through(file: Path) -> Iterator[TextIO]:
    """Open a pipe or a device; a pipe that nobody reads is refused after a moment instead of waited for in silence."""
    handle = _opened(file, monotonic() + _MAX_WAIT_FOR_READER_SECONDS)
    if hasattr(os, "O_NONBLOCK"):
        os.set_blocking(handle, True)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
        yield stream


def _opened(file: Path, until: float) -> int:
    while True:
        try:
            return os.open(file, os.O_WRONLY | os.O_TRUNC | getattr(os, "O_NONBLOCK", 0))
        except OSError as error:
            if error.errno != ENXIO or not file.is_fifo():
                raise
            if monotonic() > until:
                raise OSError(ENXIO, "nobody reads this pipe; start its reader first") from error
        sleep(_READER_POLL_SECONDS)


@contextmanager
def _replacing(file: Path) -> Iterator[TextIO]:
    """Open a temporary file beside the target, which replaces it at the end and keeps its permissions."""
    path = Path(os.path.realpath(file))
    with atomic_replacement(path, FOLLOWS_UMASK) as handle:
        # Opening for writing fails on a read-only file, which must not be replaced either.
        with suppress(FileNotFoundError), path.open("r+b") as existing:
            if hasattr(os, "fchmod"):  # not on Windows
                os.fchmod(handle, stat.S_IMODE(os.fstat(existing.fileno()).st_mode))
        with os.fdopen(handle, "w", encoding="utf-8", newline="", closefd=False) as stream:
            yield stream
    os.close(handle)
