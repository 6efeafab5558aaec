"""Symbolic derivatives, computed by a process of its own with limits of time and memory.

SymPy has expressions of a few letters for which it takes minutes and gigabytes, such as x**0.001 + x, and nothing that
Python offers ends its work from outside but the end of its process.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from functools import lru_cache

from engine.objectives.function import Function

MAX_SECONDS = 1.0
"""Processor time of the derivatives, after imports."""
MAX_BYTES = 2**30
"""Address space of the process."""
_MAX_WAIT_SECONDS = 30.0
"""Time by the clock: a machine may be busy, and Windows has no limits of processor time."""


def derivatives_of(function: Function) -> Mapping[str, str]:
    """∂f/∂x for every variable x, as text in the language; empty if there are none within the limits."""
    return _computed(json.dumps([function.expression, function.where, function.variables]))


@lru_cache(maxsize=64)
def _computed(request: str) -> Mapping[str, str]:
    import subprocess

    # -P: a folder with other modules may be the current one; PYTHONPATH: this program may not be installed.
    command = [sys.executable, "-P", "-m", __name__]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        answer = subprocess.run(
            command,
            input=request.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=_MAX_WAIT_SECONDS,
            check=True,
        ).stdout
        derivatives: dict[str, str] = json.loads(answer)
    except (OSError, ValueError, subprocess.SubprocessError):
        return {}
    return derivatives


def _main() -> None:
    """Answer the request on standard input."""
    expression, where, variables = json.load(sys.stdin)
    from engine.insight.analysis.calculus import import_sympy, symbolic_gradient

    import_sympy()
    _limit()
    json.dump(symbolic_gradient(Function(expression, where, variables)), sys.stdout)


def _limit() -> None:
    """Have the system end this process at the limits, where it can."""
    import signal

    if hasattr(signal, "setitimer"):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, MAX_SECONDS)


if __name__ == "__main__":
    _main()
