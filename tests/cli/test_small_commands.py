"""list, check, new, schema and doctor: their output and exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scenarios.bundled import bundled, content_of
from tests.cli.commandline import FUNCTION, NETWORK, Gradstep, program
from tui.headless.versions import LIBRARIES

# list


def test_the_list_names_every_bundled_scenario_under_its_section(gradstep: Gradstep) -> None:
    lines = gradstep("list").out.splitlines()
    assert sorted(line.split()[0] for line in lines if line.startswith("  ")) == list(bundled())
    assert lines[0] == "1 The loop"
    assert lines[1].split("  ")[1] == "package-prediction"


def test_the_list_as_json_has_name_title_section_kind_and_cues(gradstep: Gradstep) -> None:
    entries = gradstep("list", "--format", "json").record
    assert sorted(entry["name"] for entry in entries) == list(bundled())
    assert list(entries[0]) == ["name", "title", "section", "kind", "cues"]
    first = entries[0]
    assert (first["name"], first["title"], first["section"], first["kind"]) == (
        "package-prediction",
        "Package prediction",
        "1 The loop",
        "network",
    )
    assert first["cues"] == content_of("package-prediction").decode().count("[[cue]]")


# check


def test_check_says_nothing_about_right_files_but_their_number(gradstep: Gradstep, network: Path) -> None:
    assert gradstep("check", network) == (0, "", "1 file is valid\n")
    assert gradstep("check", network, "parabola") == (0, "", "2 files are valid\n")


def test_check_writes_every_problem_of_every_file_on_a_line(gradstep: Gradstep, tmp_path: Path) -> None:
    typo, start, right = (tmp_path / f"{name}.toml" for name in ("typo", "start", "right"))
    typo.write_text(NETWORK.replace("epochs = 2", "epocs = 2\nsead = 1"), encoding="utf-8")
    start.write_text(FUNCTION.replace("x = 5", "x = 1e200"), encoding="utf-8")
    right.write_text(FUNCTION, encoding="utf-8")
    said = gradstep("check", typo, start, right, tmp_path / "none.toml")
    assert said.status == 1
    assert said.err == "1 file is valid, 3 files are not\n"
    lines = said.out.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [
        f"{typo}:15",
        f"{typo}:16",
        f"{start}:6",
        str(tmp_path / "none.toml"),
    ]
    assert lines[0] == f"{typo}:15: training.epocs: unknown key; did you mean epochs?"


def test_check_tells_how_a_data_file_was_read(gradstep: Gradstep, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("m2;Preis\n85,5;12.500\n", encoding="utf-8")
    path = tmp_path / "s.toml"
    path.write_text(
        'format = 1\nkind = "network"\n[data]\nfile = "s.csv"\n[network]\nlayers = [{ units = 1 }]\n[training]\n',
        encoding="utf-8",
    )
    said = gradstep("check", path)
    assert (said.status, said.out) == (0, "")
    assert said.err.splitlines() == [
        "s.csv: 1 row; header in line 1; semicolons between columns; decimal comma; marks between thousands, as "
        '"12.500" in line 2, column 2 (Preis)',
        "1 file is valid",
    ]


def test_check_warns_of_what_a_valid_file_has_and_is_not_carried_out(
    gradstep: Gradstep, network: Path
) -> None:
    cue = "[[cue]]\nstep = 1\nset = { learning_rate = 0.4 }\n"
    network.write_text(network.read_text(encoding="utf-8") + cue, encoding="utf-8")
    said = gradstep("check", network)
    assert (said.status, said.out) == (0, "")
    assert said.err.startswith(f"warning: {network}:")
    assert "cue[1].set: settings of a cue are not carried out" in said.err
    assert said.err.endswith("1 file is valid\n")


def test_check_wants_a_file(gradstep: Gradstep) -> None:
    assert gradstep("check").status == 2


# new


def test_a_new_scenario_is_commented_right_and_runs(gradstep: Gradstep, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    said = gradstep("new", path, "--from", "parabola")
    assert (said.status, said.out) == (0, "")
    assert path.read_text(encoding="utf-8").startswith("# ")
    assert gradstep("check", path).status == 0
    ours, theirs = (gradstep("run", name).record for name in (path, "parabola"))
    assert ours == theirs


def test_a_new_scenario_overwrites_nothing(gradstep: Gradstep, network: Path) -> None:
    said = gradstep("new", network)
    assert said.status == 1
    assert "the file exists already" in said.err
    assert network.read_text(encoding="utf-8") == NETWORK


@pytest.mark.usefixtures("_full")
def test_of_a_new_scenario_that_does_not_fit_nothing_stays(gradstep: Gradstep, tmp_path: Path) -> None:
    said = gradstep("new", tmp_path / "mine.toml")
    assert said.status == 1
    assert said.err.endswith(": cannot be written: No space left on device; give another file\n")
    assert list(tmp_path.iterdir()) == []


def test_a_new_scenario_follows_the_umask(gradstep: Gradstep, tmp_path: Path, umask_027: None) -> None:
    path = tmp_path / ("long" * 60 + ".toml")
    assert gradstep("new", path).status == 0
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_new_scenario_that_cannot_be_written_is_told(gradstep: Gradstep, tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "mine.toml"
    said = gradstep("new", path)
    assert said.status == 1
    assert said.err == f"{path}: cannot be written: No such file or directory; give another file\n"


def test_a_new_scenario_from_an_unknown_one_is_bad_usage(gradstep: Gradstep, tmp_path: Path) -> None:
    said = gradstep("new", tmp_path / "mine.toml", "--from", "parbola")
    assert said.status == 2
    assert "did you mean parabola?" in said.err
    assert not (tmp_path / "mine.toml").exists()


# schema


def test_the_schema_is_a_json_schema_of_the_format(gradstep: Gradstep) -> None:
    schema = json.loads(gradstep("schema").out)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert "title" in schema


# doctor


def test_the_doctor_tells_terminal_encoding_and_versions() -> None:
    said = program("doctor", TERM="xterm-256color", TMUX="/tmp/tmux", NO_COLOR="")
    told = dict(line.split(maxsplit=1) for line in said.out.splitlines())
    assert said.status == 0
    assert told["screen"].startswith("cannot be drawn: ")
    assert told["colours"] == "256, since TERM is xterm-256color"
    assert told["inside"] == "tmux"
    assert told["TERM"] == "xterm-256color"
    assert told["COLORTERM"] == "not set"
    assert set(LIBRARIES) <= set(told)
    assert told["textual"] == "8.2.8"


def test_the_doctor_lets_nothing_from_the_environment_command_the_terminal() -> None:
    said = program("doctor", TERM="xterm\x1b]0;owned\x07")
    assert "\x1b" not in said.out
    assert "\x07" not in said.out


def test_the_doctor_tells_what_was_decided_and_why() -> None:
    said = program("--no-mouse", "--fps", "12", "doctor", TERM="vt220", LC_ALL="C", NO_COLOR="")
    told = dict(line.split(maxsplit=1) for line in said.out.splitlines())
    assert told["colours"] == "none, since TERM is vt220, a terminal without colours"
    assert told["charset"] == "ascii, since TERM is vt220, whose font has neither braille nor indices"
    assert told["mouse"] == "left to the terminal, since --no-mouse asks for it"
    assert told["frames"] == "at most 12 a second, since --fps asks for it"
    assert said.out.isascii()


# help and version


def test_help_tells_what_it_is_examples_and_every_command(gradstep: Gradstep) -> None:
    said = gradstep("--help")
    assert said.status == 0
    assert gradstep("-h").out == said.out
    assert "gradstep package-prediction" in said.out
    commands = ("play", "list", "check", "run", "explain", "new", "schema", "resume", "sessions", "doctor")
    for command in commands:
        assert f"\n  {command} " in said.out
        assert gradstep(command, "-h").status == 0
    assert "_GRADSTEP_COMPLETE=fish_source gradstep | source" in said.out
    assert max(map(len, said.out.splitlines())) <= 80


def test_version_is_one_line(gradstep: Gradstep) -> None:
    said = gradstep("--version")
    assert said.status == 0
    assert said.out.startswith("gradstep")
    assert said.out.count("\n") == 1


# options


@pytest.mark.parametrize(
    ("option", "proposal"),
    [
        ("--eopchs", "Did you mean '--epochs'?"),
        ("--epoch", "Did you mean '--epochs'?"),
        ("--seed", ""),
        ("--lr", ""),
        ("--iter", ""),
        ("--out", ""),
    ],
)
def test_an_unknown_option_proposes_a_misspelt_one_and_no_other(
    gradstep: Gradstep, option: str, proposal: str
) -> None:
    said = gradstep("run", "parabola", option, "3")
    assert said.status == 2
    assert said.err.endswith(f"Error: No such option '{option}'. {proposal}".rstrip() + "\n")


def test_an_unknown_command_proposes_a_misspelt_one(gradstep: Gradstep) -> None:
    assert gradstep("sessions", "lits").err.endswith("No such command 'lits'. Did you mean 'list'?\n")
