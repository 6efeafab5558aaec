"""A scenario from a stranger: its texts and its name have all that could command a terminal or become an action."""

from __future__ import annotations

import json
from pathlib import Path

MARKUP = "[@click=app.quit]here[/]"
ODD = f"{MARKUP}[/nothing]"
COMMANDS = {
    "a title for the window": "\x1b]0;taken over\x07",
    "the clipboard": "\x1b]52;c;dGFrZW4gb3Zlcg==\x07",
    "an empty screen": "\x1b[2J\x1b[31337m",
    "the same in one byte of C1": "\x9b31337m",
    "a string for the device": "\x1bP31337q\x1b\\",
    "text that runs the other way": "\u202e\u2066",
    "marks of direction": "\u200f\u061c\u200e",
}
NAME = f"strange{''.join(COMMANDS.values())}{ODD}.toml".replace("/", "-")


def written(path: Path, *texts: str) -> Path:
    """Write a scenario that has these texts in turn wherever it may have one; "" as the first: it has no title."""
    # A text in ASCII is written in TOML as in JSON.
    title, summary, section, label, say = (json.dumps(text) for text in (texts * 5)[:5])
    path.write_text(
        f"""\
format = 1
kind = "network"
{f"title = {title}" if texts[0] else ""}
summary = {summary}
section = {section}
[data]
columns = ["x", "y"]
inputs = ["x"]
targets = ["y"]
rows = [[1, 2], [3, 4]]
[network]
layers = [{{ units = 1 }}]
[network.initial]
method = "constant"
[training]
epochs = 2
[training.optimizer]
learning_rate = 0.1
[[compare]]
label = {label}
set = {{ "training.optimizer.learning_rate" = 0.2 }}
[[cue]]
at = {{ step = 1 }}
say = {say}
""",
        encoding="utf-8",
    )
    return path
