"""The built binary as processes: a server on ports that the system chose, and simulated doors."""
import hashlib
import json
import os
import queue
import re
import secrets
import signal
import sqlite3
import ssl
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BINARY = Path(os.environ.get("LOCKSTEP_BINARY", ROOT / ".build" / "debug" / "lockstep"))
PATIENCE = 60
# The setting with which doors are kept in step, and may add.
INCLUDING = "all-devices-including-user-update-from-device"


def eventually(what, look, patience=PATIENCE):
    """The first true result of a look; fails with what was awaited."""
    end = time.monotonic() + patience
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"not within {patience} s: {what}")
        time.sleep(0.05)


class Process:
    """A process whose output is read as it comes."""

    def __init__(self, arguments, program=BINARY):
        self.process = subprocess.Popen(
            [str(program), *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.lines = queue.Queue()
        self.errors = []
        threading.Thread(target=self._read, args=(self.process.stdout, self.lines.put), daemon=True).start()
        threading.Thread(target=self._read, args=(self.process.stderr, self.errors.append), daemon=True).start()

    @staticmethod
    def _read(stream, take):
        for line in stream:
            take(line.rstrip("\n"))

    def wait_for(self, pattern, patience=PATIENCE):
        """The first line that fits."""
        end = time.monotonic() + patience
        while True:
            try:
                line = self.lines.get(timeout=max(0.01, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no line {pattern!r}; errors: {self.errors[-5:]}") from None
            if found := re.search(pattern, line):
                return found

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()


class MailServer:
    """A real mail server that says what it took; see smtp_server.py."""

    def __init__(self):
        program = ROOT / "Tests" / "IntegrationTests" / "Support" / "smtp_server.py"
        self.process = Process([str(program)], program="/usr/bin/python3")
        self.port = json.loads(self.process.wait_for("listening").string)["port"]

    def mail_to(self, recipient):
        """The next mail to somebody, decoded."""
        while True:
            mail = json.loads(self.process.wait_for('"event": "mail"').string)
            if recipient in mail["recipients"]:
                return mail

    def stop(self):
        self.process.stop()


class Server:
    """`lockstep serve` with a data directory of its own; under TLS with the certificate of its own authority."""

    def __init__(self, mode=None, tls=False):
        self.directory = tempfile.TemporaryDirectory(prefix="lockstep-browser-")
        self.data = Path(self.directory.name)
        self.devices, self.url, self.options = "127.0.0.1:0", "http://127.0.0.1:0", ["--tls"] if tls else []
        self.go_on()
        file = self.data / "first-sign-in"
        self.link = eventually("the link of the first sign-in", lambda: file.exists() and file.read_text().strip())
        self.token = (self.data / "admin-token").read_text().strip()
        if mode:
            self.call("PUT", "/settings/automatic-user-synchronization", {"value": mode})

    def go_on(self):
        """Starts it, after a break on the same addresses."""
        self.process = Process([
            "serve", "--data-directory", str(self.data), "--device-address", self.devices, "--http-address",
            self.url.split("//")[1], "--log-level", "error", *self.options])
        self.devices = self.process.wait_for(r"^Devices: (?:\w+://)?(\S+)").group(1)
        self.url = self.process.wait_for(r"^HTTP: (\S+)").group(1)

    def break_off(self):
        self.process.stop()

    @property
    def trust(self):
        """The server's own authority."""
        return ssl.create_default_context(cafile=self.data / "authority.pem") if self.url.startswith("https") else None

    def call(self, verb, path, body=None):
        """A request to the API with the token of the data directory."""
        request = urllib.request.Request(
            f"{self.url}/api/v1{path}", method=verb, data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=30, context=self.trust) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{verb} {path}: {error.code} {error.read().decode()}") from None
        return json.loads(text) if text else None

    def upload(self, project, text):
        """Brings the people of a file; held and refused ones are answers too."""
        request = urllib.request.Request(
            f"{self.url}/api/v1/projects/{project}/auto-sync?file=mobile-id-users.csv", method="PUT", data=text.encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "text/csv"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            if error.code != 422:
                raise AssertionError(f"{project}: {error.code} {error.read().decode()}") from None
            return json.loads(error.read())

    def hand_over(self, user):
        """What the mail sender keeps once a mail server has taken an invitation over. Returns what stands in its link."""
        link, now = secrets.token_urlsafe(32), int(time.time() * 1000)
        database = sqlite3.connect(self.data / "lockstep.sqlite", timeout=30)
        with database:
            until = now + 7 * 86_400_000
            database.execute("UPDATE people SET invited_at = ?, expires_at = ? WHERE user_id = ?", (now, until, user))
            database.execute(
                "INSERT INTO invitation_links (digest, user_id, is_phone, expires_at) VALUES (?, ?, 0, ?)",
                (hashlib.sha256(link.encode()).digest(), user, until))
        database.close()
        return link

    def register_all(self, count):
        """Waits until so many devices wait, and registers them."""
        eventually(f"{count} waiting devices", lambda: len(self.waiting()) >= count)
        self.call("POST", "/devices/register-all-waiting", {})

    def waiting(self):
        return self.call("GET", "/devices?state=waiting")["items"]

    def stop(self):
        self.process.stop()
        self.directory.cleanup()


class Doors:
    """`lockstep simulate`: doors that take steps on standard input."""

    def __init__(self, server, count=3, first=1001):
        self.process = Process(
            ["simulate", "--server", server.devices, "--count", str(count), "--first-id", str(first)])

    def step(self, text):
        """Types a step; what comes of it is seen on the server."""
        self.process.process.stdin.write(text + "\n")
        self.process.process.stdin.flush()

    def stop(self):
        self.process.stop()
