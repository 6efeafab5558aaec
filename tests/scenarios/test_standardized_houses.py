"""House prices by size and bedrooms: published parameters after 400 steps, which depend on the deviation divided by."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.descent.timeline import Timeline
from scenarios.building import build
from scenarios.loading import load

HOUSES = """\
2104,3,399900 1600,3,329900 2400,3,369000 1416,2,232000 3000,4,539900 1985,4,299900 1534,3,314900
1427,3,198999 1380,3,212000 1494,3,242500 1940,4,239999 2000,3,347000 1890,3,329999 4478,5,699900
1268,3,259900 2300,4,449900 1320,2,299900 1236,3,199900 2609,4,499998 3031,4,599000 1767,3,252900
1888,2,255000 1604,3,242900 1962,4,259900 3890,3,573900 1100,3,249900 1458,3,464500 2526,3,469000
2200,3,475000 2637,3,299900 1839,2,349900 1000,1,169900 2040,4,314900 3137,3,579900 1811,4,285900
1437,3,249900 1239,3,229900 2132,4,345000 4215,4,549000 2162,4,287000 1664,2,368500 2238,3,329900
2567,4,314000 1200,3,299000 852,2,179900 1852,4,299900 1203,3,239500
"""
"""47 houses of a course's exercise in linear regression: square feet, bedrooms, price."""

SCENARIO = """\
format = 1
kind = "network"
[data]
file = "houses.txt"
columns = ["size", "bedrooms", "price"]
standardize = {}
[network]
layers = [{{ units = 1 }}]
initial = {{ method = "constant", value = 0.0 }}
[loss]
scale = 0.5
[training]
epochs = 400
batch_size = "all"
optimizer = {{ learning_rate = 0.01 }}
"""

BY_POPULATION = (334302.063993, 99411.449474, 3267.012854)
BY_SAMPLE = (334302.063993, 100087.116006, 3673.548451)
"""The bias and the two weights; the second are those that the exercise prints, which Octave's std leads to."""


@pytest.mark.parametrize(
    ("standardize", "expected"),
    [("true", BY_POPULATION), ('"population"', BY_POPULATION), ('"sample"', BY_SAMPLE)],
)
def test_either_deviation_leads_to_its_published_parameters(
    standardize: str, expected: tuple[float, ...], tmp_path: Path
) -> None:
    (tmp_path / "houses.txt").write_text(HOUSES.replace(" ", "\n"), encoding="utf-8")
    path = tmp_path / "houses.toml"
    path.write_text(SCENARIO.format(standardize), encoding="utf-8")
    timeline = Timeline(build(load(path))[0].training)
    timeline.go(400)
    found = dict(
        zip(timeline.training.objective.parameters.names, timeline.branch.state(400).theta, strict=True)
    )
    assert [found["b1_1"], found["w1_1_1"], found["w1_2_1"]] == pytest.approx(expected, abs=1e-6)
