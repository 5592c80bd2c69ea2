#!/usr/bin/env python3
"""What a clumsy user does: each wrong call gets its exit status, one helpful line on standard error, and changes nothing."""
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree as ElementTree

PROGRAM = pathlib.Path(os.environ.get("HR_PROGRAM", "build/bin/hybridready")).resolve()
SOURCE = pathlib.Path(__file__).resolve().parents[2]
REPORT = "{urn:hybridready:report:1}"


class Clumsy(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hybridready-cli-"))
        self.addCleanup(subprocess.run, ["rm", "-rf", str(self.folder)], check=True)

    def run_program(self, *words, **options):
        return subprocess.run([str(PROGRAM), *map(str, words)], capture_output=True, text=True, timeout=60,
                              cwd=self.folder, **options)

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def refused(self, status, says, *words):
        done = self.run_program(*words)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertIn(says, done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)

    def test_wrong_usage(self):
        for says, *words in [
                ("unknown verb", "frobnicate"), ("unknown option --ldpa", "run", "--ldpa", "x"),
                ("its value is missing", "run", "--ldap"), ("takes no value", "run", "--quiet=yes"),
                ("where to look", "run"), ("wanted one report", "assess"), ("wanted one report", "assess", "a", "b"),
                ("no option", "discover", "x"), ("whole number", "probe", "h", "--rate", "x"),
                ("whole number", "probe", "h", "--timeout", "0"), ("SERVICE=PORT", "probe", "h", "--ports", "smtp:25"),
                ("HOST:ADDRESS", "probe", "h", "--resolve", "a:b"), ("wanted smtp", "probe", "h", "--service", "gopher"),
                ("wanted HOST", "probe", "a b"), ("wanted HOST", "probe", "h:99999"), ("xml or json", "probe", "h", "--format", "y"),
                ("wanted en or nl", "checks", "--lang", "xx"), ("is no cloud", "checks", "--cloud", "moon"),
                ("wanted OLD NEW", "diff", "a")]:
            with self.subTest(words=words):
                self.refused(64, says, *words)

    def test_help_teaches(self):
        for verb in ["run", "discover", "collect", "assess", "render", "probe", "checks", "diff", "merge"]:
            done = self.run_program(verb, "--help")
            self.assertEqual(done.returncode, 0)
            self.assertIn(f"usage: hybridready {verb}", done.stdout)
            self.assertEqual(done.stderr, "")
        self.assertEqual(self.run_program("--help").returncode, 0)
        self.assertEqual(self.run_program().returncode, 64)

    def test_broken_input_changes_nothing(self):
        old = self.write("report.xml", "what was here before")
        cut = self.write("cut.ldf", b"dn: DC=x\nobjectClass: top\ncn: hal")
        modify = self.write("modify.ldf", "dn: DC=x\nchangetype: modify\nadd: cn\ncn: y\n-\n\n")
        servers = self.write("servers", "ex01.contoso.com exchange mailbox\nex02 gopher\n")
        hosts = self.write("hosts", "127.0.0.1 a\nnonsense b\n")
        good = self.write("good", "localhost exchange mailbox https:1\n")
        for status, says, *words in [
                (3, "cut.ldf:3", "run", "--ldif", cut), (3, "modify.ldf:2", "run", "--ldif", modify),
                (3, "servers:2", "run", "--servers", servers), (3, "hosts:2", "run", "--servers", good, "--hosts", hosts),
                (3, "No such file", "run", "--ldif", "none.ldf"), (3, "No such file", "run", "--servers", "none"),
                (3, "No such file", "run", "--topology", "none.xml"), (3, "none.pem", "run", "--quiet", "--servers", good, "--ca", "none.pem"),
                (64, "clear text", "run", "--ldap", "ldap://localhost", "--bind-dn", "x", "--password-file", good)]:
            with self.subTest(words=words):
                self.refused(status, says, *words)
                self.assertEqual(old.read_text(), "what was here before")

    def test_probe_prints_what_can_be_read(self):
        self.write("targets", "# ours\n127.0.0.1:1\n\n  127.0.0.1:2  # another\n127.0.0.1:1\n")
        done = self.run_program("probe", "--targets", "targets", "127.0.0.1:2", "[::1]:1", "--format", "json")
        self.assertEqual(done.returncode, 2, done.stderr)
        probes = json.loads(done.stdout)["probes"]
        self.assertEqual(sorted((probe["host"], probe["port"]) for probe in probes),
                         [("127.0.0.1", 1), ("127.0.0.1", 2), ("::1", 1)])
        facts = {(fact["key"], fact.get("of", "")): fact for fact in probes[0]["facts"]}
        self.assertEqual(facts["tls.1.2", ""]["seen"], "failed")
        as_xml = ElementTree.fromstring(self.run_program("probe", "--targets", "targets", "--format", "xml").stdout)
        self.assertEqual(len(as_xml), 2)
        self.assertEqual({(fact.get("key"), fact.get("of", "")) for fact in as_xml[0]}, set(facts))
        for language, sentence in [("en", "so it is not known"), ("nl", "niet vast te stellen")]:
            done = self.run_program("probe", "127.0.0.1:1", "--explain", "--lang", language)
            self.assertIn(sentence, done.stdout)
        facts = {fact["key"]: fact for fact in json.loads(self.run_program("probe", "127.0.0.1:1", "--quick", "--format", "json").stdout)
                 ["probes"][0]["facts"]}
        self.assertEqual((facts["tls.enumeration"]["value"], facts["tls.1.2"]["seen"]), ("quick", "failed"))
        self.write("wrong", "a\nb c\n")
        for status, says, *words in [(3, "wrong:2", "--targets", "wrong"), (3, "No such file", "--targets", "none"),
                                     (64, "--explain goes with", "h", "--explain", "--format", "json"),
                                     (64, "wanted one of them", "h", "--quick", "--fast"),
                                     (64, "wanted one of them", "h", "--quick", "--deep"),
                                     (64, "wanted HOST", "--targets=/dev/null", "h:0")]:
            with self.subTest(words=words):
                self.refused(status, says, "probe", *words)

    def test_broken_reports(self):
        for name, content, says in [
                ("none.xml", None, "No such file"), ("empty.xml", "", "empty.xml"),
                ("other.xml", "<x/>", "no report of hybridready"),
                ("doctype.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "DOCTYPE"),
                ("schema.xml", '<readiness-report xmlns="urn:hybridready:report:1"><run/></readiness-report>', "schema.xml:1")]:
            with self.subTest(name=name):
                if content is not None:
                    self.write(name, content)
                self.refused(3, says, "assess", name)
                if content is not None:
                    self.assertEqual((self.folder / name).read_text(), content)

    def test_a_report_says_its_cloud_and_language(self):
        """Judging again without --cloud and --lang keeps both: a connector to another cloud's names is else overlooked."""
        facts = "".join(f'<fact id="organisation#{key}@directory:c" about="organisation" key="{key}" of="c" seen="present" '
                        f'by="directory" at="2026-11-24T00:00:01Z">{value}</fact>' for key, value in [
                            ("exchange.send.enabled", "true"), ("exchange.send.spaces", "*"),
                            ("exchange.send.smart-host", "x.mail.protection.office365.us"),
                            ("exchange.send.security", "8388608")])
        evidence = (SOURCE / "tests/golden/skype-2015-cu9/evidence.xml").read_text(encoding="utf-8")
        evidence = evidence.replace('cloud="worldwide"', 'cloud="gcc-high"').replace('xml:lang="en"', 'xml:lang="nl"')
        for words, cloud, outcome, said in [([], "gcc-high", "not-ready", "negeert"),
                                            (["--cloud", "worldwide"], "worldwide", "not-applicable", "pas"),
                                            (["--lang", "en"], "gcc-high", "not-ready", "ignores")]:
            with self.subTest(words=words):
                self.write("r.xml", evidence.replace("</evidence>", facts + "</evidence>"))
                self.assertEqual(self.run_program("assess", "r.xml", *words).returncode, 1)
                root = ElementTree.parse(self.folder / "r.xml").getroot()
                finding = next(f for f in root.iter(f"{REPORT}finding") if f.get("rule") == "exchange.send-connector")
                self.assertEqual(root.find(f"{REPORT}run").get("cloud"), cloud)
                self.assertEqual(finding.get("outcome"), outcome)
                self.assertIn(said, finding.findtext(f"{REPORT}message"))

    def test_unwritable_output(self):
        good = self.write("good", "localhost exchange mailbox https:1\n")
        self.refused(3, "no file can be put", "run", "--servers", good, "-o", "/nonexistent/r.xml")

    def test_secret_is_not_told(self):
        secret = self.write("secret", "hunter2\n")
        secret.chmod(0o644)
        done = self.run_program("run", "--ldap", "ldaps://localhost:1", "--bind-dn", "x", "--password-file", secret)
        self.assertNotIn(done.returncode, (0, 1, 2))
        self.assertNotIn("hunter2", done.stderr + done.stdout)

    def test_nothing_found_is_unknown(self):
        ldif = self.write("empty.ldf", "dn: DC=contoso,DC=com\nobjectClass: domainDNS\ndc: contoso\n\n"
                                       "dn: CN=Configuration,DC=contoso,DC=com\nobjectClass: configuration\n\n")
        done = self.run_program("run", "--ldif", ldif, "-o", "r.xml")
        self.assertEqual(done.returncode, 2, done.stderr)
        verdicts = [v.get("outcome") for v in ElementTree.parse(self.folder / "r.xml").iter(f"{REPORT}verdict")]
        self.assertEqual(verdicts, ["unknown", "unknown"])

    def test_stages_equal_run(self):
        good = self.write("good", "localhost exchange mailbox https:1\n")
        self.assertEqual(self.run_program("run", "--servers", good, "--timeout", "1", "-o", "run.xml").returncode, 2)
        self.assertEqual(self.run_program("discover", "--servers", good, "-o", "steps.xml").returncode, 0)
        self.assertEqual(self.run_program("collect", "steps.xml", "--timeout", "1").returncode, 0)
        self.assertEqual(self.run_program("assess", "steps.xml").returncode, 2)
        self.assertEqual(self.run_program("diff", "run.xml", "steps.xml").returncode, 0)
        findings = [[(f.get("rule"), f.get("outcome"), f.findtext(f"{REPORT}message"))
                     for f in ElementTree.parse(self.folder / name).iter(f"{REPORT}finding")] for name in ("run.xml", "steps.xml")]
        self.assertEqual(findings[0], findings[1])
        self.assertTrue(findings[0])

    def test_diff_holds_old_evidence_to_the_present_catalog(self):
        good = self.write("good", "localhost exchange mailbox https:1\n")
        self.assertEqual(self.run_program("run", "--servers", good, "--timeout", "1", "-o", "new.xml").returncode, 2)
        text = (self.folder / "new.xml").read_text(encoding="utf-8")
        date = next(ElementTree.fromstring(text).iter(f"{REPORT}run")).get("catalog")
        judged = r'(<finding rule="exchange.update" [^>]* outcome=")unknown"'
        self.assertEqual(len(re.findall(judged, text)), 1)
        # An older catalog was content with less, and there was no plan.
        self.write("old.xml", re.sub(judged, r'\1ready"', text.replace(f'catalog="{date}"', 'catalog="2020-01-01"')))
        done = self.run_program("diff", "old.xml", "new.xml")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("\nChanged by the catalog, the tailoring or the version of the program alone\n", done.stdout)
        self.assertIn("Whether localhost is ready can no longer be told; it was ready", done.stdout)
        self.assertNotIn("\nCan no longer be told\n", done.stdout)
        self.assertEqual(self.run_program("diff", "old.xml", "new.xml", "--format", "html", "-o", "d.html").returncode, 0)
        self.assertIn("What changed", (self.folder / "d.html").read_text(encoding="utf-8"))
        self.refused(64, "--format text, xml or html", "diff", "old.xml", "new.xml", "--format", "csv")
        self.refused(3, "no file can be put", "diff", "old.xml", "new.xml", "-o", "/nonexistent/d.txt")

    def test_interrupted_run_is_incomplete(self):
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen(64)
            servers = self.write("silent", f"localhost exchange mailbox https:{silent.getsockname()[1]}\n")
            with subprocess.Popen([str(PROGRAM), "run", "--servers", str(servers), "--resolve", "localhost:127.0.0.1",
                                   "--timeout", "60", "-o", "r.xml"], cwd=self.folder, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True) as process:
                time.sleep(1.5)
                process.send_signal(signal.SIGINT)
                process.communicate(timeout=20)
                self.assertEqual(process.returncode, 2)
        run = next(ElementTree.parse(self.folder / "r.xml").iter(f"{REPORT}run"))
        self.assertEqual(run.get("complete"), "false")

    def test_no_colour_in_a_pipe(self):
        good = self.write("good", "localhost exchange mailbox https:1\n")
        done = self.run_program("run", "--servers", good, "--timeout", "1")
        self.assertNotIn("\x1b", done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
