"""Symbolic derivatives from a process of their own: the same as SymPy gives here, and none beyond the limits."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from engine.insight.analysis.calculus import symbolic_gradient
from engine.objectives.function import Function
from tui.traces.derivatives import derivatives_of


def test_the_process_gives_what_sympy_gives() -> None:
    function = Function("q*z + x**2", {"q": "x + y"}, ["x", "y", "z"])
    assert derivatives_of(function) == symbolic_gradient(function) != {}


@pytest.mark.parametrize("text", ["x**0.001 + x", "x*exp(-1e9*log(3))"])
def test_what_takes_too_long_has_no_derivatives(text: str) -> None:
    assert derivatives_of(Function(text, {}, ["x"])) == {}


def test_modules_of_the_current_folder_are_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("sympy", "json"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(0)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    assert derivatives_of(Function("x**3 + 5", {}, ["x"])) == {"x": "3*x**2"}


def test_where_no_process_can_be_started_there_are_no_derivatives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert derivatives_of(Function("x**3 + 6", {}, ["x"])) == {}
