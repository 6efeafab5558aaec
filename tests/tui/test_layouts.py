"""Where the panes lie: beside each other and on the screen, at every size."""

from __future__ import annotations

from itertools import combinations, product

import pytest

from tui.layouts import Area, layout, slots

ALWAYS = {"stage", "story"}
WIDTHS = sorted({*range(20, 251, 6), 59, 60, 61, 79, 99, 100, 101, 119, 149, 151, 199, 249})
HEIGHTS = sorted({*range(8, 81, 4), 9, 10, 11, 13, 14, 15, 17, 18, 19, 21, 22, 23, 31, 33, 79})
PARAMETERS_AND_ROWS = ((1, 1), (9, 4), (30, 8), (100_000, 1_000_000))
KINDS = [(network, slot) for network in (True, False) for slot in slots(network)]
SIZES = list(product(WIDTHS, HEIGHTS))


def areas(
    width: int, height: int, *, network: bool, slot: str, lesson: bool, much: tuple[int, int] = (9, 4)
) -> dict[str, Area]:
    parameters, rows = much
    return layout(width, height, network=network, parameters=parameters, rows=rows, slot=slot, lesson=lesson)


def everything(network: bool) -> set[str]:
    return {"stage", "story", "parameters", "loss"} | ({"data"} if network else set())


def apart(one: Area, other: Area) -> bool:
    return (
        one.x + one.width <= other.x
        or other.x + other.width <= one.x
        or one.y + one.height <= other.y
        or other.y + other.height <= one.y
    )


@pytest.mark.parametrize(("network", "slot"), KINDS)
@pytest.mark.parametrize("lesson", [True, False])
def test_panes_share_out_the_screen_at_every_size(network: bool, slot: str, lesson: bool) -> None:
    for (width, height), much in product(SIZES, PARAMETERS_AND_ROWS):
        found = areas(width, height, network=network, slot=slot, lesson=lesson, much=much)
        where = (width, height, much, found)
        assert ALWAYS <= found.keys() <= everything(network) | {"lesson"}, where
        for area in found.values():
            assert area.width > 0, where
            assert area.height > 0, where
            # The bar has the first row, the transport and the keys the last two.
            assert area.x >= 0, where
            assert area.x + area.width <= width, where
            assert area.y >= 1, where
            assert area.y + area.height <= height - 2, where
        assert all(apart(*pair) for pair in combinations(found.values(), 2)), where
        # As none overlap: nothing between them is left over.
        assert sum(area.width * area.height for area in found.values()) == width * (height - 3), where


@pytest.mark.parametrize(("network", "slot"), KINDS)
def test_all_panes_are_up_at_once_from_100_by_32(network: bool, slot: str) -> None:
    for (width, height), lesson, much in product(SIZES, (True, False), PARAMETERS_AND_ROWS):
        if width >= 100 and height >= 32:
            found = areas(width, height, network=network, slot=slot, lesson=lesson, much=much)
            assert everything(network) <= found.keys(), (width, height)
            assert "lesson" in found or not lesson, (width, height)
            # A frame, and a line in it.
            assert all(found[name].height >= 3 for name in everything(network)), (width, height, found)


@pytest.mark.parametrize(("network", "slot"), KINDS)
def test_at_80_by_24_the_third_pane_is_the_one_that_was_chosen(network: bool, slot: str) -> None:
    for width, height in ((80, 24), (60, 15), (99, 60), (140, 31)):
        found = areas(width, height, network=network, slot=slot, lesson=False)
        assert found.keys() == ALWAYS | {slot}, (width, height)


@pytest.mark.parametrize("network", [True, False])
def test_every_pane_but_stage_and_story_can_be_chosen(network: bool) -> None:
    assert set(slots(network)) == everything(network) - ALWAYS


@pytest.mark.parametrize("network", [True, False])
def test_at_80_by_24_a_lesson_has_its_lines(network: bool) -> None:
    found = areas(80, 24, network=network, slot="loss", lesson=True)
    assert found["lesson"].width == 80
    assert found["lesson"].height >= 2


def test_at_40_by_12_stage_and_story_are_left() -> None:
    assert areas(40, 12, network=True, slot="data", lesson=True).keys() == ALWAYS
