#!/usr/bin/env python3
"""Made captures: every link type, fragments, any order, gaps. What is read equals what was made, and what tshark reads."""
import argparse
import itertools
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import beside
import make

# tshark takes most of a second to start, and of segments far out of order ("odd") it leaves some out.
TSHARK_TOO = (".pcapng", "again60.pcap", "again61.pcap", "fragments60.pcap", "fragments61.pcap")
LONG = "a" * 60 + ".contoso.com"
REPORT = "{urn:hybridready:report:1}"


class Capture:
    """Sessions to be written, and what is to be read."""

    def __init__(self, seed):
        self.luck = random.Random(seed)
        self.wanted, self.packets, self.port = {}, [], 20000

    def ends(self, version):
        self.port += 1
        prefix = "10.0.0." if version == 4 else "fd00::"
        return (f"{prefix}1", self.port), (f"{prefix}{self.luck.randrange(2, 9)}", 443)

    def add(self, ip=4, change=None, shape=None, told=True, **hello_and_how):
        """One session; change(segments, luck) does to its segments what networks and captures do."""
        how = {key: hello_and_how.pop(key) for key in ("mss", "begun") if key in hello_and_how}
        hello, newest = make.some_hello(self.luck)
        for key, value in hello_and_how.items():
            setattr(hello, key, value)
        version = 0x0303 if newest == 0x0304 and not hello.versions else newest
        suite = 0x1302 if version == 0x0304 else self.luck.choice(hello.suites[-5:])
        client, server = self.ends(ip)
        fields, link = make.session(self.luck, client, server, hello, version, suite, **how)
        if change:
            link.segments = change(link.segments, self.luck)
        self.packets += link.packets(**(shape or {}))
        if told:
            self.wanted[client[0], str(client[1]), server[0], str(server[1])] = fields
        return link

    def frames(self, link):
        return [(n / 1000, make.frame(link, packet)) for n, packet in enumerate(self.packets)]


# --- what networks do

