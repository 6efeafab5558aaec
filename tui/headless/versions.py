"""The versions of the program and its libraries."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

LIBRARIES = ("gradstep", "textual", "rich", "plotext", "numpy", "pydantic", "click", "sympy")


def versions() -> Iterator[tuple[str, str]]:
    """Yield (name, version) of each library."""
    for library in LIBRARIES:
        try:
            yield library, version(library)
        except PackageNotFoundError:
            yield library, "not installed"
