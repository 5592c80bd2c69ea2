"""Captures of any link type with TLS sessions of known content: hellos, TCP segments, IP packets, frames, files."""
import dataclasses
import ipaddress
import random
import struct

LINKS = {"ethernet": 1, "vlan": 1, "qinq": 1, "cooked": 113, "cooked2": 276, "raw": 101, "null": 0, "loop": 108}
START = 1_790_000_000  # seconds: when made captures begin


# --- TLS

def vector(size, data):
    return len(data).to_bytes(size, "big") + data


def numbers(values):
    return b"".join(struct.pack("!H", value) for value in values)


def extension(kind, data):
    return struct.pack("!H", kind) + vector(2, data)


def record(kind, data, version=0x0301, size=16384):
    """In records of at most that many bytes."""
    return b"".join(struct.pack("!BH", kind, version) + vector(2, data[at:at + size]) for at in range(0, len(data), size))


@dataclasses.dataclass
class Hello:
    version: int = 0x0303
    versions: tuple = ()
    suites: tuple = (0xC02F, 0xC030, 0x009C)
    groups: tuple = (29, 23, 24)
    sni: str = ""
    alpn: tuple = ()
    old_form: bool = False
    record_size: int = 16384

    def fields(self):
        """As tests/lab/captures/sessions.c prints them."""
        return {"version": str(self.version), "versions": ",".join(map(str, self.versions)),
                "suites": ",".join(map(str, self.suites)), "groups": "" if self.old_form else ",".join(map(str, self.groups)),
                "sni": "" if self.old_form else self.sni, "alpn": "" if self.old_form else ",".join(self.alpn)}

    def write(self, luck):
        if self.old_form:
            specs = b"\x01\x00\x80" + b"".join(b"\0" + struct.pack("!H", suite) for suite in self.suites)
            body = b"\x01" + struct.pack("!HHHH", self.version, len(specs), 0, 16) + specs + luck.randbytes(16)
            return struct.pack("!H", 0x8000 | len(body)) + body
        extensions = b""
        if self.sni:
            extensions += extension(0, vector(2, b"\0" + vector(2, self.sni.encode())))
        extensions += extension(10, vector(2, numbers(self.groups))) + extension(11, b"\1\0")
        extensions += extension(13, vector(2, numbers((0x0403, 0x0804, 0x0401))))
        if self.alpn:
            extensions += extension(16, vector(2, b"".join(vector(1, word.encode()) for word in self.alpn)))
        if self.versions:
            extensions += extension(43, vector(1, numbers(self.versions)))
            extensions += extension(51, vector(2, struct.pack("!H", 29) + vector(2, luck.randbytes(32))))
        body = struct.pack("!H", self.version) + luck.randbytes(32) + b"\0" + vector(2, numbers(self.suites)) + b"\1\0"
        return record(22, b"\1" + vector(3, body + vector(2, extensions)), size=self.record_size)


def server_hello(version, suite, luck):
    old = min(version, 0x0303)
    body = struct.pack("!H", old) + luck.randbytes(32) + b"\0" + struct.pack("!HB", suite, 0)
    if version == 0x0304:
        body += vector(2, extension(43, struct.pack("!H", version)) + extension(51, struct.pack("!H", 29) + vector(2, bytes(32))))
    return record(22, b"\2" + vector(3, body), old)


def answer(version, suite, luck, certificate=3000):
    """All that a server says until its keys are in use."""
    if version == 0x0304:
        return server_hello(version, suite, luck) + record(20, b"\1", 0x0303) + record(23, luck.randbytes(certificate), 0x0303)
    chain = b"\x0b" + vector(3, vector(3, vector(3, luck.randbytes(certificate))))
    return server_hello(version, suite, luck) + record(22, chain, version) + record(22, b"\x0e\0\0\0", version)


def client_end(version, luck):
    if version == 0x0304:
        return record(20, b"\1", 0x0303) + record(23, luck.randbytes(53), 0x0303)
    return record(22, b"\x10" + vector(3, luck.randbytes(66)), version) + record(20, b"\1", version) + \
        record(22, luck.randbytes(40), version)


def server_end(version, luck):
    return b"" if version == 0x0304 else record(20, b"\1", version) + record(22, luck.randbytes(40), version)


# --- TCP and IP

class Connection:
    """Segments of two ends, in the order in which they were sent: (from client, sequence, acknowledged, flags, data)."""

    def __init__(self, client, server, luck, mss=1400, begun=True):
        self.ends = (client, server)  # (address, port)
        self.mss, self.segments = mss, []
        self.next = [luck.randrange(1 << 32), luck.randrange(1 << 32)]
        if begun:
            self.send(0, b"", 0x02)
            self.send(1, b"", 0x12)
            self.send(0, b"", 0x10)

    def send(self, side, data, flags=0x18):
        for at in range(0, len(data), self.mss) or (0,):
            part = data[at:at + self.mss]
            self.segments.append((side, self.next[side], 0 if flags == 2 else self.next[1 - side], flags, part))
            self.next[side] = (self.next[side] + len(part) + (1 if flags & 3 else 0)) & 0xFFFFFFFF

    def end(self):
        self.send(0, b"", 0x11)
        self.send(1, b"", 0x11)
        self.send(0, b"", 0x10)

    def packets(self, **shape):
        for side, sequence, acknowledged, flags, data in self.segments:
            source, target = self.ends[side], self.ends[1 - side]
            segment = struct.pack("!HHIIBBHHH", source[1], target[1], sequence, acknowledged, 0x50, flags, 8192, 0, 0) + data
            yield from packets(source[0], target[0], segment, **shape)


