#!/usr/bin/env python3
"""collect --registry against real smbds: what is read is what was written, every failure is a fact, and no secret shows."""
import argparse
import os
import pathlib
import pty
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import namespace
import smb
from processes import Processes

REPORT = "{urn:hybridready:report:1}"
CATALOG = pathlib.Path(__file__).resolve().parents[2] / "checks/catalog/settings.xml"
SECRET = "Zq7-wine-dark\\sea \u00e9 #1"
HOSTS = {f"fe{n}.contoso.com": f"127.0.0.{n}" for n in range(31, 43)}
# Samba shows a Windows release of its own here, whatever is stored.
OWN = "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
PROGRAM = None


def settings():
    """{(key below HKLM, value): type} as the catalog names them."""
    rows = ElementTree.parse(CATALOG).getroot()
    return {(row.get("key").removeprefix("HKLM\\"), row.get("value")): row.get("type") for row in rows
            if row.tag.endswith("setting") and row.get("key") != "HKLM\\" + OWN}


def invent(seed):
    """A value for about half of them."""
    chance = random.Random(seed)
    values = {}
    for place, kind in settings().items():
        if chance.random() < 0.5:
            values[place] = {"dword": chance.choice([0, 1, 2560, 0xffffffff]),
                             "text": ",".join(f"TLS_SUITE_{n}" for n in range(chance.choice([1, 30, 400]))),
                             "list": [f"TLS_SUITE_{n}" for n in range(chance.randrange(1, 40))]}[kind]
    return values


def expected(values):
    facts = {f"HKLM\\{key}\\{name}": ("absent", "") for key, name in settings()}
    for (key, name), value in values.items():
        facts[f"HKLM\\{key}\\{name}"] = ("present", ",".join(value) if isinstance(value, list) else str(value))
    return facts


class Watcher(threading.Thread):
    """Looks at the arguments and the environment of every process for the secret, again and again."""

    def __init__(self):
        super().__init__(daemon=True)
        self.done = threading.Event()
        self.found, self.readers = [], set()

    def run(self):
        needles = (SECRET.encode(), SECRET.encode("utf-16-le"))
        while not self.done.wait(0.005):
            for pid in filter(str.isdigit, os.listdir("/proc")):
                for part in ("cmdline", "environ"):
                    try:
                        data = pathlib.Path("/proc", pid, part).read_bytes()
                    except OSError:
                        continue
                    if data.split(b"\0")[0].endswith(b"/hybridready-registry") and part == "cmdline":
                        self.readers.add(pid)
                    if any(needle in data for needle in needles):
                        self.found.append((pid, part, data))

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.join()


def is_alive(pid):
    """Neither gone nor dead and waiting to be asked for its status."""
    try:
        return re.search(r"State:\s+[ZX]", pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii")) is None
    except OSError:
        return False


def listen(address):
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, 445))
    listener.listen(16)
    return listener


