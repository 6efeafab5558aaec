"""The crash report of an internal error: its traceback and the versions, and nothing else."""

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


def write_crash_report(error: BaseException) -> Path:
    """Write the traceback of an exception to a new file that only its owner can read, and return the file's path.

    The report holds neither the environment nor the value of any variable.

    Raises:
        OSError: the file cannot be written.
        RuntimeError: there is no home directory.
    """
    now = datetime.now(UTC)
    path = state_folder() / "reports" / f"{now:%Y%m%d-%H%M%S}-{token_hex(3)}.txt"
    replace_atomically(path, clean(_report(error, now), longest=1_000_000))
    return path


def _report(error: BaseException, now: datetime) -> str:
    lines = [
        f"gradstep: internal error on {now:%Y-%m-%d at %H:%M:%S} UTC",
        "",
        f"python {platform.python_version()} ({platform.python_implementation()}, {platform.system()})",
        *(f"{name} {version}" for name, version in versions()),
        "",
        "".join(TracebackException.from_exception(error, capture_locals=False).format()),
    ]
    return "\n".join(lines)
