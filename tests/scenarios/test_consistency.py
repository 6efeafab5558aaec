"""What is said about networks, data and functions that contradict themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.texts import FUNCTION, NETWORK, in_function, in_network, problems_of

CASES: dict[str, tuple[str, str]] = {
    "no layers": (
        in_network("[{ units = 1 }]", "[]"),
        "6: network.layers: expected at least 1 entry, got 0",
    ),
    "a layer without units": (
        in_network("{ units = 1 }", "{}"),
        "6: network.layers[1].units: required, but not given",
    ),
    "a layer of no units": (
        in_network("units = 1", "units = 0"),
        "6: network.layers[1].units: expected a number of at least 1, got 0",
    ),
    "an unknown activation": (
        in_network("units = 1", 'units = 1, activation = "segmoid"'),
        '6: network.layers[1].activation: expected "linear", "sigmoid", "tanh", "relu", '
        '"leaky_relu", "softplus" or "softmax", got "segmoid"; did you mean sigmoid?',
    ),
    "softmax in a hidden layer": (
        in_network("[{ units = 1 }]", '[{ units = 2, activation = "softmax" }, { units = 1 }]'),
        "6: network.layers[1].activation: softmax can only be in the last layer",
    ),
    "softmax without cross_entropy": (
        in_network(
            "[{ units = 1 }]",
            '[{ units = 2, activation = "softmax" }]',
            "[1, 2], [3, 4]",
            "[1, 0, 1], [1, 1, 0]",
        ),
        "6: network.layers[1].activation: softmax goes with the loss cross_entropy only, got mse",
    ),
    "bce without sigmoid": (
        in_network("[1, 2], [3, 4]", "[1, 0], [3, 1]") + '[loss]\nname = "bce"\n',
        "6: network.layers[1].activation: the loss bce needs sigmoid here, got linear",
    ),
    "bce with a target of 2": (
        in_network("units = 1", 'units = 1, activation = "sigmoid"') + '[loss]\nname = "bce"\n',
        "4: data.rows[1]: in row 1 y1 is 2 (and 1 other row like it); bce needs targets from 0 to 1; if y1 holds "
        "class labels, give data.classes = [2, 4]",
    ),
    "cross_entropy with one unit": (
        in_network("units = 1", 'units = 1, activation = "softmax"', "[1, 2], [3, 4]", "[1, 1], [3, 1]")
        + '[loss]\nname = "cross_entropy"\n',
        "6: network.layers[1].units: cross_entropy needs a unit for each class, so at least 2, got 1",
    ),
    "cross_entropy with targets that add up to 2": (
        in_network(
            "units = 1",
            'units = 2, activation = "softmax"',
            "[1, 2], [3, 4]",
            "[1, 0, 1], [3, 1, 1], [3, 1, 1]",
        )
        + '[loss]\nname = "cross_entropy"\n',
        "4: data.rows[2]: in row 2 y1 is 1, y2 is 1 (and 1 other row like it); cross_entropy needs "
        "targets that are 0 or more and add up to 1 in each row",
    ),
    "cross_entropy with one target below 0": (
        in_network(
            "units = 1",
            'units = 5, activation = "softmax"',
            "[1, 2], [3, 4]",
            "[1, 1, 0, 0, 0, 0], [1, 2, 0, 0, 0, -1]",
        )
        + '[loss]\nname = "cross_entropy"\n',
        "4: data.rows[2]: in row 2 y1 is 2, y2 is 0, y3 is 0, y4 is 0; cross_entropy needs targets that are 0 "
        "or more and add up to 1 in each row",
    ),
    "bce with generated targets": (
        in_network(
            "rows = [[1, 2], [3, 4]]",
            'generator = { name = "plane", n = 2, noise = 0 }',
            "units = 1",
            'units = 1, activation = "sigmoid"',
        )
        + '[loss]\nname = "bce"\n',
        "3: data: in row 1 y is 4.30201 (and 1 other row like it); bce needs targets from 0 to 1",
    ),
    "a scale of 0": (
        NETWORK + "[loss]\nscale = 0\n",
        "10: loss.scale: expected a number above 0, got 0",
    ),
    "a method and pinned numbers": (
        NETWORK + '[network.initial]\nmethod = "constant"\nweights = [[[1]]]\n',
        "10: network.initial.method: give a method or pinned numbers (weights, biases), not both",
    ),
    "an unknown method": (
        NETWORK + '[network.initial]\nmethod = "gloriot_uniform"\n',
        '10: network.initial.method: expected "constant", "uniform", "normal", "glorot_uniform", '
        '"glorot_normal", "he_uniform" or "he_normal", got "gloriot_uniform"; did you mean '
        "glorot_uniform?",
    ),
    "a setting of another method": (
        NETWORK + '[network.initial]\nmethod = "normal"\nvalue = 3\n',
        "11: network.initial.value: normal has no value; constant has it",
    ),
    "low above high": (
        NETWORK + '[network.initial]\nmethod = "uniform"\nlow = 1\n',
        "11: network.initial.low: 1.0 is above high, which is 0.5",
    ),
    "low and high further apart than a float can say": (
        NETWORK + '[network.initial]\nmethod = "uniform"\nlow = -1.7e308\nhigh = 1.7e308\n',
        "11: network.initial.low: from -1.7e+308 to 1.7e+308 is further than the greatest number; give numbers "
        "that are less far apart",
    ),
    "more noise than a float can hold": (
        in_network("rows = [[1, 2], [3, 4]]", 'generator = { name = "spiral", noise = 1.7e308 }'),
        "4: data.generator.noise: with a deviation of 1.7e+308, numbers of the rows are infinite; give less noise",
    ),
    "pinned: too many layers": (
        NETWORK + "[network.initial]\nweights = [[[1]], [[1]]]\nbiases = [[1], [1]]\n",
        "10: network.initial.weights: expected 1 entry, one for each layer, got 2\n"
        "11: network.initial.biases: expected 1 entry, one for each layer, got 2",
    ),
    "pinned: too few inputs": (
        in_network("[1, 2], [3, 4]", "[1, 1, 2], [1, 3, 4]") + "[network.initial]\nweights = [[[1]]]\n",
        "10: network.initial.weights[1]: layer 1: expected 2 lists, one for each of its inputs, got 1",
    ),
    "pinned: too many units": (
        NETWORK + "[network.initial]\nweights = [[[1, 2]]]\nbiases = [[1, 2]]\n",
        "10: network.initial.weights[1][1]: layer 1, from 1: expected 1 number, one to each unit, "
        "got 2\n"
        "11: network.initial.biases[1]: layer 1: expected 1 number, one for each unit, got 2",
    ),
    "pinned: biases of a layer without": (
        in_network("units = 1", "units = 1, bias = false")
        + "[network.initial]\nweights = [[[1]]]\nbiases = [[1]]\n",
        "11: network.initial.biases[1]: layer 1: expected none, since it has no biases, got 1",
    ),
    "pinned: not enough layers": (
        in_network("[{ units = 1 }]", "[{ units = 1 }, { units = 1 }]")
        + "[network.initial]\nweights = [[[1]]]\n",
        "10: network.initial.weights: expected 2 entries, one for each layer, got 1",
    ),
    "pinned: lists too many, and too long": (
        NETWORK + "[network.initial]\nweights = [[[1, 2], [1]]]\n",
        "10: network.initial.weights[1]: layer 1: expected 1 list, one for each of its inputs, got 2",
    ),
    "too many parameters": (
        in_network("[{ units = 1 }]", "[{ units = 1000 }, { units = 1000 }, { units = 1 }]"),
        "6: network.layers: 1,004,001 parameters are more than the 1,000,000 that are allowed; use "
        "fewer units",
    ),
    "too many units for all rows": (
        in_network(
            "rows = [[1, 2], [3, 4]]",
            'generator = { name = "xor", n = 1_000_000 }',
            "[{ units = 1 }]",
            "[{ units = 100 }, { units = 1 }]",
        ),
        "6: network.layers: 101,000,000 units in all rows are more than the 50,000,000 that are "
        "allowed; use fewer units",
    ),
    "no rows at all": (
        in_network("rows = [[1, 2], [3, 4]]", "test_fraction = 0"),
        "3: data: there are no rows; give rows, file or generator",
    ),
    "rows and a generator": (
        in_network("rows", 'generator = { name = "xor" }\nrows'),
        "4: data.generator: rows is given already; give one of rows, file and generator",
    ),
    "an empty list of rows": (
        in_network("[[1, 2], [3, 4]]", "[]"),
        "4: data.rows: expected at least 1 entry, got 0",
    ),
    "a row that is too short": (
        in_network("[3, 4]", "[3]"),
        "4: data.rows[2]: expected 2 numbers, as in the first row, got 1",
    ),
    "a cell that is a text": (
        in_network("[3, 4]", '[3, "4"]'),
        '4: data.rows[2][2]: expected a number, got "4"',
    ),
    "rows that do not fit the columns": (
        in_network("rows", 'columns = ["a", "b", "c"]\nrows'),
        "5: data.rows[1]: expected 3 numbers, one for each column, got 2\n"
        "5: data.rows[2]: expected 3 numbers, one for each column, got 2",
    ),
    "a column twice": (
        in_network("rows", 'columns = ["a", "a"]\nrows'),
        '4: data.columns[2]: "a" is already used; choose another',
    ),
    "a column without a name": (
        in_network("rows", 'columns = ["a", ""]\nrows'),
        '4: data.columns[2]: "" is not a valid name; use the letters a to z, digits and _, '
        "beginning with a letter or _; choose another name",
    ),
    "a column with a space": (
        in_network("rows", 'columns = ["a", "b c"]\nrows'),
        '4: data.columns[2]: "b c" is not a valid name; use the letters a to z, digits and _, '
        "beginning with a letter or _; choose another name",
    ),
    "a column called like a weight": (
        in_network("rows", 'columns = ["w1_1_1", "b"]\nrows'),
        "4: data.columns[1]: w1_1_1 is the name of a quantity of the network; choose another name",
    ),
    "a column called like a word": (
        in_network("rows", 'columns = ["loss", "exp"]\nrows'),
        "4: data.columns[1]: loss has another meaning in formulas; choose another name\n"
        "4: data.columns[2]: exp has another meaning in formulas; choose another name",
    ),
    "an input that is no column": (
        in_network("rows", 'columns = ["height", "weight"]\ninputs = ["heigth"]\nrows'),
        "5: data.inputs[1]: there is no column heigth; did you mean height?",
    ),
    "a target that is no column, among others": (
        in_network("rows", 'columns = ["a", "b"]\ntargets = ["b", "zz"]\nrows'),
        "5: data.targets[2]: there is no column zz; known are a and b",
    ),
    "an input twice": (
        in_network("rows", 'columns = ["a", "b"]\ninputs = ["a", "a"]\nrows'),
        "5: data.inputs[2]: a is named twice",
    ),
    "an input that is a target": (
        in_network("rows", 'columns = ["a", "b"]\ninputs = ["a", "b"]\ntargets = ["b"]\nrows'),
        "5: data.inputs: b is a target too; a column can be only one of the two",
    ),
    "more targets than units": (
        in_network("rows", 'columns = ["a", "b"]\ntargets = ["a", "b"]\nrows'),
        "5: data.targets: the last layer has 1 unit, and 2 target columns are named; give one unit "
        "for each target",
    ),
    "fewer columns than units": (
        in_network("units = 1", "units = 3"),
        "3: data.targets: the last layer has 3 units, and 2 target columns are there; give one "
        "unit for each target",
    ),
    "fewer targets than units": (
        in_network("units = 1", "units = 2", "rows", 'columns = ["a", "b"]\ntargets = ["b"]\nrows'),
        "5: data.targets: the last layer has 2 units, and 1 target column is named; give one unit for "
        "each target",
    ),
    "class labels for a unit each": (
        in_network(
            "units = 1",
            'units = 2, activation = "sigmoid"',
            "rows",
            'columns = ["a", "b"]\ntargets = ["b"]\nrows',
        )
        + '[loss]\nname = "bce"\n',
        "5: data.targets: the last layer has 2 units, and 1 target column is named; give one unit for each target, or, "
        "if b holds class labels, give data.classes = [2, 4]",
    ),
    "class labels for softmax": (
        in_network(
            "units = 1",
            'units = 2, activation = "softmax"',
            "rows",
            'columns = ["a", "b"]\ntargets = ["b"]\nrows',
        )
        + '[loss]\nname = "cross_entropy"\n',
        "5: data.targets: cross_entropy needs a target of 0 and 1 for each of the 2 units, and only b is named; if it "
        "holds class labels, give data.classes = [2, 4]",
    ),
    "class labels that are no labels": (
        in_network("rows", "classes = [true, 1.5]\nrows"),
        "4: data.classes[1]: expected a word or a whole number, got true\n"
        "4: data.classes[2]: expected a word or a whole number, got 1.5",
    ),
    "a single class": (
        in_network("rows", 'classes = ["a"]\nrows'),
        "4: data.classes: expected at least 2 entries, got 1",
    ),
    "a class without a letter": (
        in_network("rows", 'classes = [" ", "a"]\nrows'),
        "4: data.classes[1]: expected some text, got none",
    ),
    "no inputs left": (
        in_network("units = 1", "units = 2"),
        "3: data: no column is left for the inputs; give at least one input and one target",
    ),
    "too many columns": (
        in_network("[[1, 2], [3, 4]]", "[[" + "1," * 1001 + "]]"),
        "3: data: 1,001 columns are more than the 1,000 that are allowed",
    ),
    "a constant column to standardize": (
        in_network("rows", "standardize = true\nrows", "[3, 4]", "[1, 4]"),
        "4: data.standardize: x1 is 1 in every training row and cannot be scaled; leave it out of "
        "data.inputs",
    ),
    "numbers too large to standardize": (
        in_network(
            "rows", "standardize = true\nrows", "[1, 2], [3, 4]", "[1.7e308, 4], [1.7e308, 4], [-1.7e308, 4]"
        ),
        "4: data.standardize: the numbers of x1 are too large or too close to be scaled; give them "
        "in another unit",
    ),
    "one row to standardize": (
        in_network("rows", "standardize = true\nrows", ", [3, 4]", ""),
        "4: data.standardize: one training row has no deviation to divide by; give at least 2, or leave this out",
    ),
    "one row to standardize by n - 1": (
        in_network("rows", 'standardize_targets = "sample"\nrows', ", [3, 4]", ""),
        "4: data.standardize_targets: one training row has no deviation to divide by; give at least 2, or leave "
        "this out",
    ),
    "a constant target to standardize": (
        in_network("rows", "standardize_targets = true\nrows", "[3, 4]", "[3, 2]"),
        "4: data.standardize_targets: y1 is 2 in every training row and cannot be scaled; leave this out",
    ),
    "a test row too far to standardize": (
        in_network(
            "rows",
            "standardize = true\ntest_fraction = 0.3\nrows",
            "[1, 2], [3, 4]",
            "[1e-9, 4], [1e300, 4], [2e-9, 4]",
        ),
        "4: data.standardize: in test row 2 x1 is 1e+300, too far from the training rows to be scaled; give it in "
        "the same unit as the others",
    ),
    "numbers too close to standardize": (
        in_network(
            "rows", "standardize = true\nrows", "[1, 2], [3, 4]", "[0.1, 4], [0.10000000000000002, 4]"
        ),
        "4: data.standardize: the numbers of x1 are too large or too close to be scaled; give them in another "
        "unit",
    ),
    "one row to split": (
        in_network("rows", "test_fraction = 0.5\nrows", ", [3, 4]", ""),
        "4: data.test_fraction: one row cannot be split; give at least 2 rows, or leave this out",
    ),
    "a test_fraction of 1": (
        in_network("rows", "test_fraction = 1\nrows"),
        "4: data.test_fraction: expected a number below 1, got 1",
    ),
    "an unknown generator": (
        in_network("rows = [[1, 2], [3, 4]]", 'generator = { name = "moon" }'),
        '4: data.generator.name: expected "circle", "xor", "moons", "gauss", "spiral" or "plane", '
        'got "moon"; did you mean moons?',
    ),
    "one point": (
        in_network("rows = [[1, 2], [3, 4]]", 'generator = { name = "xor", n = 1 }'),
        "4: data.generator.n: expected a number of at least 2, got 1",
    ),
    "two names for a generator's three columns": (
        in_network("rows = [[1, 2], [3, 4]]", 'columns = ["a", "b"]\ngenerator = { name = "xor" }'),
        "4: data.columns: the generator makes the columns x1, x2 and label; expected 3 names, got 2",
    ),
    "no data file": (
        in_network("rows = [[1, 2], [3, 4]]", 'file = "students.csv"'),
        "4: data.file: students.csv: there is no such file",
    ),
    "a data file elsewhere": (
        in_network("rows = [[1, 2], [3, 4]]", 'file = "../students.csv"'),
        "4: data.file: ../students.csv: the file is outside the scenario's folder; move it there",
    ),
    "a data file at the root": (
        in_network("rows = [[1, 2], [3, 4]]", 'file = "/etc/passwd"'),
        "4: data.file: /etc/passwd: the file is outside the scenario's folder; move it there",
    ),
    "a folder as data file": (
        in_network("rows = [[1, 2], [3, 4]]", 'file = "."'),
        "4: data.file: .: this is a folder; give a file",
    ),
    "no start": (
        in_function("x = 5", ""),
        "5: function.start: expected at least 1 entry, got 0",
    ),
    "an empty expression": (
        in_function('"x**2"', '""'),
        '4: function.expression: expected some text, got ""',
    ),
    "an expression that cannot be parsed": (
        in_function("x**2", "2*x**"),
        "4: function.expression: \"2*x**\", column 4: a value is missing after '**'",
    ),
    "an unknown variable": (
        in_function("x**2", "x**2 + y"),
        '4: function.expression: "x**2 + y", column 8: there is no variable or earlier value '
        "called 'y'; known are x",
    ),
    "an unknown function": (
        in_function("x**2", "sine(x)"),
        "4: function.expression: there is no function called 'sine'; did you mean sin?",
    ),
    "an expression without variables": (
        in_function("x**2", "3"),
        "4: function.expression: the expression has no variable in it",
    ),
    "an intermediate value out of order": (
        in_function("[function.start]", '[function.where]\np = "q + 1"\nq = "x"\n[function.start]'),
        "6: function.where.p: 'q' is defined below: move it up",
    ),
    "more names than a message can hold": (
        in_function("x**2", "y", "x = 5", "\n".join(f"{letter * 40} = 1" for letter in "abcdefghijkl")),
        "4: function.expression: there is no variable or earlier value called 'y'; known are "
        + ", ".join(letter * 40 for letter in "abcde")
        + ", "
        + "f" * 29
        + "…",
    ),
    "more names than a message can hold, further on": (
        in_function("x**2", "1 + y", "x = 5", "\n".join(f"{letter * 40} = 1" for letter in "abcdefghijkl")),
        "4: function.expression: \"1 + y\", column 5: there is no variable or earlier value called 'y'; known are "
        + ", ".join(letter * 40 for letter in "abcde")
        + ", "
        + "f" * 29
        + "…",
    ),
    "an intermediate value with a bad name": (
        in_function("[function.start]", '[function.where]\n"2p" = "x"\n[function.start]'),
        "6: function.where.2p: '2p' is not a valid name: use the letters a to z, digits and _, "
        "beginning with a letter or _",
    ),
    "an intermediate value with a point in its name": (
        in_function("[function.start]", '[function.where]\n"a.b" = "x"\n[function.start]'),
        "6: function.where.\"a.b\": 'a.b' is not a valid name: use the letters a to z, digits and _, "
        "beginning with a letter or _",
    ),
    "an intermediate value that cannot be parsed": (
        in_function("[function.start]", '[function.where]\nq = "3*x**"\n[function.start]'),
        "6: function.where.q: \"3*x**\", column 4: a value is missing after '**'",
    ),
    "a variable called like a word of logic": (
        in_function("x = 5", "x = 5\nand = 1"),
        "7: function.start.and: 'and' is reserved: choose another name",
    ),
    "a domain of no variable": (
        FUNCTION + "[function.domain]\ny = [0, 1]\n",
        "10: function.domain.y: there is no variable y in function.start; known are x",
    ),
    "a domain upside down": (
        FUNCTION + "[function.domain]\nx = [2, 1]\n",
        "10: function.domain.x: 2.0 is not below 1.0; give [low, high], the lower number first",
    ),
    "a domain of one number": (
        FUNCTION + "[function.domain]\nx = [2]\n",
        "10: function.domain.x: expected two numbers, [low, high], got a list of 1",
    ),
    "a start that is no number": (
        in_function("x = 5", 'x = "5"'),
        '6: function.start.x: expected a number, got "5"',
    ),
}
"""By name: the file's text, and the problems, each on a line with its own line's number."""


@pytest.mark.parametrize("name", CASES)
def test_a_faulty_model_is_told_exactly(name: str, tmp_path: Path) -> None:
    text, expected = CASES[name]
    assert problems_of(text, tmp_path) == expected
