"""Who is told: a webhook on loopback that remembers what came and answers as a test wants it."""

import http.server
import json
import threading
import time


class Receiver:
    """Takes messages of a webhook, and answers them as `answer` says: a status, or a status with headers."""

    def __init__(self, port=0):
        self.requests = []  # (time, status that was answered, headers, body)
        self.begun = 0
        self.lock = threading.Lock()
        self.answer = lambda number: 200
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                receiver.take(self, body)

            def do_GET(self):
                receiver.take(self, b"")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}/in"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, request, body):
        with self.lock:
            number = self.begun
            self.begun += 1
        came = time.time()
        answer = self.answer(number)
        status, headers = answer if isinstance(answer, tuple) else (answer, {})
        self.requests.append((came, status, dict(request.headers), body))
        try:
            request.send_response(status)
            for name, value in headers.items():
                request.send_header(name, value)
            request.send_header("Content-Length", "0")
            request.end_headers()
        except OSError:  # who asked has gone
            pass

    def notices(self, **wanted):
        """What was taken over, in the order in which it came; of these kinds, targets, ids (a part of it) …"""
        found = []
        for when, status, _, body in list(self.requests):
            if 200 <= status < 300 and body:
                found += [{**notice, "came": when} for notice in json.loads(body)["notices"]]
        return [notice for notice in found if all(fits(notice.get(key, ""), value) for key, value in wanted.items())]

    def end(self):
        self.server.shutdown()
        self.server.server_close()


def fits(value, wanted):
    return wanted in value if wanted else value == wanted


def shown(notices):
    """A line each, for whoever reads a failure."""
    return "\n".join(f"{one['came']:.1f} {one['kind']} {one.get('target', '')} {one.get('id', '')} "
                     f"{one.get('message', '')} since {one.get('since', '')}" for one in notices)  # fmt: skip
