#!/usr/bin/env python3
"""SSL 2.0: no library speaks it any more, so the servers are this file's own; nmap's script sslv2 must see in them what the program sees."""
import argparse
import json
import pathlib
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import certificates
import namespace

# Kinds of the draft of 1995, in an order of nobody's.
EVERY = {0x0700C0: "DES_192_EDE3_CBC_WITH_MD5", 0x010080: "RC4_128_WITH_MD5", 0x060040: "DES_64_CBC_WITH_MD5",
         0x020080: "RC4_128_EXPORT40_WITH_MD5", 0x030080: "RC2_128_CBC_WITH_MD5", 0x050080: "IDEA_128_CBC_WITH_MD5",
         0x040080: "RC2_128_CBC_EXPORT40_WITH_MD5"}
TLS_ALERT = b"\x15\x03\x01\x00\x02\x02\x46"


def hello(kinds, certificate):
    """SERVER-HELLO: no session found, an X.509 certificate, version 0x0002, the kinds, a connection id of 16 bytes."""
    body = struct.pack(">BBBHHHH", 4, 0, 1, 2, len(certificate), 3 * len(kinds), 16) + certificate
    body += b"".join(kind.to_bytes(3, "big") for kind in kinds) + bytes(16)
    return struct.pack(">H", 0x8000 | len(body)) + body


class Responder:
    """Answers an SSL 2.0 hello with what it is given, and anything else with an alert of TLS."""

    def __init__(self, address, answer):
        self.address, self.answer = address, answer
        self.listener = socket.create_server((address, 443))
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with connection:
            try:
                connection.settimeout(5)
                data = connection.recv(4096)
                connection.sendall(self.answer if data[:1] >= b"\x80" and data[2:5] == b"\x01\x00\x02" else TLS_ALERT)
                connection.recv(4096)
            except OSError:
                pass


def ours(program, address):
    done = subprocess.run([str(program), "probe", address, "--format", "json", "--quiet"], capture_output=True, text=True, timeout=60)
    facts = {fact["key"]: fact for fact in json.loads(done.stdout)["probes"][0]["facts"]}
    fact = facts["tls.ssl2"]
    return fact["seen"], [name.removeprefix("SSL_CK_") for name in fact["value"].split()] if fact["seen"] == "present" else []


def theirs(address):
    """None: it sees no SSL 2.0."""
    done = subprocess.run(["nmap", "-Pn", "-n", "-p", "443", "--script", "sslv2", "-oX", "-", address], capture_output=True, text=True,
                          timeout=60, check=True)
    for script in ElementTree.fromstring(done.stdout).iter("script"):
        if script.get("id") == "sslv2":
            return [element.text.removeprefix("SSL2_") for element in script.iter("elem") if element.text.startswith("SSL2_")]
    return None


def check(program, certificate):
    rows = [("all kinds", hello(EVERY, certificate), "present", list(EVERY.values())),
            ("one kind", hello([0x010080], certificate), "present", ["RC4_128_WITH_MD5"]),
            ("no kind in common", hello([], certificate), "absent", []),
            ("an error message", b"\x80\x03\x00\x00\x01", "absent", []),
            ("TLS", TLS_ALERT, "absent", [])]
    for number, (label, answer, seen, kinds) in enumerate(rows):
        responder = Responder(f"127.0.0.{number + 1}", answer)
        found, by_nmap = ours(program, responder.address), theirs(responder.address)
        print(f"{label}: {found[0]} {' '.join(found[1])}; nmap: {by_nmap}")
        if found != (seen, kinds):
            yield f"{label}: wanted {seen} {kinds}, got {found}"
        if sorted(by_nmap or []) != sorted(kinds):
            yield f"{label}: nmap sees {by_nmap}, wanted {kinds}"


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--program", required=True, type=pathlib.Path)
    program = options.parse_args().program.resolve()
    namespace.enter()
    with tempfile.TemporaryDirectory(prefix="hybridready-ssl2-") as folder:
        _, leaf = certificates.Authority(pathlib.Path(folder) / "ca").issue("old", ["old.contoso.com"])
        der = subprocess.run(["openssl", "x509", "-in", leaf, "-outform", "DER"], capture_output=True, check=True).stdout
        wrong = list(check(program, der))
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
