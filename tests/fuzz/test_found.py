"""What fuzzing has found once is read rightly, and so is what it begins with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS

FOUND = Path(__file__).with_name("found")


def cases() -> Iterator[object]:
    for name, target in TARGETS.items():
        for number, seed in enumerate(target.seeds):
            yield pytest.param(name, seed, id=f"{name}-seed-{number}")
        for file in sorted((FOUND / name).glob("*")):
            yield pytest.param(name, file.read_bytes(), id=f"{name}-{file.name}")


@pytest.mark.parametrize(("name", "content"), [*cases()])
def test_it_is_read_or_refused(name: str, content: bytes) -> None:
    TARGETS[name].read(content)
