"""An invented corpus of small files, and a loopback server that sends them well or badly."""

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from clinpeft import paths

CONTENT = {
    "a/one.txt": b"first made-up file",
    "two.csv": b"second, of another size",
    "three.txt": b"third made-up file",
}


def declare_files(
    content: dict[str, bytes], unseen: str = "", slot: str = "", forms: tuple[str, ...] = (), unserved: str = ""
) -> None:
    """Write the card of the corpus anew: with other files, one of unknown checksum, or several forms of one."""
    files = []
    for path, held in content.items():
        seen = {"bytes": len(held), "sha256": hashlib.sha256(held).hexdigest()}
        file = {"path": path, **(dict.fromkeys(seen) if path == unseen else seen), "served": path != unserved}
        files.append({**file, "slot": slot} if path in forms else file)
    (paths.tree().cards / "made_up.json").write_text(json.dumps({"files": files}))


class Server:
    """A loopback server of the files; ``broken`` paths send half of what they announce, ``wrong`` other bytes,
    ``busy`` ones answer 429 so many times first, ``silent`` ones nothing."""

    def __init__(self) -> None:
        self.broken: set[str] = set()
        self.wrong: set[str] = set()
        self.busy: dict[str, int] = {}
        self.silent: set[str] = set()
        self.asked: list[str] = []
        self.released = threading.Event()
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.address = f"http://127.0.0.1:{self.http.server_port}/"


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.lstrip("/")
            server.asked.append(path)
            if path in server.silent:
                server.released.wait(30)
            if server.busy.get(path):
                server.busy[path] -= 1
                self.send_response(429)
                self.send_header("Retry-After", "3")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            content = CONTENT[path]
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if path in server.wrong:
                content = content[::-1]
            self.close_connection = path in server.broken
            self.wfile.write(content[: len(content) // 2] if path in server.broken else content)

        def log_message(self, *_: object) -> None:
            """Keep the test's output quiet."""

    return Handler


def here() -> set[str]:
    """Every file under the home folder, the half-written ones included."""
    folder = paths.home() / "corpora"
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
