"""Where each pane lies, for every size of the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Area(NamedTuple):
    """A rectangle of cells."""

    x: int
    y: int
    width: int
    height: int


WIDE = 150
"""From this width on there are three columns."""
ROOMY = (100, 32)
"""From this size on all panes are up at once."""
LESSON = 5
"""Rows that a lesson in a frame of its own needs at least."""
LESSON_FROM = 20
"""From this height on two or three rows are kept for the lesson."""
TABLE = 46
"""Cells that the data pane needs at least beside the story."""


def layout(
    width: int,
    height: int,
    *,
    network: bool,
    parameters: int,
    rows: int,
    slot: str,
    lesson: bool,
    enlarged: str | None = None,
) -> dict[str, Area]:
    """The panes that are shown and where.

    The bar at the top, the transport and the keys below it take one row each.

    Args:
        width: of the screen.
        height: of the screen.
        network: whether it is a network; a function has no data.
        parameters: how many lines the table of parameters can use.
        rows: how many the table of data can use.
        slot: the pane that is shown in the place that several share on small screens.
        lesson: whether the scenario says anything.
        enlarged: the pane that has the whole screen; None where they share it.
    """
    body = Area(0, 1, width, max(0, height - 3))
    if enlarged is not None:
        return {enlarged: body}
    if width >= WIDE and height >= ROOMY[1]:
        return _three_columns(body, network, parameters, rows)
    areas: dict[str, Area] = {}
    if lesson and height >= LESSON_FROM:
        lines = 3 if height >= ROOMY[1] else 2
        body = body._replace(height=body.height - lines)
        areas["lesson"] = Area(0, body.y + body.height, width, lines)
    if width >= ROOMY[0] and height >= ROOMY[1]:
        return areas | _two_columns(body, network, parameters, rows)
    return areas | _small(body, network, slot)


def slots(network: bool) -> Sequence[str]:
    """The panes that share a place on small screens."""
    return ("loss", "parameters", "data") if network else ("loss", "parameters")


def _two_columns(body: Area, network: bool, parameters: int, rows: int) -> dict[str, Area]:
    left = body.width * 3 // 5
    right = body.width - left
    table = min(parameters + 3, max(5, body.height * 3 // 8))
    chart = max(8, (body.height - table) * 3 // 8)
    stage = body.height - table - chart
    areas = {
        "stage": Area(0, body.y, left, stage),
        "parameters": Area(0, body.y + stage, left, table),
        "loss": Area(0, body.y + stage + table, left, chart),
    }
    return areas | _story_and_data(Area(left, body.y, right, body.height), network, rows)


def _three_columns(body: Area, network: bool, parameters: int, rows: int) -> dict[str, Area]:
    left = body.width * 42 // 100
    middle = body.width * 29 // 100
    right = body.width - left - middle
    stage = body.height * 3 // 5
    areas = {
        "stage": Area(0, body.y, left, stage),
        "loss": Area(0, body.y + stage, left, body.height - stage),
        "story": Area(left + middle, body.y, right, body.height),
    }
    table = min(parameters + 4, body.height // 2)
    if not network:
        # Few parameters and no data: the stage has its column for itself, and the chart lies beside it.
        areas["stage"] = Area(0, body.y, left, body.height)
        areas["parameters"] = Area(left, body.y, middle, table)
        chart = (body.height - table) * 3 // 5
        areas["loss"] = Area(left, body.y + table, middle, chart)
        areas["lesson"] = Area(left, body.y + table + chart, middle, body.height - table - chart)
        return areas
    data = min(rows + 7, body.height - table - LESSON)
    areas["lesson"] = Area(left, body.y + table + data, middle, body.height - table - data)
    areas["parameters"] = Area(left, body.y, middle, table)
    areas["data"] = Area(left, body.y + table, middle, data)
    return areas


def _story_and_data(area: Area, network: bool, rows: int) -> dict[str, Area]:
    if not network:
        return {"story": area}
    data = _data_height(area.height, rows)
    story = area.height - data
    return {
        "story": Area(area.x, area.y, area.width, story),
        "data": Area(area.x, area.y + story, area.width, data),
    }


def _data_height(height: int, rows: int) -> int:
    return min(rows + 7, max(8, height * 2 // 5))


def _small(body: Area, network: bool, slot: str) -> dict[str, Area]:
    if body.width < 60 or body.height < 12:
        upper = body.height // 2
        return {
            "stage": Area(0, body.y, body.width, upper),
            "story": Area(0, body.y + upper, body.width, body.height - upper),
        }
    if network:
        # The net is wide and low: it lies across the screen, with the story and the shared place below it.
        upper = min(body.height * 11 // 20, 14)
        lower = body.height - upper
        wanted = {"parameters": 44, "data": TABLE, "loss": 34}[slot]
        story = max(body.width - wanted, body.width * 2 // 5)
        return {
            "stage": Area(0, body.y, body.width, upper),
            "story": Area(0, body.y + upper, story, lower),
            slot: Area(story, body.y + upper, body.width - story, lower),
        }
    left = body.width * 11 // 20
    upper = body.height * 11 // 20
    return {
        "stage": Area(0, body.y, left, body.height),
        "story": Area(left, body.y, body.width - left, upper),
        slot: Area(left, body.y + upper, body.width - left, body.height - upper),
    }
