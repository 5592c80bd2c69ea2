"""Servers that mean harm, one behaviour each: what they do after they accepted a connection."""
import random
import socket
import struct
import time

RST = struct.pack("ii", 1, 0)


class Gone(Exception):
    pass


class Peer:
    """One connection. Whatever happens to it ends the behaviour, never the server."""

    def __init__(self, connection, number, patience):
        self.connection, self.number, self.until = connection, number, time.monotonic() + patience
        connection.settimeout(patience)

    def send(self, data):
        if time.monotonic() > self.until:
            raise Gone
        self.connection.sendall(data)

    def receive(self):
        data = self.connection.recv(65536)
        if not data:
            raise Gone
        return data

    def line(self):
        data = b""
        while not data.endswith(b"\n"):
            data += self.receive()
        return data

    def hello(self):
        data = b""
        while len(data) < 5 or len(data) < 5 + int.from_bytes(data[3:5], "big"):
            data += self.receive()
            if data[0] & 0x80:  # SSL 2.0 has another length
                raise Gone
        return Hello(data)

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RST)
        raise Gone

    def wait(self):
        while True:
            self.receive()


class Hello:
    def __init__(self, record):
        body = record[9:]
        self.version = int.from_bytes(body[0:2], "big")
        at = 35 + body[34]
        self.session = body[35:at]
        size = int.from_bytes(body[at:at + 2], "big")
        self.suites = [int.from_bytes(body[i:i + 2], "big") for i in range(at + 2, at + 2 + size, 2)]
        at += 2 + size
        at += 1 + body[at] + 2  # compression methods, size of the extensions
        self.is_13 = False
        while at + 4 <= len(body):
            kind, size = struct.unpack(">HH", body[at:at + 4])
            self.is_13 |= kind == 43 and b"\x03\x04" in body[at + 4:at + 4 + size]
            at += 4 + size
        self.real = [suite for suite in self.suites if suite not in (0x00FF, 0x5600)]


def record(body, kind=22, version=0x0303):
    return struct.pack(">BHH", kind, version, len(body)) + body


def alert(description, level=2):
    return record(bytes([level, description]), 21)


def handshake(kind, body):
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def server_hello(hello, suite=None, version=None, session=None, compression=0, extensions=b"", size=None):
    suite = hello.real[0] if suite is None else suite
    version = hello.version if version is None else version
    session = hello.session if session is None else session
    tail = struct.pack(">H", len(extensions) if size is None else size) + extensions if extensions or size else b""
    return handshake(2, struct.pack(">H", version) + bytes(range(32)) + bytes([len(session)]) + session +
                     struct.pack(">HB", suite, compression) + tail)


def whole(answer):
    """Answers each hello with what `answer` makes of it, then listens until the other side goes."""
    def behave(peer):
        peer.send(answer(peer.hello()))
        peer.wait()
    return behave


def then(answer, end):
    def behave(peer):
        peer.send(answer(peer.hello()))
        end(peer)
    return behave


def repeat(data, after_hello=True, pause=0.0):
    def behave(peer):
        if after_hello:
            peer.hello()
        while True:
            peer.send(data)
            if pause:
                time.sleep(pause)
    return behave


def silence(peer):
    peer.wait()


def close(peer):
    raise Gone


def reset(peer):
    peer.reset()


def reset_after_hello(peer):
    peer.hello()
    peer.reset()


def close_after_hello(peer):
    peer.hello()


def drip_hello(peer):
    for byte in record(server_hello(peer.hello())):
        peer.send(bytes([byte]))
        time.sleep(0.4)


def echo(peer):
    while True:
        peer.send(peer.receive())


def garbage(peer):
    peer.hello()
    peer.send(random.Random(peer.number).randbytes(2000))


def alternate(peer):
    hello = peer.hello()
    peer.send(alert(40) if peer.number % 2 else record(server_hello(hello)))


def sometimes(peer):
    """A rate limit: lets the first connections in, resets all others."""
    hello = peer.hello()
    if peer.number > 3:
        peer.reset()
    peer.send(record(server_hello(hello)))


def fragments(hello):
    return b"".join(record(bytes([byte])) for byte in server_hello(hello))


def few(otherwise):
    """Takes hellos of few suites only, as testssl.sh#189 tells of servers that fail with more than 128."""
    def behave(peer):
        hello = peer.hello()
        if len(hello.suites) > 64:
            otherwise(peer)
        peer.send(is_old(hello))
        peer.wait()
    return behave


def is_old(hello):
    return record(server_hello(hello)) if not hello.is_13 else alert(70)


