"""Targets: real SSH servers on loopback."""

import collections
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys

from basics import free_port, wait_for

USER = pwd.getpwuid(os.geteuid()).pw_name


def descendants(pid):
    """All processes below one, as they are now."""
    children = collections.defaultdict(list)
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1])
        except OSError:  # it has ended
            continue
        children[parent].append(int(entry.name))
    found = list(children[pid])
    for child in found:
        found += children[child]
    return found


class Machine:
    """A target: a real sshd at an address of its own on loopback, which lets in whoever has the key, and a folder of files."""

    def __init__(self, folder, name, number):
        self.name = name
        self.address = f"127.0.0.{number}"
        self.port = free_port(self.address)
        self.files = folder / "machines" / name
        self.files.mkdir(parents=True)
        self.settings = folder / f"{name}.sshd"
        self.key = make_key(folder / f"{name}.key")
        self.process = None
        key = folder / "identity"
        self.settings.write_text("".join(f"{line}\n" for line in (
            f"ListenAddress {self.address}:{self.port}", f"HostKey {folder}/{name}.key", f"AuthorizedKeysFile {key}.pub",
            "PidFile none", "UsePAM no", "StrictModes no", "PasswordAuthentication no", "PermitRootLogin yes",
            "MaxStartups 100:30:200", "MaxSessions 50", "UseDNS no",
        )), encoding="utf-8")  # fmt: skip

    def entry(self, **more):
        """As an inventory names it."""
        return {"host": self.address, "port": self.port, "user": USER, "host_key": self.key,
                "vars": {"place": str(self.files)}, **more}  # fmt: skip

    def start(self):
        server = shutil.which("sshd", path="/usr/sbin:/sbin:/usr/bin")
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", exist_ok=True)  # sshd wants it there
        with open(self.settings.with_suffix(".log"), "ab") as log:
            self.process = subprocess.Popen([server, "-D", "-e", "-f", self.settings], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        if not wait_for(self.answers, 20):
            sys.exit(f"not ok - sshd of {self.name}: {self.settings.with_suffix('.log').read_text(encoding='utf-8')}")

    def answers(self):
        with socket.socket() as probe:
            return probe.connect_ex((self.address, self.port)) == 0

    def stop(self):
        """As when the power goes: the sessions end with the server."""
        if self.process is None:
            return
        family = [self.process.pid, *descendants(self.process.pid)]
        for pid in family:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()
        self.process = None

    def put(self, name, content, mode=0o644):
        """A file that is whole at every moment."""
        fresh = self.files / f".{name}.new"
        fresh.write_text(content, encoding="utf-8")
        fresh.chmod(mode)
        fresh.rename(self.files / name)

    def remove(self, name):
        (self.files / name).unlink(missing_ok=True)


def make_key(path):
    """The public half."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path], check=True)
    return path.with_name(path.name + ".pub").read_text(encoding="utf-8").strip()
