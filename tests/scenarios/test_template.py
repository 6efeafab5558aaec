"""The template of a new scenario file."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from scenarios.bundled import bundled, content_of
from scenarios.errors import ScenarioError
from scenarios.loading import load
from scenarios.template import template

NAMES = bundled()


@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_the_bundled_scenario_with_a_commented_head(name: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(template(name, path.name), encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    assert text.endswith(content_of(name).decode())
    head = text.removesuffix(content_of(name).decode()).splitlines()
    assert all(line.startswith("#") or not line for line in head)
    assert "gradstep check mine.toml" in text
    assert load(path).scenario == load(name).scenario


def test_a_template_that_cannot_be_made_is_told() -> None:
    with pytest.raises(
        ScenarioError, match=r"^parabula: there is no bundled scenario of this name; did you mean"
    ):
        template("parabula", "mine.toml")


def test_a_hostile_file_name_stays_within_the_head_s_comments() -> None:
    assert tomllib.loads(template("parabola", "a\nformat = 2\x1b.toml"))["format"] == 1
