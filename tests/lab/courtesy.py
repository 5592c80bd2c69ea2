#!/usr/bin/env python3
"""Servers that cannot bear much: short queues, one place only, limits on connections, and --rate. None is slowed, blocked or misjudged."""
import argparse
import json
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "bench")]

import certificates
import link
import namespace
import relay
from processes import Processes

ROUND_TRIP = 40
GUEST_SECONDS = 1.5  # that somebody else may wait for a handshake while we look
LIMIT = 3            # connections at once that the limited servers bear
VERSIONS = ["tls.1.0", "tls.1.1", "tls.1.2", "tls.1.3"]


def drops(network):
    """SYNs and connections that the servers' kernel dropped because a queue was full."""
    with open(f"/proc/{network.holder.pid}/net/netstat", encoding="ascii") as table:
        lines = table.read().splitlines()
    values = {}
    for names, numbers in zip(lines[::2], lines[1::2]):
        values.update(zip(names.split()[1:], map(int, numbers.split()[1:])))
    return values["ListenOverflows"] + values["ListenDrops"]


class Guest(threading.Thread):
    """Somebody else who uses the server all the while: how long the longest handshake took."""

    def __init__(self, address, port):
        super().__init__(daemon=True)
        self.target, self.longest, self.served, self.over = (address, port), 0.0, 0, threading.Event()
        self.context = ssl.create_default_context()
        self.context.check_hostname, self.context.verify_mode = False, ssl.CERT_NONE

    def run(self):
        while not self.over.is_set():
            began = time.monotonic()
            try:
                with socket.create_connection(self.target, timeout=10) as connection, self.context.wrap_socket(connection):
                    self.served += 1
            except OSError:
                pass
            self.longest = max(self.longest, time.monotonic() - began)
            self.over.wait(0.2)


class Limited:
    """Passes connections on to a server, LIMIT at once; `refuse` is what happens to one more, and to every nth."""

    def __init__(self, port, backend, refuse, preamble=None, every=0):
        self.port, self.backend, self.refuse, self.preamble, self.every = port, backend, refuse, preamble, every
        self.live, self.count, self.refused, self.most, self.times = 0, 0, 0, 0, []
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", port), backlog=64)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            self.times.append(time.monotonic())
            with self.lock:
                self.live += 1
                self.count += 1
                self.most = max(self.most, self.live)
                refused = self.live > LIMIT or (self.every and self.count % self.every == 0)
            threading.Thread(target=self.serve, args=(client, refused), daemon=True).start()

    def serve(self, client, refused):
        try:
            with client:
                client.settimeout(10)
                if refused:
                    self.refused += 1
                    self.refuse(client)
                else:
                    self.let_in(client)
        except OSError:
            pass
        with self.lock:
            self.live -= 1

    def let_in(self, client):
        if self.preamble is not None:
            self.preamble(client)
        with socket.create_connection(("127.0.0.1", self.backend)) as server:
            server.settimeout(10)
            relay.join(client, server)


def reset(client):
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def say_421(client):
    client.sendall(b"421 4.7.0 mx.contoso.com too many connections\r\n")


def mail(last):
    """The way to STARTTLS; `last` answers it."""
    def preamble(client):
        client.sendall(b"220 mx.contoso.com ESMTP\r\n")
        client.recv(512)
        client.sendall(b"250-mx.contoso.com\r\n250 STARTTLS\r\n")
        client.recv(512)
        client.sendall(last)
    return preamble


def say_454(client):
    mail(b"454 4.7.0 TLS not available due to temporary reason\r\n")(client)
    client.recv(512)


def probe(program, target, *words):
    began = time.monotonic()
    done = subprocess.run([str(program), "probe", target, "--format", "json", "--progress", *words], capture_output=True, text=True,
                          timeout=120)
    facts = {(fact["key"], fact.get("of", "")): fact for fact in json.loads(done.stdout)["probes"][0]["facts"]}
    return facts, time.monotonic() - began, int(done.stderr.rsplit(" with ", 1)[1].split()[0])


