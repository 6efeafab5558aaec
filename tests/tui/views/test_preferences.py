"""What is remembered from one sitting to the next, and what is done with a file that holds something else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.loading import load
from tui.commands.open_request import OpenRequest
from tui.screen.app import GradstepApp
from tui.screen.widgets.cells import CellsView
from tui.screen.workbench import Workbench
from tui.views import preferences
from tui.views.areas import Arrangement
from tui.views.preferences import Preferences
from tui.workspace.view_options import ViewOptions


def remember(home: Path, text: str) -> None:
    home.parent.mkdir(exist_ok=True)
    home.write_text(text, encoding="utf-8")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the file in a configuration folder of its own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path / "gradstep" / "preferences.json"


def test_what_was_chosen_is_read_again(home: Path) -> None:
    view_options = ViewOptions(digits=4)
    arrangement = Arrangement(beside="data", hidden=frozenset({"loss", "story"}))
    remember(home, '{"keys": {"play": "x"}}')
    preferences.write(Preferences().chosen("okabe-ito", view_options, arrangement))
    found, told = preferences.read()
    assert told == ""
    assert found == Preferences("okabe-ito", 4, "data", ("story", "loss"), {"play": "x"})
    assert found.view_options().digits == 4
    assert found.arrangement(("loss", "parameters", "data")) == arrangement
    # A function has no data: the first of its own comes in its place.
    assert found.arrangement(("loss", "parameters")).beside == "loss"
    assert home.stat().st_mode & 0o777 == 0o600


def test_without_a_file_everything_is_as_usual(home: Path) -> None:
    assert preferences.read() == (Preferences(), "")


@pytest.mark.parametrize(
    ("text", "found", "told"),
    [
        ("", Preferences(), "it is not JSON"),
        ("[1]", Preferences(), "no JSON object"),
        (
            '{"digits": 99, "theme": "gradstep-light"}',
            Preferences(theme="gradstep-light"),
            '"digits" cannot be used',
        ),
        (
            '{"digits": true, "x": 1, "keys": {"play": "", "reset": 5, "help": "x,", "leave": "y,z"}}',
            Preferences(keys={"leave": "y,z"}),
            '"digits", "keys.help", "keys.play", "keys.reset", "x" cannot be used',
        ),
        ('{"hidden": ["nothing"], "beside": 7}', Preferences(), '"beside", "hidden" cannot be used'),
        ('{"keys": ["play"]}', Preferences(), '"keys" cannot be used'),
        (
            json.dumps(dict.fromkeys(("x" * 90_000, *map(str, range(50_000))), 0)),
            Preferences(),
            '"0", "1", "10", "100", "1000" and 49,996 more cannot be used',
        ),
        ("[" * 100_000, Preferences(), "it is not JSON"),
        ("x" * 1_100_000, Preferences(), "larger than 1 MiB"),
    ],
    ids=["empty", "a list", "digits", "entries", "panes", "keys", "many", "deep", "long"],
)
def test_what_cannot_be_used_is_told_and_left_aside(
    home: Path, text: str, found: Preferences, told: str
) -> None:
    remember(home, text)
    got, sentence = preferences.read()
    assert got == found
    assert told in sentence
    assert str(home) in sentence
    assert len(sentence) < 1_000
    # A person has written it.
    preferences.write(got.chosen("okabe-ito", ViewOptions(digits=5), Arrangement(beside="data")))
    assert home.read_text(encoding="utf-8") == text


def test_a_place_that_cannot_be_looked_into_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / ("x" * 300)))
    got, sentence = preferences.read()
    assert got == Preferences()
    assert "is ignored: it cannot be read: File name too long. The file stays unchanged" in sentence
    assert len(sentence) < 1_000


def test_a_link_stays_a_link(home: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere" / "preferences.json"
    home.parent.mkdir()
    home.symlink_to(elsewhere)
    for digits in (4, 5):
        preferences.write(Preferences(digits=digits))
        assert home.is_symlink()
        assert json.loads(elsewhere.read_text(encoding="utf-8"))["digits"] == digits


def test_keys_that_were_written_meanwhile_are_kept(home: Path) -> None:
    preferences.write(Preferences(digits=4))
    found, _ = preferences.read()
    remember(home, '{"keys": {"play": "x"}}')
    preferences.write(found)
    assert preferences.read() == (Preferences(digits=4, keys={"play": "x"}), "")


@given(
    st.binary(max_size=200)
    | st.from_regex(r'\{"(digits|theme|keys|hidden|beside)": .{0,20}\}').map(str.encode)
)
def test_no_file_is_too_odd_to_be_read(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    home = tmp_path_factory.mktemp("home")
    file = home / "gradstep" / "preferences.json"
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(home))
        found, _ = preferences.read()
    assert 3 <= found.digits <= 12


async def test_theme_digits_and_panes_come_back_with_the_next_sitting(home: Path) -> None:
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("n", "T", "m", "5", "h")
        await pilot.pause()
    assert app.close_scenario()
    again = GradstepApp(OpenRequest(load("package-prediction")))
    async with again.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        bench = cast(Workbench, again.screen)
        assert again.theme == "gradstep-light"
        assert bench.workspace.view_options.digits == 7
        assert not bench.query_one("#loss").display
        await pilot.press("5")
        await pilot.pause()
        assert bench.query_one("#loss").display


async def test_a_key_can_be_another_one(home: Path) -> None:
    remember(home, json.dumps({"keys": {"forward.row": "y", "play": "w"}}))
    app = GradstepApp(OpenRequest(load("package-prediction")))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("y", "y")
        await pilot.pause()
        bench = cast(Workbench, app.screen)
        assert bench.workspace.step == 2
        await pilot.press("n")
        await pilot.pause()
        assert bench.workspace.step == 2
        assert " y row " in bench.query_one("#keys", CellsView).text
