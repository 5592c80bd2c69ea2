#!/usr/bin/env python3
"""import: files that owners bring; what is wrong is refused, and then nothing is written."""
import os
import pathlib
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

PROGRAM = pathlib.Path(os.environ.get("HR_PROGRAM", "build/bin/hybridready")).resolve()
DATA = pathlib.Path(__file__).resolve().parents[1] / "unit"
REPORT = "{urn:hybridready:report:1}"


class Import(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hybridready-import-"))
        self.addCleanup(subprocess.run, ["rm", "-rf", str(self.folder)], check=True)
        self.write("list.txt", "fe01.contoso.com skype front-end\nmbx01.contoso.com exchange mailbox\n"
                               "mbx01.contoso.com office-online member\n")
        self.good("discover", "--servers", "list.txt", "-o", "report.xml")

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def run_program(self, *words):
        return subprocess.run([str(PROGRAM), *map(str, words)], capture_output=True, text=True, timeout=60, cwd=self.folder)

    def good(self, *words):
        done = self.run_program(*words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def refused(self, status, says, *words):
        before = (self.folder / "report.xml").read_bytes()
        done = self.run_program(*words)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertIn(says, done.stderr)
        self.assertEqual((self.folder / "report.xml").read_bytes(), before)

    def facts(self, about, key):
        root = ElementTree.parse(self.folder / "report.xml").getroot()
        return {fact.get("of", ""): (fact.get("seen"), fact.text or "") for fact in root.iter(REPORT + "fact")
                if fact.get("about") == about and fact.get("key") == key}

    def test_refuses(self):
        self.refused(64, "wanted a report and one or more files", "import", "report.xml")
        self.refused(3, "No such file", "import", "report.xml", "gone.reg")
        self.write("noise.bin", b"\x00\x01noise")
        self.refused(3, "no kind that is known", "import", "report.xml", "noise.bin")
        self.write("other.xml", "<?xml version='1.0'?><other/>")
        self.refused(64, "give the full name", "import", "report.xml", "other.xml",
                     "--server", "nobody.contoso.com")
        self.refused(3, "other.xml", "import", "report.xml", "other.xml")

    def test_topology(self):
        topology = next((DATA / "discover" / "data").glob("*.tbxml"))
        self.good("import", "report.xml", topology)
        servers = ElementTree.parse(self.folder / "report.xml").getroot().iter(REPORT + "server")
        self.assertGreater(len(list(servers)), 3)


if __name__ == "__main__":
    unittest.main()
