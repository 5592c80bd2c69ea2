#!/usr/bin/python3
"""Web servers that mean harm behind a good handshake: the page tells nothing that it does not show, and all ends in time."""
import argparse
import os
import resource
import ssl
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as xml
from concurrent.futures import ThreadPoolExecutor

from servers import Peer
from test_hostile_tls import Server

TIMEOUT = 2
SECONDS_MAX = 90
MEMORY_MAX = 64 * 1024  # KiB
NS = "{urn:hybridready:report:1}"
HOST = "oos.contoso.com"
OK = b"HTTP/1.1 200 OK\r\nX-OfficeVersion: 16.0.10416.20050\r\n"
PAGE = b"<wopi-discovery></wopi-discovery>"


def page(*pieces, again=None, pause=0.0, silent=False):
    def behave(peer):
        peer.line()
        for piece in pieces:
            peer.send(piece)
        while again is not None:
            peer.send(again)
            time.sleep(pause)
        while silent:
            peer.receive()
    return behave


# What the version header, and the word in the page, are to be seen as.
PAGES = {
    "good": (page(OK + b"Content-Length: %d\r\n\r\n" % len(PAGE) + PAGE), "present", "present true"),
    "until-close": (page(OK + b"\r\n" + PAGE), "present", "present true"),
    "other-page": (page(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"), "absent", "present false"),
    "one-byte-a-record": (page(*[bytes([b]) for b in OK + b"Content-Length: 33\r\n\r\n" + PAGE]), "present", "present true"),
    "cut": (page(OK + b"Content-Length: 500\r\n\r\n<wopi"), "present", "failed"),
    "cut-chunk": (page(OK + b"Transfer-Encoding: chunked\r\n\r\nff\r\n<wopi"), "present", "failed"),
    "bad-chunk": (page(OK + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n<wopi"), "present", "failed"),
    "huge-chunk": (page(OK + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", again=b"y" * 65536), "present", "failed"),
    "stalled": (page(OK + b"\r\n<wopi", silent=True), "present", "failed"),
    "endless-page": (page(OK + b"\r\n", again=b"y" * 65536), "present", "failed"),
    "drip-page": (page(OK + b"\r\n", again=b"y", pause=0.1), "present", "failed"),
    "endless-head": (page(b"HTTP/1.1 200 OK\r\n", again=b"X-More: and more\r\n" * 1000), "failed", "failed"),
    "endless-line": (page(b"HTTP/1.1 200 OK\r\nX-OfficeVersion: ", again=b"1" * 65536), "failed", "failed"),
    "endless-interim": (page(again=b"HTTP/1.1 100 Continue\r\n\r\n" * 1000), "failed", "failed"),
    "tiny-records": (page(again=b"1"), "failed", "failed"),
    "not-http": (page(b"220 mx ESMTP\r\n"), "failed", "failed"),
    "nothing": (page(), "failed", "failed"),
    "silence": (page(silent=True), "failed", "failed"),
    "not-a-build": (page(b"HTTP/1.1 200 OK\r\nX-OfficeVersion: 16.<b>\x1b[31m\r\nContent-Length: 0\r\n\r\n"), "failed", "present false"),
}


class SecurePeer(Peer):
    context = None

    def __init__(self, connection, number, patience):
        connection.settimeout(patience)
        super().__init__(self.context.wrap_socket(connection, server_side=True), number, patience)


def secured(behave):
    def serve(peer):
        secure = SecurePeer(peer.connection, peer.number, SECONDS_MAX)
        try:
            behave(secure)
        finally:
            secure.connection.close()
    return serve


def complaints(name, program, folder):
    behave, version, word = PAGES[name]
    server = Server(secured(behave))
    listed, report = os.path.join(folder, name + ".txt"), os.path.join(folder, name + ".xml")
    with open(listed, "w", encoding="ascii") as out:
        out.write(f"{HOST} office-online server https:{server.port}\n")
    started = time.monotonic()
    command = [program, "run", "--servers", listed, "--resolve", f"{HOST}:127.0.0.1", "--timeout", str(TIMEOUT), "--quiet", "-o", report]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS_MAX, check=False)
    except subprocess.TimeoutExpired:
        return SECONDS_MAX, ["did not end"]
    finally:
        server.stop()
    seconds = time.monotonic() - started
    if done.returncode not in (0, 1, 2) or b"runtime error" in done.stderr or b"Sanitizer" in done.stderr:
        return seconds, [f"exit {done.returncode}: {done.stderr.decode(errors='replace')[-300:]}"]
    facts = {f.get("key"): (f.get("seen"), f.text or "") for f in xml.parse(report).iter(NS + "fact")}
    found = []
    for key, wanted in (("http.office-version", version), ("http.wopi-discovery", word)):
        seen = " ".join(facts.get(key, ("missing", "")))
        if not seen.startswith(wanted):
            found.append(f"{key} is {seen[:100]}, wanted {wanted}")
    return seconds, found


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--program", required=True)
    options.add_argument("--only", nargs="*")
    options = options.parse_args()
    names, bad = options.only or sorted(PAGES), 0
    with tempfile.TemporaryDirectory() as folder:
        key, certificate = os.path.join(folder, "key.pem"), os.path.join(folder, "cert.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key,
                        "-out", certificate, "-days", "2", "-subj", "/CN=" + HOST], check=True, capture_output=True)
        SecurePeer.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        SecurePeer.context.load_cert_chain(certificate, key)
        with ThreadPoolExecutor(6) as pool:
            runs = {name: pool.submit(complaints, name, options.program, folder) for name in names}
            for name, run in runs.items():
                seconds, found = run.result()
                print(f"{'not ok' if found else 'ok':7}{name:30}{seconds:6.1f} s")
                for words in found:
                    print("        " + words)
                bad += bool(found)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"{len(names)} pages, {bad} not ok, peak memory {peak} KiB")
    if peak > MEMORY_MAX and "sanitize" not in os.path.realpath(options.program):
        print("too much memory")
        bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