def relay(listener, server, change):
    """To the server and back; change(bytes so far, data) is what the client gets instead, None: the connection is cut."""
    def back(client, upstream):
        so_far = 0
        try:
            while data := upstream.recv(65536):
                data = change(so_far, data)
                if data is None:
                    break
                so_far += len(data)
                client.sendall(data)
        except OSError:
            pass
        for side in (client, upstream):
            try:
                side.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def forth(client, upstream):
        try:
            while data := client.recv(65536):
                upstream.sendall(data)
        except OSError:
            pass

    def serve():
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            upstream = socket.create_connection((server, 445))
            for work in (back, forth):
                threading.Thread(target=work, args=(client, upstream), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()


class Registry(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hybridready-registry-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.folder.chmod(0o755)
        self.processes = Processes(self.folder)
        self.addCleanup(self.processes.stop)
        self.password(SECRET)

    def password(self, text):
        path = self.folder / "password"
        path.write_text(text + "\n")
        path.chmod(0o600)

    def serve(self, number, values=None, users=("root",), settings=(), shares=()):
        server = smb.Server(self.folder / f"smbd-{number}", f"127.0.0.{number}", settings, shares)
        for user in users:
            server.add_user(user, SECRET)
        if values:
            server.fill(values)
        server.process = server.start(self.processes)
        return server

    def discover(self, numbers):
        lines = [f"fe{number}.contoso.com skype front-end https:1\n" for number in numbers]
        (self.folder / "list.txt").write_text("".join(lines))
        self.run_program("discover", "--servers", "list.txt", "-o", "report.xml")

    def run_program(self, *words, status=0):
        done = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, timeout=120, cwd=self.folder,
                              stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, status, done.stderr.decode())
        return done

    def collect(self, *words, numbers=None, timeout=3, user="root", status=0):
        """(output, seconds) of collect --registry; the secret must not show anywhere on the way."""
        if numbers is not None:
            self.discover(numbers)
        names = [word for name, address in HOSTS.items() for word in ("--resolve", f"{name}:{address}")]
        who = ["--smb-user", user, "--smb-password-file", "password"]
        with Watcher() as watcher:
            before = time.monotonic()
            done = self.run_program("collect", "report.xml", "--registry", *who, "--timeout", timeout, "--progress", *names,
                                    *words, status=status)
            seconds = time.monotonic() - before
        self.watched = watcher
        self.assertEqual(watcher.found, [])
        for name, data in (("output", done.stdout + done.stderr), ("report", (self.folder / "report.xml").read_bytes())):
            self.assertNotIn(SECRET.encode(), data, name)
        self.assertEqual([path for path in self.folder.rglob("core*") if path.is_file()], [])
        return done, seconds

    def facts(self, number, key):
        root = ElementTree.parse(self.folder / "report.xml").getroot()
        return {fact.get("of", ""): (fact.get("seen"), fact.text or "") for fact in root.iter(REPORT + "fact")
                if fact.get("about") == f"skype/fe{number}.contoso.com" and fact.get("key") == key
                and not fact.get("of", "").startswith(f"HKLM\\{OWN}\\")}

    def fails(self, number, reason, seconds=None, limit=18):
        seen, text = self.facts(number, "registry.read")[""]
        self.assertEqual(seen, "failed", text)
        self.assertRegex(text, reason)
        if seconds is not None:
            self.assertLess(seconds, limit)

    def test_values(self):
        """Two servers at once, and the same facts as importing an export of each."""
        written = {number: invent(number) for number in (31, 32)}
        servers = {number: self.serve(number, values) for number, values in written.items()}
        self.collect(numbers=[31, 32])
        self.assertGreaterEqual(len(self.watched.readers), 2)  # the leak checker of a sanitized build shows as one more each
        read = {number: self.facts(number, "registry") for number in written}
        for number, values in written.items():
            self.assertEqual(read[number], expected(values))
            self.assertRegex(self.facts(number, "registry.read")[""][1], "over SMB: [0-9]+ values set")
        self.processes.stop()
        self.discover([31, 32])
        for number, server in servers.items():
            path = self.folder / f"fe{number}.contoso.com.reg"
            server.export(path)
            self.run_program("import", "report.xml", path)
            self.assertEqual({of: value for of, value in self.facts(number, "registry").items() if value[0] == "present"},
                             {of: value for of, value in read[number].items() if value[0] == "present"})

    def test_nobody_asked(self):
        self.serve(31, invent(1))
        self.discover([31])
        self.run_program("collect", "report.xml", "--resolve", "fe31.contoso.com:127.0.0.31")
        self.assertEqual(self.facts(31, "registry"), {})
        self.assertEqual(self.facts(31, "registry.read"), {})

    def test_wrong_password(self):
        """Two servers may refuse it; the others are spared, so that the account is not locked."""
        servers = [self.serve(number) for number in (31, 32, 33)]
        self.password("Wrong-password-1")
        _, seconds = self.collect(numbers=[31, 32, 33])
        reasons = [self.facts(number, "registry.read")[""] for number in (31, 32, 33)]
        self.assertEqual([seen for seen, _ in reasons], ["failed"] * 3)
        self.assertEqual(sum("was refused" in text for _, text in reasons), 2, reasons)
        self.assertEqual(sum("could lock the account" in text for _, text in reasons), 1, reasons)
        self.assertEqual(sum(server.logon_failures() for server in servers), 2)
        self.assertEqual(self.facts(31, "registry"), {})
        self.assertLess(seconds, 10)

    def test_refusals_of_strangers(self):
        """Once the password has proved good, servers that do not know the account keep nobody else from being read."""
        for number in range(31, 37):
            self.serve(number, users=("root",) if number in (32, 36) else ())
        self.collect(numbers=range(31, 37))
        for number in (31, 33, 34, 35):
            self.fails(number, "was refused")
        for number in (32, 36):
            self.assertEqual(self.facts(number, "registry.read")[""][0], "present")

    def test_access_denied(self):
        self.serve(31, users=("root", "nobody"), shares=["[IPC$]", "path = /tmp", "valid users = root"])
        _, seconds = self.collect(numbers=[31], user="nobody")
        self.fails(31, "access to its registry was denied", seconds)

    def test_no_service(self):
        self.serve(31, settings={"rpc start on demand helpers": "no"}.items())
        _, seconds = self.collect(numbers=[31])
        self.fails(31, "remote registry service does not answer", seconds)

    def test_port_closed_and_silent(self):
        """32 refuses, 33 takes the connection and never says a word, 34 talks of something else."""
        self.serve(31, invent(1))
        silent, other = listen("127.0.0.33"), listen("127.0.0.34")
        self.addCleanup(silent.close)
        self.addCleanup(other.close)

        def chat():
            while True:
                try:
                    client, _ = other.accept()
                except OSError:
                    return
                client.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")

        threading.Thread(target=chat, daemon=True).start()
        _, seconds = self.collect(numbers=[31, 32, 33, 34], timeout=2)
        self.fails(32, r"no SMB server was reached on port 445 \(Connection refused\)")
        self.fails(33, "Connection timed out", seconds, 12)
        self.fails(34, "no SMB server was reached|ended the connection")
        self.assertEqual(self.facts(31, "registry"), expected(invent(1)))

    def test_smb1_only(self):
        self.serve(31, settings={"server min protocol": "NT1", "server max protocol": "NT1"}.items())
        _, seconds = self.collect(numbers=[31])
        self.fails(31, "does it speak SMB 1 only", seconds)

    def test_cut_off(self):
        """What came before the cut is kept, the rest is not known."""
        values = invent(5)
        self.serve(31, values)
        listener = listen("127.0.0.35")
        self.addCleanup(listener.close)
        relay(listener, "127.0.0.31", lambda so_far, data: None if so_far > 20000 else data)
        _, seconds = self.collect(numbers=[35])
        self.fails(35, "connection was lost", seconds)
        facts = self.facts(35, "registry")
        self.assertGreater(len(facts), 5)
        self.assertLess(len(facts), len(settings()))
        for of, fact in facts.items():
            self.assertEqual(fact, expected(values)[of])

    def test_changed_on_the_way(self):
        """Without signing, a bit that flips would be a wrong fact."""
        values = invent(6)
        self.serve(31, values)
        listener = listen("127.0.0.36")
        self.addCleanup(listener.close)
        flipped = []

        def flip(so_far, data):
            if so_far > 15000 and not flipped and len(data) > 100:
                flipped.append(so_far)
                return data[:-5] + bytes([data[-5] ^ 1]) + data[-4:]
            return data

        relay(listener, "127.0.0.31", flip)
        self.collect(numbers=[36])
        self.assertEqual(len(flipped), 1)
        self.fails(36, "connection was lost")
        for of, fact in self.facts(36, "registry").items():
            self.assertEqual(fact, expected(values)[of])

    def test_typed_password(self):
        self.serve(31, invent(7))
        self.discover([31])
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.folder)
            os.execv(PROGRAM, [PROGRAM, "collect", "report.xml", "--registry", "--smb-user", "root", "--resolve",
                               "fe31.contoso.com:127.0.0.31"])
        shown = b""
        try:
            while data := os.read(terminal, 4096):
                shown += data
                if b"Password of root: " in shown and SECRET:
                    os.write(terminal, SECRET.encode() + b"\n")
                    shown = shown.replace(b"Password of root: ", b"Password asked: ")
        except OSError:
            pass
        _, status = os.waitpid(pid, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), 0, shown)
        self.assertNotIn(SECRET.encode(), shown)
        self.assertEqual(self.facts(31, "registry"), expected(invent(7)))

    def test_ends_with_its_parent(self):
        """A killed run leaves no reader behind that has the password."""
        silent = listen("127.0.0.33")
        self.addCleanup(silent.close)
        self.discover([33])
        with Watcher() as watcher:
            process = subprocess.Popen([PROGRAM, "collect", "report.xml", "--registry", "--smb-user", "root",
                                        "--smb-password-file", "password", "--resolve", "fe33.contoso.com:127.0.0.33"],
                                       cwd=self.folder, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            silent.accept()
            reader = next(iter(watcher.readers))
            process.kill()
            process.wait()
            end = time.monotonic() + 10
            while is_alive(reader) and time.monotonic() < end:
                time.sleep(0.01)
        self.assertFalse(is_alive(reader), "the reader lives on")

    def test_what_is_refused(self):
        self.discover([31])
        self.run_program("collect", "report.xml", "--registry", status=64)
        self.run_program("collect", "report.xml", "--smb-user", "root", status=64)
        self.run_program("collect", "report.xml", "--registry", "--smb-user", "root", "--smb-kerberos", status=64)
        self.run_program("collect", "report.xml", "--registry", "--smb-user", "a@B", "--smb-kerberos", "--smb-password-file",
                         "password", status=64)
        (self.folder / "password").chmod(0o644)
        done = self.run_program("collect", "report.xml", "--registry", "--smb-user", "root", "--smb-password-file", "password",
                                status=64)
        self.assertIn(b"chmod 600", done.stderr)
        self.assertNotIn(SECRET.encode(), done.stderr)

    def test_build_without_it(self):
        build = pathlib.Path(PROGRAM).parents[1]
        (self.folder / "prefix/bin").mkdir(parents=True)
        shutil.copy(PROGRAM, self.folder / "prefix/bin/hybridready")
        for name in ("lib", "share"):
            (self.folder / "prefix" / name).symlink_to(build / name)
        self.discover([31])
        done = subprocess.run([self.folder / "prefix/bin/hybridready", "collect", "report.xml", "--registry", "--smb-user",
                               "root"], capture_output=True, text=True, cwd=self.folder, timeout=60)
        self.assertEqual(done.returncode, 64, done.stderr)
        self.assertIn("cannot read registries over SMB", done.stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    arguments, rest = parser.parse_known_args()
    PROGRAM = str(pathlib.Path(arguments.program).resolve())
    reader = pathlib.Path(PROGRAM).parents[1] / "libexec/hybridready/hybridready-registry"
    lacking = smb.missing() + ([] if reader.exists() else ["this build's program that reads registries"])
    if lacking:
        print(f"skipped: {', '.join(lacking)} not there")
        sys.exit(77)
    namespace.enter()
    if not namespace.is_real_root():
        print("skipped: smbd has to become other users; this takes real root")
        sys.exit(77)
    smb.prepare()
    unittest.main(argv=[sys.argv[0], *rest], warnings="ignore")
