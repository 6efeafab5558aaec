"""gradstep over a real OpenSSH server, as a class uses it: `ssh -tt host gradstep …`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.program import COMMAND, ROOT, begun, drawn, new_on_stage, on_stage, opened, same_numbers
from tests.support.ssh import SshServer, ssh_server
from tests.support.terminal import Terminal, until

# One server does for all of these, so they run in one worker.
pytestmark = pytest.mark.xdist_group("ssh")


@pytest.fixture(scope="module")
def server() -> Iterator[SshServer]:
    """Give a server on this machine's loopback."""
    with ssh_server() as running:
        yield running


def over_ssh(server: SshServer, *words: str, columns: int = 80, rows: int = 24) -> Terminal:
    return Terminal(server.command(*COMMAND, *words, cwd=ROOT), columns=columns, rows=rows)


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (200, 60)], ids=["80x24", "200x60"])
def test_the_first_row_and_epoch_have_the_published_numbers(
    server: SshServer, columns: int, rows: int
) -> None:
    # The project's own example, worked out twice by hand: see tests/engine/test_published_numbers.py.
    with over_ssh(server, "package-prediction", columns=columns, rows=rows) as terminal:
        start = opened(terminal)
        drawn(terminal.press("n"))
        assert on_stage(terminal, "L") == ["13.5424"]
        assert on_stage(terminal, "ŷ") == ["0.32"]
        assert sorted(on_stage(terminal, "δ")) == ["−0.736", "−0.736", "−7.36"]
        assert same_numbers(new_on_stage(terminal), [0.105888, 0.000736, 0.111776, 0.00736])
        drawn(terminal.press("N"))
        assert "row 4 of 4" in terminal.line(0)
        assert "26.3456" in terminal.text()
        assert drawn(terminal.press("r")) == start
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
        assert terminal.left_behind() == []


def test_every_key_arrives_and_the_window_may_change(server: SshServer) -> None:
    with over_ssh(server, "package-prediction") as terminal:
        opened(terminal)
        start = drawn(terminal.press("N", "home"))
        for keys, place in (
            (("n",), "row 1 of 4"),
            (("right", "."), "row 2 of 4"),
            (("left", ","), "row 1 of 4"),
            (("end",), "row 4 of 4"),
            (("P", "home"), "start"),
        ):
            drawn(terminal.press(*keys))
            assert place in terminal.line(0)
        assert drawn(terminal) == start
        terminal.press("g").wait_for("Enter: go").press("2:3", "enter").wait_for("epoch 2 of 5  row 3 of 4")
        terminal.resize(120, 40)
        terminal.wait_for("step 7 of 20").wait_for("Parameters ").wait_for("Data ")
        terminal.press("?").wait_for("Type to search").press("escape")
        terminal.wait_for(lambda seen: "Type to search" not in seen.text()).press("q")
        assert terminal.wait_for_exit() == 0
        assert terminal.left_behind() == []


def test_a_broken_line_keeps_the_place_and_resume_goes_on_there(server: SshServer) -> None:
    sessions = server.folder / "state" / "gradstep" / "sessions"
    with over_ssh(server, "parabola") as terminal:
        terminal.wait_for(begun).press("n", "n", "n").wait_for("step 3 of 25")
        # As when a laptop is shut: the ssh here is gone and says nothing any more.
        terminal.hang_up()
    until(lambda: any('{"at":[[3,' in file.read_text("utf-8") for file in sessions.glob("*.jsonl")))
    with over_ssh(server, "resume") as terminal:
        terminal.wait_for("step 3 of 25").press("q")
        assert terminal.wait_for_exit() == 0
