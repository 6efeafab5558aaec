"""Signals, however much waits to be done when they come."""

from __future__ import annotations

import asyncio
import signal

import pytest

from tests.tui.screen.test_workbench import app_of


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
