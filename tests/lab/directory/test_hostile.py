#!/usr/bin/python3
"""An LDAP server that means harm: discovery ends, in time and in small memory, with printable text and no wrong server."""
import os
import resource
import socket
import subprocess
import sys
import threading
import time
import unittest

DRIVER = sys.argv.pop(1)
SUPPRESSIONS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lsan.supp")
ROOT = b"DC=contoso,DC=com"
CONFIGURATION = b"CN=Configuration," + ROOT
EXCHANGE = b"CN=Microsoft Exchange,CN=Services," + CONFIGURATION
PAGED = b"1.2.840.113556.1.4.319"


def ber(tag, *parts):
    body = b"".join(parts)
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def integer(value, tag=2):
    return ber(tag, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def read_ber(data, at=0):
    """Tag, body and the place behind it; None if it is not all there."""
    if len(data) < at + 2:
        return None
    tag, size, at = data[at], data[at + 1], at + 2
    if size & 0x80:
        count = size & 0x7F
        size = int.from_bytes(data[at:at + count], "big")
        at += count
    return (tag, data[at:at + size], at + size) if len(data) >= at + size else None


def entry(identity, dn, **attributes):
    listed = b"".join(ber(0x30, ber(4, name.replace("__", ";range=").replace("_", "-").encode()),
                          ber(0x31, *[ber(4, value) for value in values]))
                      for name, values in attributes.items())
    return ber(0x30, integer(identity), ber(0x64, ber(4, dn), ber(0x30, listed)))


def done(identity, code=0, text=b"", cookie=None):
    controls = b""
    if cookie is not None:
        value = ber(0x30, integer(0), ber(4, cookie))
        controls = ber(0xA0, ber(0x30, ber(4, PAGED), ber(4, value)))
    return ber(0x30, integer(identity), ber(0x65, integer(code, 0x0A), ber(4, b""), ber(4, text)), controls)


def server(name=b"ex01.contoso.com", dn=None, **attributes):
    return lambda identity: entry(identity, b"CN=EX01," + EXCHANGE if dn is None else dn, cn=[name], **attributes)


class Hostile:
    """Speaks LDAP like a small Active Directory; `answer(server, client, identity, base)` replaces the Exchange search."""

    def __init__(self, answer, root=None):
        self.answer, self.root = answer, root
        self.searches = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        data = b""
        try:
            with client:
                while True:
                    message = read_ber(data)
                    while message is None:
                        more = client.recv(65536)
                        if not more:
                            return
                        data += more
                        message = read_ber(data)
                    data = data[message[2]:]
                    _, identity, at = read_ber(message[1])
                    tag, body, _ = read_ber(message[1], at)
                    if tag == 0x63:
                        self._search(client, int.from_bytes(identity, "big"), read_ber(body)[1])
                    elif tag == 0x42:
                        return
        except OSError:
            pass

    def _search(self, client, identity, base):
        self.searches += 1
        if base == b"":
            client.sendall(self.root(identity) if self.root else entry(
                identity, b"", configurationNamingContext=[CONFIGURATION], rootDomainNamingContext=[ROOT],
                namingContexts=[ROOT, CONFIGURATION], supportedControl=[PAGED]))
            client.sendall(done(identity))
        elif base.startswith(b"CN=Microsoft Exchange,"):
            self.answer(self, client, identity, base)
        else:
            client.sendall(done(identity))

    def close(self):
        self.listener.close()


def plain(*entries, **result):
    """Answers with these entries."""
    def answer(_, client, identity, __):
        for one in entries:
            client.sendall(one(identity))
        client.sendall(done(identity, **result))
    return answer


class HostileServer(unittest.TestCase):
    maxDiff = None

    def discover(self, answer, root=None, timeout=1500, seconds=20, megabytes=400):
        hostile = Hostile(answer, root)

        def limit():
            if "sanitize" not in DRIVER:  # a sanitizer reserves terabytes
                resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1048576,) * 2)
        began = time.monotonic()
        run = subprocess.run([DRIVER, f"uri=ldap://127.0.0.1:{hostile.port}", f"timeout={timeout}"],
                             capture_output=True, timeout=60, preexec_fn=limit,
                             env={**os.environ, "ASAN_OPTIONS": "fast_unwind_on_malloc=0",
                                  "LSAN_OPTIONS": "print_suppressions=0:suppressions=" + SUPPRESSIONS})
        hostile.close()
        self.assertIn(run.returncode, (0, 1), run.stderr)
        self.assertEqual(run.stderr.decode(errors="replace"), "")
        self.assertLess(time.monotonic() - began, seconds)
        out = run.stdout.decode("utf-8")  # strictly
        for character in out:
            self.assertTrue(character == "\n" or character.isprintable(), repr(character))
        self.assertLess(max(len(line) for line in out.splitlines()), 40000)
        return out

    def test_honest(self):
        out = self.discover(plain(server(serialNumber=[b"Version 15.1"])))
        self.assertIn("server exchange/ex01.contoso.com", out)
        self.assertIn("present Version 15.1", out)

    def test_large_values(self):
        out = self.discover(plain(server(serialNumber=[b"9" * (1 << 20)]), server(name=b"a" * (1 << 20))))
        self.assertIn("present 999", out)
        self.assertIn("notice server-name-refused aaaa", out)

    def test_binary_junk(self):
        out = self.discover(plain(server(serialNumber=[bytes(range(1, 256)) * 16])))
        self.assertIn("\\x01\\x02", out)

    def test_control_characters_in_names(self):
        out = self.discover(plain(server(dn=b"CN=\x1b[2J\r\n<script>," + EXCHANGE,
                                         serialNumber=["\u202e\x07x".encode()])))
        self.assertIn("\\xe2\\x80\\xae\\x07x", out)

    def test_nul_in_a_name(self):
        out = self.discover(plain(server(dn=b"CN=EX01\0," + EXCHANGE)))
        self.assertTrue(out.startswith("error format"))

    def test_names_that_are_none(self):
        for name in (b"a b", b"../../etc/passwd", b"a\x00b", b"-", b".", b"a..b", b"x" * 64, "b\u00fccher".encode(),
                     b"a,b", b"$(id)", b""):
            out = self.discover(plain(server(name=name)))
            if name not in (b"-", b"a\x00b"):
                self.assertNotIn("\nserver exchange/", "\n" + out, name)

    def test_attributes_nobody_asked_for(self):
        out = self.discover(plain(server(thumbnailPhoto=[b"key"], objectSid=[b"\1"])))
        self.assertIn("foreign 0", out)

    def test_entries_from_elsewhere(self):
        out = self.discover(plain(server(dn=b"CN=EX01,DC=fabrikam,DC=com"), server(dn=b""), server(dn=b"junk")))
        self.assertNotIn("server exchange", out)

    def test_not_a_certificate(self):
        out = self.discover(plain(server(msExchServerInternalTLSCert=[b"\x30\x82\xff\xff" + b"x" * 100])))
        self.assertIn("cert.subject failed", out)

    def test_message_too_large(self):
        def answer(_, client, identity, __):
            client.sendall(b"\x30\x84\x7f\xff\xff\xff" + integer(identity) + b"\x64\x84\x7f\xff\xff\x00" + b"x" * 65536)
        self.assertTrue(self.discover(answer).startswith("error network"))

    def test_junk(self):
        for junk in (b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\0" * 4096, b"\x30\x00", b"\x30\x80\x00\x00",
                     b"\xff" * 4096):
            def answer(_, client, __, ___, junk=junk):
                client.sendall(junk)
                client.close()
            self.assertTrue(self.discover(answer).startswith("error "), junk)

    def test_broken_entries(self):
        good = entry(1, b"CN=EX01," + EXCHANGE, cn=[b"ex01.contoso.com"], serialNumber=[b"1"])
        body = read_ber(good)[1][3:]
        for cut in range(2, len(body), 7):
            def answer(_, client, identity, __, cut=cut):
                client.sendall(ber(0x30, integer(identity), body[:cut]))
                client.sendall(done(identity))
            self.discover(answer)

    def test_silence(self):
        self.assertTrue(self.discover(lambda *_: None).startswith("error network"))

    def test_drip(self):
        def answer(_, client, identity, __):
            for byte in server()(identity):
                client.sendall(bytes([byte]))
                time.sleep(0.4)
        out = self.discover(answer, timeout=100)
        self.assertTrue(out.startswith("error network"), out)

    def test_pages_without_end(self):
        def answer(_, client, identity, __):
            client.sendall(done(identity, cookie=b"again"))
        self.assertIn("notice search-cut", self.discover(answer))

    def test_ranges_without_end(self):
        for name in ("member__0_0", "member__0_1499", "member__99999999999_1", "member__x", "member__0_*"):
            out = self.discover(plain(server(**{name: [b"CN=a"] * 2})))
            self.assertIn("server exchange/ex01.contoso.com", out)

    def test_ranges(self):
        def answer(hostile, client, identity, base):
            if base.startswith(b"CN=Microsoft"):
                client.sendall(server(**{"member": [], "member__0_1": [b"CN=a", b"CN=b"]})(identity))
            client.sendall(done(identity))
        hostile_answer = Hostile._search

        def search(self, client, identity, base):
            if base.startswith(b"CN=EX01,"):
                self.searches += 1
                more = {2: {"member__2_3": [b"CN=c", b"CN=d"]}, 3: {"member__4_*": [b"CN=e"]}}
                self.ranges = getattr(self, "ranges", 1) + 1
                client.sendall(entry(identity, base, **more[self.ranges]))
                client.sendall(done(identity))
            else:
                hostile_answer(self, client, identity, base)
        Hostile._search = search
        try:
            self.assertIn("members 5", self.discover(answer))
        finally:
            Hostile._search = hostile_answer

    def test_diagnostics(self):
        out = self.discover(plain(code=1, text=b"\x1b[31mred\r\nserver exchange/evil\0" + b"x" * 100000))
        self.assertTrue(out.startswith("error refused"))
        self.assertEqual(len([line for line in out.splitlines() if line.startswith("server ")]), 0)
        self.assertIn("--bind-dn", out)

    def test_lying_root(self):
        def root(identity):
            return entry(identity, b"", configurationNamingContext=[b"CN=x" * 5000], rootDomainNamingContext=[b"\0\xff"],
                         namingContexts=[b"DC=" + str(n).encode() for n in range(5000)], supportedControl=[b"x"])
        self.discover(plain(), root=root, seconds=40)

    def test_contexts_by_the_thousand(self):
        def root(identity):
            return entry(identity, b"", configurationNamingContext=[CONFIGURATION],
                         namingContexts=[b"DC=a" + str(n).encode() for n in range(5000)])
        self.discover(plain(), root=root, seconds=40)

    def test_unasked_answers(self):
        def answer(_, client, identity, __):
            for other in range(1, 50):
                client.sendall(done(identity + other))
                client.sendall(server(name=b"evil.contoso.com")(identity + other))
            client.sendall(done(identity))
        self.assertNotIn("server exchange/evil", self.discover(answer).replace("error", ""))


if __name__ == "__main__":
    unittest.main(warnings="ignore")
