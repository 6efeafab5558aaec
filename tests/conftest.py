"""The same environment for every test; long tests first; a skipped test is a failure in CI."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Generator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

IN_CI = os.environ.get("CI") == "true"

OURS = ("GRADSTEP_", "TEXTUAL")
COMMON = ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "COLUMNS", "LINES")

# Textual and Rich read these as they are imported, so they go before any test module is.
for _variable in list(os.environ):
    if _variable.startswith(OURS) or _variable in COMMON:
        del os.environ[_variable]

# Speed depends on who else uses the machine, so no example fails for being slow.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "ci", settings.get_profile("here"), derandomize=True, database=None, print_blob=True
)
settings.register_profile("fuzz", settings.get_profile("here"), max_examples=10_000)
settings.load_profile("ci" if IN_CI else "here")

_home = pytest.StashKey[tempfile.TemporaryDirectory[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Give the tests folders of their own for sessions and settings."""
    home = tempfile.TemporaryDirectory(prefix="gradstep-tests-")
    config.stash[_home] = home
    for kind in ("state", "config", "data"):
        os.environ[f"XDG_{kind.upper()}_HOME"] = str(Path(home.name) / kind)


def pytest_collection_finish() -> None:
    """Spare the garbage collector the imported libraries, which outlive every test: a tenth of the time."""
    gc.collect()
    gc.freeze()


_home_numbers = count(1)


@pytest.fixture(autouse=True)
def own_home(pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test folders of its own, without what the program of another test has saved."""
    home = Path(pytestconfig.stash[_home].name) / str(next(_home_numbers))
    for kind in ("state", "config", "data"):
        monkeypatch.setenv(f"XDG_{kind.upper()}_HOME", str(home / kind))


@pytest.fixture
def umask_027() -> Generator[None]:
    """Let new files be read by the group, and by nobody else."""
    before = os.umask(0o027)
    yield
    os.umask(before)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove these folders."""
    config.stash[_home].cleanup()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start the long tests first."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Make a skipped test a failure in CI."""
    report = yield
    expected_to_fail = hasattr(report, "wasxfail")
    if IN_CI and report.skipped and not expected_to_fail:
        report.outcome = "failed"
        report.longrepr = _skipped_in_ci(report.longrepr)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Make a module that was skipped as a whole a failure in CI."""
    report = yield
    if IN_CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = _skipped_in_ci(report.longrepr)
    return report


def _skipped_in_ci(report: object) -> str:
    reason = report[2] if isinstance(report, tuple) else report
    return f"{reason}\nIn CI a skipped test is a failure: what it needs has to be installed (see .ci/run)."
