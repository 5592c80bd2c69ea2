#!/usr/bin/env python3
"""merge and --shard as a user meets them: parts of one organisation, looked at from one place or several."""
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest
import xml.etree.ElementTree as ElementTree

PROGRAM = pathlib.Path(os.environ.get("HR_PROGRAM", "build/bin/hybridready")).resolve()
SOURCE = pathlib.Path(__file__).resolve().parents[2]
REPORT = "{urn:hybridready:report:1}"
HOSTS = [f"ex{i:02}.contoso.test" for i in range(1, 7)] + ["fe01.contoso.test"]


class Server:
    """A TLS server on loopback that answers each caller by itself, so that many may come at once."""

    def __init__(self, folder):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-keyout", folder / "key.pem", "-out", folder / "cert.pem", "-days", "30", "-subj", "/CN=contoso.test"],
                       check=True, capture_output=True)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
        self.context.set_ciphers("ECDHE-ECDSA-AES256-GCM-SHA384")
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                peer, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.answer, args=(peer,), daemon=True).start()

    def answer(self, peer):
        peer.settimeout(20)
        try:
            with peer, self.context.wrap_socket(peer, server_side=True) as tls:
                tls.recv(4096)
                tls.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        except (OSError, ssl.SSLError):
            pass

    def close(self):
        self.socket.close()


