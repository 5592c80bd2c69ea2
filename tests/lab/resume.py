#!/usr/bin/env python3
"""collect, killed and resumed: the evidence is that of an undisturbed run, and nothing that was done is looked at again."""
import argparse
import os
import pathlib
import random
import resource
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import certificates
import namespace
import web
from processes import Processes
from wiretap import Wiretap

REPORT = "{urn:hybridready:report:1}"
SERVICE = ["outlook.office365.com", "login.microsoftonline.com"]
MAGIC = b"hybridready journal 1\n"
DONE, NOTE = 4, 5
CANARY = ("127.0.0.9", 8443)
OPTIONS = None
LAB = None


def address(number):
    return f"127.1.{number // 250}.{number % 250 + 1}"


def records(journal, kind):
    """First fields of the records of that kind, read without the program's own reader."""
    data = journal.read_bytes()
    at, fields = len(MAGIC), []
    while at + 8 <= len(data):
        length = struct.unpack_from(">I", data, at)[0]
        payload = data[at + 8:at + 8 + length]
        if len(payload) < length:
            break
        if payload[0] == kind:
            fields.append(payload[5:5 + struct.unpack_from(">I", payload, 1)[0]].decode())
        at += 8 + length
    return fields


def done_tasks(journal):
    return set(records(journal, DONE))


def evidence(report):
    """All facts but their times; none is there twice."""
    facts = [(f.get("about"), f.get("key"), f.get("of"), f.get("seen"), f.get("by"), f.text)
             for f in ElementTree.parse(report).iter(f"{REPORT}fact")]
    ids = [fact[:3] + fact[4:5] for fact in facts]
    assert len(ids) == len(set(ids)), "a fact is there twice"
    return set(facts)


def is_complete(report):
    return next(ElementTree.parse(report).iter(f"{REPORT}run")).get("complete") == "true"


class Lab:
    """A farm of endpoints behind one nginx, its inventory, and what an undisturbed collect sees of it."""

    def __init__(self, endpoints):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hybridready-resume-"))
        self.processes = Processes(self.folder)
        self.addresses = {f"ex{i:03}.contoso.com:443/https": address(i) for i in range(endpoints)}
        self.addresses.update({f"path {name}:443/https": address(endpoints + i) for i, name in enumerate(SERVICE)})
        self.hosts = self.folder / "hosts"
        self.hosts.write_text("".join(f"{a} {task.split(' ')[-1].split(':')[0]}\n" for task, a in self.addresses.items()))
        self.servers = self.folder / "servers"
        self.servers.write_text("".join(f"ex{i:03}.contoso.com exchange mailbox https:443\n" for i in range(endpoints)))
        authority = certificates.Authority(self.folder / "ca")
        pair = authority.issue("farm", ["*.contoso.com", *SERVICE])
        self.ca = authority.certificate
        web.start(self.processes, self.folder / "nginx",
                  [web.Site("farm", "0.0.0.0", 443, *pair, "location / { return 204; }", "TLSv1 TLSv1.1 TLSv1.2 TLSv1.3")])
        self.inventory = self.folder / "inventory.xml"
        self.finish("discover", "--servers", self.servers, "-o", self.inventory)
        self.wiretap = Wiretap()
        whole = self.copy("whole")
        begun = time.monotonic()
        self.finish(*self.collect(whole))
        self.seconds = time.monotonic() - begun
        self.evidence = evidence(whole)
        self.connections = sum(self.wiretap.counts().values())

    def copy(self, name):
        """A new folder with the inventory in it."""
        folder = self.folder / name
        folder.mkdir()
        return shutil.copy(self.inventory, folder / "r.xml")

    def look(self):
        # Few at once, so that there is always something done, something under way and something to do.
        return ["--hosts", self.hosts, "--ca", self.ca, "--concurrency", "16", "--timeout", "20", "--service"]

    def collect(self, report, *words):
        return ["collect", report, *self.look(), *words]

    def start(self, *words, **options):
        return subprocess.Popen([str(word) for word in [OPTIONS.program, *words]], stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, **options)

    def end(self, process, statuses=(0, 1, 2)):
        said = process.communicate(timeout=280)[0]
        if process.returncode not in statuses:
            raise AssertionError(f"status {process.returncode}: {said}")
        return said

    def finish(self, *words, statuses=(0, 1, 2)):
        return self.end(self.start(*words), statuses)

    def begin(self, *words, done=1):
        """Starts and waits until the journal of the report (the second word) has as many done marks."""
        journal = pathlib.Path(str(words[1]) + ".journal")
        process = self.start(*words)
        while process.poll() is None and not (journal.exists() and len(done_tasks(journal)) >= done):
            time.sleep(0.01)
        if process.poll() is not None:
            raise AssertionError(f"ended too early: {process.communicate()[0]}")
        return process, journal


