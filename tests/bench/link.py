"""The network of the bench: this namespace is the scanner's, another is the servers', and a link with a delay joins them."""
import os
import pathlib
import socket
import statistics
import subprocess
import time

SCANNER = "198.18.0.1"
SERVERS = "198.18.64.0/18"
ENDPOINTS_MAX = 16000
READY_SECONDS = 10


def address(number):
    """Of the endpoint with this number, from 0."""
    number += 1
    return f"198.18.{64 + number // 256}.{number % 256}"


def run(*words):
    subprocess.run([str(word) for word in words], check=True, capture_output=True)


def until(what, ready):
    end = time.monotonic() + READY_SECONDS
    while not ready():
        if time.monotonic() > end:
            raise RuntimeError(f"{what}: not so after {READY_SECONDS} s")
        time.sleep(0.01)


class Link:
    """`forwarder` is the path of the program `delay`; without a round trip and `tun` the two are joined by a veth pair."""

    def __init__(self, processes, forwarder, round_trip, tun=False):
        until("the end of an earlier link", lambda: not os.path.exists("/proc/sys/net/ipv4/conf/near"))
        self.holder = processes.start("servers-namespace", ["unshare", "--net", "sleep", "infinity"])
        self.file = f"/proc/{self.holder.pid}/ns/net"
        until("the servers' namespace", lambda: os.readlink(self.file) != os.readlink("/proc/self/ns/net"))
        if round_trip == 0 and not tun:
            run("ip", "link", "add", "near", "txqueuelen", 50000, "type", "veth", "peer", "name", "far", "netns", self.holder.pid)
        else:
            process = processes.start("delay", [forwarder, "/proc/self/ns/net", "near", self.file, "far",
                                                int(round_trip * 1000 / 2)])
            until("the forwarder's devices", lambda: process.poll() is not None or self.has("far"))
            if process.poll() is not None:
                raise RuntimeError(f"the forwarder ended: {(pathlib.Path(processes.folder) / 'delay.log').read_text()}")
        run("ip", "address", "add", f"{SCANNER}/32", "dev", "near")
        run("ip", "link", "set", "near", "up", "txqueuelen", 50000)
        self.inside("ip", "link", "set", "lo", "up")
        self.inside("ip", "link", "set", "far", "up", "txqueuelen", 50000)
        self.inside("ip", "address", "add", "198.18.64.0/32", "dev", "far")
        self.inside("ip", "route", "add", "local", SERVERS, "dev", "lo")
        self.inside("ip", "route", "add", f"{SCANNER}/32", "dev", "far")
        run("ip", "route", "add", "198.18.64.0/32", "dev", "near")
        run("ip", "route", "add", SERVERS, "via", "198.18.64.0", "dev", "near")

    def words(self, *words):
        """A command that runs in the servers' namespace."""
        return ["nsenter", f"--net={self.file}", *[str(word) for word in words]]

    def inside(self, *words):
        run(*self.words(*words))

    def has(self, device):
        with open(f"/proc/{self.holder.pid}/net/dev", encoding="ascii") as table:
            return any(line.strip().startswith(f"{device}:") for line in table)

    def counts(self):
        """Connections that servers accepted, and bytes of IP packets in both directions, since the namespace began."""
        with open(f"/proc/{self.holder.pid}/net/snmp", encoding="ascii") as table:
            names, values = [line.split()[1:] for line in table if line.startswith("Tcp:")]
        accepted = int(dict(zip(names, values))["PassiveOpens"])
        with open(f"/proc/{self.holder.pid}/net/dev", encoding="ascii") as table:
            numbers = [line.split(":")[1].split() for line in table if line.strip().startswith("far:")][0]
        return accepted, int(numbers[0]) + int(numbers[8])

    def round_trip(self, count=9):
        """Median of what connect() takes, in milliseconds: one round trip."""
        times = []
        for _ in range(count):
            with socket.socket() as connection:
                begin = time.monotonic()
                connection.connect((address(0), 443))
                times.append((time.monotonic() - begin) * 1000)
        return statistics.median(times)
