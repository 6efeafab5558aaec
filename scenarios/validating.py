"""Validation of a parsed document against format 1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from engine.objectives.spelling import nearest
from scenarios.faults import Fault, Faulty, faults_in
from scenarios.format import FunctionScenario, NetworkScenario, Scenario
from scenarios.wording import described

FORMAT = 1

KINDS: Mapping[str, type[Scenario]] = {"network": NetworkScenario, "function": FunctionScenario}


def validated(document: Mapping[str, Any], known: Mapping[str, Any] | None = None) -> Scenario:
    """The scenario of a document, checked for keys, types and ranges; `known` parts are not checked again.

    Raises:
        Faulty: keys are missing or unknown, or have invalid values; the faults are in no particular order.
    """
    version = document.get("format")
    if isinstance(version, int) and not isinstance(version, bool) and version != FORMAT:
        raise Faulty(
            [
                Fault(
                    ("format",),
                    f"format {described(version)} is not supported; this version of gradstep reads format 1",
                )
            ]
        )
    faults = _kind_faults(document)
    name = _likely_kind(document) if faults else document["kind"]
    kind = KINDS[name]
    try:
        scenario = kind.model_validate({**document, **(known or {}), "kind": name})
    except ValidationError as error:
        faults += faults_in(error, kind, document)
    if faults:
        raise Faulty(faults)
    return scenario


def _kind_faults(document: Mapping[str, Any]) -> list[Fault]:
    if "kind" not in document:
        return [Fault(("kind",), 'required, but not given: "network" or "function"')]
    given = document["kind"]
    if isinstance(given, str) and given in KINDS:
        return []
    near = nearest(given, KINDS) if isinstance(given, str) else None
    ending = f"; did you mean {near}?" if near else ""
    return [Fault(("kind",), f'expected "network" or "function", got {described(given)}{ending}')]


def _likely_kind(document: Mapping[str, Any]) -> str:
    """The probable kind of a document without a valid one, so that its other faults can be reported too."""
    return "function" if "function" in document else "network"
