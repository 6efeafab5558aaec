"""How the program ends, whatever happens: with a status, with a sentence, and never with a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from io import StringIO

import click

from tui.headless import exit_status
from tui.headless.output import abandon, tell
from tui.text.untrusted import clean_line

_DEBUG = "GRADSTEP_DEBUG"


def status_of(work: Callable[[], int]) -> int:
    """What the program is to exit with, however the work ends."""
    try:
        return work()
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except click.ClickException as error:
        # Words of the command line, such as file names, stand in it: they go through the gate as well.
        shown = StringIO()
        error.show(shown)
        tell(shown.getvalue().rstrip("\n"))
        return error.exit_code
    except (KeyboardInterrupt, EOFError, click.Abort):
        tell("Interrupted.")
        return exit_status.INTERRUPTED
    except BrokenPipeError:
        abandon(sys.stdout)
        return exit_status.BROKEN_PIPE
    except MemoryError:
        _trace()
        tell("There is not enough memory for this.")
        return exit_status.FAULT
    except OSError as error:
        _trace()
        abandon(sys.stdout)
        tell(f"{error.filename or 'standard output'}: {error.strerror or error}")
        return exit_status.FAULT
    except Exception as error:  # noqa: BLE001 - whatever it is, a person gets a sentence
        _trace()
        tell(f"gradstep has made a mistake of its own: {type(error).__name__}: {clean_line(str(error))}")
        tell(_reported(error))
        for note in getattr(error, "__notes__", ()):
            tell(note)
        return exit_status.FAULT


def _reported(error: Exception) -> str:
    """A sentence on where the report is, or how to get one."""
    from tui.headless.crash_report import write_report

    try:
        return f"Please report it, with the file {write_report(error)}."
    except (OSError, RuntimeError):
        return f"Please report it, with what `gradstep doctor` says and what the same says with {_DEBUG}=1."


def _trace() -> None:
    """Show where an exception came from, to those who ask for it."""
    if os.environ.get(_DEBUG):
        import traceback

        tell(traceback.format_exc())
