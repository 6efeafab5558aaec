"""The error for command arguments that name nothing that exists."""

from __future__ import annotations


class InvalidArgument(ValueError):
    """A command argument that names nothing that exists; the message is a sentence that says what to type instead."""
