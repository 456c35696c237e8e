"""The loop itself, in a folder with all that it needs, and what was started beside it.

All ends with the folder. Nobody is ended but by the id of a process that was started here.
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from basics import MUSTER, PATIENCE, as_yaml, free_port, replace, wait_for
from machine import Machine, make_key
from receiver import Receiver


class Loop:
    """A folder with a watch file, an inventory and specs, and the loop that works by them."""

    def __init__(self, folder, machines, specs, **settings):
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.store = folder / "watch.db"
        self.log = folder / "loop.log"
        self.process = None
        self.headers = {}  # of all that is asked of the page
        self.machines = machines
        self.settings = {
            "watch": "the test", "specs": ["specs.yaml"], "inventory": ["inventory.yaml"], "identity": ["identity"],
            "ssh_config": "/dev/null", "known_hosts": ["known_hosts"], "interval": "2s", "retry": {"after": "1s", "attempts": 2},
            "flapping": "false", "grace": "0s", "store": "watch.db", "listen": f"127.0.0.1:{self.port}",
            "connect_timeout": "3s", "timeout": "20s", **settings,
        }  # fmt: skip
        self.write_specs(specs)
        known = [f"[{one.address}]:{one.port} {one.key}\n" for one in machines]
        replace(folder / "known_hosts", "".join(known))
        self.write_inventory()
        self.write_settings()

    def write_specs(self, text):
        replace(self.folder / "specs.yaml", text)

    def write_settings(self, **changed):
        self.settings.update(changed)
        replace(self.folder / "watch.yaml", as_yaml({key: value for key, value in self.settings.items() if value is not None}))

    def write_inventory(self, entries=None):
        entries = {one.name: one.entry() for one in self.machines} if entries is None else entries
        replace(self.folder / "inventory.yaml", as_yaml({"inventory": "the test", "targets": entries}))

    def environment(self):
        environment = {key: value for key, value in os.environ.items() if key != "SSH_AUTH_SOCK"}
        environment.update(HOME=str(self.folder), XDG_CACHE_HOME=str(self.folder / "cache"))
        return environment

    def start(self, is_ready=True):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([MUSTER, "watch", "watch.yaml"], cwd=self.folder, env=self.environment(),
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # fmt: skip
        if is_ready and not wait_for(self.is_served):
            sys.exit(f"not ok - the loop does not begin\n{self.said()}")

    def is_served(self):
        if self.process.poll() is not None:
            sys.exit(f"not ok - the loop ended with {self.process.returncode}\n{self.said()}")
        return self.ask("/healthz")[0] != 0

    def stop(self, number=signal.SIGTERM, seconds=30):
        """How long that took, and with which status it ended; None: it had to be killed."""
        begun = time.monotonic()
        self.process.send_signal(number)
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            status = None
        self.process = None
        return time.monotonic() - begun, status

    def restart(self, number=signal.SIGTERM):
        self.stop(number)
        self.start()

    def end(self):
        if self.process is not None and self.process.poll() is None:
            self.stop()

    def ask(self, path):
        """Status and body of an answer of the page; 0 and why: there was none."""
        request = urllib.request.Request(self.url + path, headers=self.headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()
        except OSError as why:
            return 0, str(why)

    def json(self, path):
        status, body = self.ask(path)
        return json.loads(body) if status in (200, 503) else {}

    def said(self):
        return self.log.read_text(encoding="utf-8", errors="replace")

    def muster(self, command, *words):
        """Another command of Muster, at the store of this loop."""
        return subprocess.run([MUSTER, command, *words, "--store", self.store], cwd=self.folder, env=self.environment(),
                              text=True, capture_output=True, check=False, timeout=PATIENCE)  # fmt: skip

    def history(self, *words):
        done = self.muster("history", *words, "--most", "100000", "--format", "json")
        if done.returncode != 0:
            raise RuntimeError(f"muster history: {done.returncode} {done.stderr}")
        return json.loads(done.stdout)

    def last_rounds(self):
        """When each member was asked last."""
        return {one["name"]: one.get("last_round") for one in self.json("/api/v1/targets").get("targets", [])
                if not one.get("retired")}  # fmt: skip

    def wait_for_rounds(self, number=2, of=None):
        """Until each of them (all members, where none is named) was asked so often again; False: not in time."""
        for _ in range(number):
            before = self.last_rounds()
            names = of or list(before)

            def asked(before=before, names=names):
                after = self.last_rounds()
                return after and all(after.get(name) not in (None, before.get(name)) for name in names)

            if not wait_for(asked):
                return False
        return True


class Place:
    """A folder for a while, with what was started in it."""

    def __init__(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="muster-watch-")
        self.folder = pathlib.Path(self.scratch.name)
        self.things = []
        make_key(self.folder / "identity")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for thing in reversed(self.things):
            thing.end()
        self.scratch.cleanup()

    def machines(self, *names):
        started = [Machine(self.folder, name, number) for number, name in enumerate(names, 2)]
        for machine in started:
            self.things.append(Ender(machine.stop))
            machine.start()
        return started

    def receiver(self):
        return self.keep(Receiver())

    def loop(self, machines, specs, **settings):
        return self.keep(Loop(self.folder, machines, specs, **settings))

    def keep(self, thing):
        self.things.append(thing)
        return thing


class Ender:
    """Something that ends by a call."""

    def __init__(self, end):
        self.end = end


def run_parts(parts, chosen=()):
    """Each part of a test in a place of its own; only those that are named, where some are."""
    for name, part in parts.items():
        if name in (chosen or parts):
            with Place() as place:
                part(place)
