"""The adapter to plotext: the very cells that our rasteriser draws, few columns at once, and nothing left behind."""

from __future__ import annotations

import subprocess
import sys
from math import nan
from typing import Any

import numpy as np
import plotext
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.types import Vector
from tests.tui.chart_cells import (
    CHARSETS,
    series,
)
from tui.drawing.charts import (
    Charset,
    Chart,
    chart_rows,
    plotext_adapter,
)
from tui.drawing.charts.glyphs import GLYPHS
from tui.drawing.charts.plotext_adapter import plotted
from tui.drawing.charts.strokes import Stroke
from tui.drawing.charts.tracing import traced


@given(st.data(), st.integers(1, 12), st.integers(1, 6), st.sampled_from(CHARSETS))
def test_the_tracer_draws_the_very_cells_that_plotext_draws(
    data: st.DataObject, columns: int, rows: int, charset: Charset
) -> None:
    glyphs = GLYPHS[charset]
    # Wide canvases are drawn in several parts.
    columns *= data.draw(st.sampled_from([1, 4]))
    place = st.tuples(
        st.integers(-columns, 3 * columns).map(float),
        st.integers(-rows, 5 * rows).map(float) | st.just(nan),
    )
    strokes = []
    markers = st.sampled_from(["line", "dots", "dotted", "x"])
    for number, marker in enumerate(data.draw(st.lists(markers, max_size=3))):
        path = sorted(data.draw(st.lists(place, min_size=1, max_size=6)), key=lambda point: point[0])
        x, y = (np.array(part) for part in zip(*path, strict=True))
        strokes.append(Stroke(x, y, f"role-{number}", marker, ink=glyphs.inks[:1] or "*"))
    pairs = zip(plotted(strokes, columns, rows, glyphs), traced(strokes, columns, rows, glyphs), strict=True)
    for theirs, ours in pairs:
        assert ["".join(row) for row in theirs.characters] == ["".join(row) for row in ours.characters]


def test_at_most_two_points_a_column_reach_plotext(monkeypatch: pytest.MonkeyPatch) -> None:
    columns: list[Vector] = []
    plot = plotext.plot

    def spy(x: list[float], y: list[float], **more: Any) -> None:
        columns.append(np.array(x) // 2)
        plot(x, y, **more)

    monkeypatch.setattr(plotext, "plot", spy)
    chart_rows([series(np.linspace(0, 1, 10_000) ** 2)], Chart(40, 10))
    assert columns
    for band in columns:
        assert np.bincount(band.astype(int) - int(band.min())).max() == 2


def test_a_path_that_turns_back_is_drawn_to_its_turning_point() -> None:
    stroke = Stroke(np.array([0.0, 19, 4]), np.zeros(3), "trail")
    (layer,) = traced([stroke], 12, 2, GLYPHS["braille"])
    assert layer.characters[1].tolist() == ["⣀"] * 10 + [" "] * 2


def test_a_further_step_has_plotext_draw_the_newest_columns_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = np.random.default_rng(1).random(5000)
    limits: dict[str, Any] = {"x_limits": (0, 5000), "y_limits": (0, 1)}
    chart_rows([series(noise[:2500])], Chart(160, 40, **limits))
    widths: list[int] = []
    size = plotext.plot_size

    def spy(columns: int, rows: int) -> None:
        widths.append(columns)
        size(columns, rows)

    monkeypatch.setattr(plotext, "plot_size", spy)
    chart_rows([series(noise[:2501])], Chart(160, 40, **limits))
    assert 0 < sum(widths) < 40
    widths.clear()
    chart_rows([series(noise[:2501])], Chart(160, 40, **limits))
    assert not widths


def test_what_others_left_in_plotext_is_neither_seen_nor_kept() -> None:
    clean = chart_rows([series([3, 1, 2])], Chart(30, 8))
    plotext.title("left behind")
    plotext.plot([1, 2, 3])
    plotext.yscale("log")
    plotext_adapter._remembered.clear()
    assert chart_rows([series([3, 1, 2])], Chart(30, 8)) == clean
    plotext.plotsize(20, 5)
    assert not set(plotext.build()) - set(" \n┌─┐│└┘") - set("\x1b[0123456789;m")


def test_charts_need_neither_textual_nor_until_a_line_is_drawn_plotext() -> None:
    code = (
        "import sys, tui.drawing.charts as c\n"
        "import numpy as np\n"
        "c.chart_rows([c.Series('', np.array(v), '') for v in ([], [np.nan])], c.Chart(40, 10))\n"
        "assert not {'textual', 'plotext'} & set(sys.modules), sorted(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
