"""The wheel carries all that the program needs, and the program runs from it alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from scenarios.schema import schema

ROOT = Path(__file__).parents[2]
PACKAGES = ("engine", "scenarios", "tui")
CARRIED = {".py", ".typed", ".toml", ".csv", ".tcss", ".json"}

# Building takes seconds: one worker builds for all tests of this file.
pytestmark = pytest.mark.xdist_group("wheel")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the wheel of this checkout, built with what is installed already."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the command `gradstep` of an environment that holds the wheel and, of our checkout, nothing."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False, symlinks=True)
    (site,) = home.glob("lib/python*/site-packages")
    # The libraries that gradstep stands on are those of this environment; a .pth file found there, such as
    # that of an editable gradstep, is not followed.
    (site / "libraries.pth").write_text(
        sysconfig.get_path("purelib") + "\n" + sysconfig.get_path("platlib") + "\n"
    )
    python = home / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check", "install"]
    done = subprocess.run(
        [*pip, "--quiet", "--no-deps", "--no-index", "--force-reinstall", "--ignore-installed", str(wheel)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return home / "bin" / "gradstep"


def gradstep(command: Path, elsewhere: Path, *arguments: str) -> str:
    """Run the installed command in a folder of its own and give what it writes."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [command, *arguments],
        cwd=elsewhere,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_carries_every_file_of_the_packages_and_no_other(wheel: Path) -> None:
    in_checkout = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.suffix in CARRIED
    }
    in_wheel = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert in_wheel == in_checkout


def test_the_wheel_carries_scenarios_styles_types_and_licence(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "scenarios/library/package-prediction.toml" in names
    assert any(name.startswith("tui/") and name.endswith(".tcss") for name in names)
    assert {f"{package}/py.typed" for package in PACKAGES} <= set(names)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_the_installed_command_runs_the_installed_packages(command: Path, tmp_path: Path) -> None:
    python = command.with_name("python")
    told = subprocess.run(
        [
            python,
            "-I",
            "-c",
            "import engine, scenarios, tui; print(engine.__file__, scenarios.__file__, tui.__file__)",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    environment = str(command.parents[1])
    assert all(place.startswith(environment) for place in told.stdout.split())


def test_the_installed_command_tells_its_version(command: Path, tmp_path: Path) -> None:
    assert "0.1.0" in gradstep(command, tmp_path, "--version")


def test_the_installed_command_lists_every_bundled_scenario(command: Path, tmp_path: Path) -> None:
    listed = {entry["name"] for entry in json.loads(gradstep(command, tmp_path, "list", "--format", "json"))}
    assert listed == {path.stem for path in (ROOT / "scenarios" / "library").glob("*.toml")}


def test_the_installed_command_writes_the_schema(command: Path, tmp_path: Path) -> None:
    assert json.loads(gradstep(command, tmp_path, "schema")) == schema()


def test_the_installed_command_takes_a_step(command: Path, tmp_path: Path) -> None:
    lines = gradstep(
        command, tmp_path, "run", "package-prediction", "--steps", "1", "--format", "jsonl"
    ).splitlines()
    (step,) = map(json.loads, lines)
    # Weights start at 0.1, biases at 0: ŷ = 2·0.1·(0.1·8 + 0.1·8) = 0.32, loss = (4 − 0.32)² = 13.5424.
    assert step["loss"] == pytest.approx(13.5424, rel=1e-12)
    assert step["predictions"] == [[pytest.approx(0.32, rel=1e-12)]]
