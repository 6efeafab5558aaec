"""The versions of the program and of what it stands on."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

LIBRARIES = ("gradstep", "textual", "rich", "plotext", "numpy", "pydantic", "click", "sympy")


def versions() -> Iterator[tuple[str, str]]:
    """Each with its version, by its name."""
    for library in LIBRARIES:
        try:
            yield library, version(library)
        except PackageNotFoundError:
            yield library, "not installed"