class Resume(unittest.TestCase):
    def check(self, report):
        """The evidence of an undisturbed run, and nothing left behind."""
        self.assertEqual(evidence(report), LAB.evidence)
        self.assertTrue(is_complete(report))
        self.assertEqual([p.name for p in report.parent.iterdir()], [report.name])

    def resume(self, report, *words):
        """Goes on to the end: what was done before is not connected to."""
        done = done_tasks(pathlib.Path(f"{report}.journal"))
        before = LAB.wiretap.counts()
        said = LAB.finish(*LAB.collect(report, "--resume", *words))
        after = LAB.wiretap.counts()
        self.assertEqual([task for task in done if before[LAB.addresses[task]] != after[LAB.addresses[task]]], [])
        self.check(report)
        return said

    def kill_and_resume(self, report, rng, kills):
        """Kills it up to so often; how often it was, and how many connections were opened in all."""
        killed, settled = 0, {}
        journal = pathlib.Path(f"{report}.journal")
        first = sum(LAB.wiretap.counts().values())
        while True:
            process = LAB.start(*LAB.collect(report, *(["--resume"] if journal.exists() and journal.stat().st_size else [])))
            try:
                said = process.communicate(timeout=None if killed == kills else rng.uniform(0, LAB.seconds / 4))[0]
                self.assertEqual(process.returncode, 0, said)
                break
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
            killed += 1
            if journal.exists():
                counts = LAB.wiretap.counts()
                for task in done_tasks(journal):
                    settled.setdefault(task, counts[LAB.addresses[task]])
        counts = LAB.wiretap.counts()
        self.assertEqual({task: counts[LAB.addresses[task]] for task in settled}, settled)
        return killed, sum(counts.values()) - first

    def test_killed_again_and_again(self):
        rng = random.Random(OPTIONS.seed)
        killed = runs = 0
        while killed < OPTIONS.kills:
            report = LAB.copy(f"killed-{runs}")
            kills, connections = self.kill_and_resume(report, rng, OPTIONS.kills - killed)
            self.check(report)
            killed, runs = killed + kills, runs + 1
            print(f"{kills} kills: the same {len(LAB.evidence)} facts; {connections} connections, {LAB.connections} undisturbed")

    def test_interrupted(self):
        report = LAB.copy("interrupted")
        process, _ = LAB.begin(*LAB.collect(report), done=10)
        process.send_signal(signal.SIGINT)
        self.assertIn("--resume", LAB.end(process))
        self.assertFalse(is_complete(report))
        self.assertTrue(evidence(report) < LAB.evidence)
        self.assertIn("--resume", LAB.finish(*LAB.collect(report), statuses=[3]))
        self.resume(report)

    def test_one_at_a_time(self):
        report = LAB.copy("one")
        process, _ = LAB.begin(*LAB.collect(report))
        process.send_signal(signal.SIGSTOP)  # it must not end before the others have tried
        for words in [LAB.collect(report), LAB.collect(report, "--resume"), LAB.collect(report, "--restart"),
                      ["assess", report], ["run", "--servers", LAB.servers, "-o", report]]:
            self.assertIn(f"process {process.pid} ", LAB.finish(*words, statuses=[3]))
        process.send_signal(signal.SIGCONT)
        LAB.end(process)
        self.check(report)

    def test_run(self):
        """What was at the place of the report stays until the new one is there; the killed run's inventory is kept."""
        report = LAB.copy("run")
        old = report.read_bytes()
        process = LAB.start("run", "--servers", LAB.servers, "-o", report, *LAB.look())
        journal = pathlib.Path(f"{report}.journal")
        while not (journal.exists() and len(done_tasks(journal)) >= 5):
            time.sleep(0.01)
        process.kill()
        process.communicate()
        self.assertEqual(report.read_bytes(), old)
        self.assertIn("--resume", LAB.finish("run", "--servers", LAB.servers, "-o", report, statuses=[3]))
        self.resume(report)
        self.assertIn("nothing to resume", LAB.finish(*LAB.collect(report, "--resume"), statuses=[3]))

    def test_other_options(self):
        report = LAB.copy("options")
        process, journal = LAB.begin(*LAB.collect(report))
        process.kill()
        process.communicate()
        kept = journal.read_bytes()
        self.assertIn("other options", LAB.finish("collect", report, "--resume", statuses=[64]))
        self.assertIn("other options", LAB.finish(*LAB.collect(report, "--resume", "--deep"), statuses=[64]))
        self.assertIn("other options", LAB.finish(*LAB.collect(report, "--resume", "--ports", "https=444"), statuses=[64]))
        self.assertIn("not both", LAB.finish(*LAB.collect(report, "--resume", "--restart"), statuses=[64]))
        self.assertEqual(journal.read_bytes(), kept)
        LAB.finish(*LAB.collect(report, "--restart"))
        self.check(report)

    def test_end_between_two_steps(self):
        """The report stands, the journal is still there, as after a crash in between: nothing is looked at again."""
        report = LAB.copy("between")
        process, journal = LAB.begin(*LAB.collect(report))
        os.link(journal, LAB.folder / "kept")
        LAB.end(process)
        self.check(report)
        os.rename(LAB.folder / "kept", journal)
        before = sum(LAB.wiretap.counts().values())
        self.resume(report)
        self.assertEqual(sum(LAB.wiretap.counts().values()), before)

    def test_power_cut(self):
        """The end of the journal had not come to the disk: it is missing, or anything."""
        for name, tail in [("short", b""), ("garbled", bytes(range(256)) * 16), ("zeroed", bytes(5000))]:
            report = LAB.copy(f"cut-{name}")
            process, journal = LAB.begin(*LAB.collect(report), done=20)
            process.kill()
            process.communicate()
            data = journal.read_bytes()
            journal.write_bytes(data[:len(data) * 2 // 3] + tail)
            said = LAB.finish(*LAB.collect(report, "--resume"))
            if tail:
                self.assertIn("torn or garbled", said)
            self.check(report)

    def test_garbled_beginning(self):
        report = LAB.copy("beginning")
        journal = pathlib.Path(f"{report}.journal")
        journal.write_bytes(MAGIC + b"\0\0\0\1nonsense")
        for words in [[], ["--resume"]]:
            self.assertIn("--restart", LAB.finish(*LAB.collect(report, *words), statuses=[3]))
        LAB.finish(*LAB.collect(report, "--restart"))
        self.check(report)

    def test_full_disk(self):
        folder = LAB.folder / "full"
        folder.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "none", folder], check=True)
        try:
            report = shutil.copy(LAB.inventory, folder / "r.xml")
            old = report.read_bytes()
            said = LAB.finish(*LAB.collect(report), statuses=[3])
            self.assertIn("No space left on device", said)
            self.assertIn("--resume", said)
            self.assertEqual(report.read_bytes(), old)
            self.assertGreater(len(done_tasks(pathlib.Path(f"{report}.journal"))), 5)
            subprocess.run(["mount", "-o", "remount,size=64m", folder], check=True)
            self.resume(report)
        finally:
            subprocess.run(["umount", folder], check=True)

    def test_file_size_limit(self):
        report = LAB.copy("limited")
        old = report.read_bytes()
        process = LAB.start(*LAB.collect(report),
                            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200000, 200000)))
        self.assertIn("File too large", LAB.end(process, [3]))
        self.assertEqual(report.read_bytes(), old)
        self.resume(report)

    def test_unwritable_folder(self):
        report = LAB.copy("unwritable")
        subprocess.run(["mount", "--bind", report.parent, report.parent], check=True)
        subprocess.run(["mount", "-o", "remount,ro,bind", report.parent], check=True)
        try:
            before = sum(LAB.wiretap.counts().values())
            self.assertIn("Read-only file system", LAB.finish(*LAB.collect(report), statuses=[3]))
            self.assertEqual(sum(LAB.wiretap.counts().values()), before)
            other = LAB.folder / "elsewhere.xml"
            LAB.finish(*LAB.collect(report, "-o", other))
            self.assertEqual(evidence(other), LAB.evidence)
        finally:
            subprocess.run(["umount", report.parent], check=True)

    def test_without_a_file(self):
        """To standard output there is no journal beside it; the evidence is the same."""
        report = LAB.copy("pipe")
        process = subprocess.run([str(w) for w in [OPTIONS.program, *LAB.collect(report, "-o", "-", "--quiet")]],
                                 capture_output=True, timeout=100, check=True)
        (LAB.folder / "piped.xml").write_bytes(process.stdout)
        self.assertEqual(evidence(LAB.folder / "piped.xml"), LAB.evidence)
        self.assertEqual([p.name for p in report.parent.iterdir()], ["r.xml"])


