"""Which characters an output stream can encode."""

from __future__ import annotations

from typing import TextIO


def encodes_unicode(stream: TextIO) -> bool:
    """Whether the stream's encoding is a Unicode one, so that ∂, η and ŷ can be written to it."""
    return (stream.encoding or "").lower().replace("_", "-").startswith("utf")