def start_small(processes, network, folder, key, certificate):
    """Servers with short queues or one place, at the other end of a link with a delay; versions that each accepts."""
    store = f"sql:{folder}/nss"
    (folder / "nss").mkdir()
    certificates.openssl("pkcs12", "-export", "-in", certificate, "-inkey", key, "-out", folder / "p12", "-passout", "pass:", "-name",
                         "srv")
    for words in (["certutil", "-N", "-d", store, "--empty-password"], ["pk12util", "-i", folder / "p12", "-d", store, "-W", ""]):
        subprocess.run([str(word) for word in words], check=True, capture_output=True)
    rows = {"gnutls-serv": (5001, ["--port", "5001", "--x509certfile", certificate, "--x509keyfile", key, "--quiet", "--priority",
                                   "NORMAL:+VERS-ALL"], VERSIONS),
            "selfserv": (5002, ["-d", store, "-n", "srv", "-p", "5002", "-V", "tls1.0:tls1.2", "-H", "1"], VERSIONS[:3]),
            "openssl": (5003, ["s_server", "-accept", "5003", "-quiet", "-cert", certificate, "-key", key], VERSIONS[2:])}
    for name, (port, words, _) in rows.items():
        processes.start(name, network.words(name, *words))
        link.until(name, lambda port=port: socket.socket().connect_ex((link.address(0), port)) == 0)
    return rows


def check_small(program, network, rows):
    for name, (port, _, versions) in rows.items():
        before, guest = drops(network), Guest(link.address(0), port)
        guest.start()
        facts, took, connections = probe(program, f"{link.address(0)}:{port}")
        guest.over.set()
        guest.join()
        lost = drops(network) - before
        print(f"{name}: {took:.2f} s, {connections} connections, {lost} dropped, a guest was served {guest.served} times and waited "
              f"{guest.longest:.2f} s at most")
        wrong = [version for version in VERSIONS if facts[version, ""]["seen"] != ("present" if version in versions else "absent")]
        # One after the other, each connection would take two round trips and what the server needs.
        if wrong or lost > 0 or guest.longest > GUEST_SECONDS or guest.served < 2 or took > connections * (2 * ROUND_TRIP / 1000 + 0.1):
            yield f"{name}: wrong about {wrong}, {lost} dropped, {took:.2f} s, guest {guest.served} and {guest.longest:.2f} s"


def check_limited(program, backend):
    # Words are understood at once. A reset may be the way in which a version is refused, until the same hello is answered.
    rows = [("421", 6001, say_421, mail(b"220 go ahead\r\n"), 0, 8), ("454", 6002, say_454, mail(b"220 go ahead\r\n"), 9, 12),
            ("reset", 6003, reset, None, 0, 24), ("close", 6004, lambda client: None, None, 0, 24)]
    for label, port, refuse, preamble, every, most in rows:
        server = Limited(port, backend, refuse, preamble, every)
        facts, took, connections = probe(program, f"127.0.0.1:{port}", "--service", "smtp" if preamble else "tls")
        print(f"{label} beyond {LIMIT} connections: {took:.2f} s, {connections} connections, {server.refused} refused")
        seen = {version: facts[version, ""]["seen"] for version in VERSIONS}
        if seen != {"tls.1.0": "absent", "tls.1.1": "absent", "tls.1.2": "present", "tls.1.3": "present"} or \
                len(facts["tls.1.2", ""]["value"].split()) != 4 or ("tls.disagreement", "") in facts:
            yield f"{label}: {seen}, {facts['tls.1.2', '']['value']}, {facts.get(('tls.disagreement', ''))}"
        if server.refused > most:
            yield f"{label}: {server.refused} connections were refused before it gave way"


def check_rate(program, backend):
    server = Limited(6010, backend, reset)
    _, took, connections = probe(program, "127.0.0.1:6010", "--rate", "10", "--per-host", "1")
    windows = [sum(1 for other in server.times if at <= other < at + 1) for at in server.times]
    print(f"--rate 10: {connections} connections in {took:.2f} s, {max(windows)} within a second at most")
    if max(windows) > 12 or took < connections / 10 - 1:
        yield f"--rate 10: {max(windows)} connections within a second, {connections} in {took:.2f} s"


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--program", required=True, type=pathlib.Path)
    options.add_argument("--delay", type=pathlib.Path, help="the forwarder of the bench; beside the program's build unless named")
    settings = options.parse_args()
    program = settings.program.resolve()
    namespace.enter()
    with tempfile.TemporaryDirectory(prefix="hybridready-courtesy-") as name:
        folder, processes = pathlib.Path(name), Processes(name)
        try:
            key, certificate = certificates.Authority(folder / "ca").issue("small", ["small.contoso.com"])
            processes.start("backend", ["openssl", "s_server", "-quiet", "-accept", "127.0.0.1:6000", "-cert", certificate, "-key", key,
                                        "-cipher", "ECDHE+AESGCM:AES128-SHA:AES256-SHA", "-serverpref"])
            processes.wait_for("127.0.0.1", 6000)
            network = link.Link(processes, settings.delay or program.parents[1] / "tests/delay", ROUND_TRIP)
            rows = start_small(processes, network, folder, key, certificate)
            wrong = [*check_small(program, network, rows), *check_limited(program, 6000), *check_rate(program, 6000)]
        finally:
            processes.stop()
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
