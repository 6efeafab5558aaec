"""Errors in what a person types behind a command."""

from __future__ import annotations


class InvalidArgument(ValueError):
    """An argument that names nothing that exists; the message is a sentence that says what can be typed instead."""
