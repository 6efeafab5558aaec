"""What is said about files that are no scenarios, and about keys and values of the wrong kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.texts import FUNCTION, NETWORK, in_function, in_network, problems_of

CASES: dict[str, tuple[str, str]] = {
    "not TOML": (
        in_network("epochs = 2", "epochs = "),
        "8: this is not TOML: Invalid value (column 10)",
    ),
    "an unclosed text": (
        'format = 1\ntitle = "x\n',
        "2: this is not TOML: Illegal character '\\n' (column 11)",
    ),
    "a key twice": (
        in_network("epochs = 2", "epochs = 2\nepochs = 3"),
        "9: this is not TOML: Cannot overwrite a value (column 11)",
    ),
    "an empty file": (
        "",
        '1: kind: required, but not given: "network" or "function"\n'
        "1: format: required, but not given\n"
        "1: data: required, but not given\n"
        "1: network: required, but not given\n"
        "1: training: required, but not given",
    ),
    "ends too early": (
        "format = 1\nrows = [1,",
        "2: this is not TOML: Invalid value (at the end of the file)",
    ),
    "a key with too many parts": (
        ".".join("a" * 40) + " = 1\n",
        "1: a key has more than 32 parts",
    ),
    "nested too deeply": (
        "x = " + "[" * 5000,
        "lists or tables are nested too deeply",
    ),
    "a number with thousands of digits": (
        "format = " + "9" * 5000,
        "1: a number has more than 400 characters",
    ),
    "another format": (
        in_network("format = 1", "format = 2"),
        "1: format: format 2 is not supported; this version of gradstep reads format 1",
    ),
    "the format as a text": (
        in_network("format = 1", 'format = "1"'),
        '1: format: expected 1, got "1"',
    ),
    "the format as a truth": (
        in_network("format = 1", "format = false"),
        "1: format: expected 1, got false",
    ),
    "a function without a kind": (
        in_function('kind = "function"\n', "", "steps = 3", "steps = 0"),
        '1: kind: required, but not given: "network" or "function"\n'
        "7: training.steps: expected a number of at least 1, got 0",
    ),
    "an unknown kind": (
        in_network('"network"', '"netwrok"'),
        '2: kind: expected "network" or "function", got "netwrok"; did you mean network?',
    ),
    "no kind": (
        in_network('kind = "network"\n', ""),
        '1: kind: required, but not given: "network" or "function"',
    ),
    "a kind that is no text": (
        in_network('"network"', "3"),
        '2: kind: expected "network" or "function", got 3',
    ),
    "a misspelt section": (
        in_network("[training]", "[trainning]"),
        "1: training: required, but not given\n7: trainning: unknown key; did you mean training?",
    ),
    "a function's section in a network": (
        NETWORK + FUNCTION[FUNCTION.index("[function]") : FUNCTION.index("[training]")],
        "9: function: a network scenario has no function; a function scenario has it",
    ),
    "a network's section in a function": (
        FUNCTION + "[loss]\nname = 'mse'\n",
        "9: loss: a function scenario has no loss; a network scenario has it",
    ),
    "a title on two lines": (
        in_network("kind", 'title = "a\\nb"\nkind'),
        "2: title: expected text on one line, without tabs",
    ),
    "a title that nobody sees": (
        in_network("kind", 'title = "\\u200b\\u200d \\ufeff"\nkind'),
        "2: title: expected some text, got none",
    ),
    "a title with a tab": (
        in_network("kind", 'title = "a\tb"\nkind'),
        "2: title: expected text on one line, without tabs",
    ),
    "a control character": (
        in_network("kind", 'summary = "a\\u001b[31m"\nkind'),
        "2: summary: the control character \\x1b is not allowed in a text",
    ),
    "a text that turns around": (
        in_network("kind", 'section = "a\\u202eb"\nkind'),
        "2: section: the control character \\u202e is not allowed in a text",
    ),
    "a misspelt key": (
        NETWORK + "[training.optimizer]\nlearning_rte = 0.1\n",
        "10: training.optimizer.learning_rte: unknown key; did you mean learning_rate?",
    ),
    "a key that belongs elsewhere": (
        NETWORK + "learning_rate = 0.1\n",
        "9: training.learning_rate: unknown key here; it belongs in training.optimizer",
    ),
    "a key that belongs at the top": (
        NETWORK + "title = 'x'\n",
        "9: training.title: unknown key here; it belongs at the top of the file, before any table",
    ),
    "an unknown key like no other": (
        NETWORK + "zzz = 1\n",
        "9: training.zzz: unknown key; known are frozen, optimizer, schedule, stop, epochs, "
        "batch_size, order and seed",
    ),
    "a hostile key": (
        NETWORK + '"a\\u001b\\nb" = 1\n',
        '9: training."a\\x1b\\nb": unknown key; known are frozen, optimizer, schedule, stop, epochs, '
        "batch_size, order and seed",
    ),
    "a very long key": (
        NETWORK + "k" * 1000 + " = 1\n",
        '9: training."kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk…": unknown key; '
        "known are frozen, optimizer, schedule, stop, epochs, batch_size, order and seed",
    ),
    "a text for a number": (
        NETWORK + '[training.optimizer]\nlearning_rate = "0.1"\n',
        '10: training.optimizer.learning_rate: expected a number, got "0.1"',
    ),
    "true for a whole number": (
        in_network("epochs = 2", "epochs = true"),
        "8: training.epochs: expected a whole number, got true",
    ),
    "true for a number": (
        NETWORK + "[training.optimizer]\nlearning_rate = true\n",
        "10: training.optimizer.learning_rate: expected a number, got true",
    ),
    "a fraction for a whole number": (
        in_network("epochs = 2", "epochs = 2.5"),
        "8: training.epochs: expected a whole number, got 2.5",
    ),
    "a number for true": (
        in_network("layers", "bias = 1\nlayers"),
        "6: network.bias: expected true or false, got 1",
    ),
    "a number for a deviation": (
        in_network("rows", "standardize = 1\nrows"),
        '4: data.standardize: expected true, false, "population" or "sample", got 1',
    ),
    "an unknown deviation": (
        in_network("rows", 'standardize_targets = "std"\nrows'),
        '4: data.standardize_targets: expected true, false, "population" or "sample", got "std"',
    ),
    "a number for a text": (
        in_network("rows", "file = 3\nrows"),
        "4: data.file: expected text in quotes, got 3",
    ),
    "a number for a table": (
        in_network("[training]\nepochs = 2", "", "[data]", "training = 3\n[data]"),
        "3: training: expected a table, got 3",
    ),
    "a number for a list": (
        in_network("[[1, 2], [3, 4]]", "7"),
        "4: data.rows: expected a list, got 7",
    ),
    "a table for a list": (
        in_network("[{ units = 1 }]", "{ units = 1 }"),
        "6: network.layers: expected a list, got a table",
    ),
    "a text for a table of texts": (
        in_function("[function.start]", 'where = "q"\n[function.start]'),
        '5: function.where: expected a table, got "q"',
    ),
    "a date for a number": (
        in_network("epochs = 2", "epochs = 2024-01-01"),
        "8: training.epochs: expected a whole number, got a date or time",
    ),
    "an infinite number": (
        NETWORK + "[training.optimizer]\nlearning_rate = inf\n",
        "10: training.optimizer.learning_rate: expected a finite number, got inf",
    ),
    "a number that is none": (
        in_network("[1, 2]", "[nan, 2]"),
        "4: data.rows[1][1]: expected a finite number, got nan",
    ),
    "a number beyond all floats": (
        in_network("[1, 2]", "[0x" + "f" * 300 + ", 2]"),
        "4: data.rows[1][1]: expected a number, got a number with very many digits",
    ),
    "a learning rate of 0": (
        NETWORK + "[training.optimizer]\nlearning_rate = 0\n",
        "10: training.optimizer.learning_rate: expected a number above 0, got 0",
    ),
    "no epochs": (
        in_network("epochs = 2", "epochs = 0"),
        "8: training.epochs: expected a number of at least 1, got 0",
    ),
    "too many epochs": (
        in_network("epochs = 2", "epochs = 1_000_000_001"),
        "8: training.epochs: expected a number of at most 1,000,000,000, got 1000000001",
    ),
    "a batch of none": (
        in_network("epochs = 2", "batch_size = 0"),
        '8: training.batch_size: expected a whole number from 1 to 1,000,000,000, or "all", got 0',
    ),
    "a batch of a number of hundreds of digits": (
        in_network("epochs = 2", f"batch_size = 0x{300 * 'f'}"),
        '8: training.batch_size: expected a whole number from 1 to 1,000,000,000, or "all", got a number with very '
        "many digits",
    ),
    "a title that is too long": (
        f'title = "{900_000 * "x"}"\n{NETWORK}',
        "1: title: expected at most 1,000 characters, got 900,000",
    ),
    "a letter with thousands of marks": (
        f'title = "x{10_000 * chr(0x301)}"\n{NETWORK}',
        "1: title: expected at most 1,000 characters, got 10,001",
    ),
    "a letter with more marks than any script has": (
        f'title = "x{31 * chr(0x301)}"\n{NETWORK}',
        "1: title: expected at most 30 combining characters in a row, got more",
    ),
    "a lesson text that is too long": (
        f'{FUNCTION}[[cue]]\nstep = 1\nsay = "{20_001 * "x"}"\n',
        "11: cue[1].say: expected at most 20,000 characters, got 20,001",
    ),
    "a batch in words": (
        in_network("epochs = 2", 'batch_size = "every"'),
        '8: training.batch_size: expected a whole number from 1 to 1,000,000,000, or "all", got "every"',
    ),
    "an unknown order": (
        in_network("epochs = 2", 'order = "suffle"'),
        '8: training.order: expected "sequential", "shuffle" or "random", got "suffle"; did you '
        "mean shuffle?",
    ),
    "steps in a network": (
        in_network("epochs = 2", "steps = 2"),
        "8: training.steps: a network counts epochs; give epochs in place of steps",
    ),
    "epochs in a function": (
        in_function("steps = 3", "epochs = 3"),
        "8: training.epochs: a function counts steps; give steps in place of epochs",
    ),
    "a batch in a function": (
        in_function("steps = 3", "batch_size = 1"),
        "8: training.batch_size: a function scenario has no batch_size; a network scenario has it",
    ),
    "an unknown optimizer": (
        NETWORK + '[training.optimizer]\nname = "adma"\n',
        '10: training.optimizer.name: expected "sgd", "momentum", "nesterov", "adagrad", '
        '"rmsprop", "adam" or "adamw", got "adma"; did you mean adam?',
    ),
    "an optimizer that is no text": (
        NETWORK + '[training.optimizer]\nname = ["sgd"]\n',
        '10: training.optimizer.name: expected "sgd", "momentum", "nesterov", "adagrad", '
        '"rmsprop", "adam" or "adamw", got a list',
    ),
    "an optimizer that is no table": (
        NETWORK + 'optimizer = "adam"\n',
        '9: training.optimizer: expected a table, got "adam"',
    ),
    "a setting of another optimizer": (
        NETWORK + "[training.optimizer]\nmomentum = 0.9\n",
        "10: training.optimizer.momentum: sgd has no momentum; momentum and nesterov have it",
    ),
    "a setting of two other optimizers": (
        NETWORK + '[training.optimizer]\nname = "momentum"\nbeta1 = 0.9\nmomentum = 1\n',
        "11: training.optimizer.beta1: momentum has no beta1; adam and adamw have it\n"
        "12: training.optimizer.momentum: expected a number below 1, got 1",
    ),
    "a schedule without what it needs": (
        NETWORK + '[training.schedule]\nname = "step"\n',
        "9: training.schedule.every: required, but not given",
    ),
    "a setting of another schedule": (
        NETWORK + 'schedule = { name = "cosine", factor = 0.5 }\n',
        "9: training.schedule.factor: cosine has no factor; step and exponential have it",
    ),
    "a stop without a criterion": (
        NETWORK + "[training.stop]\npatience = 3\n",
        "9: training.stop: no criterion is given; give gradient_norm, update_norm, loss_change, "
        "loss_below or when, or leave the table out",
    ),
    "a stop that is no condition": (
        NETWORK + '[training.stop]\nwhen = "loss"\n',
        '10: training.stop.when: "loss" is a number; a condition compares it with another, as in '
        '"loss < 0.5"',
    ),
    "a stop with an unknown name": (
        NETWORK + '[training.stop]\nwhen = "los < 1 and epoch > 1"\n',
        '10: training.stop.when: "los < 1 and epoch > 1", column 1: there is no quantity called '
        "'los'; did you mean loss?",
    ),
    "a stop that cannot be parsed": (
        NETWORK + '[training.stop]\nwhen = "loss < < 1"\n',
        "10: training.stop.when: \"loss < < 1\", column 8: a value is missing before '<'",
    ),
    "frozen: no such parameter": (
        NETWORK + 'frozen = ["w1_1_1", "w1_1_2"]\n',
        "9: training.frozen[2]: there is no parameter w1_1_2; known are w1_1_1 and b1_1",
    ),
    "frozen: a pattern that matches nothing": (
        NETWORK + 'frozen = ["b*", "c*"]\n',
        "9: training.frozen[2]: no parameter matches c*; there are w1_1_1, b1_1",
    ),
    "frozen: a pattern that is too long": (
        NETWORK + f'frozen = ["b*", "{"[" * 100_000}"]\n',
        "9: training.frozen[2]: the pattern has 100,000 characters; the limit is 200",
    ),
    "a key that lives in a list of tables": (
        in_network("layers", "units = 1\nlayers"),
        "6: network.units: unknown key here; it belongs in network.layers",
    ),
    "a key that is somewhat like another, and belongs elsewhere": (
        in_network("rows", "title = 'x'\nrows"),
        "4: data.title: unknown key here; it belongs at the top of the file, before any table",
    ),
    "a key of a table that may be left out": (
        in_network("rows = [[1, 2], [3, 4]]", 'generator = { name = "xor", points = 3 }'),
        "4: data.generator.points: unknown key; known are name, n, noise and seed",
    ),
    "a key of a moment": (
        NETWORK + '[[cue]]\nat = { epoch = 1, roww = 1 }\nsay = "x"\n',
        "10: cue[1].at.roww: unknown key; did you mean row?",
    ),
    "a number with thousands of digits further down": (
        "format = 1\ntitle = " + "9_9" * 3000,
        "2: a number has more than 400 characters",
    ),
    "a key with too many parts further down": (
        "format = 1\n\n" + ".".join("a" * 40) + " = 1\n",
        "3: a key has more than 32 parts",
    ),
    "a file that breaks off after blank lines": (
        'format = 1\nx = """\na\u2028b\n\n',
        "3: this is not TOML: Unterminated string (at the end of the file)",
    ),
    "a long key twice": (
        "[" + "a" * 400 + "]\n[" + "a" * 400 + "]\n",
        "2: this is not TOML: Cannot declare ('" + "a" * 282 + "… (column 402)",
    ),
    "several problems, in the order of the file": (
        'format = 1\nkind = "function"\ntitel = "x"\n[training]\nsteps = 0\n[function]\nexpression = "x"\n'
        '[function.start]\nx = "1"\n[training.optimizer]\nname = "sgd"\nrho = 1\n',
        "3: titel: unknown key; did you mean title?\n"
        "5: training.steps: expected a number of at least 1, got 0\n"
        '9: function.start.x: expected a number, got "1"\n'
        "12: training.optimizer.rho: sgd has no rho; rmsprop has it",
    ),
}
"""By name: the file's text, and the problems, each on a line with its own line's number."""


@pytest.mark.parametrize("name", CASES)
def test_a_faulty_file_is_told_exactly(name: str, tmp_path: Path) -> None:
    text, expected = CASES[name]
    assert problems_of(text, tmp_path) == expected
