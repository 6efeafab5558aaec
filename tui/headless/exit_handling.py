"""Exit handling: every exception becomes an exit status and a message instead of a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from io import StringIO
from typing import Any

import click

from tui.headless import exit_status
from tui.headless.output import narrate, silence
from tui.text.untrusted import clean_line

_DEBUG_VARIABLE = "GRADSTEP_DEBUG"


def exit_status_of(work: Callable[[], int]) -> int:
    """Run `work` and return the exit status, whichever way it ends."""
    try:
        return work()
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except click.ClickException as error:
        # The message may quote the command line, such as file names, so it has to be cleaned as well.
        message = StringIO()
        _with_typing_errors_only(error).show(message)
        narrate(message.getvalue().rstrip("\n"))
        return error.exit_code
    except (KeyboardInterrupt, EOFError, click.Abort):
        narrate("Interrupted.")
        return exit_status.INTERRUPTED
    except BrokenPipeError:
        silence(sys.stdout)
        return exit_status.BROKEN_PIPE
    except MemoryError:
        _print_traceback()
        narrate("Not enough memory for this command.")
        return exit_status.FAULT
    except OSError as error:
        _print_traceback()
        silence(sys.stdout)
        narrate(f"{error.filename or 'standard output'}: {error.strerror or error}")
        return exit_status.FAULT
    except Exception as error:  # noqa: BLE001 - any internal error becomes a message
        _print_traceback()
        narrate(f"Internal error: {type(error).__name__}: {clean_line(str(error))}")
        narrate(_report_request(error))
        for note in getattr(error, "__notes__", ()):
            narrate(note)
        return exit_status.FAULT


def _with_typing_errors_only(error: click.ClickException) -> click.ClickException:
    """The error about an unknown option or command, which proposes a misspelt name and never a similar one."""
    similar = getattr(error, "possibilities", None)
    if not similar:
        return error
    from engine.objectives.spelling import nearest

    # Only an unknown option or command has possibilities; click 8.3 and before have none for commands.
    word: str = getattr(error, "option_name", "") or getattr(error, "command_name", "")
    near = nearest(word, similar)
    kind: Any = type(error)
    named: click.ClickException = kind(
        word, possibilities=[near] if near else None, ctx=getattr(error, "ctx", None)
    )
    return named


def _report_request(error: Exception) -> str:
    """Write a crash report and return the request to send it; if that fails, say how else to report the error."""
    from tui.headless.crash_report import write_crash_report

    try:
        return f"Please report it, with the file {write_crash_report(error)}."
    except (OSError, RuntimeError):
        return (
            "Please report it, with the output of `gradstep doctor` and of the same command "
            f"with {_DEBUG_VARIABLE}=1."
        )


def _print_traceback() -> None:
    """Print the traceback of the current exception if GRADSTEP_DEBUG is set."""
    if os.environ.get(_DEBUG_VARIABLE):
        import traceback

        narrate(traceback.format_exc())