class Listen(unittest.TestCase):
    """The canary, killed: what was heard before counts."""

    def listen(self, report, *words):
        canary = LAB.start("listen", report, "--https", f"{CANARY[0]}:{CANARY[1]}", "--hosts", LAB.hosts, "--commands",
                           LAB.folder / "commands", *words)
        LAB.processes.wait_for(*CANARY)
        return canary

    def call(self, server, version):
        """From the server's address; the canary has noted it when it has closed the connection."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.minimum_version = context.maximum_version = version
        with socket.create_connection(CANARY, source_address=(LAB.addresses[f"{server}:443/https"], 0)) as plain:
            with context.wrap_socket(plain, server_hostname="canary.contoso.com") as secure:
                secure.sendall(b"GET / HTTP/1.0\r\n\r\n")
                while secure.recv(65536):
                    pass

    def call_first(self):
        self.call("ex000.contoso.com", ssl.TLSVersion.TLSv1_2)
        self.call("ex001.contoso.com", ssl.TLSVersion.TLSv1_3)

    def call_later(self):
        self.call("ex000.contoso.com", ssl.TLSVersion.TLSv1_2)
        self.call("ex000.contoso.com", ssl.TLSVersion.TLSv1_3)

    def end(self, canary):
        canary.send_signal(signal.SIGINT)
        return LAB.end(canary)

    def test_killed(self):
        whole = LAB.copy("heard")
        canary = self.listen(whole)
        self.call_first()
        self.call_later()
        self.end(canary)
        report = LAB.copy("listen")
        old = report.read_bytes()
        journal = pathlib.Path(f"{report}.journal")
        canary = self.listen(report)
        self.call_first()
        while len(records(journal, NOTE)) < 2:
            time.sleep(0.02)
        canary.kill()
        canary.communicate()
        self.assertEqual(report.read_bytes(), old)
        again = ["--https", f"{CANARY[0]}:{CANARY[1]}", "--for", "1"]
        self.assertIn(f"listen {report} --resume", LAB.finish("listen", report, *again, statuses=[3]))
        self.assertIn(f"listen {report} --resume", LAB.finish("collect", report, "--resume", statuses=[3]))
        canary = self.listen(report, "--resume")
        self.call_later()
        self.assertIn("2 different offers were heard before", self.end(canary))
        self.assertEqual(evidence(report), evidence(whole))
        calls = {fact[0]: fact[5] for fact in evidence(report) if fact[1] == "outbound.calls"}
        self.assertEqual(calls["exchange/ex001.contoso.com"], "1")
        self.assertEqual([p.name for p in report.parent.iterdir()], [report.name])

    def test_full_disk(self):
        report = LAB.copy("heard-limited")
        old = report.read_bytes()
        canary = LAB.start("listen", report, "--https", f"{CANARY[0]}:{CANARY[1]}", "--hosts", LAB.hosts, "--quiet",
                           preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)))
        LAB.processes.wait_for(*CANARY)
        self.call_first()
        self.assertIn("File too large", LAB.end(canary, [3]))
        self.assertEqual(report.read_bytes(), old)


def main():
    global OPTIONS, LAB
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True, type=pathlib.Path)
    parser.add_argument("--endpoints", type=int, default=40)
    parser.add_argument("--kills", type=int, default=8)
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--only", help="Resume.test_..., or Listen")
    OPTIONS = parser.parse_args()
    OPTIONS.program = OPTIONS.program.resolve()
    namespace.enter()
    LAB = Lab(OPTIONS.endpoints)
    try:
        print(f"{OPTIONS.endpoints} endpoints: {LAB.seconds:.1f} s undisturbed", flush=True)
        done = unittest.main(argv=sys.argv[:1] + ([OPTIONS.only] if OPTIONS.only else []), exit=False)
    finally:
        LAB.processes.stop()
        shutil.rmtree(LAB.folder)
    return 0 if done.result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
