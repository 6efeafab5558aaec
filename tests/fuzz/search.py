"""A search for scenarios with extreme numbers that end the program: as many cases as there is time for."""

from __future__ import annotations

import asyncio
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable
from time import process_time
from traceback import extract_tb

from scenarios.loading import Loaded
from tests.fuzz.extremes import Case
from tests.fuzz.using import opened, use_headless, use_in_plain_mode, use_on_screen
from tui.commands.open_request import OpenRequest
from tui.screen.app import GradstepApp

_MAX_SECONDS = 2.0
"""Seconds after which reading a scenario counts as slow."""


class Found:
    """What the cases have come to."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.faults: defaultdict[str, list[int]] = defaultdict(list)
        """The seeds of the cases with a fault, by where it is."""

    def fault(self, seed: int, error: BaseException) -> None:
        """Note a fault at the line of the project's code that is nearest to it."""
        frames = [frame for frame in extract_tb(error.__traceback__) if "site-packages" not in frame.filename]
        where = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in frames[:-4:-1])
        self.faults[f"{type(error).__name__}: {str(error)[:100]} at {where}"].append(seed)
        self.counts["faults"] += 1

    def __str__(self) -> str:
        lines = [", ".join(f"{number:,} {what}" for what, number in self.counts.items())]
        lines += [f"{len(seeds)} at seeds {seeds[:5]}: {fault}" for fault, seeds in self.faults.items()]
        return "\n".join(lines)


def search(seeds: Iterable[int], *, on_screen: bool) -> Found:
    """Use the case of every seed: headless and in plain mode, or else on the screen."""
    found = Found()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for seed in seeds:
            case, started = Case.of(seed), process_time()
            try:
                loaded = opened(case)
                if process_time() - started > _MAX_SECONDS:
                    found.counts["slow"] += 1
                if loaded is None:
                    found.counts["refused"] += 1
                    continue
                if on_screen:
                    asyncio.run(_show(loaded, case))
                else:
                    use_headless(loaded)
                    use_in_plain_mode(loaded, case)
                found.counts["used"] += 1
            except Exception as error:  # noqa: BLE001 - whatever it is, it has been found
                found.fault(seed, error)
    return found


async def _show(loaded: Loaded, case: Case) -> None:
    app = GradstepApp(OpenRequest())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await use_on_screen(app, pilot, loaded, case)
