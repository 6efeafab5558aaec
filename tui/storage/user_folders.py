"""Where the program's own files of one person belong, by the XDG Base Directory Specification."""

from __future__ import annotations

from pathlib import Path

# The XDG folders on macOS, too, where platformdirs itself would choose others.
from platformdirs.unix import Unix

_FOLDERS = Unix("gradstep")


def config_folder() -> Path:
    """Where preferences are kept: $XDG_CONFIG_HOME/gradstep, by default ~/.config/gradstep.

    Raises:
        RuntimeError: there is no home directory.
    """
    return _FOLDERS.user_config_path


def state_folder() -> Path:
    """Where sessions and reports are kept: $XDG_STATE_HOME/gradstep, by default ~/.local/state/gradstep.

    Raises:
        RuntimeError: there is no home directory.
    """
    return _FOLDERS.user_state_path
