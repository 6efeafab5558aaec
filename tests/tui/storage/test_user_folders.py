"""Where the program's own files belong: the XDG folders, and what of the environment is ignored."""

from __future__ import annotations

import pwd
from pathlib import Path

import pytest

from tui.storage.user_folders import config_folder, state_folder


def test_the_environment_names_the_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/there/config")
    monkeypatch.setenv("XDG_STATE_HOME", "/there/state")
    assert config_folder() == Path("/there/config/gradstep")
    assert state_folder() == Path("/there/state/gradstep")


@pytest.mark.parametrize("value", [None, "", "relative/folder", "~/folder"])
def test_without_an_absolute_path_they_are_in_the_home_directory(
    value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    assert config_folder() == Path("/home/somebody/.config/gradstep")
    assert state_folder() == Path("/home/somebody/.local/state/gradstep")


def test_who_has_no_home_directory_has_none_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(number: int) -> pwd.struct_passwd:
        raise KeyError(number)

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for folder in (config_folder, state_folder):
        with pytest.raises(RuntimeError):
            folder()
