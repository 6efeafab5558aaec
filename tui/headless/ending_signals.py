"""The signals that end a program, of those that can be caught."""

from __future__ import annotations

import signal

_LEFT_ALONE = (
    # After a fault of the processor a handler would return to the same fault, for ever.
    *("SIGKILL", "SIGSTOP", "SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL"),
    # By default these stop a program, let it continue, or do nothing.
    *("SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGCONT", "SIGCHLD", "SIGCLD", "SIGURG", "SIGWINCH", "SIGINFO"),
)


def ending_signals() -> frozenset[int]:
    """Return their numbers, Ctrl+C's SIGINT among them; what is ignored, as SIGHUP under nohup, stays ignored."""
    left_alone = {getattr(signal, name, None) for name in _LEFT_ALONE}
    return frozenset(
        number
        for number in signal.valid_signals() - left_alone
        if signal.getsignal(number) not in (signal.SIG_IGN, None)
    )
