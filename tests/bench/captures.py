#!/usr/bin/env python3
"""A made capture of any size with known sessions, and how fast it is read, beside tshark printing the same fields.

usage: captures.py --program hybridready --sessions sessions [--size MiB] [--folder DIR] [--check]

--check asks for exact counts and for what tshark says, and judges no time. Else: how long `import` takes, how long
tests/lab/captures/sessions.c takes to print every session, and how long tshark takes to print the same fields.
"""
import argparse
import collections
import os
import pathlib
import random
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lab" / "captures"))

import beside
import make

FACT = "{urn:hybridready:report:1}fact"
OWN = "10.0.0.1"
WORDS = {0x0301: "1.0", 0x0302: "1.1", 0x0303: "1.2", 0x0304: "1.3"}
SEGMENT = 1448


class Session:
    """One that goes on for a while behind its handshake; its frames come one by one."""

    def __init__(self, luck, number, counts):
        outbound = luck.random() < 0.5
        hello, version = luck.choice(HELLOS[outbound])
        suite = 0x1302 if version == 0x0304 else luck.choice(hello.suites[-5:])
        port = 1024 + number % 60000
        client = (OWN, port) if outbound else (f"10.1.{luck.randrange(8)}.{luck.randrange(1, 250)}", port)
        server = (f"52.97.{luck.randrange(4)}.{number // 60000 + 1}", 443) if outbound else (OWN, 443)
        fields, link = make.session(luck, client, server, hello, version, suite, mss=SEGMENT)
        self.key = client[0], str(client[1]), server[0], str(server[1])
        self.fields = fields
        self.head = [make.frame("ethernet", packet) for packet in link.packets()][:-3]  # it ends behind its data
        self.data = self.data_frames(link, luck, min(version, 0x0303))
        if outbound:
            counts["cloud" if hello.sni else "others"][WORDS[version]] += 1
        else:
            counts["inbound"] += 1
            counts["without-sni"][client[0]] += not hello.sni
            if version < 0x0303:
                counts["legacy"][client[0]] += 1

    def data_frames(self, link, luck, version):
        """Records of 16 KiB from the server, acknowledged now and then. One template, whose numbers are put in."""
        (client, client_port), (server, server_port) = link.ends
        size = int(luck.expovariate(1 / 90000)) + 20000
        stream = b"".join(make.record(23, NOISE[at % 7:at % 7 + 16384], version) for at in range(0, size, 16384))
        down = make.frame("ethernet", next(iter(make.packets(server, client, bytes(20 + SEGMENT)))))[:34]
        up = make.frame("ethernet", next(iter(make.packets(client, server, bytes(20)))))[:34]
        mine, theirs = link.segments[-1][1], link.segments[-2][1]
        for n, at in enumerate(range(0, len(stream) - SEGMENT, SEGMENT)):
            yield down + struct.pack("!HHIIBBHHH", server_port, client_port, (theirs + at) & 0xFFFFFFFF, mine, 0x50, 0x10, 8192, 0,
                                     0) + stream[at:at + SEGMENT]
            if n % 2:
                yield up + struct.pack("!HHIIBBHHH", client_port, server_port, mine, (theirs + at + SEGMENT) & 0xFFFFFFFF, 0x50,
                                       0x10, 8192, 0, 0) + bytes(6)

    def frames(self):
        yield from self.head
        yield from self.data


HELLOS = {outbound: [make.some_hello(random.Random(n), name) for n in range(40)]
          for outbound, name in ((True, "outlook.office365.com"), (False, "ex01.contoso.com"))}
NOISE = random.Random(1).randbytes(16400)


def generate(path, size, seed=5):
    """Writes about `size` bytes of frames, twenty sessions at a time; says what is in them."""
    luck = random.Random(seed)
    counts = {name: collections.Counter() for name in ("cloud", "others", "legacy", "without-sni")} | {"inbound": 0}
    wanted, open_ones, number, at = {}, [], 0, 0.0
    with open(path, "wb", buffering=1 << 20) as file:
        file.write(b"".join(make.pcap("ethernet", ())))
        written = 24
        while written < size or open_ones:
            while written < size and len(open_ones) < 20:
                session = Session(luck, number, counts)
                wanted[session.key] = session.fields
                open_ones.append(session.frames())
                number += 1
            one = luck.choice(open_ones)
            for _ in range(luck.randrange(1, 9)):
                frame = next(one, None)
                if frame is None:
                    open_ones.remove(one)
                    break
                at += 0.0001
                file.write(struct.pack("<IIII", make.START + int(at), int(at % 1 * 1_000_000), len(frame), len(frame)) + frame)
                written += 16 + len(frame)
    counts["bytes"] = written
    return wanted, counts


