#!/usr/bin/env python3
"""Servers that are easily wronged: unlike members behind one address, tiny backlogs, one connection at a time, busy mail."""
import argparse
import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import certificates
import namespace
import relay
import web
from processes import Processes

SUITES = "ECDHE+AESGCM:AES128-SHA:AES256-SHA"


def listen(address, port):
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, port))
    listener.listen(64)
    return listener


def balance(listener, members):
    """Each connection to the next member, whatever it wants: a load balancer of the simplest kind."""
    turn = 0
    while True:
        client, _ = listener.accept()
        try:
            server = socket.create_connection(members[turn % len(members)])
        except OSError:
            client.close()
            continue
        turn += 1
        threading.Thread(target=relay.join, args=(client, server), daemon=True).start()


def be_busy(listener):
    while True:
        client, _ = listener.accept()
        client.sendall(b"421 4.3.2 mail.contoso.com too many connections\r\n")
        client.close()


def probe(program, target, *words):
    began = time.monotonic()
    done = subprocess.run([str(program), "probe", target, "--format", "json", "--quiet", *words], capture_output=True,
                          text=True, timeout=60)
    facts = {(fact["key"], fact.get("of", "")): fact for fact in json.loads(done.stdout)["probes"][0]["facts"]}
    return facts, time.monotonic() - began


def check(program):
    for _ in range(3):
        facts, _ = probe(program, "127.0.0.1:443")
        if ("tls.disagreement", "") not in facts:
            yield f"unlike members pass for one server: 1.0 {facts['tls.1.0', '']['seen']}, 1.3 {facts['tls.1.3', '']['seen']}"
    facts, _ = probe(program, "127.0.0.3:443")
    if ("tls.disagreement", "") in facts:
        yield f"one server passes for unlike members: {facts['tls.disagreement', '']['value']}"
    # A SYN that is dropped comes again after a second, and an idle connection blocks a server that takes one at a time.
    for name, port, versions, most in [("gnutls-serv", 5001, ["tls.1.2", "tls.1.3"], 4), ("s_server", 5002, ["tls.1.2", "tls.1.3"], 8)]:
        for mode in [[], ["--quick"], ["--fast"]]:
            facts, took = probe(program, f"127.0.0.1:{port}", *mode)
            print(f"{name} {' '.join(mode)}: {took:.2f} s")
            wrong = [version for version in versions if facts[version, ""]["seen"] != "present"]
            if wrong or took > most:
                yield f"{name} {mode}: {took:.1f} s, not seen: {wrong}"
    facts, _ = probe(program, "127.0.0.1:25", "--service", "smtp")
    banner = facts.get(("smtp.banner", ""))
    if banner is None or not banner["value"].startswith("421 ") or facts["tls.1.2", ""]["seen"] != "failed":
        yield f"a busy mail server: banner {banner}, TLS 1.2 {facts['tls.1.2', '']}"
    for port, wanted in [(5003, "required"), (5004, "requested")]:
        facts, _ = probe(program, f"127.0.0.1:{port}")
        told = facts.get(("tls.client-certificate", "1.3"), {"value": "nothing"})["value"]
        if told != wanted:
            yield f"a client certificate that is {wanted} in TLS 1.3 is called {told}"


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--program", required=True, type=pathlib.Path)
    program = options.parse_args().program.resolve()
    namespace.enter()
    with tempfile.TemporaryDirectory(prefix="hybridready-odd-") as name:
        folder = pathlib.Path(name)
        processes = Processes(folder)
        try:
            key, certificate = certificates.Authority(folder / "ca").issue("odd", ["odd.contoso.com"])
            page = "location / { return 204; }"
            web.start(processes, folder / "nginx", [
                web.Site("a.contoso.com", "127.0.0.2", 443, key, certificate, page, "TLSv1.2 TLSv1.3", SUITES),
                web.Site("b.contoso.com", "127.0.0.3", 443, key, certificate, page, "TLSv1 TLSv1.2", SUITES)])
            front = listen("127.0.0.1", 443)
            threading.Thread(target=balance, args=(front, [("127.0.0.2", 443), ("127.0.0.3", 443)]), daemon=True).start()
            threading.Thread(target=be_busy, args=(listen("127.0.0.1", 25),), daemon=True).start()
            pair = ["-cert", certificate, "-key", key]
            processes.start("gnutls", ["gnutls-serv", "--port", "5001", "--x509certfile", certificate, "--x509keyfile", key, "--quiet"])
            processes.start("s_server", ["openssl", "s_server", "-accept", "127.0.0.1:5002", "-quiet", *pair])
            for port, word in [(5003, "-Verify"), (5004, "-verify")]:
                processes.start(f"client{port}", ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-quiet", "-tls1_3", word, "2", *pair])
            for port in range(5001, 5005):
                processes.wait_for("127.0.0.1", port)
            wrong = list(check(program))
        finally:
            processes.stop()
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
