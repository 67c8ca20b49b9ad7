"""Who runs PostgreSQL, which refuses to be started by root."""

import os
import pwd
from pathlib import Path

RUNS_AS_ROOT = os.geteuid() == 0


def command_as_owner(command: list[str]) -> list[str]:
    """The command itself for an ordinary user; for root the same as `nobody`.

    As nobody it may still pass closed parent folders (/root is 0700): the capability survives the change
    of user by the securebit, which access() needs. setpriv forgets the parent-death signal, so it sets it again.
    """
    if not RUNS_AS_ROOT:
        return command
    nobody = pwd.getpwnam("nobody")
    return [
        "setpriv",
        f"--reuid={nobody.pw_uid}",
        f"--regid={nobody.pw_gid}",
        "--clear-groups",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
        "--securebits=+no_setuid_fixup",
        "--pdeathsig=INT",
        *command,
    ]


def give_to_owner(folder: Path) -> None:
    """Let the owner have the folder and all in it; nothing to do for an ordinary user."""
    if RUNS_AS_ROOT:
        nobody = pwd.getpwnam("nobody")
        for path in [folder, *folder.rglob("*")]:
            os.lchown(path, nobody.pw_uid, nobody.pw_gid)