TLS = {
    "silence": silence,
    "close": close,
    "reset": reset,
    "close-after-hello": close_after_hello,
    "reset-after-hello": reset_after_hello,
    "http": whole(lambda hello: b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"),
    "ssh": repeat(b"SSH-2.0-OpenSSH_9.2\r\n", after_hello=False, pause=0.1),
    "echo": echo,
    "garbage": garbage,
    "megabyte": repeat(b"A" * 65536, after_hello=False),
    "drip": repeat(b"\x16", pause=0.3),
    "drip-hello": drip_hello,
    "oversized-record": whole(lambda hello: b"\x16\x03\x03\xff\xff" + b"\x02" * 5000),
    "endless-record": repeat(b"\x16\x03\x03\x40\x00" + b"\x02\xff\xff\xff" * 4096),
    "empty-records": repeat(b"\x16\x03\x03\x00\x00" * 100),
    "alert-storm": repeat(alert(112, 1) * 100),
    "alert-drip": repeat(alert(112, 1), pause=0.2),
    "alert-of-no-kind": whole(lambda hello: alert(255, 0)),
    "alert-cut": then(lambda hello: b"\x15\x03\x03\x00\x02\x02", close),
    "alert-too-long": whole(lambda hello: record(b"\x02\x28\x02\x28", 21)),
    "message-longer-than-record": then(lambda hello: record(b"\x02\x00\xff\xff\x03\x03"), close),
    "hello-cut": then(lambda hello: record(server_hello(hello))[:40], close),
    "hello-cut-reset": then(lambda hello: record(server_hello(hello))[:40], reset),
    "session-too-long": whole(lambda hello: record(server_hello(hello, session=b"s" * 255))),
    "extensions-too-long": whole(lambda hello: record(server_hello(hello, extensions=bytes(5), size=900))),
    "suite-not-offered": whole(lambda hello: record(server_hello(hello, suite=0x1234))),
    "scsv-chosen": whole(lambda hello: record(server_hello(hello, suite=0x00FF))),
    "version-not-offered": whole(lambda hello: record(server_hello(hello, version=0x0305))),
    "version-not-known": whole(lambda hello: record(server_hello(hello, version=0x7F7F))),
    "compressed": whole(lambda hello: record(server_hello(hello, compression=1))),
    "other-message": whole(lambda hello: record(handshake(11, b"\x00\x00\x00"))),
    "application-data": whole(lambda hello: record(b"x" * 100, 23)),
    "change-cipher-spec": repeat(record(b"\x01", 20) * 100),
    "client-hello-back": whole(lambda hello: record(handshake(1, b"\x03\x03" + bytes(40)))),
    "alternate": alternate,
    "sometimes": sometimes,
    "fragments": whole(lambda hello: fragments(hello) if not hello.is_13 else alert(70)),
    "takes-everything": whole(is_old),
    "takes-the-last": whole(lambda hello: alert(70) if hello.is_13 else record(server_hello(hello, suite=hello.real[-1]))),
    "few-or-alert": few(lambda peer: (peer.send(alert(40)), peer.wait())),
    "few-or-silence": few(silence),
    "few-or-close": few(close),
    "few-or-reset": few(reset),
    "hello-then-storm": then(is_old, lambda peer: [peer.send(alert(112, 1) * 100) for _ in range(100000)]),
}


def script(*turns, end=silence):
    """Plain text: what is said at each turn; a line of the other side between two of them."""
    def behave(peer):
        for number, turn in enumerate(turns):
            if number > 0:
                peer.line()
            peer.send(turn)
        end(peer)
    return behave


def endless(data, *before):
    def more(peer):
        while True:
            peer.send(data)
    return script(*before, end=more)


def slowly(data, pause=0.3):
    def behave(peer):
        for byte in data * 1000:
            peer.send(bytes([byte]))
            time.sleep(pause)
    return behave


EHLO = b"250-mx\r\n250-SIZE\r\n250 STARTTLS\r\n"
SMTP = {
    "smtp-silence": silence,
    "smtp-megabyte": endless(b"220 " + b"b" * 65536),
    "smtp-banner-lines": endless(b"220-and so on\r\n" * 1000),
    "smtp-endless-ehlo": endless(b"250-KEYWORD\r\n" * 1000, b"220 mx\r\n"),
    "smtp-drip": slowly(b"220 mx\r\n"),
    "smtp-421": script(b"421 4.3.2 too busy\r\n", end=close),
    "smtp-454": script(b"220 mx\r\n", EHLO, b"454 4.7.0 not now\r\n"),
    "smtp-554": script(b"554 no service\r\n"),
    "smtp-injection": script(b"220 mx\r\n", EHLO, b"220 go\r\n250 injected\r\n"),
    "smtp-early": script(b"220 mx\r\n" + EHLO + b"220 go\r\n"),
    "smtp-silent-go": script(b"220 mx\r\n", EHLO, b"220 go\r\n"),
    "smtp-close-after-go": script(b"220 mx\r\n", EHLO, b"220 go\r\n", end=close),
    "smtp-text-for-tls": script(b"220 mx\r\n", EHLO, b"220 go\r\n", end=repeat(b"500 what?\r\n")),
    "smtp-nul": script(b"\x00\x00220 mx\r\n\x00"),
    "smtp-http": script(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
    "smtp-reset-in-ehlo": script(b"220 mx\r\n", b"250-mx\r\n250-ST", end=reset),
}
OTHERS = {
    "imap-bye": ("imap", script(b"* BYE too many\r\n", end=close)),
    "imap-endless": ("imap", endless(b"* OK more\r\n" * 1000, b"* OK ready\r\n")),
    "imap-early": ("imap", script(b"* OK ready\r\n* CAPABILITY X\r\na1 OK\r\n")),
    "imap-injection": ("imap", script(b"* OK\r\n", b"* CAPABILITY STARTTLS\r\na1 OK\r\n", b"a2 OK\r\n* BYE\r\n")),
    "pop3-babble": ("pop3", script(b"+OK\r\n", b"well, then\r\n")),
    "pop3-injection": ("pop3", script(b"+OK\r\n", b"+OK\r\n+OK\r\n")),
    "ldap-oversized": ("ldap", lambda peer: (peer.receive(), peer.send(b"\x30\x84\x7f\xff\xff\xff"), peer.wait())),
    "ldap-indefinite": ("ldap", lambda peer: (peer.receive(), peer.send(b"\x30\x80" * 3000), peer.wait())),
    "ldap-injection": ("ldap", lambda peer: (peer.receive(), peer.wait() if peer.send(
        b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00" * 2) else peer.wait())),
    "ldap-silence": ("ldap", silence),
}

BEHAVIOURS = {**{name: ("tls", b) for name, b in TLS.items()}, **{name: ("smtp", b) for name, b in SMTP.items()}, **OTHERS}
