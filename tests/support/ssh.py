"""A real OpenSSH server on this machine's loopback, while a test needs it, and the command to log in."""

from __future__ import annotations

import os
import pwd
import shlex
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.support.terminal import DEADLINE_SECONDS

_SYSTEM = os.pathsep.join(("/usr/local/sbin", "/usr/sbin", "/sbin"))
_SEPARATION = Path("/run/sshd")
"""The empty folder into which sshd, run by root, locks the part of it that talks to strangers."""


@dataclass(frozen=True)
class SshServer:
    """A running server."""

    port: int
    folder: Path
    """The folder of its keys, settings and log; removed when it ends."""

    def command(self, *words: str, cwd: Path | None = None) -> list[str]:
        """The command that runs these words on the server in a terminal: `ssh -tt … user@127.0.0.1 …`."""
        remote = (
            shlex.join(words) if cwd is None else f"cd {shlex.quote(str(cwd))} && exec {shlex.join(words)}"
        )
        options = {
            "BatchMode": "yes",
            "IdentitiesOnly": "yes",
            "LogLevel": "ERROR",
            "SendEnv": "LANG COLORTERM",
            "StrictHostKeyChecking": "yes",
            "UserKnownHostsFile": str(self.folder / "known_hosts"),
        }
        return [
            *("ssh", "-tt", "-F", os.devnull, "-p", str(self.port), "-i", str(self.folder / "user_key")),
            *(word for name, value in options.items() for word in ("-o", f"{name}={value}")),
            f"{_user()}@127.0.0.1",
            remote,
        ]


@contextmanager
def ssh_server() -> Iterator[SshServer]:
    """A server on a free port, with keys made for it; skips the test where OpenSSH is not installed.

    It accepts one user, the one who runs the tests, by one key. Its programs have LANG and COLORTERM of the client, as
    on a common server, and temporary XDG folders.
    """
    sshd = shutil.which("sshd", path=os.pathsep.join((os.environ.get("PATH", os.defpath), _SYSTEM)))
    if sshd is None or shutil.which("ssh") is None or shutil.which("ssh-keygen") is None:
        pytest.skip("OpenSSH server is not installed")
    if os.geteuid() == 0:
        _SEPARATION.mkdir(mode=0o755, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sshd-") as name:
        folder = Path(name)
        _make_key(folder / "host_key")
        _make_key(folder / "user_key")
        shutil.copy(folder / "user_key.pub", folder / "authorized_keys")
        port, process = _start(sshd, folder)
        try:
            host_key = (folder / "host_key.pub").read_text(encoding="ascii")
            (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {host_key}", encoding="ascii")
            yield SshServer(port, folder)
        finally:
            process.terminate()
            process.wait()


def _start(sshd: str, folder: Path) -> tuple[int, subprocess.Popen[bytes]]:
    """Start the server on a free port; try another one where the port has been taken meanwhile."""
    for _ in range(5):
        port = _free_port()
        settings = folder / "sshd_config"
        settings.write_text(_settings(folder, port), encoding="utf-8")
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [sshd, "-D", "-e", "-f", str(settings)], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        if _answers(process, port):
            return port, process
        process.kill()
        process.wait()
    raise RuntimeError(
        f"sshd does not start:\n{(folder / 'log').read_text(encoding='utf-8', errors='replace')}"
    )


def _settings(folder: Path, port: int) -> str:
    kinds = ("state", "config", "data", "cache")
    variables = " ".join(f"XDG_{kind.upper()}_HOME={folder / kind}" for kind in kinds)
    return "\n".join(
        [
            "ListenAddress 127.0.0.1",
            f"Port {port}",
            f"HostKey {folder / 'host_key'}",
            f"AuthorizedKeysFile {folder / 'authorized_keys'}",
            f"AllowUsers {_user()}",
            "PubkeyAuthentication yes",
            "PasswordAuthentication no",
            "KbdInteractiveAuthentication no",
            "PermitRootLogin prohibit-password",
            "StrictModes no",
            "UsePAM no",
            "PidFile none",
            "PrintMotd no",
            "PrintLastLog no",
            "AcceptEnv LANG LC_* COLORTERM",
            f"SetEnv {variables}",
            "",
        ]
    )


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    """Whether the server greets; False if it ends before."""
    end = monotonic() + DEADLINE_SECONDS
    while process.poll() is None and monotonic() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_SECONDS) as connection:
                return connection.recv(4) == b"SSH-"
        except OSError:
            sleep(0.02)  # it does not listen yet
    return False


def _make_key(path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _user() -> str:
    return pwd.getpwuid(os.geteuid()).pw_name
