"""A small shop that several tests watch: what has to hold in it, and the loop that has just seen that it does."""

import sys

from basics import wait_for
from receiver import shown

SPECS = """spec: the shop
owner: shopkeepers
expect:
  - {file: "{{ place }}/app.conf", mode: "0644", content: {contains: port}, because: the shop reads it}
  - {file: "{{ place }}/key", exists: true, id: key, impact: high}
"""
GOOD = "port 80\n"


def mend(machine):
    machine.put("app.conf", GOOD)
    machine.put("key", "x\n")


def begun(place, *names, specs=SPECS, **settings):
    """Machines that conform, and a loop that has seen them."""
    machines = place.machines(*names)
    for machine in machines:
        mend(machine)
    loop = place.loop(machines, specs, **settings)
    loop.start()
    if not loop.wait_for_rounds():
        sys.exit(f"not ok - nothing is asked\n{loop.said()}")
    return machines, loop


def begun_telling(place, *names, **settings):
    """The same, and between them who is told by a webhook of each thing at once."""
    receiver = place.receiver()
    settings = {"retry": {"after": "1s", "attempts": 3}, **settings}
    machines, loop = begun(place, *names, notify=[{"name": "team", "webhook": receiver.url, "group": "0s"}], **settings)
    return machines, receiver, loop


def told(receiver, number, **wanted):
    """Whether so many of these come."""
    return bool(wait_for(lambda: len(receiver.notices(**wanted)) >= number))


def story(receiver, loop):
    """For whoever reads a failure."""
    return f"{shown(receiver.notices())}\n{loop.said()}"