class Merged(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hybridready-merge-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def run_program(self, *words):
        return subprocess.run([str(PROGRAM), *map(str, words)], capture_output=True, text=True, timeout=120, cwd=self.folder)

    def merge(self, *words):
        done = self.run_program("merge", *words, "--quiet")
        self.assertIn(done.returncode, (0, 1, 2), done.stderr)
        return done

    def read(self, name):
        return ElementTree.parse(self.folder / name).getroot()

    def run_of(self, name):
        return next(self.read(name).iter(f"{REPORT}run"))

    def said(self, name):
        """Evidence and findings, without the times."""
        root = self.read(name)
        facts = {f.get("id"): (f.get("seen"), f.text) for f in root.iter(f"{REPORT}fact")}
        findings = [(f.get("rule"), f.get("about"), f.get("outcome"), f.findtext(f"{REPORT}message"))
                    for f in root.iter(f"{REPORT}finding")]
        return facts, findings

    def evidence(self, name, **changes):
        """The golden evidence with some of it replaced."""
        text = (SOURCE / "tests/golden/skype-2015-cu9/evidence.xml").read_text(encoding="utf-8")
        for old, new in changes.get("replace", []):
            self.assertIn(old, text)
            text = text.replace(old, new)
        (self.folder / name).write_text(text, encoding="utf-8")
        return name

    def test_shards_equal_the_whole(self):
        server = Server(self.folder)
        self.addCleanup(server.close)
        (self.folder / "servers").write_text("".join(
            f"{host} exchange mailbox https:{server.port}{' smtp:1' if host.startswith('ex01') else ''}\n" for host in HOSTS))
        look = ["--servers", "servers", "--timeout", "20", "--quiet"]
        for host in HOSTS:
            look += ["--resolve", f"{host}:127.0.0.1"]
        self.run_program("run", *look, "-o", "whole.xml")
        probed = {}
        for i in (1, 2, 3):
            self.run_program("run", *look, "--shard", f"{i}/3", "-o", f"{i}.xml")
            self.assertEqual((self.run_of(f"{i}.xml").get("shard"), self.run_of(f"{i}.xml").get("complete")), (f"{i}/3", "true"))
            probed[i] = {f.get("about") for f in self.read(f"{i}.xml").iter(f"{REPORT}fact") if f.get("by") == "probe"}
        self.assertFalse(probed[1] & probed[2] | probed[1] & probed[3] | probed[2] & probed[3])
        self.assertGreaterEqual(sum(1 for about in probed.values() if about), 2)

        self.merge("3.xml", "1.xml", "2.xml", "-o", "merged.xml")
        self.assertEqual((self.run_of("merged.xml").get("shard"), self.run_of("merged.xml").get("complete")), (None, "true"))
        self.assertEqual(self.said("merged.xml"), self.said("whole.xml"))
        self.assertIn("tls.1.2", {f.get("key") for f in self.read("merged.xml").iter(f"{REPORT}fact") if f.get("seen") == "present"})

        missing = self.run_program("merge", "1.xml", "3.xml", "-o", "part.xml")
        self.assertIn("missing: shard 2/3", missing.stderr)
        self.assertEqual((self.run_of("part.xml").get("shard"), self.run_of("part.xml").get("complete")), ("1/3 3/3", "false"))
        self.merge("part.xml", "2.xml", "-o", "later.xml")
        self.assertEqual(self.run_of("later.xml").get("complete"), "true")
        self.assertEqual(self.said("later.xml"), self.said("whole.xml"))

    def test_collect_by_shards_into_one_report(self):
        (self.folder / "servers").write_text("".join(f"{host} exchange mailbox https:1\n" for host in HOSTS))
        look = ["--timeout", "5", "--quiet"]
        for host in HOSTS:
            look += ["--resolve", f"{host}:127.0.0.1"]
        self.run_program("discover", "--servers", "servers", "-o", "r.xml", "--quiet")
        for shard, then, complete in [("2/2", "2/2", "true"), ("1/2", None, "true")]:
            done = self.run_program("collect", "r.xml", "--shard", shard, *look)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual((self.run_of("r.xml").get("shard"), self.run_of("r.xml").get("complete")), (then, complete))
        self.assertEqual(len({f.get("about") for f in self.read("r.xml").iter(f"{REPORT}fact") if f.get("by") == "probe"}), len(HOSTS))

    def test_with_itself_and_in_any_order(self):
        self.evidence("a.xml")
        self.run_program("assess", "a.xml")
        self.merge("a.xml", "a.xml", "-o", "same.xml")
        self.assertEqual((self.folder / "same.xml").read_bytes(), (self.folder / "a.xml").read_bytes())
        self.evidence("b.xml", replace=[("fe01.contoso.com", "fe02.contoso.com")])
        self.merge("a.xml", "b.xml", "-o", "ab.xml")
        self.merge("b.xml", "a.xml", "-o", "ba.xml")
        self.assertEqual((self.folder / "ab.xml").read_bytes(), (self.folder / "ba.xml").read_bytes())
        self.assertEqual({s.get("name") for s in self.read("ab.xml").iter(f"{REPORT}server")}, {"fe01.contoso.com", "fe02.contoso.com"})

    def test_a_contradiction_is_unknown_and_shown(self):
        self.evidence("a.xml")
        self.evidence("b.xml", replace=[(">6.0.9319.548<", ">6.0.9319.537<")])
        for first, rule in [("a.xml", "ready"), ("b.xml", "not-ready")]:
            self.run_program("assess", first)
            self.assertEqual(self.outcome(first, "skype.update"), rule)
        done = self.run_program("merge", "a.xml", "b.xml", "-o", "ab.xml")
        self.assertIn("different things of 1 fact", done.stderr)
        self.assertEqual(self.outcome("ab.xml", "skype.update"), "unknown")
        build = next(f for f in self.read("ab.xml").iter(f"{REPORT}fact") if f.get("key") == "build")
        self.assertEqual((build.get("seen"), build.text),
                         ("failed", "reports differ: present 6.0.9319.537 | present 6.0.9319.548"))
        page = self.run_program("render", "ab.xml").stdout
        self.assertIn("contradict each other", page)
        self.merge("ab.xml", "a.xml", "-o", "again.xml")
        self.assertEqual(self.outcome("again.xml", "skype.update"), "unknown")

    def outcome(self, name, rule):
        return next(f.get("outcome") for f in self.read(name).iter(f"{REPORT}finding") if f.get("rule") == rule)

    def test_who_sees_wins_over_who_cannot(self):
        self.evidence("a.xml")
        tls = 'key="tls.1.2" seen="present"'
        self.evidence("b.xml", replace=[(tls, tls.replace("present", "failed")),
                                        ("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384</fact>", "no route to host</fact>")])
        self.merge("b.xml", "a.xml", "-o", "ab.xml")
        fact = next(f for f in self.read("ab.xml").iter(f"{REPORT}fact") if f.get("key") == "tls.1.2")
        self.assertEqual(fact.get("seen"), "present")
        notices = {n.get("id"): n for n in self.read("ab.xml").iter(f"{REPORT}notice")}
        self.assertIn("no route to host", notices["merge-partly-seen"].get("detail"))

    def test_incomplete_and_refused(self):
        self.evidence("a.xml", replace=[('complete="true"', 'complete="false"')])
        self.evidence("b.xml")
        self.merge("b.xml", "a.xml", "-o", "ab.xml")
        self.assertEqual(self.run_of("ab.xml").get("complete"), "false")
        self.evidence("g.xml", replace=[('cloud="worldwide"', 'cloud="gcc-high"')])
        for status, says, words in [(3, "gcc-high", ["b.xml", "g.xml", "-o", "new.xml"]), (64, "wanted 1 to", []),
                                    (3, "none.xml", ["b.xml", "none.xml", "-o", "new.xml"]),
                                    (64, "--shard 4/3", ["b.xml", "--shard", "4/3"])]:
            done = self.run_program("merge", *words)
            self.assertEqual(done.returncode, status, done.stderr)
            self.assertIn(says, done.stderr)
            self.assertFalse((self.folder / "new.xml").exists())
        self.merge("g.xml", "-o", "g2.xml")
        self.assertEqual(self.run_of("g2.xml").get("cloud"), "gcc-high")

    def test_tailored(self):
        self.evidence("a.xml")
        (self.folder / "policy.xml").write_text(
            '<tailoring xmlns="urn:hybridready:tailoring:1"><waiver rule="skype.support" about="fe01.contoso.com" who="J. J." '
            'why="for now" until="2026-12-31"/></tailoring>')
        self.merge("a.xml", "a.xml", "-o", "m.xml", "--tailoring", "policy.xml")
        self.assertEqual([w.get("standing") for w in self.read("m.xml").iter(f"{REPORT}waiver")], ["used"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
