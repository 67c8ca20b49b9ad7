"""Where the embedded servers live: data under the var folder, sockets and locks in its `run` folder."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

DATABASE = "registry"
DATABASE_USER = "postgres"

LONGEST_SOCKET_PATH = 107  # bytes, a limit of Linux
LONGEST_NAME_OF_OURS = len("/.s.PGSQL.5432")
LOG_LIMIT = 1_000_000  # bytes


def socket_folder(var: Path) -> Path:
    """`var/run`, or where that is too long for a socket's path a short one of our own under /tmp."""
    run = var.absolute() / "run"
    if len(os.fsencode(run)) + LONGEST_NAME_OF_OURS <= LONGEST_SOCKET_PATH:
        return run
    digest = hashlib.sha256(os.fsencode(run)).hexdigest()[:12]
    return Path(f"/tmp/registry-{os.geteuid()}-{digest}")


@dataclass(frozen=True)
class Places:
    var: Path

    @property
    def run(self) -> Path:
        return socket_folder(self.var)

    def data(self, name: str) -> Path:
        return self.var.absolute() / name

    def users_lock(self, name: str) -> Path:
        return self.run / f"{name}.users"

    def start_lock(self, name: str) -> Path:
        return self.run / f"{name}.start"

    def make(self) -> None:
        """Make the folders; only their owner may enter `run`, and that guards the passwordless sockets."""
        self.var.mkdir(parents=True, exist_ok=True)
        self.run.mkdir(mode=0o700, exist_ok=True)
        found = self.run.lstat()
        if self.run.is_symlink() or found.st_uid != os.geteuid() or found.st_mode & 0o077:
            raise SystemExit(
                f"{self.run} belongs to somebody else or is open to others: remove it, "
                "or set DATABASE_URL and REDIS_URL to servers of your own."
            )

    def log(self, name: str) -> Path:
        return self.var.absolute() / f"{name}.log"

    def open_log(self, name: str) -> BinaryIO:
        """The log, to append to; a long one is put aside first."""
        log = self.log(name)
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_suffix(".log.old"))
        return open(log, "ab")

    def end_of_log(self, name: str) -> str:
        return self.log(name).read_text(errors="replace")[-1500:]
