"""A template for new scenario files: a bundled scenario with an explanatory header."""

from __future__ import annotations

from scenarios.bundled import bundled, content_of
from scenarios.errors import ScenarioError
from scenarios.wording import plain, suggestion

_HEAD = """\
# A gradstep scenario, begun from {name}. What follows a # is a comment; change whatever you like.
#
#   gradstep check {file}     says what is wrong with the file, line by line
#   gradstep {file}           opens it
#   gradstep schema           prints a JSON schema, with which editors complete and explain every key
#
# Its parts:
#
#   format, kind              always format = 1; kind is "network" or "function"
#   title, summary            what the picker shows; section and order say where
#   [data]                    network: rows, or file = "mine.csv" beside this file, or a generator
#   [network] [loss]          network: layers, where the parameters start, what a prediction costs
#   [function]                function: the expression, and where each variable starts
#   [training]                how long, on which rows; [training.optimizer] has the learning rate
#   [[compare]]               the same scenario again with other settings, beside the first
#   [[cue]]                   what is said, asked or changed at which moment of the playback

"""


def template(name: str, file: str) -> str:
    """The text of a new scenario file `file`, based on the bundled scenario `name`.

    Raises:
        ScenarioError: no bundled scenario has this name.
    """
    try:
        content = content_of(name)
    except KeyError as error:
        remedy = suggestion(name, bundled())
        raise ScenarioError.about(name, f"there is no bundled scenario of this name{remedy}") from error
    return _HEAD.format(name=name, file=plain(file)) + content.decode("utf-8")
