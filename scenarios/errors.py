"""What is wrong with a scenario: problems with file, line and key, and the error that carries them all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from scenarios.wording import plain, quoted

Key = tuple[str | int, ...]
"""The way to a value in a document: keys of tables, and places in lists from 0."""

_BARE = re.compile(r"[A-Za-z0-9_-]{1,60}")
_MAX_FILE_NAME_LENGTH = 200
"""So many characters of a file's name are shown."""

_MAX_PROBLEMS = 100
"""So many problems are told; what is wrong beyond them is only counted."""


def key_text(key: Iterable[str | int]) -> str:
    """The key as a person would write it: "cue[2].ask.text"; lists count from 1, unusual keys are quoted."""
    text = ""
    for step in key:
        if isinstance(step, int):
            text += f"[{step + 1}]"
        else:
            text += ("." if text else "") + (step if _BARE.fullmatch(step) else quoted(step))
    return text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, and what would be right."""

    file: str
    line: int | None
    """From 1; None where no line can be had."""
    key: str
    """The dotted key, or the column; "" where the whole file is concerned."""
    message: str

    def __str__(self) -> str:
        place = plain(self.file, _MAX_FILE_NAME_LENGTH) + (f":{self.line}" if self.line is not None else "")
        return f"{place}: {self.description}"

    @property
    def description(self) -> str:
        """What is wrong, by its key, without the file."""
        return f"{self.key}: {self.message}" if self.key else self.message


class ScenarioError(Exception):
    """A scenario or its data cannot be used; as text, one line a problem: FILE:LINE: KEY: what is wrong."""

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        found = tuple(problems)
        if len(found) > _MAX_PROBLEMS:
            rest = Problem(file, None, "", f"and at least {len(found) - _MAX_PROBLEMS:,} more problems")
            found = (*found[:_MAX_PROBLEMS], rest)
        super().__init__(file, found)
        self.problems: tuple[Problem, ...] = found
        """In the order of the file."""

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))

    @property
    def description(self) -> str:
        """One line a problem, for somebody who knows which file it is."""
        return "\n".join(problem.description for problem in self.problems)

    def first(self, most: int) -> list[str]:
        """The first problems, one line each, and how many more there are."""
        rest = len(self.problems) - most
        return [*map(str, self.problems[:most]), *([f"… and {rest} more"] if rest > 0 else [])]

    @classmethod
    def about(cls, file: str, message: str, *, key: str = "", line: int | None = None) -> ScenarioError:
        """The error for a single problem."""
        return cls(file, [Problem(file, line, key, message)])
