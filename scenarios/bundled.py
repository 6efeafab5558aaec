"""The bundled scenarios as files, without the parser of the format."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

SUFFIX = ".toml"


def library() -> Traversable:
    """The folder of the bundled scenarios and their data."""
    return files("scenarios") / "library"


def bundled() -> tuple[str, ...]:
    """The names of the bundled scenarios, in alphabetical order."""
    names = (entry.name for entry in library().iterdir())
    return tuple(sorted(name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX)))


def content_of(name: str) -> bytes:
    """The bytes of a bundled scenario's file.

    Raises:
        KeyError: no bundled scenario has this name.
    """
    if name not in bundled():
        raise KeyError(name)
    return (library() / f"{name}{SUFFIX}").read_bytes()