def shuffled(segments, luck):
    """Behind the opening, each segment up to twelve places too late or too early, a third of them twice."""
    places = [(n + luck.random() * 12, segment) for n, segment in enumerate(segments[3:])]
    places += [(place + luck.random() * 12, segment) for place, segment in luck.sample(places, len(places) // 3)]
    return segments[:3] + [segment for _, segment in sorted(places, key=lambda pair: pair[0])]


def overlapping(segments, luck):
    """Sent again with other borders."""
    out = []
    for side, sequence, acknowledged, flags, data in segments:
        out.append((side, sequence, acknowledged, flags, data))
        if len(data) > 20:
            cut = luck.randrange(1, len(data) - 1)
            out.append((side, (sequence + cut) & 0xFFFFFFFF, acknowledged, flags, data[cut:]))
    return out


def without(number):
    """Lacks that data segment of the client."""
    def change(segments, luck):
        datas = [n for n, segment in enumerate(segments) if segment[0] == 0 and segment[4]]
        return [segment for n, segment in enumerate(segments) if n != datas[number]]
    return change


def without_beginning(count):
    return lambda segments, luck: segments[count:]


# --- the captures

def ordinary(seed):
    capture = Capture(seed)
    for ip in (4, 6):
        for _ in range(6):
            capture.add(ip)
        capture.add(ip, mss=37)
        capture.add(ip, record_size=50, mss=61)
        capture.add(ip, old_form=True, version=0x0303, versions=(), suites=(0x002F, 0x0035, 0x009C, 0xC013, 0xC014))
    return capture


def odd_order(seed):
    capture = Capture(seed)
    for ip in (4, 6):
        for mss in (1400, 100, 33):
            capture.add(ip, shuffled, mss=mss)
    return capture


def sent_again(seed):
    capture = Capture(seed)
    for ip in (4, 6):
        for mss in (1400, 100, 33):
            capture.add(ip, overlapping, mss=mss)
    return capture


def fragmented(seed):
    capture = Capture(seed)
    for size in (64, 256, 560):
        capture.add(4, shape={"fragment": size})
        capture.add(6, shape={"fragment": size})
        capture.add(6, shape={"fragment": size, "headers": True})
        capture.add(4, shape={"fragment": size, "luck": capture.luck})
        capture.add(6, shape={"fragment": size, "luck": capture.luck})
    capture.add(6, shape={"headers": True})
    return capture


def link_captures():
    for number, link in enumerate(make.LINKS):
        yield f"{link}.pcap", make.pcap(link, ordinary(number).frames(link)), ordinary(number)
        yield f"{link}.pcapng", make.pcapng(link, ordinary(number).frames(link)), ordinary(number)
    for order, fine in itertools.product("<>", (False, True)):
        capture = ordinary(50)
        yield f"order{ord(order)}{fine}.pcap", make.pcap("ethernet", capture.frames("ethernet"), order=order, nanoseconds=fine), capture
    for seed in range(60, 66):
        for name, capture in (("odd", odd_order(seed)), ("again", sent_again(seed)), ("fragments", fragmented(seed))):
            yield f"{name}{seed}.pcap", make.pcap("raw", capture.frames("raw")), capture


def compare(wanted, mine, name):
    found = [f"{name}: not read: {key}" for key in wanted.keys() - mine.keys()]
    found += [f"{name}: not made: {key}" for key in mine.keys() - wanted.keys()]
    for key in wanted.keys() & mine.keys():
        found += [f"{name}: {key} {field}: made {value!r}, read {mine[key][field]!r}"
                  for field, value in wanted[key].items() if mine[key][field] != value]
    return found


def check_whole(settings, folder):
    differences, count = [], 0
    for name, data, capture in link_captures():
        path = folder / name
        path.write_bytes(b"".join(data))
        mine, unseen, total = beside.ours(settings.sessions, path)
        count += len(mine)
        differences += compare(capture.wanted, mine, name)
        differences += [f"{name}: unseen {dict(unseen)}"] if unseen else []
        if shutil.which("tshark") and name.endswith(TSHARK_TOO):
            differences += [f"{name}: {text}" for text in beside.differences(mine, beside.theirs(path))]
    return differences, count


def check_gaps(settings, folder):
    """What is missing is counted as what it is, and never told."""
    rows = [("gap", lambda c: c.add(change=without(0), told=False, mss=100, sni=LONG)),
            ("gap", lambda c: c.add(change=without(1), told=False, mss=100, sni=LONG)),
            ("gap", lambda c: c.add(change=lambda segments, luck: segments[:4], told=False, mss=100, sni=LONG)),
            ("earlier", lambda c: c.add(change=without_beginning(7), told=False, versions=(), version=0x0303)),
            ("", lambda c: c.add(change=without_beginning(3))),
            ("", lambda c: c.add(change=without_beginning(2))),
            ("", lambda c: c.add(change=without_beginning(1)))]
    differences = []
    for number, (wanted, add) in enumerate(rows):
        capture = Capture(number)
        add(capture)
        path = folder / f"gap{number}.pcap"
        path.write_bytes(b"".join(make.pcap("ethernet", capture.frames("ethernet"))))
        mine, unseen, _ = beside.ours(settings.sessions, path)
        differences += compare(capture.wanted, mine, path.name)
        if dict(unseen) != ({wanted: 1} if wanted else {}):
            differences.append(f"{path.name}: unseen {dict(unseen)}, wanted {wanted!r}")
    return differences


def check_cut(settings, folder):
    """Frames cut by a snapshot length, a lost fragment, and a file that ends in the middle."""
    differences = []
    capture = Capture(5)
    capture.add(mss=1400, sni=LONG, told=False)
    (folder / "snap.pcap").write_bytes(b"".join(make.pcap("ethernet", capture.frames("ethernet"), snap=128)))
    mine, unseen, _ = beside.ours(settings.sessions, folder / "snap.pcap")
    if mine or dict(unseen) != {"gap": 1}:
        differences.append(f"snap: {mine}, {dict(unseen)}")
    capture = Capture(6)
    capture.add(shape={"fragment": 64}, told=False)
    capture.packets = [packet for packet in capture.packets if b"\x16\x03\x01" not in packet[:60]]
    (folder / "lost.pcap").write_bytes(b"".join(make.pcap("raw", capture.frames("raw"))))
    mine, unseen, total = beside.ours(settings.sessions, folder / "lost.pcap")
    if mine or unseen["gap"] != 1 or total["fragments"] == 0:
        differences.append(f"lost fragment: {mine}, {dict(unseen)}, {total}")
    capture = ordinary(7)
    data = b"".join(make.pcap("ethernet", capture.frames("ethernet")))
    (folder / "cut.pcap").write_bytes(data[:-7])
    mine, _, total = beside.ours(settings.sessions, folder / "cut.pcap")
    differences += compare(capture.wanted, mine, "cut") + ([] if total["cut"] == 1 else ["cut: not noticed"])
    return differences


# --- what import makes of it

def run_import(settings, folder, name, data, *more, servers="ex01.contoso.com exchange mailbox https:443\n"):
    (folder / "servers").write_text(servers, encoding="ascii")
    (folder / name).write_bytes(b"".join(data))
    report = folder / f"{name}.xml"
    subprocess.run([settings.program, "discover", "--servers", folder / "servers", "-o", report], check=True, capture_output=True)
    done = subprocess.run([settings.program, "import", report, folder / name, "--nameserver", "127.0.0.1:9", *more],
                          capture_output=True, text=True)
    facts = {(fact.get("key"), fact.get("of", "")): (fact.get("seen"), fact.text or "")
             for fact in ElementTree.parse(report).iter(f"{REPORT}fact") if fact.get("by") == "capture"}
    return done, facts


def day(hours, luck, gap=False):
    """A session of each hour, in which old clients are none."""
    frames = []
    for hour in range(hours + 1):
        hello = make.Hello(sni="ex01.contoso.com")
        _, link = make.session(luck, (f"10.0.1.{hour + 1}", 30000), ("10.0.0.1", 443), hello, 0x0303, 0xC02F)
        segments = link.segments[:4] + link.segments[5:] if gap and hour == 2 else link.segments
        link.segments = segments
        frames += [(hour * 3600 + n / 1000, make.frame("ethernet", packet)) for n, packet in enumerate(link.packets())]
    return frames


def check_import(settings, folder):
    luck, differences = random.Random(9), []
    own = ("--resolve", "ex01.contoso.com:10.0.0.1")

    def expect(what, facts, **wanted):
        for key, value in wanted.items():
            key, _, of = key.partition("|")
            if facts.get((key, of)) != value:
                differences.append(f"{what}: {key} of {of!r} is {facts.get((key, of))}, wanted {value}; {sorted(facts)}")

    done, facts = run_import(settings, folder, "day.pcap", make.pcap("ethernet", day(8, luck)), *own)
    expect("a whole day", facts, **{"clients.legacy|": ("absent", ""), "clients.without-sni|": ("absent", "")})
    done, facts = run_import(settings, folder, "hours.pcap", make.pcap("ethernet", day(7, luck)), *own)
    expect("seven hours", facts, **{"clients.legacy|capture": ("absent", ""), "clients.legacy|": None,
                                    "clients.without-sni|": ("failed", "the capture is shorter than a working day")})
    done, facts = run_import(settings, folder, "holes.pcap", make.pcap("ethernet", day(8, luck, gap=True)), *own)
    if ("clients.legacy", "") in facts and facts["clients.legacy", ""][0] != "failed":
        differences.append(f"a day with a hole: {facts}")
    since = ("--since", "2026-09-21T22:00:00Z")  # make.START is 2026-09-21T14:13:20Z
    done, facts = run_import(settings, folder, "since.pcap", make.pcap("ethernet", day(8, luck)), *own, *since)
    if facts.get(("log.read", "capture"), ("", ""))[1][:2] != "1 ":
        differences.append(f"--since: {facts.get(('log.read', 'capture'))}")

    # Nobody says whose it is: the one address in every session is the server's; two are one too many.
    def out(peers, sni):
        frames = []
        for n, peer in enumerate(peers):
            _, link = make.session(luck, ("10.0.0.1", 40000 + n), (peer, 443), make.Hello(sni=sni), 0x0302, 0xC014)
            frames += [(n, make.frame("ethernet", packet)) for packet in link.packets()]
        return make.pcap("ethernet", frames)

    named = ("--server", "ex01.contoso.com")
    done, facts = run_import(settings, folder, "named.pcap", out(["192.0.2.1", "192.0.2.2"], "a.example"), *named)
    expect("by the common address", facts, **{"outbound.negotiated|capture 1.1 a.example": ("present", "1.1"),
                                              "outbound.cloud|capture 1.1 a.example": ("present", "false"),
                                              "outbound.suite|capture 1.1 a.example": ("present", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"),
                                              "outbound.calls|capture 1.1 a.example": ("present", "2")})
    moved = ("--resolve", "ex01.contoso.com:10.77.0.1")  # what DNS says is not what the capture shows
    done, facts = run_import(settings, folder, "moved.pcap", out(["192.0.2.1", "192.0.2.2"], "a.example"), *named, *moved)
    expect("by the common address, not by name", facts, **{"outbound.calls|capture 1.1 a.example": ("present", "2")})
    done, facts = run_import(settings, folder, "cloud.pcap", out(["192.0.2.1"], "outlook.office365.com"), *named)
    expect("Microsoft 365 is not the server", facts, **{"outbound.cloud|capture 1.1 outlook.office365.com": ("present", "true")})
    done, facts = run_import(settings, folder, "domain.pcap", out(["192.0.2.1"], "autodiscover-s.outlook.com"), *named)
    expect("a name in its domains", facts, **{"outbound.cloud|capture 1.1 autodiscover-s.outlook.com": ("present", "true")})
    done, facts = run_import(settings, folder, "both.pcap", out(["192.0.2.1"], "a.example"), *named)
    if done.returncode != 64 or "more than one address is in every session" not in done.stderr or facts:
        differences.append(f"two addresses: {done.returncode}, {done.stderr}")
    done, facts = run_import(settings, folder, "nobody.pcap", out(["192.0.2.1"], "a.example"), "--resolve",
                             "ex01.contoso.com:10.9.9.9")
    if done.returncode != 64 or "none is from or to an address" not in done.stderr or facts:
        differences.append(f"nobody: {done.returncode}, {done.stderr}")
    wifi = [b"\xd4\xc3\xb2\xa1\x02\0\x04\0" + bytes(8) + b"\xff\xff\0\0" + b"\x69\0\0\0"]
    done, facts = run_import(settings, folder, "wifi.pcap", wifi, *own)
    if done.returncode != 3 or "link type 105 (IEEE802_11)" not in done.stderr:
        differences.append(f"802.11: {done.returncode}, {done.stderr}")
    return differences


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", type=lambda word: pathlib.Path(word).resolve(), required=True)
    parser.add_argument("--sessions", type=pathlib.Path, required=True)
    parser.add_argument("--keep", type=pathlib.Path)
    settings = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = settings.keep or pathlib.Path(place)
        differences, count = check_whole(settings, folder)
        differences += check_gaps(settings, folder) + check_cut(settings, folder) + check_import(settings, folder)
    for difference in differences:
        print(difference)
    print(f"{count} sessions in whole captures, {len(differences)} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
