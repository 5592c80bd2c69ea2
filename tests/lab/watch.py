#!/usr/bin/env python3
"""A change window on real servers, followed live by `watch` on a terminal of 80x24: every change within two intervals."""
import argparse
import fcntl
import os
import pathlib
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import certificates
import mail
import namespace
import sip
import web
from processes import Processes

ROOT = pathlib.Path(__file__).resolve().parents[2]
REPORT = "{urn:hybridready:report:1}"
HOSTS = {"ex01": "127.10.0.11", "edge01": "127.10.0.14", "fe01": "127.10.0.21", "oos": "127.10.0.41"}
OLD, NEW = "TLSv1 TLSv1.1 TLSv1.2", "TLSv1.2"
INTERVAL, RESTART = 2, 12
SLACK = 3  # of a machine that is busy with other things; times are whole seconds


def name(host):
    return f"{host}.contoso.com"


# --- servers that can be started and ended one by one

class Lab:
    def __init__(self, folder):
        self.folder, self.number = folder, 0
        self.processes = Processes(folder)
        self.ca = certificates.Authority(folder / "ca")
        self.pairs = {host: self.ca.issue(host, [name(host)]) for host in HOSTS}
        self.running = {}

    def place(self, label):
        self.number += 1
        place = self.folder / f"{label}-{self.number}"
        place.mkdir()
        return place / "home"

    def end(self, label):
        process, home = self.running.pop(label)
        if label == "postfix":  # its children are in groups of their own
            subprocess.run(["/usr/sbin/postfix", "-c", home / "etc", "stop"], capture_output=True, check=False)
        else:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)
        self.processes.running = [row for row in self.processes.running if row[1] is not process]

    def begin(self, label, start):
        """start() starts one process and waits until it listens."""
        home = self.place(label)
        start(home)
        self.running[label] = self.processes.running[-1][1], home

    def nginx(self, host, versions, build="15.2.1544.4"):
        pages = {"ex01": web.exchange(build, host), "fe01": web.skype(name(host)), "oos": web.office_online("16.0.10338.20039")}
        site = web.Site(name(host), HOSTS[host], 443, *self.pairs[host], pages[host], versions=versions, suites="ALL")
        self.begin(f"nginx-{host}", lambda home: web.start(self.processes, home, [site]))

    def postfix(self, versions):
        listener = mail.Listener(name("ex01"), HOSTS["ex01"], 25, *self.pairs["ex01"], protocols=versions)
        self.begin("postfix", lambda home: mail.start(self.processes, home, [listener]))

    def kamailio(self, method):
        listener = sip.Listener(HOSTS["fe01"], *self.pairs["fe01"], method=method)
        self.begin("kamailio", lambda home: sip.start(self.processes, home, [listener]))

    def slapd(self, old):
        key, certificate = self.pairs["edge01"]

        def start(home):
            home.mkdir()
            words = "NORMAL" if old else "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1"
            (home / "slapd.conf").write_text(
                f"include /etc/ldap/schema/core.schema\npidfile {home}/pid\nTLSCertificateFile {certificate}\n"
                f"TLSCertificateKeyFile {key}\nTLSCACertificateFile {self.ca.certificate}\nTLSCipherSuite {words}\n",
                encoding="ascii")
            self.processes.start("slapd", ["/usr/sbin/slapd", "-d", "0", "-f", home / "slapd.conf", "-h",
                                           f"ldap://{HOSTS['edge01']}:389 ldaps://{HOSTS['edge01']}:636"])
            self.processes.wait_for(HOSTS["edge01"], 636)
        self.begin("slapd", start)

    def start(self):
        self.nginx("ex01", OLD)
        self.nginx("fe01", NEW)
        self.nginx("oos", NEW)
        self.postfix(">=TLSv1")
        self.kamailio("TLSv1+")
        self.slapd(old=True)
        (self.folder / "servers").write_text(
            f"{name('ex01')} exchange mailbox https:443 smtp:25\n{name('fe01')} skype front-end https:443 sip:5061\n"
            f"{name('edge01')} exchange edge ldap:389 tls:636\n{name('oos')} office-online server https:443\n", encoding="ascii")


