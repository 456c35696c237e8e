"""What any test of the loop needs: where Muster is, how a case is told, and waiting that has an end."""

import json
import os
import pathlib
import random
import shutil
import signal
import socket
import sys
import time

BUILD = pathlib.Path(os.environ.get("MUSTER_BUILD") or sys.exit("set MUSTER_BUILD to the build folder")).resolve()
MUSTER = BUILD / "muster"
PATIENCE = int(os.environ.get("MUSTER_PATIENCE", "60"))  # seconds until what has to happen has not

# Whoever ends a test must find that its servers are ended, too.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

failures = 0


def tell(title, good, story=""):
    """One case of a test, with what was found where it is not right."""
    global failures
    failures += not good
    print(f"{'ok' if good else 'not ok'} - {title}", flush=True)
    if not good:
        print("".join(f"# {line}\n" for line in str(story).splitlines()), end="", flush=True)
    return good


def finish():
    sys.exit(1 if failures else 0)


def need(*programs):
    """Ends the test as skipped where a program is missing."""
    for program in programs:
        if not shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/sbin"):
            print(f"skipped: needs {program}")
            sys.exit(77)


def wait_for(asked, seconds=PATIENCE, pause=0.1):
    """What `asked` says as soon as that is something; else what it says last."""
    end = time.monotonic() + seconds
    while not (answer := asked()) and time.monotonic() < end:
        time.sleep(pause)
    return answer


def free_port(address="127.0.0.1"):
    """Below those that the kernel gives to whoever connects to somewhere, so that it stays free until it is used."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind((address, port))
            except OSError:
                continue
            return port


def as_yaml(value):
    """JSON is YAML, too."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def replace(path, text):
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.rename(path)