def checksum(header):
    total = sum(struct.unpack(f"!{len(header) // 2}H", header))
    total = (total & 0xFFFF) + (total >> 16)
    return ~(total + (total >> 16)) & 0xFFFF


IDS = iter(range(1, 1 << 32))


def packets(source, target, data, fragment=0, headers=False, luck=None):
    """
    The IP packets of one segment; fragment: bytes of each, a multiple of 8; headers: IPv6 extension headers before it;
    luck: in any order.
    """
    a, b = ipaddress.ip_address(source), ipaddress.ip_address(target)
    number = next(IDS)
    parts = [(at, data[at:at + fragment]) for at in range(0, len(data), fragment)] if fragment else [(0, data)]
    if luck:
        luck.shuffle(parts)
    for at, part in parts:
        more = at + len(part) < len(data)
        if a.version == 4:
            head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(part), number & 0xFFFF, (0x2000 if more else 0) | at // 8, 64, 6,
                               0, a.packed, b.packed)
            yield head[:10] + struct.pack("!H", checksum(head)) + head[12:] + part
            continue
        kind, before = 6, b""
        if len(parts) > 1:
            before, kind = struct.pack("!BBHI", kind, 0, at | more, number), 44
        if headers:
            before, kind = struct.pack("!BB6x", 60, 0) + struct.pack("!BB6x", kind, 0) + before, 0
        yield struct.pack("!IHBB16s16s", 6 << 28, len(before) + len(part), kind, 64, a.packed, b.packed) + before + part


# --- frames and files

def frame(link, packet):
    kind = b"\x08\x00" if packet[0] >> 4 == 4 else b"\x86\xdd"
    if link in ("ethernet", "vlan", "qinq"):
        tags = {"ethernet": b"", "vlan": b"\x81\x00\x00\x0a", "qinq": b"\x88\xa8\x00\x05\x81\x00\x00\x0a"}[link]
        whole = b"\x02\0\0\0\0\1" + b"\x02\0\0\0\0\2" + tags + kind + packet
        return whole + bytes(max(0, 60 - len(whole)))
    if link == "cooked":
        return struct.pack("!HHH8s", 0, 1, 6, b"\x02\0\0\0\0\1\0\0") + kind + packet
    if link == "cooked2":
        return kind + struct.pack("!HIHBB8s", 0, 1, 1, 0, 6, b"\x02\0\0\0\0\1\0\0") + packet
    family = 2 if packet[0] >> 4 == 4 else 24
    return {"raw": b"", "null": struct.pack("<I", family), "loop": struct.pack("!I", family)}[link] + packet


def pcap(link, frames, snap=262144, order="<", nanoseconds=False):
    """frames: (seconds since START, bytes)."""
    magic = 0xA1B23C4D if nanoseconds else 0xA1B2C3D4
    yield struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, snap, LINKS[link])
    for at, data in frames:
        part = int(at % 1 * (1_000_000_000 if nanoseconds else 1_000_000))
        yield struct.pack(order + "IIII", START + int(at), part, min(len(data), snap), len(data)) + data[:snap]


def pcapng(link, frames, snap=0):
    yield struct.pack("<IIIHHqI", 0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0, -1, 28)
    yield struct.pack("<IIHHII", 1, 20, LINKS[link], 0, snap, 20)
    for at, data in frames:
        held = data[:snap] if snap else data
        padding = bytes(-len(held) % 4)
        micros = START * 1_000_000 + int(at * 1_000_000)
        size = 32 + len(held) + len(padding)
        yield struct.pack("<IIIIIII", 6, size, 0, micros >> 32, micros & 0xFFFFFFFF, len(held), len(data)) + held + padding + \
            struct.pack("<I", size)


def some_hello(luck, sni="outlook.office365.com"):
    """One of the hellos that servers send, more or less."""
    newest = luck.choice((0x0301, 0x0302, 0x0303, 0x0303, 0x0304))
    suites = tuple(luck.sample((0x002F, 0x0035, 0x009C, 0x009D, 0xC013, 0xC014, 0xC027, 0xC028, 0xC02F, 0xC030, 0xCCA8), 5))
    versions = (0x0304, 0x0303) if newest == 0x0304 else ()
    return Hello(version=min(newest, 0x0303), versions=versions, suites=((0x1301, 0x1302) if versions else ()) + suites,
                 groups=tuple(luck.sample((29, 23, 24, 25), 3)), sni=luck.choice((sni, sni, "")),
                 alpn=luck.choice(((), ("h2", "http/1.1"), ("http/1.1",)))), newest


def session(luck, client, server, hello, version, suite, **how):
    """A whole session: what is in it as sessions.c says it, and its connection."""
    link = Connection(client, server, luck, **how)
    link.send(0, hello.write(luck))
    link.send(1, answer(version, suite, luck))
    link.send(0, client_end(version, luck))
    link.send(1, server_end(version, luck) + record(23, luck.randbytes(200), min(version, 0x0303)))
    link.end()
    return hello.fields() | {"agreed": "agreed", "chosen": str(version), "suite": str(suite)}, link
