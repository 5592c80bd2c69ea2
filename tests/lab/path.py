#!/usr/bin/env python3
"""collect --service: the way to Microsoft 365, free, behind a proxy that opens TLS (sslsplit), and behind a firewall."""
import argparse
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import certificates
from processes import Processes

REPORT = "{urn:hybridready:report:1}"
WEB = ["outlook.office365.com", "login.microsoftonline.com"]
MAIL = "contoso-mail-onmicrosoft-com.mail.protection.outlook.com"
PROGRAM = None


def free_ports(count):
    listeners = [socket.socket() for _ in range(count)]
    for listener in listeners:
        listener.bind(("127.0.0.1", 0))
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


def serve_mail(listener):
    """A mail server, or a firewall in front of one, that offers no STARTTLS."""
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        with client:
            try:
                client.sendall(b"220 *****************************\r\n")
                while line := client.recv(1024):
                    client.sendall(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250-gw\r\n250 XXXXXXXA\r\n")
            except OSError:
                pass


class Path(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hybridready-path-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.processes = Processes(self.folder)
        self.addCleanup(self.processes.stop)
        self.service = certificates.Authority(self.folder / "service", "/C=US/O=DigiCert Inc/CN=Stand-in")
        self.proxy = certificates.Authority(self.folder / "proxy", "/O=Contoso/CN=Contoso Web Inspection")
        self.key, self.leaf = self.service.issue("leaf", WEB)
        self.web, self.between = free_ports(2)
        (self.folder / "list.txt").write_text("mbx01.contoso.com exchange mailbox pop3:1\n")
        self.run_program("discover", "--servers", "list.txt", "-o", "report.xml")

    def run_program(self, *words):
        done = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=60, cwd=self.folder)
        self.assertIn(done.returncode, (0, 1, 2), done.stderr)
        return done

    def serve(self, least="TLSv1.2"):
        """A stand-in for Microsoft 365's web names."""
        self.processes.start("web", ["openssl", "s_server", "-accept", f"127.0.0.1:{self.web}", "-key", self.key, "-cert",
                                     self.leaf, "-www", "-cipher", "ALL:@SECLEVEL=0", "-min_protocol", least, "-quiet"])
        self.processes.wait_for("127.0.0.1", self.web)

    def split(self, *words):
        """A proxy in between that opens TLS and signs it again."""
        self.processes.start("sslsplit", ["sslsplit", "-D", "-k", self.proxy.key, "-c", self.proxy.certificate, "-u", "root",
                                          *words, "ssl", "127.0.0.1", self.between, "127.0.0.1", self.web])
        self.processes.wait_for("127.0.0.1", self.between)

    def look(self, port, *words, ca=None, service=True):
        names = [word for name in WEB + [MAIL, "mbx01.contoso.com"] for word in ("--resolve", f"{name}:127.0.0.1")]
        self.run_program("collect", "report.xml", *(["--service"] if service else []), "--timeout", 5, "--ports", f"https={port}",
                         "--ca", (ca or self.service).certificate, *names, *words)
        self.run_program("assess", "report.xml")
        root = ElementTree.parse(self.folder / "report.xml").getroot()
        facts = {(fact.get("key"), fact.get("of")): (fact.get("seen"), fact.text or "") for fact in root.iter(REPORT + "fact")
                 if fact.get("key").startswith("path.")}
        finding = next((f for f in root.iter(REPORT + "finding") if f.get("rule") == "outbound.path"), None)
        return facts, None if finding is None else finding.get("outcome"), \
            "" if finding is None else finding.find(REPORT + "message").text

    def test_nobody_asked(self):
        facts, outcome, _ = self.look(self.web, service=False)
        self.assertEqual(facts, {})
        self.assertIn(outcome, (None, "not-applicable"))

    def test_free_way(self):
        self.serve()
        facts, outcome, message = self.look(self.web)
        for name in WEB:
            self.assertEqual(facts["path.versions", f"{name}:443"], ("present", "1.2 1.3"))
            self.assertEqual(facts["path.reached", f"{name}:443"], ("present", "127.0.0.1"))
            self.assertIn("O=DigiCert Inc", facts["path.issuer", f"{name}:443"][1])
            self.assertEqual(facts["path.chain", f"{name}:443"], ("present", "trusted"))
            self.assertRegex(facts["path.handshake", f"{name}:443"][1], r"^1\.[23] TLS_")
        self.assertEqual(outcome, "ready", message)

    def test_opened_and_signed_again(self):
        self.serve()
        self.split()
        facts, outcome, message = self.look(self.between)
        self.assertIn("O=Contoso", facts["path.issuer", "outlook.office365.com:443"][1])
        self.assertEqual(outcome, "not-ready", message)
        self.assertIn("Contoso Web Inspection", message)
        # Where the proxy's authority is trusted, as inside the organisation, that is less certain but not ready either.
        _, outcome, message = self.look(self.between, ca=self.proxy)
        self.assertEqual(outcome, "unknown", message)
        self.assertIn("none of the authorities", message)

    def test_lowered(self):
        self.serve("TLSv1")  # the proxy speaks to it as it lets others speak
        self.split("-r", "tls10", "-s", "ALL:@SECLEVEL=0")
        facts, outcome, message = self.look(self.between)
        self.assertEqual(facts["path.versions", "outlook.office365.com:443"], ("present", "1.0"))
        self.assertEqual(facts["path.handshake", "outlook.office365.com:443"][0], "failed")
        self.assertEqual(outcome, "not-ready", message)
        self.assertIn("TLS 1.2 away", message)

    def test_unreachable(self):
        facts, outcome, message = self.look(self.between)
        self.assertEqual(facts["path.reached", "outlook.office365.com:443"][0], "failed")
        self.assertEqual(outcome, "unknown", message)

    def test_mail(self):
        """The tenant's own name, which the directory makes known, and a firewall that takes STARTTLS away."""
        self.serve()
        report = self.folder / "report.xml"
        report.write_text(report.read_text().replace("</inventory>", "</inventory>\n<evidence>\n"
                          '<fact id="organisation#exchange.accepted-domain@directory:x" about="organisation" key="exchange.accepted-domain" '
                          'of="contoso.mail.onmicrosoft.com" '
                          'seen="present" by="directory" at="2026-11-01T00:00:00Z">contoso.mail.onmicrosoft.com</fact>\n'
                          "</evidence>").replace("<evidence/>", ""))
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        listener.listen(16)
        self.addCleanup(listener.close)
        threading.Thread(target=serve_mail, args=(listener,), daemon=True).start()
        facts, outcome, message = self.look(self.web, "--ports", f"smtp={listener.getsockname()[1]}")
        self.assertEqual(facts["path.versions", f"{MAIL}:25"], ("absent", "STARTTLS is not offered"))
        self.assertEqual(outcome, "not-ready", message)
        self.assertIn("STARTTLS", message)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    arguments, rest = parser.parse_known_args()
    PROGRAM = str(pathlib.Path(arguments.program).resolve())
    missing = [tool for tool in ("openssl", "sslsplit") if shutil.which(tool) is None]
    if missing:
        print(f"skipped: {', '.join(missing)} not installed")
        sys.exit(77)
    unittest.main(argv=[sys.argv[0], *rest])