def read_facts(report):
    facts = collections.defaultdict(dict)
    for fact in ElementTree.parse(report).getroot().iter(FACT):
        if fact.get("about") == "exchange/ex01.contoso.com" and fact.get("by") == "capture" and fact.get("seen") == "present":
            facts[fact.get("key")][fact.get("of", "")] = fact.text or ""
    return facts


def compare(facts, counts):
    """{name: (said, written)} of all that differ. Peers without a name are addresses, and beyond 64 `others`."""
    calls = {of: int(text) for of, text in facts["outbound.calls"].items() if of.startswith("capture ")}
    said = {"cloud": {}, "others": collections.Counter()}
    for of, count in calls.items():
        _, version, peer = of.split(" ", 2)
        if peer == "outlook.office365.com":
            said["cloud"][version] = count
        else:
            said["others"][version] += count
    for name, key in (("legacy", "clients.legacy"), ("without-sni", "clients.without-sni")):
        rows = {of.removeprefix("capture "): int(text) for of, text in facts[key].items()}
        said[name], total = sum(rows.values()), sum(counts[name].values())
        counts = counts | {name: total}
    said["inbound"] = int(facts["log.read"]["capture"].split(" ")[0])
    return {name: (value, counts[name]) for name, value in said.items() if value != counts[name]}


def timed(words, **options):
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([str(word) for word in words], check=True, **options)
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def peak(words, folder):
    """MiB, of one program run alone."""
    code = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, " \
           "stderr=subprocess.DEVNULL); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
    return int(subprocess.run([sys.executable, "-c", code, *map(str, words)], cwd=folder, check=True, capture_output=True).stdout)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default="build/bin/hybridready")
    parser.add_argument("--sessions", default="build/tests/sessions")
    parser.add_argument("--size", type=float, default=1024, help="MiB")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--folder", help="where to write the capture; it stays there")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    program, sessions = (str(pathlib.Path(word).resolve()) for word in (arguments.program, arguments.sessions))
    scratch = pathlib.Path(arguments.folder or tempfile.mkdtemp(prefix="hybridready-capture-"))
    capture = scratch / "capture.pcap"
    try:
        wanted, counts = generate(capture, int(arguments.size * (1 << 20)))
        (scratch / "list.txt").write_text("ex01.contoso.com exchange mailbox https:443\n")
        subprocess.run([program, "discover", "--servers", "list.txt", "-o", "empty.xml", "--quiet"], cwd=scratch, check=True)
        reading = [program, "import", scratch / "empty.xml", capture, "--resolve", f"ex01.contoso.com:{OWN}", "-o",
                   scratch / "report.xml"]
        has_tshark = shutil.which("tshark") is not None
        ours, own, theirs = [], [], []
        for _ in range(1 if arguments.check else arguments.repeat):
            ours.append(timed(reading))
            with open(scratch / "ours.txt", "w", encoding="utf-8") as out:
                own.append(timed([sessions, capture], stdout=out))
            if has_tshark:
                with open(scratch / "theirs.txt", "w", encoding="utf-8") as out:
                    theirs.append(timed(beside.arguments(capture, order=False), stdout=out))
        mine, unseen, total = beside.parse_own((scratch / "ours.txt").read_text(encoding="utf-8"))
        wrong = [f"{name}: the program says {said}, written were {written}"
                 for name, (said, written) in compare(read_facts(scratch / "report.xml"), counts).items()]
        wrong += [f"not read: {key}" for key in wanted.keys() - mine.keys()] + [f"unseen: {dict(unseen)}"] * bool(unseen)
        wrong += [f"{key} {field}: made {value!r}, read {mine[key][field]!r}" for key in wanted.keys() & mine.keys()
                  for field, value in wanted[key].items() if mine[key][field] != value]
        if has_tshark:
            wrong += beside.differences(mine, beside.parse((scratch / "theirs.txt").read_text(encoding="utf-8")))
        print("\n".join(wrong[:20]))
        print(f"{counts['bytes'] / 1e6:.0f} MB, {total['frames']} frames, {len(mine)} sessions, {len(wrong)} differences "
              f"from what was written{' and from tshark' if has_tshark else ''}")
        if not arguments.check:
            for name, runs, words in (("import", ours, reading), ("sessions", own, [sessions, capture]),
                                      ("tshark", theirs, beside.arguments(capture, order=False))):
                if runs:
                    wall, busy = min(runs)
                    print(f"{name:9} {wall:7.2f} s, {busy:7.2f} s of processor time, {counts['bytes'] / 1e6 / wall:6.0f} MB/s, "
                          f"{peak(words, scratch)} MiB at most")
            if theirs:
                print(f"tshark takes {min(theirs)[0] / min(own)[0]:.1f} times as long as sessions, "
                      f"{min(theirs)[0] / min(ours)[0]:.1f} times as long as import")
        return 1 if wrong or not mine else 0
    finally:
        if not arguments.folder:
            shutil.rmtree(scratch)


if __name__ == "__main__":
    sys.exit(main())
