"""`python -m tests.fuzz scenario`: look for bytes that are read wrongly, led by what they cover; needs atheris.

What is found is left in `tests/fuzz/found/`, in a folder of the target's name, where the tests read it from then on.

`python -m tests.fuzz extremes 1000` goes through so many scenarios with extreme numbers, headless and in plain mode,
`python -m tests.fuzz extremes-screen 100` through so many on the screen; a third word is the first seed.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

FOUND = Path(__file__).with_name("found")


def extremes(words: list[str]) -> None:
    """Go through cases of extreme numbers; exit with 1 if one has a fault."""
    from tests.fuzz.search import search

    count, first = int((words[1:2] or ["100"])[0]), int((words[2:3] or ["0"])[0])
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {f"XDG_{kind}_HOME": home for kind in ("STATE", "CONFIG", "DATA")}
        found = search(range(first, first + count), on_screen=words[0] == "extremes-screen")
    sys.stdout.write(f"{found}\n")
    sys.exit(1 if found.faults else 0)


def main() -> None:
    """Fuzz one target for so many seconds, 300 if nothing else is said; or a number of cases of extreme numbers."""
    if sys.argv[1:2] in (["extremes"], ["extremes-screen"]):
        extremes(sys.argv[1:])
    try:
        import atheris
    except ImportError:
        sys.exit("This needs atheris, which the tests do not: .venv/bin/pip install atheris")
    with atheris.instrument_imports(include=["engine", "scenarios", "tui", "csv", "tomllib", "json"]):
        from tests.fuzz.targets import TARGETS

    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in TARGETS:
        sys.exit(f"Name what to fuzz: {', '.join(TARGETS)}; and for how many seconds")
    target, folder = TARGETS[name], FOUND / name
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(target.seeds):
            Path(corpus, str(number)).write_bytes(seed)
        options = [f"-max_total_time={(sys.argv[2:] or ['300'])[0]}", "-timeout=10", "-rss_limit_mb=2048"]
        atheris.Setup(
            [sys.argv[0], *options, f"-artifact_prefix={folder}/", corpus, str(folder)], target.read
        )
        atheris.Fuzz()


main()
