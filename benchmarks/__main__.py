"""`python -m benchmarks`: everything that has a budget is measured and printed; `--quick` measures less often."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from time import monotonic

BENCHMARKS = {
    "engine-step": "a recorded step against a NumPy loop, a scalar engine and PyTorch",
    "history": "going to any step of a long run, and what the run keeps in memory",
    "charts": "drawing a chart anew, whatever the length of its series",
    "start-up": "the first useful frame, and the help",
    "wire": "bytes and waiting times in a terminal",
    "crowd": "memory and processor of a session, where many share a machine",
}
"""Each is a module of this package with a function `measure`."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks that are named, or all; 1 if one of them failed."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure gradstep against its budgets.",
        epilog="\n".join(f"  {name:12} {what}" for name, what in BENCHMARKS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", metavar="NAME", nargs="*", help="one of those below; all, if none is given")
    parser.add_argument("--quick", action="store_true", help="fewer repeats, and shorter runs")
    options = parser.parse_args(arguments)
    for name in options.names:
        if name not in BENCHMARKS:
            parser.error(f"no benchmark {name!r}; there are {', '.join(BENCHMARKS)}")

    # Before NumPy is imported: matrices of a few numbers are multiplied no faster by several threads.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    from benchmarks.table import heading, row

    began, failed = monotonic(), False
    print(heading())
    for name in options.names or BENCHMARKS:
        try:
            for measured in import_module(f"benchmarks.{name.replace('-', '_')}").measure(options.quick):
                print(row(measured), flush=True)
        except Exception:  # noqa: BLE001 - the other benchmarks have their say all the same
            failed = True
            print(f"{name} failed", flush=True)
            traceback.print_exc()
    print(f"\n{monotonic() - began:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
