"""What the tests of the fleet that are written in Python share: tables of data, hosts, runs and what they found."""

import os
import pathlib
import re
import signal
import subprocess
import sys

# Whoever ends us must find that the hosts are ended, too.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

LONGEST = 120  # seconds of a run, after which it hangs
FLEET = pathlib.Path(__file__).resolve().parent
BUILD = os.environ.get("MUSTER_BUILD") or sys.exit(f"{sys.argv[0]}: set MUSTER_BUILD to the build folder")


def table(name, needed, lists):
    """The paragraphs of a table, `key: value` each; a value goes on in indented lines. `nothing` is an empty list."""
    text = re.sub(r"^#.*\n", "", (FLEET / name).read_text(encoding="utf-8"), flags=re.M)
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        entry = {}
        for key, value in re.findall(r"^(\w+):\s*(.*(?:\n[ \t]+.*)*)", paragraph, flags=re.M):
            value = re.sub(r"\n[ \t]+", "\n", value).strip()
            entry[key] = value if key not in lists else [] if value == "nothing" else value.splitlines()
        if missing := {*needed, *lists} - entry.keys():
            sys.exit(f"{name}: {paragraph.splitlines()[0]}: there is no {', '.join(sorted(missing))}")
        yield entry


class Fleet:
    """Some of the hosts; ended at the end unless they were up."""

    def __init__(self, hosts, scratch):
        self.hosts = hosts
        self.scratch = scratch
        self.was_up = os.path.isdir(os.environ.get("MUSTER_FLEET_RUN", "/run/muster-fleet"))
        self.env = {}
        self.rows = {}  # of the first run against each host

    def begin(self):
        """Starts them anew."""
        self.call("down", *self.hosts)
        run = self.call("up", *self.hosts).stdout.strip()
        lines = pathlib.Path(run, "env").read_text(encoding="utf-8").splitlines()
        self.env = dict(line.split("=", 1) for line in lines)

    def call(self, script, *words):
        done = subprocess.run([FLEET / script, *words], text=True, stdout=subprocess.PIPE, check=False)
        if done.returncode == 77:
            print(done.stdout, end="")
            sys.exit(77)
        if done.returncode != 0:
            sys.exit(f"{script} failed\n{done.stdout}")
        return done

    def end(self):
        if not self.was_up:
            self.call("down")

    def change(self, host, line):
        """Runs a line of shell on a host, or with `outside` on this machine; tells what went wrong."""
        command = ["sh", "-euc", line] if host == "outside" else [FLEET / "run", host, "sh", "-euc", line]
        done = subprocess.run(command, text=True, capture_output=True, check=False)
        return "" if done.returncode == 0 else f"changed by {line}: {done.returncode} {done.stdout}{done.stderr}"

    def run(self, host, spec, *options, user="root"):
        """Begins a run against a host; `not_held` waits for it."""
        report = self.scratch / f"{host}.json"
        report.unlink(missing_ok=True)
        address = self.env[f"MUSTER_FLEET_{host.upper()}"]
        wan = self.env.get(f"MUSTER_FLEET_{host.upper()}_WAN", "192.0.2.1")
        command = [
            f"{BUILD}/muster", "run", spec, "-t", f"ssh://{user}@{address}", *self.way(),
            "--var", f"lan={address}", "--var", f"wan={wan}", "--reporter", f"json={report}", *options,
        ]  # fmt: skip
        with open(self.scratch / f"{host}.log", "w", encoding="utf-8") as log:
            return subprocess.Popen(command, env=self.environment(), stdout=log, stderr=log), report

    def way(self):
        """The options by which Muster reaches the hosts."""
        return ["--ssh-config", "/dev/null", "--known-hosts", self.env["MUSTER_FLEET_KNOWN_HOSTS"],
                "--identity", self.env["MUSTER_FLEET_KEY_ED25519"]]  # fmt: skip

    def environment(self):
        environment = {key: value for key, value in os.environ.items() if key != "SSH_AUTH_SOCK"}
        environment.update(HOME=str(self.scratch), XDG_CACHE_HOME=str(self.scratch / "cache"))
        return environment

    def muster(self, host, command, *words):
        """Any command of Muster, whole; about a host, which {} among its words stands for, or about none."""
        url = host and f"ssh://root@{self.env[f'MUSTER_FLEET_{host.upper()}']}"
        return subprocess.run(
            [f"{BUILD}/muster", command, *(url if word == "{}" else word for word in words), *(self.way() if host else [])],
            env=self.environment(), text=True, capture_output=True, timeout=LONGEST, check=False)  # fmt: skip

    def not_held(self, run):
        """What a run found not to hold, a line each: `failed service "shop" running: false`. It has as many rows as ever."""
        process, report = run
        try:
            process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            process.kill()
            return [f"no end within {LONGEST} s"]
        if not report.exists():
            return [f"ended with {process.returncode} and no report"]
        told = subprocess.run([FLEET / "findings", report], text=True, stdout=subprocess.PIPE, check=True)
        *lines, counts = told.stdout.splitlines()
        passed, others = (int(number) for number in re.findall(r"\d+", counts))
        rows = self.rows.setdefault(report.name, passed + others)
        if passed == 0 or passed + others != rows:
            lines.append(f"{counts}; there were {rows} rows at first")
        if process.returncode != (1 if others else 0):
            lines.append(f"ended with {process.returncode}")
        return lines


def tell(title, expected, found):
    """True when the findings are the expected ones; a `*` in an expected one stands for what varies."""
    left = list(found)
    missing = []
    for line in expected:
        pattern = re.escape(line).replace(r"\*", ".*")
        match = next((one for one in left if re.fullmatch(pattern, one)), None)
        if match is None:
            missing.append(line)
        else:
            left.remove(match)
    if not missing and not left:
        print(f"ok - {title}", flush=True)
        return True
    lines = [f"not ok - {title}", *(f"# missing: {line}" for line in missing), *(f"# too many: {line}" for line in left)]
    print("\n".join(lines), flush=True)
    return False
