"""Extreme numbers in any field end no program: they are used, or refused in words."""

from __future__ import annotations

import pytest

from tests.fuzz.extremes import Case
from tests.fuzz.using import opened, use_headless, use_in_plain_mode, use_on_screen
from tui.commands.open_request import OpenRequest
from tui.screen.app import GradstepApp

CASES = 24
"""Cases that are looked at; `python -m tests.fuzz extremes` looks at more."""


def curve(expression: str, x: float, more: str = "", rate: float = 0.1) -> str:
    return (
        f'format = 1\nkind = "function"\nfunction = {{ expression = "{expression}", start = {{ x = {x!r} }}{more} }}\n'
        f"training = {{ steps = 4, optimizer = {{ learning_rate = {rate!r} }} }}\n"
    )


def line(rows: str, rate: float = 0.1, more: str = "") -> str:
    return (
        f'format = 1\nkind = "network"\ndata = {{ rows = {rows} }}\n'
        f'network = {{ layers = [{{ units = 1 }}], initial = {{ method = "constant", value = 1.0 }} }}\n'
        f"training = {{ epochs = 3, optimizer = {{ learning_rate = {rate!r} }} }}\n{more}"
    )


FOUND = {
    "the widest domain": curve("x**2", 5.0, ", domain = { x = [-1.7e308, 1.7e308] }"),
    "the narrowest domain": curve("x**2", 5.0, ", domain = { x = [0.0, 5e-324] }"),
    "a start without a chart": curve("sin(x)", 1.7e308, rate=1.7e308),
    "heights beyond every axis": curve("1.7e308 - x", 5.0, rate=1e300),
    "a learning rate below every axis": curve("x**2", 5.0, rate=5e-324),
    "values of both signs at the ends": line("[[1e-300, 1e154]]", 1e154),
    "losses of a few units in the last place": line("[[1.0, 2.0]]", 0.1, "loss = { scale = 5e-324 }\n"),
    "a loss of 0 beside one that grows": line(
        "[[1e-155, 0.0]]",
        1e308,
        '[[compare]]\nlabel = "still"\nset = { "training.optimizer.learning_rate" = 1e-300 }\n',
    ),
}
"""Scenarios that have ended the program, or were near to that."""


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_is_used(name: str) -> None:
    case = Case(0, FOUND[name], (1.7e308, 5e-324, -1e300))
    loaded = opened(case)
    assert loaded is not None
    use_headless(loaded)
    use_in_plain_mode(loaded, case)


@pytest.mark.parametrize("seed", range(CASES))
def test_a_scenario_with_extreme_numbers_is_used_or_refused(seed: int) -> None:
    case = Case.of(seed)
    loaded = opened(case)
    if loaded is not None:
        use_headless(loaded)
        use_in_plain_mode(loaded, case)


async def test_the_screen_shows_scenarios_with_extreme_numbers() -> None:
    app = GradstepApp(OpenRequest())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        for seed in range(100, 106):
            case = Case.of(seed)
            loaded = opened(case)
            if loaded is not None:
                await use_on_screen(app, pilot, loaded, case)
