"""A loaded run with other settings; unchanged data and functions are reused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.descent.training import Training
from scenarios.building import training_of
from scenarios.errors import Problem, ScenarioError, key_text
from scenarios.faults import Faulty
from scenarios.loading import Loaded
from scenarios.settings import with_settings
from scenarios.variants import Variant, revised_variant, without_playback


def revised(loaded: Loaded, number: int, settings: Mapping[str, Any]) -> tuple[Variant, Training]:
    """A scenario's run number `number` (from 0) with other settings by dotted keys.

    Raises:
        ScenarioError: the settings are invalid for the scenario or its data.
    """
    variant = loaded.variants[number]
    document = without_playback(loaded.document)
    if number:
        document = with_settings(document, loaded.scenario.compare[number - 1].set)
    try:
        changed = revised_variant(document, variant, settings, loaded.folder)
        return changed, training_of(changed)
    except Faulty as error:
        problems = [Problem(loaded.name, None, key_text(fault.key), fault.message) for fault in error.faults]
        raise ScenarioError(loaded.name, [*problems, *error.problems]) from error
