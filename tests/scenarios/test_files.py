"""Files beside a scenario: regular files within the folder, and no more bytes than the limit."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from scenarios.files import Missing, Unreadable, read_beside, read_file


def test_what_the_kernel_makes_up_is_not_waited_for() -> None:
    assert read_file(Path("/proc/self/status"), 10) == b""


def test_data_in_an_archive_are_read_beside_the_scenario_alone(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "library.zip", "w") as archive:
        archive.writestr("library/s.csv", "a,b\n1,2\n")
        archive.writestr("t.csv", "a,b\n1,2\n")
    with zipfile.ZipFile(tmp_path / "library.zip") as archive:
        folder = zipfile.Path(archive, "library/")
        assert read_beside(folder, "s.csv", 10) == b"a,b\n1,2\n"
        with pytest.raises(Missing, match=r"^there is no such file$"):
            read_beside(folder, "t.csv", 10)
        with pytest.raises(Unreadable, match=r"^the file is outside the scenario's folder"):
            read_beside(folder, "../t.csv", 10)
        with pytest.raises(Unreadable, match=r"^the file is larger than 0 MiB"):
            read_beside(folder, "s.csv", 7)


def test_a_data_file_s_name_that_cannot_be_one_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="this is not the name of a file"):
        read_beside(tmp_path, "a\0b.csv", 10)
