#!/usr/bin/python3
"""Probes servers that mean harm: each probe ends in time and in small memory, and says nothing that was not seen."""
import argparse
import concurrent.futures
import os
import resource
import socket
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as xml

from servers import BEHAVIOURS, Gone, Peer

TIMEOUT = 2
SECONDS_MAX = 60
MEMORY_MAX = 64 * 1024  # KiB
NS = "{urn:hybridready:report:1}"
VERSIONS = ("tls.ssl2", "tls.ssl3", "tls.1.0", "tls.1.1", "tls.1.2", "tls.1.3")

# What speaks enough TLS for a suite to be seen as accepted. Nobody here completes a handshake or shows a certificate.
ACCEPTS = {"fragments", "takes-everything", "takes-the-last", "few-or-alert", "few-or-silence", "few-or-close", "few-or-reset"}
MAY_ACCEPT = ACCEPTS | {"alternate", "sometimes", "hello-then-storm"}
# All that offers STARTTLS, and does not take it back in plain sight.
OFFERS = {"smtp-silent-go", "smtp-close-after-go", "smtp-text-for-tls"}


class Server:
    def __init__(self, behave):
        self.behave, self.number, self.peers = behave, 0, 0
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.number += 1
            threading.Thread(target=self.serve, args=(connection, self.number), daemon=True).start()

    def serve(self, connection, number):
        with connection:
            try:
                self.behave(Peer(connection, number, SECONDS_MAX))
            except (Gone, OSError, IndexError):
                pass

    def stop(self):
        self.listener.close()


def probe(program, service, port):
    """The facts, seconds and peak memory in KiB of one run."""
    started = time.monotonic()
    command = [program, "probe", f"127.0.0.1:{port}", "--service", service, "--format", "xml", "--timeout", str(TIMEOUT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        timer = threading.Timer(SECONDS_MAX, process.kill)
        timer.start()
        out, err = process.communicate()
        timer.cancel()
    seconds = time.monotonic() - started
    return process.returncode, out, err, seconds


def complaints(name, service, program):
    server = Server(BEHAVIOURS[name][1])
    code, out, err, seconds = probe(program, service, server.port)
    server.stop()
    if seconds >= SECONDS_MAX:
        return seconds, server.number, ["did not end"]
    if code not in (0, 1, 2) or b"runtime error" in err or b"Sanitizer" in err:
        return seconds, server.number, [f"exit {code}: {err.decode(errors='replace')[-300:]}"]
    found = []
    facts = {(f.get("key"), f.get("of", "")): (f.get("seen"), f.text or "") for f in xml.fromstring(out).iter(NS + "fact")}
    for key in VERSIONS:
        seen, text = facts.get((key, ""), ("missing", ""))
        if seen == "missing":
            found.append(f"{key} is missing")
        if seen == "present" and name not in MAY_ACCEPT:
            found.append(f"{key} present: {text[:80]}")
        if seen == "absent" and name not in MAY_ACCEPT:
            found.append(f"{key} absent: {text[:80]}")
    for key in ("tls.1.1", "tls.1.2"):
        if name in ACCEPTS and facts.get((key, ""), ("", ""))[0] != "present":
            found.append(f"{key} is not present")
    if name.startswith("few-or-") and facts.get(("tls.large-hello", "suites")) != ("present", "false"):
        found.append(f"tls.large-hello is {facts.get(('tls.large-hello', 'suites'))}")
    if name == "sometimes" and facts[("tls.1.2", "")][0] == "absent":
        found.append("tls.1.2 absent, but it was accepted once")
    starttls = facts.get(("starttls", ""), ("missing", ""))
    if service != "tls" and starttls[0] != "failed" and not (starttls[0] == "present" and name in OFFERS):
        found.append(f"starttls {starttls[0]}: {starttls[1]}")
    for (key, of), (seen, text) in facts.items():
        if seen == "present" and (key in ("tls.handshake", "tls.client-certificate") or key.startswith("cert.")):
            found.append(f"{key} {of} present: {text[:80]}")
        if len(text) > 33000 or any(ord(c) < 32 for c in text):
            found.append(f"{key} is not what a report can hold")
    return seconds, server.number, found


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--program", required=True)
    options.add_argument("--only", nargs="*")
    options = options.parse_args()
    names = options.only or sorted(BEHAVIOURS)
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        runs = {name: pool.submit(complaints, name, BEHAVIOURS[name][0], options.program) for name in names}
        for name, run in runs.items():
            seconds, connections, found = run.result()
            print(f"{'not ok' if found else 'ok':7}{name:30}{seconds:6.1f} s {connections:4} connections")
            for words in found:
                print("        " + words)
            bad += bool(found)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"{len(names)} behaviours, {bad} not ok, peak memory {peak} KiB")
    if peak > MEMORY_MAX and "sanitize" not in os.path.realpath(options.program):
        print("too much memory")
        bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
