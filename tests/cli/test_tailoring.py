#!/usr/bin/env python3
"""--tailoring as a user meets it: what the report, the exit status and each format then say, and what is refused."""
import csv
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

PROGRAM = pathlib.Path(os.environ.get("HR_PROGRAM", "build/bin/hybridready")).resolve()
SOURCE = pathlib.Path(__file__).resolve().parents[2]
REPORT = "{urn:hybridready:report:1}"
HEAD = '<tailoring xmlns="urn:hybridready:tailoring:1">\n'


class Tailored(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hybridready-tailoring-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.report = self.folder / "r.xml"
        shutil.copy(SOURCE / "tests/golden/skype-2015-cu9/evidence.xml", self.report)

    def run_program(self, *words):
        return subprocess.run([str(PROGRAM), *map(str, words)], capture_output=True, text=True, timeout=60, cwd=self.folder)

    def tailor(self, rows):
        path = self.folder / "policy.xml"
        path.write_text(HEAD + rows + "</tailoring>\n", encoding="utf-8")
        return path

    def assess(self, rows, *more):
        done = self.run_program("assess", "r.xml", "--tailoring", self.tailor(rows), *more)
        self.assertEqual(done.stderr, "")
        return done

    def findings(self):
        return list(ElementTree.parse(self.report).iter(f"{REPORT}finding"))

    def verdicts(self):
        return {v.get("question"): v for v in ElementTree.parse(self.report).iter(f"{REPORT}verdict")}

    def waive_all(self, outcomes, until="2026-12-31"):
        """A waiver for each finding of these outcomes."""
        self.assertIn(self.run_program("assess", "r.xml").returncode, (1, 2))
        return "".join(f'<waiver rule="{f.get("rule")}" about="{f.get("about")}" who="J. J." why="for now" until="{until}"/>\n'
                       for f in self.findings() if f.get("outcome") in outcomes)

    def test_waived_is_ready_but_never_silently(self):
        done = self.assess(self.waive_all(("not-ready", "unknown")))
        verdicts = self.verdicts()
        self.assertEqual({v.get("outcome") for v in verdicts.values()}, {"ready"})
        waived = [f for f in self.findings() if f.get("waiver")]
        self.assertEqual(sum(int(v.get("waived")) for v in verdicts.values()), len(waived))
        self.assertLessEqual({f.get("outcome") for f in waived}, {"not-ready", "unknown"})
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"{verdicts['connect'].get('waived')} waived", done.stdout)
        self.assertEqual(self.assess(self.waive_all(("not-ready", "unknown")), "--accept-waivers").returncode, 0)
        page = self.run_program("render", "r.xml").stdout
        self.assertIn(f"Ready, {verdicts['connect'].get('waived')} waived", page)

    def test_unknown_alone_waived(self):
        """Exit status 1 and 2 go by what was found, waived or not; what is not waived always counts."""
        self.assertEqual(self.assess(self.waive_all(("unknown",)), "--accept-waivers").returncode, 1)
        self.assertEqual(self.verdicts()["connect"].get("outcome"), "not-ready")
        self.assertEqual(self.assess(self.waive_all(("not-ready",)), "--accept-waivers").returncode, 2)

    def test_expired_by_the_day_of_the_run(self):
        """The evidence is of 24 November 2026, whatever day the test is run on."""
        for until, outcome in [("2026-11-23", "not-ready"), ("2026-11-24", "ready")]:
            self.assess(self.waive_all(("not-ready", "unknown"), until))
            self.assertEqual(self.verdicts()["connect"].get("outcome"), outcome)
        self.assertEqual(self.assess(self.waive_all(("not-ready", "unknown"), "2026-11-23"), "--accept-waivers").returncode, 1)

    def test_nothing_left_is_unknown(self):
        self.run_program("assess", "r.xml")
        rules = {f.get("rule") for f in self.findings()}
        done = self.assess("".join(f'<rule id="{rule}" off="true" why="for now"/>\n' for rule in rules), "--accept-waivers")
        self.assertEqual({v.get("outcome") for v in self.verdicts().values()}, {"unknown"})
        self.assertEqual(done.returncode, 2)

    def test_not_taken_over_from_the_report(self):
        self.assess(self.waive_all(("not-ready", "unknown")))
        self.assertEqual(self.run_program("assess", "r.xml").returncode, 1)
        self.assertFalse([f for f in self.findings() if f.get("waiver")])
        self.assertIsNone(ElementTree.parse(self.report).getroot().find(f"{REPORT}tailoring"))

    def test_names_that_are_not_there(self):
        done = self.assess('<waiver rule="tls.sni" about="gone.contoso.com" who="J. J." why="for now" until="2026-12-31"/>\n'
                           '<expect about="away.contoso.com" fact="tls.1.0" seen="absent" why="for now"/>\n')
        self.assertIn("gone.contoso.com", done.stdout)
        self.assertIn("away.contoso.com", done.stdout)
        self.assertEqual([row.get("standing") for row in ElementTree.parse(self.report).getroot().find(f"{REPORT}tailoring")],
                         ["no-subject", "no-subject"])

    def test_every_format_says_who_and_what(self):
        self.assess('<waiver rule="skype.support" about="fe01.contoso.com" who="J. Jansen" why="until it moves" until="2026-12-31"/>\n')
        for form in ("html", "markdown", "junit", "csv", "json"):
            with self.subTest(form=form):
                text = self.run_program("render", "r.xml", "--format", form).stdout
                for said in ("J. Jansen", "until it moves", "2026-12-31"):
                    self.assertIn(said, text)
        row = [r for r in csv.DictReader(self.run_program("render", "r.xml", "--format", "csv").stdout.splitlines())
               if r["rule"] == "skype.support"][0]
        self.assertEqual((row["outcome"], row["waived-by"]), ("not-ready", "J. Jansen"))
        whole = json.loads(self.run_program("render", "r.xml", "--format", "json").stdout)
        self.assertEqual(whole["setAside"]["connect"], {"waived": 1, "off": 0})
        dutch = self.run_program("assess", "r.xml", "--lang", "nl", "--tailoring", "policy.xml")
        self.assertEqual(dutch.returncode, 1)
        self.assertIn("ontheven", self.run_program("render", "r.xml").stdout)

    def test_the_manuals_example(self):
        example = SOURCE / "docs/tailoring-example.xml"
        self.assertEqual(self.run_program("assess", "r.xml", "--tailoring", example).returncode, 1)
        listed = self.run_program("checks", "--tailoring", example).stdout
        self.assertRegex(listed, r"rooms\.app +connect +off ")
        self.assertRegex(listed, r"tls\.weak-suites +retire +high ")

    def test_refused_before_any_work(self):
        before = self.report.read_bytes()
        servers = self.folder / "servers"
        servers.write_text("localhost exchange mailbox https:1\n")
        for rows, says in [('<rule id="tls.nothing" off="true" why="for now"/>', "policy.xml:2: there is no rule \"tls.nothing\""),
                           ('<waiver rule="tls.sni" about="a" who="J. J." why="for now" until="2026-13-01"/>', "policy.xml:2"),
                           ("<surprise/>", "policy.xml:2"), ("<rule", "policy.xml")]:
            policy = self.tailor(rows)
            for words in (["assess", "r.xml"], ["run", "--servers", "servers", "-o", "new.xml"]):
                with self.subTest(rows=rows, words=words):
                    done = self.run_program(*words, "--tailoring", policy)
                    self.assertEqual(done.returncode, 3)
                    self.assertIn(says, done.stderr)
                    self.assertEqual(done.stderr.count("\n"), 1)
        self.assertEqual(self.run_program("assess", "r.xml", "--tailoring", "none.xml").returncode, 3)
        self.assertEqual(self.report.read_bytes(), before)
        self.assertFalse((self.folder / "new.xml").exists())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
