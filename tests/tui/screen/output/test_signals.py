"""Signals, however much waits to be done when they come."""

from __future__ import annotations

import asyncio
import signal

import pytest

from tests.tui.screen.test_workbench import app_of
from tui.headless.ending_signals import ending_signals
from tui.screen.output.signals import handle_signals


async def test_every_ending_signal_is_handled_with_its_number() -> None:
    received: list[int] = []
    wanted = ending_signals() - {signal.SIGINT}
    loop = asyncio.get_running_loop()
    handle_signals(loop, wanted, received.append)
    for number in wanted:
        signal.raise_signal(number)
    called = loop.create_future()
    loop.call_soon(called.set_result, None)
    await called
    assert set(received) == wanted


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_is_not_lost_among_a_thousand_waiting_keys(number: signal.Signals) -> None:
    """The pipe that wakes asyncio's loop holds some hundred calls; a signal that finds it full is told nowhere else."""
    app = app_of("package-prediction")
    async with app.run_test() as pilot:
        for _ in range(1000):
            asyncio.get_running_loop().call_soon_threadsafe(int)
        signal.raise_signal(number)
        await pilot.pause()
        assert app.leaving
