"""`python -m tests.fuzz scenario`: look for bytes that are read wrongly, led by what they cover; needs atheris.

What is found is left in `tests/fuzz/found/`, in a folder of the target's name, where the tests read it from then on.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

FOUND = Path(__file__).with_name("found")


def main() -> None:
    """Fuzz one target for so many seconds, 300 if nothing else is said."""
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
