"""The report of a mistake of the program's own: where it happened and with which versions, and nothing else."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from traceback import TracebackException

from tui.headless.versions import versions
from tui.storage.atomic_files import replace_atomically
from tui.storage.user_folders import state_folder
from tui.text.untrusted import clean


def write_report(error: BaseException) -> Path:
    """Write down how an exception came about; the file, which only its owner can read.

    Neither the environment nor the value of any variable stands in it.

    Raises:
        OSError: it cannot be written.
        RuntimeError: there is no home directory.
    """
    now = datetime.now(UTC)
    path = state_folder() / "reports" / f"{now:%Y%m%d-%H%M%S}-{token_hex(3)}.txt"
    replace_atomically(path, clean(_report(error, now), longest=1_000_000))
    return path


def _report(error: BaseException, now: datetime) -> str:
    lines = [
        f"gradstep made a mistake of its own on {now:%Y-%m-%d at %H:%M:%S} UTC.",
        "",
        f"python {platform.python_version()} ({platform.python_implementation()}, {platform.system()})",
        *(f"{name} {version}" for name, version in versions()),
        "",
        "".join(TracebackException.from_exception(error, capture_locals=False).format()),
    ]
    return "\n".join(lines)
