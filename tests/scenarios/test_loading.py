"""Opening scenarios by name and by path, and what is said when they cannot be opened."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scenarios import bundled
from scenarios.errors import Problem, ScenarioError, key_text
from scenarios.format import NetworkScenario
from scenarios.limits import LIMITS
from scenarios.loading import Loaded, load
from tests.scenarios.texts import EVERYTHING, FUNCTION, NETWORK, in_function, in_network


def written(folder: Path, text: str | bytes, name: str = "mine.toml") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def told(name: str | Path, **settings: object) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(name, {key.replace("__", "."): value for key, value in settings.items()})
    return str(caught.value)


def test_a_bundled_scenario_is_opened_by_its_name() -> None:
    loaded = load("parabola")
    assert loaded.name == "parabola"
    assert loaded.scenario.title == "The bottom of the bowl"
    assert loaded.content == bundled.content_of("parabola")
    assert [variant.label for variant in loaded.variants] == [None]


def test_a_scenario_is_opened_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, FUNCTION)
    monkeypatch.chdir(tmp_path)
    for name in (path, str(path), "mine.toml", Path("mine.toml"), "./mine.toml"):
        assert load(name).document["function"]["start"] == {"x": 5}
    assert load("mine.toml").name == "mine.toml"


def test_a_file_without_ending_is_opened_unless_a_bundled_scenario_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, in_function("steps = 3", "steps = 4"), "homework")
    written(tmp_path, in_function("steps = 3", "steps = 4"), "parabola")
    assert load("homework").document["training"] == {"steps": 4}
    assert load("parabola").document["training"]["steps"] == 25
    assert load("./parabola").document["training"] == {"steps": 4}


def test_the_title_is_the_file_s_name_unless_one_is_given(tmp_path: Path) -> None:
    assert load(written(tmp_path, FUNCTION, "home work.toml")).scenario.title == "home work"
    assert load(written(tmp_path, 'title = ""\n' + FUNCTION)).scenario.title == "mine"
    assert load(written(tmp_path, 'title = "Mine"\n' + FUNCTION)).scenario.title == "Mine"
    assert load(written(tmp_path, FUNCTION, "a\x1bb\n.toml")).scenario.title == r"a\x1bb\n"
    assert "title: expected text in quotes, got 0" in told(written(tmp_path, "title = 0\n" + FUNCTION))


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    assert load(written(tmp_path, b"\xef\xbb\xbf" + FUNCTION.encode())).scenario.kind == "function"


def test_an_unknown_name_proposes_the_nearest_bundled_scenario() -> None:
    assert told("parabula") == (
        "parabula: there is no such file, and no bundled scenario of this name; did you mean parabola?"
    )
    assert told("zzz").endswith(f"known are {', '.join(bundled.bundled()[:-1])} and {bundled.bundled()[-1]}")


def test_a_path_that_leads_nowhere_proposes_nothing(tmp_path: Path) -> None:
    assert told("parabula.toml") == "parabula.toml: there is no such file"
    assert told(tmp_path / "parabola") == f"{tmp_path / 'parabola'}: there is no such file"
    assert told(Path("parabola")) == "parabola: there is no such file"
    assert told("nowhere/parabola") == "nowhere/parabola: there is no such file"


def test_what_is_no_ordinary_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    assert told(tmp_path / "pipe.toml").endswith("this is a pipe or a device; give a regular file")
    assert told("/dev/zero").endswith("this is a pipe or a device; give a regular file")
    assert told(tmp_path).endswith("this is a folder; give a file")
    assert told("") == ".: this is a folder; give a file"
    assert told("a\0b.toml") == r"a\x00b.toml: it cannot be read: this is not the name of a file"
    assert told("x" * 5000 + ".toml").endswith("it cannot be read: File name too long")


def test_the_data_of_a_scenario_that_is_a_link_lie_beside_what_it_leads_to(tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (shelf / "s.csv").write_text("a,b\n1,2\n")
    path = written(shelf, in_network("rows = [[1, 2], [3, 4]]", 'file = "s.csv"'))
    (tmp_path / "link.toml").symlink_to(path)
    loaded = load(tmp_path / "link.toml")
    assert loaded.folder.folder == shelf
    assert loaded.scenario.title == "link"


def test_a_link_in_a_circle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").symlink_to(tmp_path / "a.toml")
    assert "it cannot be read" in told(tmp_path / "a.toml")
    (tmp_path / "s.csv").symlink_to(tmp_path / "s.csv")
    text = in_network("rows = [[1, 2], [3, 4]]", 'file = "s.csv"')
    assert "data.file: s.csv: it cannot be read" in told(written(tmp_path, text))


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(name: object, flags: int) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    assert told(written(tmp_path, FUNCTION)).endswith("permission denied; check the file's permissions")


def test_a_scenario_of_more_than_one_mebibyte_is_refused(tmp_path: Path) -> None:
    full = FUNCTION + "#" * (1024 * 1024 - len(FUNCTION))
    assert load(written(tmp_path, full)).scenario.kind == "function"
    assert told(written(tmp_path, full + "#")).endswith("the file is larger than 1 MiB, the limit")


def test_a_data_file_of_more_than_64_mebibytes_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, in_network("rows = [[1, 2], [3, 4]]", 'file = "s.csv"'))
    with (tmp_path / "s.csv").open("wb") as sparse:
        sparse.truncate(64 * 1024 * 1024 + 1)
    assert told(path).endswith("data.file: s.csv: the file is larger than 64 MiB, the limit")


def test_what_is_not_utf8_is_told_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, 'format = 1\ntitle = "größe"\n'.encode("latin-1"))
    assert told(path) == f"{path}:2: this is not UTF-8; save the file in UTF-8"


def test_problems_of_the_scenario_and_of_its_data_file_are_told_together(tmp_path: Path) -> None:
    text = in_network("rows = [[1, 2], [3, 4]]", 'file = "s.csv"') + "[training.stop]\npatience = 2\n"
    path = written(tmp_path, text)
    (tmp_path / "s.csv").write_text("a,b\n1,x\n")
    lines = told(path).splitlines()
    assert lines[0].startswith(f"{path}:9: training.stop: no criterion is given")
    assert lines[1].startswith(f'{tmp_path / "s.csv"}:2: column 2 (b): "x" is not a finite number')


def test_settings_are_applied_before_compared_runs_and_cues_are_left_out(tmp_path: Path) -> None:
    extra = '[[compare]]\nlabel = "a"\nset = { "training.steps" = 4 }\n[[cue]]\nstep = 3\nsay = "Hello"\n'
    path = written(tmp_path, FUNCTION + extra)
    assert len(load(path).variants) == 2
    loaded = load(path, {"training.steps": 1, "function.start.x": 2.5})
    assert len(loaded.variants) == 1
    assert loaded.scenario.cue == ()
    assert loaded.document["function"]["start"] == {"x": 2.5}
    assert loaded.document["training"] == {"steps": 1}


def test_a_title_that_is_set_to_nothing_is_the_file_s_name(tmp_path: Path) -> None:
    assert load(written(tmp_path, 'title = "Mine"\n' + FUNCTION), {"title": ""}).scenario.title == "mine"


def test_a_faulty_setting_is_told_by_its_key_and_without_a_line(tmp_path: Path) -> None:
    path = written(tmp_path, FUNCTION)
    assert told(path, training__steps=0) == f"{path}: training.steps: expected a number of at least 1, got 0"
    assert told(path, training__step=3) == f"{path}: training.step: unknown key; did you mean steps?"
    assert (
        told(path, training__steps__x=3) == f"{path}: training.steps.x: training.steps is not a table, but 3"
    )


def test_a_fault_within_what_was_set_is_told_without_a_line(tmp_path: Path) -> None:
    path = written(tmp_path, NETWORK)
    assert told(path, network__layers__1__units=0) == (
        f"{path}: network.layers[1].units: expected a number of at least 1, got 0"
    )
    assert told(path, data__rows=[[1, 2], [3, "x"]]) == (
        f'{path}: data.rows[2][2]: expected a number, got "x"'
    )


def runs(loaded: Loaded) -> list[tuple[str | None, float]]:
    return [(variant.label, variant.scenario.training.optimizer.learning_rate) for variant in loaded.variants]


def test_compared_runs_are_the_scenario_with_their_own_settings(tmp_path: Path) -> None:
    compare = '[[compare]]\nlabel = "{0}"\nset = {{ "training.optimizer.learning_rate" = {0} }}\n'
    loaded = load(written(tmp_path, FUNCTION + compare.format(0.5) + compare.format(0.25)))
    assert runs(loaded) == [(None, 0.01), ("0.5", 0.5), ("0.25", 0.25)]
    assert len({id(variant.function) for variant in loaded.variants}) == 1
    assert all(variant.scenario.compare == () for variant in loaded.variants[1:])


def test_compared_runs_share_the_data_unless_it_differs(tmp_path: Path) -> None:
    text = NETWORK + "".join(
        f'[[compare]]\nlabel = "{place}"\nset = {{ {setting} }}\n'
        for place, setting in enumerate(
            ['"training.seed" = 5', '"data.standardize" = true', '"data.test_fraction" = 0.5']
        )
    )
    first, seed, scaled, split = [variant.dataset for variant in load(written(tmp_path, text)).variants]
    assert first is seed
    assert scaled is not first
    assert scaled is not None
    assert scaled.input_standardization is not None
    assert split is not None
    assert split.training_rows == 1


def test_a_thousand_columns_are_accepted(tmp_path: Path) -> None:
    row = ", ".join(["1"] * 1000)
    dataset = load(written(tmp_path, in_network("[1, 2], [3, 4]", f"[{row}]"))).variants[0].dataset
    assert dataset is not None
    assert len(dataset.columns) == 1000


def test_a_name_that_files_could_not_have_is_found_as_it_was_given(tmp_path: Path) -> None:
    text = in_network("rows", 'columns = ["a__b", "c"]\ninputs = ["a__b"]\nrows')
    dataset = load(written(tmp_path, text)).variants[0].dataset
    assert dataset is not None
    assert dataset.input_names == ("a__b",)


def test_weights_may_be_drawn_between_two_numbers_that_are_the_same(tmp_path: Path) -> None:
    initial = "[network.initial]\nmethod = 'uniform'\nlow = 0.5\nhigh = 0.5\n"
    assert load(written(tmp_path, NETWORK + initial)).scenario.kind == "network"


def test_compared_runs_of_other_seeds_split_their_rows_otherwise(tmp_path: Path) -> None:
    text = in_network("rows = [", "test_fraction = 0.5\nrows = [[5, 6], [7, 8], [9, 1], [2, 2], ") + "".join(
        f'[[compare]]\nlabel = "{seed}"\nset = {{ "training.seed" = {seed} }}\n' for seed in range(1, 5)
    )
    datasets = [variant.dataset for variant in load(written(tmp_path, text)).variants]
    assert len({dataset.row_numbers for dataset in datasets if dataset is not None}) > 1


def test_the_rows_of_data_files_count_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenarios.limits.LIMITS", {**LIMITS, "rows": 3})
    compare = '[[compare]]\nlabel = "a"\nset = { "data.standardize" = true }\n'
    (tmp_path / "s.csv").write_text("a,b\n1,2\n3,4\n")
    path = written(tmp_path, in_network("rows = [[1, 2], [3, 4]]", 'file = "s.csv"') + compare)
    assert told(path) == (
        f"{path}:11: compare[1].set: data: 4 rows, with those of the runs before it, are more than the 3 that "
        "are allowed"
    )


def test_after_ten_faulty_compared_runs_the_others_are_not_tried(tmp_path: Path) -> None:
    faulty = "".join(f'[[compare]]\nlabel = "{i}"\nset = {{ "training.steps" = 0 }}\n' for i in range(12))
    assert len(told(written(tmp_path, FUNCTION + faulty)).splitlines()) == 10


def test_functions_of_too_many_values_together_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "scenarios.limits.LIMITS", {"intermediate values": 4, "names to compare with patterns": 0}
    )
    compare = '[[compare]]\nlabel = "a"\nset = { "function.expression" = "x**3 + x" }\n'
    path = written(tmp_path, FUNCTION + compare)
    assert told(path) == (
        f'{path}:11: compare[1].set."function.expression": 5 intermediate values, with those of the runs before '
        "it, are more than the 4 that are allowed"
    )


def test_more_patterns_than_can_be_matched_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "scenarios.limits.LIMITS", {"intermediate values": 9, "names to compare with patterns": 1}
    )
    path = written(tmp_path, FUNCTION + 'frozen = ["x*", "*x"]\n')
    assert told(path) == (
        f"{path}:9: training.frozen: 2 names to compare with patterns are more than the 1 that are allowed; "
        "use fewer patterns"
    )


def test_a_row_that_no_pattern_of_a_wide_network_matches_is_told_with_few_names(tmp_path: Path) -> None:
    path = written(tmp_path, in_network("units = 1 }", "units = 3 }, { units = 1 }") + 'frozen = ["c*"]\n')
    assert told(path).endswith("no parameter matches c*; there are w1_1_1, w1_1_2, w1_1_3, b1_1, …")


def test_frozen_names_and_patterns_that_match_are_accepted(tmp_path: Path) -> None:
    text = in_network("units = 1 }", "units = 2, bias = false }, { units = 1 }")
    path = written(tmp_path, text + 'frozen = ["w1_1_2", "b*", "w2_?_1"]\n')
    assert load(path).scenario.training.frozen == ("w1_1_2", "b*", "w2_?_1")
    assert "no parameter matches b1*" in told(written(tmp_path, text + 'frozen = ["b1*"]\n'))


def test_problems_beyond_a_hundred_are_only_counted(tmp_path: Path) -> None:
    lines = told(written(tmp_path, FUNCTION + "".join(f"k{i} = 1\n" for i in range(150)))).splitlines()
    assert len(lines) == 101
    assert lines[-1] == f"{tmp_path / 'mine.toml'}: and at least 50 more problems"
    many = told(written(tmp_path, FUNCTION + "".join(f"k{i} = 1\n" for i in range(500)))).splitlines()
    assert many[-1] == f"{tmp_path / 'mine.toml'}: and at least 100 more problems"
    hundred = told(written(tmp_path, FUNCTION + "".join(f"k{i} = 1\n" for i in range(100)))).splitlines()
    assert len(hundred) == 100
    assert hundred[-1].startswith(f"{tmp_path / 'mine.toml'}:108: training.k99: unknown key")


def test_a_problem_is_one_line_whatever_it_is_about() -> None:
    problem = Problem("a\nb", None, key_text(("x\x07", 0, "ü")), "wrong")
    assert str(problem) == r'a\nb: "x\x07"[1]."ü": wrong'
    assert str(Problem("f", 3, "", "wrong")) == "f:3: wrong"
    assert str(Problem("f" * 200, 3, "", "wrong")) == "f" * 200 + ":3: wrong"
    assert str(Problem("f" * 201, None, "", "wrong")) == "f" * 199 + "…: wrong"


def test_the_bundled_names_are_had_without_the_format(tmp_path: Path) -> None:
    assert "package-prediction" in bundled.bundled()
    assert list(bundled.bundled()) == sorted(bundled.bundled())
    with pytest.raises(KeyError):
        bundled.content_of("../library/parabola")


def test_a_scenario_that_uses_everything_is_accepted(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, EVERYTHING))
    first, slow = loaded.variants
    assert first.dataset is not None
    assert first.dataset.input_names == ("v", "u")
    assert first.dataset.training_rows == 6
    assert isinstance(slow.scenario, NetworkScenario)
    assert slow.scenario.network.layers[0].activation == "relu"
    assert slow.scenario.training.optimizer.settings() == first.scenario.training.optimizer.settings()
    assert runs(loaded) == [(None, 1.0), ("slow", 0.1)]


def test_what_pydantic_says_and_we_have_no_words_for_is_told_as_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, FUNCTION)
    assert told(path, **{"\udcff": 1}) == (
        f"{path}:1: Input should be a valid string, unable to parse raw data as a unicode string"
    )
