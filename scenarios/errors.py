"""Problems of a scenario with file, line and key, and the error that carries them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from scenarios.wording import plain, quoted

Key = tuple[str | int, ...]
"""The path to a value in a document: keys of tables, and indices of lists from 0."""

_BARE = re.compile(r"[A-Za-z0-9_-]{1,60}")
_MAX_FILE_NAME_LENGTH = 200
"""Characters of a file's name that are shown."""

_MAX_PROBLEMS = 100
"""Problems that are listed; those beyond are only counted."""


def key_text(key: Iterable[str | int]) -> str:
    """A key as text: "cue[2].ask.text"; lists count from 1, and unusual keys are quoted."""
    text = ""
    for step in key:
        if isinstance(step, int):
            text += f"[{step + 1}]"
        else:
            text += ("." if text else "") + (step if _BARE.fullmatch(step) else quoted(step))
    return text


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: where it is, what is wrong, and what to write instead."""

    file: str
    line: int | None
    """From 1; None if unknown."""
    key: str
    """The dotted key, or the column; "" for the whole file."""
    message: str

    def __str__(self) -> str:
        line = "" if self.line is None else f":{self.line}"
        return f"{plain(self.file, _MAX_FILE_NAME_LENGTH)}{line}: {self.description}"

    @property
    def description(self) -> str:
        """Key and message, without the file."""
        return f"{self.key}: {self.message}" if self.key else self.message


class ScenarioError(Exception):
    """An invalid scenario or data file; as text, one line for each problem: FILE:LINE: KEY: what is wrong."""

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        listed = tuple(problems)
        if len(listed) > _MAX_PROBLEMS:
            rest = Problem(file, None, "", f"and at least {len(listed) - _MAX_PROBLEMS:,} more problems")
            listed = (*listed[:_MAX_PROBLEMS], rest)
        super().__init__(file, listed)
        self.problems: tuple[Problem, ...] = listed
        """In the order of the file."""

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))

    @property
    def description(self) -> str:
        """One line for each problem, without the file."""
        return "\n".join(problem.description for problem in self.problems)

    def first(self, most: int) -> list[str]:
        """The first `most` problems, one line each, and the number of the others."""
        rest = len(self.problems) - most
        return [*map(str, self.problems[:most]), *([f"… and {rest} more"] if rest > 0 else [])]

    @classmethod
    def about(cls, file: str, message: str, *, key: str = "", line: int | None = None) -> ScenarioError:
        """The error with a single problem."""
        return cls(file, [Problem(file, line, key, message)])
