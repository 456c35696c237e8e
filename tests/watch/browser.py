"""A headless Chromium that is told what to do by the DevTools protocol, over a WebSocket (RFC 6455) of our own: as much of both
as the tests need. https://chromedevtools.github.io/devtools-protocol/"""

import base64
import json
import os
import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import threading
import time
import urllib.request

from machine import descendants

FINAL_TEXT, CLOSE, PING, PONG = 0x81, 0x8, 0x9, 0xA
PROGRAMS = ["chromium-headless-shell", "chromium", "google-chrome"]


class WebSocket:
    """A client's side: texts go there and come back whole."""

    def __init__(self, host, port, path):
        self.socket = socket.create_connection((host, port), 20)
        self.buffer = b""
        self.lock = threading.Lock()
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.take(1)
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise OSError(head.decode(errors="replace"))
        self.socket.settimeout(None)

    def take(self, number):
        while len(self.buffer) < number:
            more = self.socket.recv(65536)
            if not more:
                raise EOFError
            self.buffer += more
        taken, self.buffer = self.buffer[:number], self.buffer[number:]
        return taken

    def send(self, payload, first=FINAL_TEXT):
        """Masked, as all that a client sends has to be."""
        mask = os.urandom(4)
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else b"\xfe" + struct.pack(">H", size) if size < 65536 else b"\xff" + struct.pack(">Q", size)
        masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
        with self.lock:
            self.socket.sendall(bytes([first]) + length + mask + masked)

    def receive(self):
        """The next text; fragments are put together, and pings answered."""
        text = b""
        while True:
            first, second = self.take(2)
            size = second & 0x7F
            if size >= 126:
                size = struct.unpack(">H", self.take(2))[0] if size == 126 else struct.unpack(">Q", self.take(8))[0]
            payload = self.take(size)
            kind = first & 0x0F
            if kind == CLOSE:
                raise EOFError
            if kind == PING:
                self.send(payload, 0x80 | PONG)
                continue
            text += payload
            if first & 0x80:
                return text

    def close(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()


class Browser:
    """One page. `troubles` has what a reader would find in its console: errors, exceptions, what its policy refused."""

    def __init__(self, folder, user="", password=""):
        program = next(path for path in map(shutil.which, PROGRAMS) if path)
        self.credentials = {"response": "ProvideCredentials", "username": user, "password": password}
        self.log = open(pathlib.Path(folder) / "browser.log", "wb")
        profile = pathlib.Path(folder) / "profile"
        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--remote-debugging-port=0",
             "--remote-debugging-address=127.0.0.1", f"--user-data-dir={profile}", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)  # fmt: skip
        door = self.waited(lambda: words_of(profile / "DevToolsActivePort"))
        if not door:
            self.process.kill()
            raise RuntimeError("the browser does not begin")
        port = int(door[0])
        pages = self.waited(lambda: [one for one in pages_at(port) if one["type"] == "page"])
        self.socket = WebSocket("127.0.0.1", port, pages[0]["webSocketDebuggerUrl"].split(str(port), 1)[1])
        self.number = 0
        self.answers = {}
        self.troubles = []
        self.changed = threading.Condition()
        threading.Thread(target=self.listen, daemon=True).start()
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.do(f"{domain}.enable")
        self.do("Fetch.enable", handleAuthRequests=True)

    def waited(self, asked, seconds=30):
        end = time.monotonic() + seconds
        while not (answer := asked()) and time.monotonic() < end:
            time.sleep(0.05)
        return answer

    def listen(self):
        try:
            while True:
                self.take(json.loads(self.socket.receive()))
        except (OSError, EOFError):
            return

    def take(self, message):
        if "id" in message:
            with self.changed:
                self.answers[message["id"]] = message
                self.changed.notify_all()
            return
        what, of = message["method"], message["params"]
        if what == "Fetch.requestPaused":
            self.send("Fetch.continueRequest", requestId=of["requestId"])
        elif what == "Fetch.authRequired":
            self.send("Fetch.continueWithAuth", requestId=of["requestId"], authChallengeResponse=self.credentials)
        elif what == "Runtime.exceptionThrown":
            self.troubles.append(json.dumps(of["exceptionDetails"])[:500])
        elif what == "Runtime.consoleAPICalled" and of["type"] in ("error", "warning", "assert"):
            self.troubles.append(json.dumps(of["args"])[:500])
        elif what == "Log.entryAdded" and of["entry"]["level"] in ("error", "warning"):
            self.troubles.append(f"{of['entry']['text']} {of['entry'].get('url', '')}")
        elif what == "Page.javascriptDialogOpening":
            self.troubles.append(f"a dialog: {of['message']}")
            self.send("Page.handleJavaScriptDialog", accept=False)

    def send(self, method, **parameters):
        with self.changed:
            self.number += 1
            number = self.number
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}).encode())
        return number

    def do(self, method, **parameters):
        number = self.send(method, **parameters)
        with self.changed:
            if not self.changed.wait_for(lambda: number in self.answers, 60):
                raise RuntimeError(f"{method}: no answer")
            answer = self.answers.pop(number)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def value(self, expression):
        """What JavaScript comes to in the page; None while there is no page."""
        try:
            result = self.do("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        except RuntimeError:  # the page is just being left
            return None
        return result["result"].get("value")

    def go(self, url):
        self.do("Page.navigate", url=url)
        self.waited(lambda: self.value("document.readyState === 'complete' && location.href !== 'about:blank'"))

    def until(self, expression, seconds=30):
        """Whether it becomes true."""
        end = time.monotonic() + seconds
        while not (answer := self.value(expression)) and time.monotonic() < end:
            time.sleep(0.1)
        return bool(answer)

    def click(self, selector, nth=0):
        """With the mouse, in the middle of what is found; False: nothing is."""
        place = self.value(
            f"(() => {{ const one = document.querySelectorAll({json.dumps(selector)})[{nth}]; if (!one) return null;"
            " one.scrollIntoView({block: 'center'}); const box = one.getClientRects()[0];"
            " return box ? [box.x + box.width / 2, box.y + box.height / 2] : null; })()"
        )
        if not place:
            return False
        for kind in ("mousePressed", "mouseReleased"):
            self.do("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)
        return True

    def type(self, text):
        self.do("Input.insertText", text=text)

    def press(self, key):
        """One key, with the letter that it writes."""
        codes = {"Enter": 13, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38, "Tab": 9}
        text = {"text": key} if len(key) == 1 else {"text": "\r"} if key == "Enter" else {}
        code = codes.get(key, ord(key[0].upper()))
        self.do("Input.dispatchKeyEvent", type="keyDown", key=key, windowsVirtualKeyCode=code, **text)
        self.do("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def text(self):
        return self.value("document.body.innerText") or ""

    def look(self, width, height, scheme):
        """As on a screen of this size, `light` or `dark`."""
        self.do("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.do("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def picture(self, path):
        path.write_bytes(base64.b64decode(self.do("Page.captureScreenshot", captureBeyondViewport=True)["data"]))

    def end(self):
        """What was started may be a script around the browser: all below it ends, too."""
        family = [self.process.pid, *descendants(self.process.pid)]
        self.socket.close()
        for number in (signal.SIGTERM, signal.SIGKILL):
            for pid in family:
                try:
                    os.kill(pid, number)
                except ProcessLookupError:
                    pass
            if self.waited(lambda: self.process.poll() is not None and not any(map(is_alive, family)), 10):
                break
        self.log.close()


def is_alive(pid):
    """A dead one that nobody has waited for yet is not."""
    state = words_of(pathlib.Path(f"/proc/{pid}/stat"))
    return bool(state) and state[2] != "Z"


def words_of(path):
    try:
        return path.read_text(encoding="utf-8").split()
    except OSError:
        return []


def pages_at(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=10) as answer:
        return json.loads(answer.read())