# --- the terminal

def plain(picture):
    return re.sub(r"\x1b\[[0-9;]*[mK]|\r", "", picture).split("\n")


class Terminal:
    """`watch` on a pty; everything it writes is kept, with the time at which it came."""

    def __init__(self, words):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm", LC_ALL="C.UTF-8")
            os.environ.pop("NO_COLOR", None)
            os.execv(words[0], words)
        self.resize(80, 24)
        self.before = termios.tcgetattr(self.fd)
        self.chunks, self.status = [], None
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def resize(self, columns, lines):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.size = columns, lines

    def read(self):
        while True:
            try:
                chunk = os.read(self.fd, 65536)
            except OSError:
                return
            if not chunk:
                return
            self.chunks.append((time.time(), chunk))

    def text(self):
        return b"".join(chunk for _, chunk in list(self.chunks)).decode(errors="replace")

    def screen(self):
        """The last whole picture, line by line, without colours."""
        pictures = self.text().split("\x1b[H")
        whole = [picture for picture in pictures if picture.endswith("\x1b[J") or "\x1b[J" in picture]
        picture = whole[-1].split("\x1b[J")[0] if whole else ""
        return plain(picture)

    def wait_for(self, words, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if all(any(word in line for line in self.screen()) for word in words):
                return True
            time.sleep(0.1)
        return False

    def rings(self):
        return [when for when, chunk in list(self.chunks) for _ in range(chunk.count(b"\a"))]

    def press(self, key):
        os.write(self.fd, key)

    def wait(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid != 0:
                self.status = os.waitstatus_to_exitcode(status)
                self.reader.join(5)
                return
            time.sleep(0.05)
        os.kill(self.pid, signal.SIGKILL)
        raise RuntimeError(f"watch did not end within {seconds} s")


# --- what happened and what was said

class Window:
    def __init__(self, lab, terminal, events):
        self.lab, self.terminal, self.events = lab, terminal, events
        self.wrong, self.lags = [], []

    def lines(self):
        """Each line stands alone: that is what the file promises."""
        return [ElementTree.fromstring(line) for line in self.events.read_text(encoding="utf-8").splitlines()]

    def expect(self, since, kind, about, of="", within=2 * INTERVAL + SLACK):
        """An event of that kind, not before `since` (whole seconds are rounded down) and not too long after."""
        end = time.monotonic() + within + 10
        while time.monotonic() < end:
            for event in self.lines():
                at = ElementTree_time(event.get("at"))
                if event.get("kind") == kind and event.get("about") == about and of in (event.get("of") or "") and \
                        at >= int(since):
                    lag = at - since
                    if within <= 2 * INTERVAL + SLACK:
                        self.lags.append((lag, kind, about, of))
                    if lag > within:
                        self.wrong.append(f"{kind} {of} of {about} was seen after {lag:.1f} s, wanted {within}")
                    return
            time.sleep(0.1)
        self.wrong.append(f"{kind} {of} of {about} was never seen")


def ElementTree_time(text):
    import calendar
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def script(window):
    lab, terminal = window.lab, window.terminal
    ex01, fe01, edge01 = "exchange/ex01.contoso.com", "skype/fe01.contoso.com", "exchange/edge01.contoso.com"
    if not terminal.wait_for(["7 endpoints: 7 up"], 30):
        window.wrong.append("the endpoints were never all up: " + "\n".join(terminal.screen()))

    # Suites alone: only a full look sees it, which follows because the handshake's suite is another.
    lab.end("nginx-oos")
    site = web.Site(name("oos"), HOSTS["oos"], 443, *lab.pairs["oos"], web.office_online("16.0.10338.20039"), versions=NEW,
                    suites="ECDHE-RSA-AES128-GCM-SHA256")
    lab.begin("nginx-oos", lambda home: web.start(lab.processes, home, [site]))
    window.expect(time.time(), "suites-changed", "office-online/oos.contoso.com:443/https", "1.2")

    begun = time.time()
    # TLS 1.0 and 1.1 off, product by product; each server is away for a moment.
    for what, change, about in (
            ("nginx-ex01", lambda: lab.nginx("ex01", NEW), f"{ex01}:443/https"),
            ("postfix", lambda: lab.postfix(">=TLSv1.2"), f"{ex01}:25/smtp"),
            ("kamailio", lambda: lab.kamailio("TLSv1.2+"), f"{fe01}:5061/sip"),
            ("slapd", lambda: lab.slapd(old=False), f"{edge01}:636/tls")):
        lab.end(what)
        change()
        done = time.time()
        window.expect(done, "version-vanished", about, "1.0")
        window.expect(done, "version-vanished", about, "1.1")
    window.expect(done, "version-vanished", f"{edge01}:389/ldap", "1.0")
    window.expect(begun, "step-done", ex01, within=60)
    terminal.resize(100, 30)

    # One is broken on purpose: the others of its server answer.
    rung = len(terminal.rings())
    lab.end("kamailio")
    done = time.time()
    window.expect(done, "unreachable", f"{fe01}:5061/sip")
    if not terminal.wait_for(["unreachable", "NO-GO"], 20):
        window.wrong.append("the screen does not say that fe01 is unreachable: " + "\n".join(terminal.screen()))
    if len(terminal.rings()) <= rung:
        window.wrong.append("it did not ring for what got worse")
    lab.kamailio("TLSv1.2+")
    window.expect(time.time(), "back", f"{fe01}:5061/sip")

    # One restarts: all of it is away for longer than it takes to be sure, and comes back in time.
    lab.end("nginx-ex01")
    lab.end("postfix")
    done = time.time()
    window.expect(done, "restarting", ex01)
    if not terminal.wait_for(["restarting"], 10):
        window.wrong.append("the screen does not say that ex01 is restarting: " + "\n".join(terminal.screen()))
    lab.nginx("ex01", NEW)
    window.expect(time.time(), "back", f"{ex01}:443/https")
    lab.postfix(">=TLSv1.2")
    window.expect(time.time(), "back", f"{ex01}:25/smtp")

    # One does not come back in time.
    lab.end("slapd")
    done = time.time()
    window.expect(done, "restarting", edge01)
    window.expect(done + RESTART, "broken", edge01)
    lab.slapd(old=False)
    window.expect(time.time(), "back", f"{edge01}:636/tls")

    # One is put back.
    terminal.resize(60, 16)
    lab.end("nginx-ex01")
    lab.nginx("ex01", OLD)
    done = time.time()
    window.expect(done, "version-appeared", f"{ex01}:443/https", "1.0")
    window.expect(done, "worse", f"{ex01}:443/https", "tls.legacy-versions", within=2 * INTERVAL + SLACK + 5)


# --- ended otherwise

def kinds(path):
    return [(event.get("kind"), event.get("about"), event.get("of")) for event in map(
        ElementTree.fromstring, path.read_text(encoding="utf-8").splitlines())]


def wait_for_event(path, kind, about, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if path.exists() and any(row[:2] == (kind, about) for row in kinds(path)):
            return True
        time.sleep(0.1)
    return False


def killed_and_resumed(lab, program, words, folder):
    """kill -9 costs nothing that was told: --resume goes on, with the same beginning and the events so far."""
    about = "skype/fe01.contoso.com:443/https"
    report, events, after = folder / "report.xml", folder / "events-2.xml", folder / "after-2.xml"
    watch = [program, "watch", str(report), *words, "--interval", "2", "--events", str(events), "-o", str(after)]
    with open(folder / "lines", "wb") as lines:
        process = subprocess.Popen(watch, stdout=lines, stderr=subprocess.DEVNULL)
        lab.end("nginx-fe01")
        lab.nginx("fe01", "TLSv1.2 TLSv1.3")
        if not wait_for_event(events, "version-appeared", about):
            yield "in a pipe: TLS 1.3 of fe01 was not seen"
        time.sleep(2)  # what is synced once a second
        process.kill()
        process.wait()
    told = (folder / "lines").read_text(encoding="utf-8").splitlines()
    if len(told) != len(kinds(events)) or not any(line.endswith(f"{about}: TLS 1.3 is accepted now") for line in told):
        yield f"in a pipe: {told}, events {kinds(events)}"
    refused = subprocess.run(watch, capture_output=True, text=True, check=False)
    if refused.returncode != 3 or "--resume" not in refused.stderr:
        yield f"after kill -9, without --resume: {refused.returncode} {refused.stderr}"
    lab.end("nginx-fe01")
    lab.nginx("fe01", NEW)
    done = subprocess.run([*watch, "--resume", "--for", "8"], capture_output=True, text=True, check=False)
    timeline = ElementTree.parse(after).getroot().find(f"{REPORT}timeline")
    versions = [event.get("kind") for event in timeline if event.get("of") == "1.3"]
    if done.returncode not in (0, 1, 2) or versions != ["version-appeared", "version-vanished"]:
        yield f"--resume: {done.returncode}, {versions}, {done.stderr}"
    if list(folder.glob("after-2.xml.journal*")):
        yield "the journal is still there"


def ended_by(number, twice, program, words, folder):
    """The terminal is as it was, whatever ends the program; once, there is a report, twice, there need not be."""
    after = folder / f"after-{number}-{twice}.xml"
    terminal = Terminal([program, "watch", str(folder / "report.xml"), *words, "--interval", "2", "-o", str(after)])
    if not terminal.wait_for([" ENDPOINT"], 30):
        yield "no screen"
    os.kill(terminal.pid, number)
    if twice:  # before anybody has noticed the first one, or during the last look
        os.kill(terminal.pid, number)
    terminal.wait(60)
    yield from check_pictures(terminal)
    if not twice and (terminal.status not in (0, 1, 2) or not after.exists()):
        yield f"signal {number}: exit status {terminal.status}"
    for left in folder.glob(f"{after.name}.journal*"):
        left.unlink()


def never_looked_at(program, words, folder):
    """An inventory that nobody has looked at: that comes first, and is the beginning. Under --quiet nothing is printed."""
    report, events = folder / "inventory.xml", folder / "events-3.xml"
    subprocess.run([program, "discover", "--servers", folder / "servers", "--quiet", "-o", report], check=True)
    done = subprocess.run([program, "watch", report, *words, "--interval", "2", "--for", "3", "--quiet", "--events", events],
                          capture_output=True, text=True, check=False)
    root = ElementTree.parse(report).getroot()
    timeline = root.find(f"{REPORT}timeline")
    if done.returncode not in (0, 1, 2) or done.stdout or done.stderr or events.read_text(encoding="utf-8"):
        yield f"--quiet: {done.returncode} {done.stdout} {done.stderr} {events.read_text(encoding='utf-8')}"
    if timeline is None or timeline.get("go") != "go" or not root.findall(f"{REPORT}finding") and root.find(
            f"{REPORT}findings") is None:
        yield f"an inventory that was watched: {timeline.attrib if timeline is not None else None}"


# --- the end

def evidence(path):
    root = ElementTree.parse(path).getroot()
    facts = {(fact.get("about"), fact.get("key"), fact.get("of"), fact.get("by")): (fact.get("seen"), fact.text)
             for fact in root.iter(f"{REPORT}fact")}
    findings = {(finding.get("about"), finding.get("rule")): (finding.get("outcome"), finding.findtext(f"{REPORT}message"))
                for finding in root.iter(f"{REPORT}finding")}
    plan = [(step.get("n"), step.get("about"), step.get("remedy")) for step in root.iter(f"{REPORT}step")]
    return root, facts, findings, plan


def compare(watched, fresh):
    """What a fresh run sees and says otherwise."""
    for part, ours, theirs in zip(("evidence", "findings"), watched[1:3], fresh[1:3]):
        for key in sorted(set(ours) | set(theirs), key=str):
            if ours.get(key) != theirs.get(key):
                yield f"{part} {key}: watch {ours.get(key)}, run {theirs.get(key)}"
    if watched[3] != fresh[3]:
        yield f"plan: watch {watched[3]}, run {fresh[3]}"


def check_schema(folder, report, events):
    schemas = ROOT / "reports"
    lines = []
    for number, line in enumerate(events.read_text(encoding="utf-8").splitlines()):
        path = folder / f"line-{number}.xml"
        path.write_text(line, encoding="utf-8")
        lines.append(path)
    for schema, files in (("report.xsd", [report]), ("events.xsd", lines)):
        done = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", schemas / schema, *files], capture_output=True,
                              text=True, check=False)
        if done.returncode != 0:
            yield f"{schema}: {done.stderr[:500]}"


def check_pictures(terminal):
    """Nothing ever wider than the terminal; and everything as it was."""
    for picture in terminal.text().split("\x1b[H")[1:]:
        if "\x1b[J" not in picture:
            continue
        lines = plain(picture.split("\x1b[J")[0])
        if max(len(line) for line in lines) > 100 or len(lines) > 30:
            yield f"a picture of {max(len(line) for line in lines)}x{len(lines)}"
    if not terminal.text().rstrip().count("\x1b[?1049l"):
        yield "the screen was not given back"
    if termios.tcgetattr(terminal.fd)[3] != terminal.before[3]:
        yield "the terminal is not as it was"


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--program", required=True, type=pathlib.Path)
    options.add_argument("--keep", type=pathlib.Path, help="keep report and page there")
    settings = options.parse_args()
    namespace.enter()
    if not namespace.is_real_root():
        print("skipped: Postfix needs root to change to its own user")
        return 77
    program = str(settings.program.resolve())
    with tempfile.TemporaryDirectory(prefix="hybridready-watch-") as where:
        folder = pathlib.Path(where)
        os.chmod(folder, 0o755)
        lab = Lab(folder)
        try:
            lab.start()
            hosts = folder / "hosts"
            hosts.write_text("".join(f"{address} {name(host)}\n" for host, address in HOSTS.items()), encoding="ascii")
            words = ["--hosts", str(hosts), "--ca", str(lab.ca.certificate)]
            report, events = folder / "report.xml", folder / "events.xml"
            subprocess.run([program, "run", "--servers", folder / "servers", *words, "--timeout", "3", "--quiet", "-o", report],
                           check=False, timeout=120)
            terminal = Terminal([program, "watch", str(report), *words, "--interval", str(INTERVAL), "--restart-time",
                                 str(RESTART), "--events", str(events), "-o", str(folder / "after.xml")])
            window = Window(lab, terminal, events)
            try:
                script(window)
            finally:
                terminal.press(b"\x03")
                terminal.wait(60)
            fresh = subprocess.run([program, "run", "--servers", folder / "servers", *words, "--timeout", "3", "--quiet", "-o",
                                    folder / "fresh.xml"], check=False, timeout=120)
            watched = evidence(folder / "after.xml")
            wrong = window.wrong + list(compare(watched, evidence(folder / "fresh.xml")))
            wrong += list(check_schema(folder, folder / "after.xml", events)) + list(check_pictures(terminal))
            if terminal.status != fresh.returncode:
                wrong.append(f"exit status {terminal.status}, a fresh run's is {fresh.returncode}")
            timeline = watched[0].find(f"{REPORT}timeline")
            if timeline is None or len(timeline) != len(window.lines()) or timeline.get("go") not in ("go", "no-go"):
                wrong.append(f"the timeline ({len(timeline)} events, {timeline.get('go')}) is not what the log of events holds "
                             f"({len(window.lines())})")
            wrong += list(killed_and_resumed(lab, program, words, folder))
            wrong += list(never_looked_at(program, words, folder))
            for number, twice in ((signal.SIGTERM, False), (signal.SIGHUP, False), (signal.SIGINT, True)):
                wrong += list(ended_by(number, twice, program, words, folder))
            if settings.keep:
                settings.keep.mkdir(exist_ok=True)
                for path in (folder / "after.xml", events):
                    (settings.keep / path.name).write_bytes(path.read_bytes())
                (settings.keep / "terminal").write_text(terminal.text(), encoding="utf-8")
        finally:
            lab.processes.stop()
    for line in wrong:
        print(line)
    slowest = max(window.lags, default=(0,))
    for lag in sorted(window.lags, reverse=True)[:5]:
        print(*lag)
    print(f"{len(window.lags)} changes seen, the slowest after {slowest[0]:.1f} s of an interval of {INTERVAL} s; "
          f"{len(terminal.rings())} rings, {len(wrong)} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
